-- name: register_source!
INSERT INTO fairnotice.registry_source (source, mode) VALUES (:source, :mode)
ON CONFLICT (source) DO NOTHING;

-- name: mode_of_scope
SELECT DISTINCT mode FROM fairnotice.registry_source WHERE source = :scope;

-- name: upsert_operator*!
INSERT INTO fairnotice.operator (operator_id, name, kind, record) VALUES (:operator_id, :name, :kind, :record)
ON CONFLICT (operator_id) DO UPDATE SET name = excluded.name, kind = excluded.kind, record = excluded.record
WHERE (operator.name, operator.kind, operator.record) IS DISTINCT FROM (excluded.name, excluded.kind, excluded.record);

-- name: upsert_cameras!
-- Many in one statement, since what the map shows of them is brought up to date after each.
INSERT INTO fairnotice.camera (
    camera_id, source, source_id, name, operator_id, site_id, site_declared, site_class,
    jurisdiction, jurisdiction_declared, geom, azimuth, field_of_view, record, registered_at, changed_at
)
SELECT
    given.camera_id, given.source, given.source_id, given.name, given.operator_id, given.site_id, given.site_declared,
    given.site_class, given.jurisdiction, given.jurisdiction_declared,
    st_setsrid(st_makepoint(given.lon, given.lat), 4326), given.azimuth, given.field_of_view, given.record, :at, :at
FROM jsonb_to_recordset(:cameras) AS given (
    camera_id text, source text, source_id text, name text, operator_id text, site_id text, site_declared boolean,
    site_class text, jurisdiction text, jurisdiction_declared text, lon double precision, lat double precision,
    azimuth real, field_of_view real, record jsonb
)
ON CONFLICT (camera_id) DO UPDATE SET
name = excluded.name, operator_id = excluded.operator_id, site_id = excluded.site_id,
site_declared = excluded.site_declared, site_class = excluded.site_class, jurisdiction = excluded.jurisdiction,
jurisdiction_declared = excluded.jurisdiction_declared, geom = excluded.geom, azimuth = excluded.azimuth,
field_of_view = excluded.field_of_view, record = excluded.record, changed_at = excluded.changed_at, gone_since = NULL;

-- name: lock_cameras
-- In one order for all, and before what holds is read: a finding that is not there yet cannot be locked, and two runs of
-- one audit must not both write it as new.
SELECT camera_id FROM fairnotice.camera
WHERE camera_id = ANY (:camera_ids)
ORDER BY camera_id
FOR NO KEY UPDATE;

-- name: mark_gone!
UPDATE fairnotice.camera SET gone_since = :at WHERE camera_id = ANY (:camera_ids) AND gone_since IS NULL;

-- name: record_import$
INSERT INTO fairnotice.registry_import (
    source, format, content_sha256, complete, added, changed, gone, unchanged, rejected, imported_at
) VALUES (:source, :format, :content_sha256, :complete, :added, :changed, :gone, :unchanged, :rejected, :at)
RETURNING import_id;

-- name: keep_rejected*!
INSERT INTO fairnotice.rejected_row (import_id, position, reason, raw) VALUES (:import_id, :position, :reason, :raw)
ON CONFLICT DO NOTHING;

-- name: records_of_source
SELECT record::text FROM fairnotice.camera WHERE source = :source AND gone_since IS NULL ORDER BY camera_id;

-- name: count_in_scope$
SELECT count(*) FROM fairnotice.camera
INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
WHERE camera.gone_since IS NULL AND (camera.source = :scope OR (:scope = 'all' AND registry_source.mode = 'regular'));

-- name: batch_bounds
-- Ranges of camera ids, so that a batch is a few bytes however many cameras it holds.
SELECT
    min(ranked.camera_id COLLATE "C") AS first_id,
    max(ranked.camera_id COLLATE "C") AS last_id,
    count(*) AS cameras
FROM (
    SELECT
        camera.camera_id,
        (row_number() OVER (ORDER BY camera.camera_id COLLATE "C") - 1) / :size AS batch
    FROM fairnotice.camera
    INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
    WHERE camera.gone_since IS NULL AND (camera.source = :scope OR (:scope = 'all' AND registry_source.mode = 'regular'))
) AS ranked
GROUP BY ranked.batch
ORDER BY ranked.batch;

