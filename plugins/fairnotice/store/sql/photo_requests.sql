-- name: photo_sites
-- Sites (or cameras without a declared one) of which the audit cannot tell whether a notice hangs there, where a photo of
-- it would settle that: with how many cameras it would settle, the most first. A site of which a failing stands is not
-- asked kindly beside it.
WITH unsettled AS (
    SELECT
        camera.camera_id,
        camera.name,
        camera.source_id,
        camera.site_id,
        camera.site_declared,
        camera.operator_id,
        camera.jurisdiction,
        camera.geom,
        finding.reasons #>> '{0,code}' AS code
    FROM fairnotice.finding
    INNER JOIN fairnotice.camera USING (camera_id)
    INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
    WHERE
        finding.verdict IN ('unknown', 'review') AND finding.reasons #>> '{0,code}' = ANY (:codes)
        AND camera.gone_since IS NULL AND camera.operator_id IS NOT NULL
        AND registry_source.mode = :mode
        AND (:scope::text IS NULL OR camera.source = :scope)
        AND (:operator_id::text IS NULL OR camera.operator_id = :operator_id)
        AND (:site_id::text IS NULL OR camera.site_id = :site_id)
),

site AS (
    SELECT
        operator_id,
        site_id,
        bool_or(site_declared) AS declared,
        count(DISTINCT camera_id) AS cameras,
        (array_agg(DISTINCT camera_id))[1 : 8] AS camera_ids,
        (array_agg(DISTINCT coalesce(nullif(name, ''), source_id)))[1 : 8] AS camera_names,
        array_agg(DISTINCT code) AS reason_codes,
        min(jurisdiction) AS jurisdiction,
        st_x(st_centroid(st_collect(geom))) AS lon,
        st_y(st_centroid(st_collect(geom))) AS lat
    FROM unsettled
    GROUP BY operator_id, site_id
),

asked AS (
    SELECT
        alert.site_id, alert.operator_id,
        count(*) AS times,
        max(alert.ready_at) AS last_at
    FROM fairnotice.alert
    WHERE alert.kind = 'photo_request' AND alert.status <> 'withdrawn'
    GROUP BY alert.site_id, alert.operator_id
),

chosen AS (
    SELECT
        site.*,
        coalesce(asked.times, 0) AS asked_before,
        row_number() OVER (
            PARTITION BY site.operator_id ORDER BY coalesce(asked.times, 0), site.cameras DESC, site.site_id
        ) AS place
    FROM site
    LEFT JOIN asked ON site.site_id = asked.site_id AND site.operator_id = asked.operator_id
    WHERE
        coalesce(asked.times, 0) < :most_times
        AND (asked.last_at IS NULL OR asked.last_at < :asked_before::timestamptz)
        AND NOT EXISTS (
            SELECT FROM fairnotice.camera AS mate
            INNER JOIN fairnotice.finding ON mate.camera_id = finding.camera_id
            WHERE
                mate.site_id = site.site_id AND finding.verdict = 'fail'
                AND finding.proof IN ('site_visit', 'declared_position', 'confirmed_position', 'notice_read')
        )
)

SELECT * FROM chosen
WHERE place <= :most_sites
ORDER BY operator_id, place;
