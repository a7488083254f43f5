-- name: districts
SELECT
    told.mode,
    told.audited_at,
    told.district_id,
    told.name,
    told.names,
    told.fail,
    told.review,
    told.unknown,
    told.pass,
    told.not_applicable
FROM fairnotice.public_districts() AS told;

-- name: cameras
SELECT
    told.mode,
    told.camera_id,
    told.lon,
    told.lat,
    told.site_class,
    told.told,
    told.rules
FROM fairnotice.public_cameras(:after, :most) AS told;
