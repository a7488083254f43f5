-- Items of each collection, one page at a time, by key. {indexed} and {other} are conditions of CQL2 on the columns of
-- "item". No more than :window rows are read for the second one: where they do not fill a page, the next page goes on from
-- the last row that was read. Asked with a key of its own (:one), the collection gives that item. {selected} is the
-- function that gives what the map shows: now, on a former day, or of some rules.

-- name: cameras
WITH candidate AS MATERIALIZED (
    SELECT * FROM (
        SELECT
            shown.camera_id,
            shown.name,
            shown.source,
            registry_source.mode,
            shown.operator_id,
            operator.name AS operator,
            shown.district_id,
            camera.site_id,
            shown.site_class,
            shown.jurisdiction,
            shown.verdict,
            shown.policy_verdict,
            shown.policy_only,
            shown.breach_of_law,
            shown.unknown_because,
            shown.confidence,
            shown.changed_on,
            (
                SELECT max(finding.judged_on) FROM fairnotice.finding WHERE finding.camera_id = shown.camera_id
            ) AS judged_on,
            health.failing_since AS no_frame_since,
            health.fault,
            camera.azimuth,
            camera.field_of_view,
            camera.geom AS geometry
        FROM {selected}(fairnotice.filter_of(:filter)) AS shown
        INNER JOIN fairnotice.camera ON shown.camera_id = camera.camera_id
        INNER JOIN fairnotice.registry_source ON shown.source = registry_source.source
        LEFT JOIN fairnotice.operator ON shown.operator_id = operator.operator_id
        LEFT JOIN fairnotice.camera_health AS health ON shown.camera_id = health.camera_id
    ) AS item
    WHERE
        (:begins::date IS NULL OR item.judged_on >= :begins)
        AND (:ends::date IS NULL OR item.judged_on <= :ends)
        AND (:minx::float8 IS NULL OR item.geometry && st_makeenvelope(:minx, :miny, :maxx, :maxy, 4326))
        AND (:after::text IS NULL OR item.camera_id > :after)
        AND (:one::text IS NULL OR item.camera_id = :one)
        AND {indexed}
    ORDER BY item.camera_id
    LIMIT :window
)

SELECT
    scanned.rows_read,
    scanned.rows_matching,
    scanned.last_key,
    found.*
FROM (
    SELECT
        count(*) AS rows_read,
        count(*) FILTER (WHERE {other}) AS rows_matching,
        max(item.camera_id) AS last_key
    FROM candidate AS item
) AS scanned
LEFT JOIN LATERAL (
    SELECT
        item.camera_id AS key,
        item.*,
        st_x(item.geometry) AS lon,
        st_y(item.geometry) AS lat
    FROM candidate AS item
    WHERE {other}
    ORDER BY item.camera_id
    LIMIT :most
) AS found ON true
ORDER BY found.key;

-- name: findings
-- A finding's key is its rule's id and its camera's, joined by a colon, which no rule's id holds.
WITH candidate AS MATERIALIZED (
    SELECT * FROM (
        SELECT
            finding.camera_id,
            finding.rule_id,
            finding.title,
            shown.name AS camera,
            shown.source,
            registry_source.mode,
            shown.operator_id,
            operator.name AS operator,
            shown.district_id,
            camera.site_id,
            shown.jurisdiction,
            finding.verdict,
            finding.force,
            finding.breach_of_law,
            finding.severity,
            finding.confidence,
            finding.proof,
            finding.reasons -> 0 ->> 'code' AS reason_code,
            finding.reasons -> 0 ->> 'text' AS reason,
            finding.reasons -> 0 ->> 'settles' AS settles,
            finding.remedy,
            concat_ws(', ', finding.citation ->> 'instrument', nullif(finding.citation ->> 'article', '')) AS citation,
            finding.citation ->> 'verified' AS citation_verified,
            finding.pack_id,
            finding.pack_version,
            finding.since,
            finding.judged_on,
            finding.audit_id,
            camera.geom AS geometry
        FROM {selected}(fairnotice.filter_of(:filter)) AS shown
        INNER JOIN fairnotice.camera ON shown.camera_id = camera.camera_id
        INNER JOIN fairnotice.finding ON shown.camera_id = finding.camera_id
        INNER JOIN fairnotice.registry_source ON shown.source = registry_source.source
        LEFT JOIN fairnotice.operator ON shown.operator_id = operator.operator_id
    ) AS item
    WHERE
        (:verdicts::text [] IS NULL OR item.verdict = ANY (:verdicts))
        AND (:rules::text [] IS NULL OR item.rule_id = ANY (:rules))
        AND (:forces::text [] IS NULL OR item.force = ANY (:forces))
        AND (:min_confidence::float8 IS NULL OR item.confidence >= :min_confidence)
        AND (:changed_since::date IS NULL OR item.since >= :changed_since)
        -- It holds from its first window to the newest that looked at it.
        AND (:begins::date IS NULL OR item.judged_on >= :begins)
        AND (:ends::date IS NULL OR item.since <= :ends)
        AND (:minx::float8 IS NULL OR item.geometry && st_makeenvelope(:minx, :miny, :maxx, :maxy, 4326))
        AND (:after::text IS NULL OR (item.camera_id, item.rule_id) > (:after, :after_rule))
        AND (:one::text IS NULL OR (item.camera_id = :one AND item.rule_id = :one_rule))
        AND {indexed}
    ORDER BY item.camera_id, item.rule_id
    LIMIT :window
)