-- name: batch_bounds_by_seconds
-- As batch_bounds, but cut where the expected seconds are full. Looks are waited for many at a time, but those of one
-- host a few at a time: where that alone fills a batch, it counts. A camera that gave no frame is not looked at, and one
-- that nobody may ask costs next to nothing. A batch's devices are asked for their configuration too, many at a time.
WITH asked AS (
    SELECT
        camera.camera_id,
        coalesce(health.seconds, :grab_s)::float8 AS grab_s,
        CASE WHEN health.failing_since IS NULL THEN :inspect_s ELSE 0 END::float8 AS inspect_s,
        lower(substring(camera.record #>> '{frame_source,url}' FROM '^[^:]+://([^/?#]+)')) AS host,
        CASE
            WHEN camera.record #>> '{frame_source,access_basis}' IS NULL THEN 0
            WHEN strpos(camera.record #>> '{frame_source,url}', '{at}') > 0 THEN :samples
            ELSE 1
        END AS looks,
        CASE
            WHEN camera.record #>> '{device_service,access_basis}' IS NULL THEN 0
            ELSE :device_s::float8 / :devices_at_once
        END AS device_s
    FROM fairnotice.camera
    INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
    LEFT JOIN fairnotice.camera_health AS health ON camera.camera_id = health.camera_id
    WHERE
        camera.gone_since IS NULL
        AND (camera.source = :scope OR (:scope = 'all' AND registry_source.mode = 'regular'))
),

crowded AS (
    SELECT host FROM asked
    WHERE host IS NOT NULL
    GROUP BY host
    HAVING sum(looks * grab_s) / :host_at_once > :seconds::float8
),

costed AS (
    SELECT
        asked.camera_id,
        greatest(
            asked.looks * (
                asked.inspect_s + asked.grab_s / CASE WHEN crowded.host IS NULL THEN :threads ELSE :host_at_once END
            ) + asked.device_s,
            :seconds::float8 / :most_cameras
        ) AS seconds
    FROM asked
    LEFT JOIN crowded ON asked.host = crowded.host
),

summed AS (
    SELECT
        camera_id,
        floor(
            (sum(seconds) OVER (ORDER BY camera_id COLLATE "C") - seconds)
            / greatest(:seconds::float8, sum(seconds) OVER () / :most_batches)
        ) AS batch
    FROM costed
)

SELECT
    min(camera_id COLLATE "C") AS first_id,
    max(camera_id COLLATE "C") AS last_id,
    count(*) AS cameras
FROM summed
GROUP BY batch
ORDER BY batch;

-- name: page_of_batch
SELECT camera.record::text FROM fairnotice.camera
INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
WHERE
    camera.gone_since IS NULL
    AND (camera.source = :scope OR (:scope = 'all' AND registry_source.mode = 'regular'))
    AND camera.camera_id COLLATE "C" BETWEEN :first_id AND :last_id
    AND (:after::text IS NULL OR camera.camera_id COLLATE "C" > :after)
ORDER BY camera.camera_id COLLATE "C"
LIMIT :most;

-- name: records_of_ids
SELECT record::text FROM fairnotice.camera WHERE camera_id = ANY (:camera_ids) AND gone_since IS NULL;

-- name: record_of_camera
SELECT record::text FROM fairnotice.camera WHERE camera_id = :camera_id;

-- name: points_of_site
SELECT st_x(geom) AS lon, st_y(geom) AS lat FROM fairnotice.camera
WHERE site_id = :site_id AND gone_since IS NULL
ORDER BY camera_id
LIMIT :most;

-- name: operator
SELECT record FROM fairnotice.operator WHERE operator_id = :operator_id;

-- name: regions
-- Boxes around the cameras of each five degrees of longitude, a third of an hour of the sun's way: 72 at the most.
SELECT
    min(st_x(camera.geom)) AS minx,
    min(st_y(camera.geom)) AS miny,
    max(st_x(camera.geom)) AS maxx,
    max(st_y(camera.geom)) AS maxy
FROM fairnotice.camera
INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
WHERE camera.gone_since IS NULL AND registry_source.mode = 'regular'
GROUP BY floor(st_x(camera.geom) / 5)
ORDER BY minx;
