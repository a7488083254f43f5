-- name: of_other_sources
SELECT district_id, source FROM fairnotice.district
WHERE district_id = ANY (:ids) AND source <> :source
ORDER BY district_id
LIMIT 1;

-- name: remove_others!
DELETE FROM fairnotice.district WHERE source = :source AND district_id <> ALL (:ids::text []);

-- name: put_districts!
-- All in one statement, since cameras are given their districts after each.
INSERT INTO fairnotice.district AS known (district_id, name, names, source, geom)
SELECT
    given.district_id,
    given.name,
    given.names,
    :source,
    st_setsrid(st_geomfromwkb(given.shape), 4326)
FROM unnest(:ids::text [], :named::text [], :names::jsonb [], :shapes::bytea [])
    AS given (district_id, name, names, shape)
ON CONFLICT (district_id) DO UPDATE SET
name = excluded.name, names = excluded.names, geom = excluded.geom, imported_at = now()
WHERE
    (known.name, known.names) IS DISTINCT FROM (excluded.name, excluded.names)
    OR st_asbinary(known.geom) IS DISTINCT FROM st_asbinary(excluded.geom);

-- name: listed
SELECT
    district.district_id,
    district.name,
    district.source,
    (
        SELECT count(*) FROM fairnotice.camera
        WHERE camera.district_id = district.district_id AND camera.gone_since IS NULL
    ) AS cameras
FROM fairnotice.district
ORDER BY district.source, district.district_id;
