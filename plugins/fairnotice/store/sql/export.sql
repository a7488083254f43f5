-- Every statement gives what stood at the end of the window :day, or stands now where it is NULL, by camera.

-- name: cameras
SELECT
    camera.camera_id,
    camera.name,
    registry_source.mode,
    operator.name AS operator,
    operator.kind AS operator_kind,
    camera.site_id,
    camera.site_class,
    camera.jurisdiction,
    coalesce(ruled.verdict, 'unknown') AS verdict,
    ruled.policy_verdict,
    coalesce(ruled.breach_of_law, false) AS breach_of_law,
    ruled.worst_rules,
    ruled.judged_on,
    latest.observed_at AS last_observed_at,
    latest.fault AS last_fault,
    st_x(camera.geom) AS lon,
    st_y(camera.geom) AS lat
FROM fairnotice.camera
INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
LEFT JOIN fairnotice.operator ON camera.operator_id = operator.operator_id
LEFT JOIN (
    SELECT
        found.camera_id,
        (
            array_agg(found.verdict ORDER BY fairnotice.verdict_rank(found.verdict))
            FILTER (WHERE NOT found.is_policy AND found.decisive)
        )[1] AS verdict,
        (
            array_agg(found.verdict ORDER BY fairnotice.verdict_rank(found.verdict))
            FILTER (WHERE found.is_policy AND found.decisive)
        )[1] AS policy_verdict,
        bool_or(found.verdict = 'fail' AND found.force IN ('law', 'statutory_code')) AS breach_of_law,
        string_agg(found.rule_id, ' ' ORDER BY fairnotice.verdict_rank(found.verdict), found.rule_id)
        FILTER (WHERE NOT found.is_policy AND found.verdict IN ('fail', 'review')) AS worst_rules,
        max(found.judged_on) FILTER (WHERE NOT found.is_policy) AS judged_on
    FROM (
        SELECT
            *,
            coalesce(fairnotice.is_policy(force), false) AS is_policy,
            -- As fairnotice.finding has it of what holds now.
            verdict <> 'unknown'
            OR coalesce(reasons -> 0 ->> 'code', '') NOT IN ('not_declared', 'needs_a_person') AS decisive
        FROM fairnotice.findings_as_of(:day)
    ) AS found
    GROUP BY found.camera_id
) AS ruled ON camera.camera_id = ruled.camera_id
LEFT JOIN LATERAL (
    SELECT
        observation.observed_at,
        observation.fault
    FROM fairnotice.observation
    WHERE observation.camera_id = camera.camera_id AND observation.window_date <= coalesce(:day::date, 'infinity')
    ORDER BY observation.window_date DESC, observation.sample_number DESC
    LIMIT 1
) AS latest ON true
WHERE
    (:cameras::text [] IS NOT NULL OR camera.source = :scope OR (:scope = 'all' AND registry_source.mode = 'regular'))
    AND (:cameras::text [] IS NULL OR camera.camera_id = ANY (:cameras))
    AND (camera.gone_since IS NULL OR (camera.gone_since AT TIME ZONE 'UTC')::date > :day::date)
ORDER BY camera.camera_id COLLATE "C";

-- name: findings
SELECT
    found.*,
    camera.name AS camera,
    registry_source.mode,
    operator.name AS operator,
    camera.site_id,
    camera.jurisdiction,
    st_x(camera.geom) AS lon,
    st_y(camera.geom) AS lat
FROM fairnotice.findings_as_of(:day) AS found
INNER JOIN fairnotice.camera ON found.camera_id = camera.camera_id
INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
LEFT JOIN fairnotice.operator ON camera.operator_id = operator.operator_id
WHERE
    (:cameras::text [] IS NOT NULL OR camera.source = :scope OR (:scope = 'all' AND registry_source.mode = 'regular'))
    AND (:cameras::text [] IS NULL OR camera.camera_id = ANY (:cameras))
    AND (camera.gone_since IS NULL OR (camera.gone_since AT TIME ZONE 'UTC')::date > :day::date)
ORDER BY found.camera_id COLLATE "C", found.rule_id;

-- name: observations
-- What was seen of each camera in the evidence window.
SELECT
    camera.camera_id,
    camera.name,
    registry_source.mode,
    seen.slots,
    seen.usable,
    seen.no_frame,
    seen.first_day,
    seen.last_day,
    seen.last_observed_at,
    seen.with_notice,
    seen.last_notice_on,
    seen.models,
    st_x(camera.geom) AS lon,
    st_y(camera.geom) AS lat
FROM fairnotice.camera
INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
INNER JOIN LATERAL (
    SELECT
        count(*) AS slots,
        count(*) FILTER (WHERE observation.usable) AS usable,
        count(*) FILTER (WHERE observation.fault IS NOT NULL) AS no_frame,
        min(observation.window_date) AS first_day,
        max(observation.window_date) AS last_day,
        max(observation.observed_at) FILTER (WHERE observation.fault IS NULL) AS last_observed_at,
        count(*) FILTER (WHERE observation.notices @> '[{"status": "confirmed"}]') AS with_notice,
        max(observation.window_date) FILTER (WHERE observation.notices @> '[{"status": "confirmed"}]') AS last_notice_on,
        string_agg(DISTINCT nullif(observation.model_version, ''), ' ') AS models
    FROM fairnotice.observation
    WHERE observation.camera_id = camera.camera_id AND observation.window_date BETWEEN :since AND :until
) AS seen ON seen.slots > 0
WHERE
    (:cameras::text [] IS NOT NULL OR camera.source = :scope OR (:scope = 'all' AND registry_source.mode = 'regular'))
    AND (:cameras::text [] IS NULL OR camera.camera_id = ANY (:cameras))
    AND (camera.gone_since IS NULL OR (camera.gone_since AT TIME ZONE 'UTC')::date > :day::date)
ORDER BY camera.camera_id COLLATE "C";

-- name: audit
SELECT audit_id, scope, window_start, mode, packs, started_at, finished_at FROM fairnotice.audit WHERE audit_id = :audit_id;

-- name: audits_of
SELECT audit_id FROM fairnotice.audit ORDER BY window_start DESC, audit_id LIMIT :most;