SELECT
    scanned.rows_read,
    scanned.rows_matching,
    (
        SELECT item.rule_id || ':' || item.camera_id FROM candidate AS item
        ORDER BY item.camera_id DESC, item.rule_id DESC
        LIMIT 1
    ) AS last_key,
    found.*
FROM (
    SELECT
        count(*) AS rows_read,
        count(*) FILTER (WHERE {other}) AS rows_matching
    FROM candidate AS item
) AS scanned
LEFT JOIN LATERAL (
    SELECT
        item.rule_id || ':' || item.camera_id AS key,
        item.*,
        st_x(item.geometry) AS lon,
        st_y(item.geometry) AS lat
    FROM candidate AS item
    WHERE {other}
    ORDER BY item.camera_id, item.rule_id
    LIMIT :most
) AS found ON true
ORDER BY found.camera_id, found.rule_id;

-- name: districts
-- Each district with what the map shows of the cameras that belong to it.
WITH candidate AS MATERIALIZED (
    SELECT * FROM (
        SELECT
            district.district_id,
            district.name,
            coalesce(counted.cameras, 0) AS cameras,
            coalesce(counted.cameras - counted.unknown, 0) AS judged,
            coalesce(counted.fail, 0) AS fail,
            coalesce(counted.review, 0) AS review,
            coalesce(counted.unknown, 0) AS unknown,
            coalesce(counted.pass, 0) AS pass,
            coalesce(counted.not_applicable, 0) AS not_applicable,
            coalesce(counted.breaches_of_law, 0) AS breaches_of_law,
            (counted.cameras - counted.unknown)::float8 / nullif(counted.cameras, 0) AS share_judged,
            counted.pass::float8 / nullif(counted.pass + counted.fail + counted.review, 0) AS share_compliant,
            district.geom AS geometry
        FROM fairnotice.district
        LEFT JOIN (
            SELECT
                total.value AS district_id,
                sum(total.fail + total.review + total.unknown + total.pass + total.not_applicable)::bigint AS cameras,
                sum(total.fail)::bigint AS fail,
                sum(total.review)::bigint AS review,
                sum(total.unknown)::bigint AS unknown,
                sum(total.pass)::bigint AS pass,
                sum(total.not_applicable)::bigint AS not_applicable,
                sum(total.breaches_of_law)::bigint AS breaches_of_law
            FROM fairnotice.kept_totals('district', :wanted, :sources, :on_day) AS total
            GROUP BY total.value
        ) AS counted ON district.district_id = counted.district_id
    ) AS item
    WHERE
        (:wanted::text [] IS NULL OR item.district_id = ANY (:wanted))
        AND (:minx::float8 IS NULL OR item.geometry && st_makeenvelope(:minx, :miny, :maxx, :maxy, 4326))
        AND (:after::text IS NULL OR item.district_id > :after)
        AND (:one::text IS NULL OR item.district_id = :one)
        AND {indexed}
    ORDER BY item.district_id
    LIMIT :window
)

SELECT
    scanned.rows_read,
    scanned.rows_matching,
    scanned.last_key,
    found.*
FROM (
    SELECT
        count(*) AS rows_read,
        count(*) FILTER (WHERE {other}) AS rows_matching,
        max(item.district_id) AS last_key
    FROM candidate AS item
) AS scanned
LEFT JOIN LATERAL (
    SELECT
        item.district_id AS key,
        item.*,
        st_asgeojson(item.geometry, 7)::json AS shape
    FROM candidate AS item
    WHERE {other}
    ORDER BY item.district_id
    LIMIT :most
) AS found ON true
ORDER BY found.key;

-- name: extent_of_cameras^
-- From the statistics of the index where there are any: never a scan.
SELECT
    st_xmin(box.extent) AS minx,
    st_ymin(box.extent) AS miny,
    st_xmax(box.extent) AS maxx,
    st_ymax(box.extent) AS maxy
FROM (SELECT st_estimatedextent('fairnotice', 'camera', 'geom') AS extent) AS box;
