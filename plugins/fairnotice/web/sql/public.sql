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
