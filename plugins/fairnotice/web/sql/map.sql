-- name: data_version$
SELECT fairnotice.data_version();

-- name: alive$
SELECT fairnotice.data_version() IS NOT NULL;

-- name: sources_with_cameras
SELECT
    registry_source.source,
    registry_source.mode
FROM fairnotice.registry_source
WHERE EXISTS (
    SELECT FROM fairnotice.camera
    WHERE camera.source = registry_source.source AND camera.gone_since IS NULL
)
ORDER BY registry_source.source;

-- name: tile$
SELECT fairnotice.compliance_tile(
    z => :z, x => :x, y => :y,
    verdicts => :verdicts, operators => :operators, rules => :rules, sources => :sources,
    without_frames => :without_frames
);

-- name: page_of_cameras
-- The worst first; why is looked up for the page only.
WITH page AS (
    SELECT
        shown.*,
        st_x(shown.geom) AS lon,
        st_y(shown.geom) AS lat
    FROM fairnotice.cameras_shown(:operators, :rules, :sources, :without_frames) AS shown
    WHERE
        (cast(:verdicts AS text []) IS NULL OR shown.verdict = ANY (:verdicts))
        AND (
            cast(:minx AS double precision) IS NULL
            OR shown.geom && st_makeenvelope(:minx, :miny, :maxx, :maxy, 4326)
        )
    ORDER BY
        shown.policy_only,
        fairnotice.verdict_rank(shown.verdict),
        coalesce(fairnotice.verdict_rank(shown.policy_verdict), 9),
        shown.name,
        shown.camera_id
    LIMIT :limit OFFSET :offset
)
SELECT
    page.camera_id,
    page.name,
    page.source,
    page.mode,
    page.operator_id,
    page.operator,
    page.azimuth,
    page.field_of_view,
    page.verdict,
    page.policy_verdict,
    page.policy_only,
    page.breach_of_law,
    page.judged_on,
    page.no_frame_since,
    page.fault,
    page.lon,
    page.lat,
    why.rule_id,
    why.title,
    why.reason
FROM page
LEFT JOIN LATERAL (
    SELECT
        finding.rule_id,
        finding.title,
        finding.reasons -> 0 ->> 'text' AS reason
    FROM fairnotice.finding
    WHERE
        finding.camera_id = page.camera_id
        AND finding.verdict = page.verdict
        AND fairnotice.is_policy(finding.force) = page.policy_only
        AND (cast(:rules AS text []) IS NULL OR finding.rule_id = ANY (:rules))
    ORDER BY
        finding.breach_of_law DESC,
        NOT finding.decisive,
        fairnotice.says_little(finding.reasons -> 0 ->> 'code'),
        finding.rule_id
    LIMIT 1
) AS why ON true
ORDER BY
    page.policy_only,
    fairnotice.verdict_rank(page.verdict),
    coalesce(fairnotice.verdict_rank(page.policy_verdict), 9),
    page.name,
    page.camera_id;

-- name: count_of_cameras$
SELECT count(*)
FROM fairnotice.cameras_shown(:operators, :rules, :sources, :without_frames) AS shown
WHERE
    (cast(:verdicts AS text []) IS NULL OR shown.verdict = ANY (:verdicts))
    AND (
        cast(:minx AS double precision) IS NULL
        OR shown.geom && st_makeenvelope(:minx, :miny, :maxx, :maxy, 4326)
    );
