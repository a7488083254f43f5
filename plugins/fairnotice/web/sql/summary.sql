-- name: counts
-- The verdict filter is left out on purpose, so that a legend can say what switching one on would show.
SELECT
    shown.verdict,
    shown.policy_only,
    count(*) AS cameras,
    count(*) FILTER (WHERE shown.breach_of_law) AS breaches_of_law,
    count(*) FILTER (WHERE shown.policy_verdict = 'fail') AS policy_fails,
    count(*) FILTER (WHERE shown.policy_verdict = 'review') AS policy_reviews,
    min(st_x(shown.geom)) AS minx,
    min(st_y(shown.geom)) AS miny,
    max(st_x(shown.geom)) AS maxx,
    max(st_y(shown.geom)) AS maxy
FROM fairnotice.cameras_shown(:operators, :rules, :sources, :without_frames) AS shown
GROUP BY shown.verdict, shown.policy_only;

-- name: why_unknown
-- One reason for each camera, so that the numbers add up to the cameras that are unknown.
SELECT
    coalesce(why.code, 'not_judged') AS code,
    count(*) AS cameras
FROM fairnotice.cameras_shown(:operators, :rules, :sources, :without_frames) AS shown
LEFT JOIN LATERAL (
    SELECT finding.reasons -> 0 ->> 'code' AS code
    FROM fairnotice.finding
    WHERE
        finding.camera_id = shown.camera_id
        AND finding.verdict = 'unknown'
        AND fairnotice.is_policy(finding.force) = shown.policy_only
        AND (cast(:rules AS text []) IS NULL OR finding.rule_id = ANY (:rules))
    ORDER BY
        NOT finding.decisive,
        fairnotice.says_little(finding.reasons -> 0 ->> 'code'),
        finding.rule_id
    LIMIT 1
) AS why ON true
WHERE shown.verdict = 'unknown'
GROUP BY 1
ORDER BY count(*) DESC, 1;

-- name: without_frames
-- The filter by health is left out, so that it can be said what switching it on would show.
SELECT
    shown.fault,
    count(*) AS cameras,
    min(shown.no_frame_since) AS since
FROM fairnotice.cameras_shown(:operators, :rules, :sources) AS shown
WHERE shown.no_frame_since IS NOT NULL
GROUP BY shown.fault
ORDER BY count(*) DESC, shown.fault;

-- name: cameras_by_source
SELECT
    camera.source,
    count(*) AS cameras
FROM fairnotice.camera
WHERE camera.gone_since IS NULL
GROUP BY camera.source;

-- name: operators_of_sources
-- The largest first, as many as a person can choose among.
SELECT
    camera.operator_id,
    operator.name,
    count(*) AS cameras
FROM fairnotice.camera
LEFT JOIN fairnotice.operator ON camera.operator_id = operator.operator_id
WHERE camera.gone_since IS NULL AND camera.source = ANY (:sources)
GROUP BY camera.operator_id, operator.name
ORDER BY count(*) DESC, operator.name, camera.operator_id
LIMIT 500;

-- name: rules_of_sources
SELECT
    finding.rule_id,
    max(finding.title) AS title,
    max(finding.pack_id) AS pack_id,
    max(finding.force) AS force,
    max(finding.citation ->> 'instrument') AS instrument,
    count(*) AS cameras
FROM fairnotice.finding
INNER JOIN fairnotice.camera ON finding.camera_id = camera.camera_id
WHERE camera.gone_since IS NULL AND camera.source = ANY (:sources)
GROUP BY finding.rule_id
ORDER BY finding.rule_id
LIMIT 500;

-- name: last_audit^
-- Only a finished one: a running audit has said nothing yet.
SELECT
    audit.audit_id,
    audit.scope,
    audit.window_start,
    audit.mode,
    audit.finished_at
FROM fairnotice.audit
WHERE
    audit.finished_at IS NOT NULL
    AND audit.mode = :mode
    AND (audit.scope = 'all' OR audit.scope = ANY (:sources))
ORDER BY audit.window_start DESC, audit.finished_at DESC
LIMIT 1;
