CREATE OR REPLACE VIEW fairnotice.camera_status AS
SELECT
    camera.camera_id,
    -- Policies and drafts colour a camera of their own; they never make it a breach of law.
    coalesce(ruled.verdict, 'unknown') AS verdict,
    policy.verdict AS policy_verdict,
    coalesce(ruled.breach_of_law, false) AS breach_of_law,
    ruled.rules AS rules_judged,
    ruled.worst_rules,
    ruled.judged_on,
    latest.observed_at AS last_observed_at,
    latest.fault AS last_fault,
    latest.usable AS last_usable
FROM fairnotice.camera
LEFT JOIN LATERAL (
    SELECT
        count(*) AS rules,
        bool_or(finding.breach_of_law) AS breach_of_law,
        max(finding.judged_on) AS judged_on,
        (
            array_agg(finding.verdict ORDER BY fairnotice.verdict_rank(finding.verdict)) FILTER (WHERE finding.decisive)
        )[1] AS verdict,
        array_agg(finding.rule_id ORDER BY fairnotice.verdict_rank(finding.verdict), finding.rule_id)
        FILTER (WHERE finding.verdict IN ('fail', 'review')) AS worst_rules
    FROM fairnotice.finding
    WHERE
        finding.camera_id = camera.camera_id
        AND finding.force NOT IN ('policy', 'draft', 'superseded_draft', 'repealed')
) AS ruled ON true
LEFT JOIN LATERAL (
    SELECT
        (
            array_agg(finding.verdict ORDER BY fairnotice.verdict_rank(finding.verdict)) FILTER (WHERE finding.decisive)
        )[1] AS verdict
    FROM fairnotice.finding
    WHERE
        finding.camera_id = camera.camera_id
        AND finding.force IN ('policy', 'draft', 'superseded_draft', 'repealed')
) AS policy ON true
LEFT JOIN LATERAL (
    SELECT
        observation.observed_at,
        observation.fault,
        observation.usable
    FROM fairnotice.observation
    WHERE observation.camera_id = camera.camera_id
    ORDER BY observation.window_date DESC, observation.sample_number DESC
    LIMIT 1
) AS latest ON true
WHERE camera.gone_since IS NULL;

CREATE OR REPLACE FUNCTION fairnotice.cameras_shown(
    operators text [] DEFAULT NULL, rules text [] DEFAULT NULL, sources text [] DEFAULT NULL,
    without_frames boolean DEFAULT false
) RETURNS TABLE (
    camera_id text,
    name text,
    source text,
    mode text,
    operator_id text,
    operator text,
    azimuth real,
    field_of_view real,
    verdict text,
    policy_verdict text,
    policy_only boolean,
    breach_of_law boolean,
    judged_on date,
    no_frame_since timestamptz,
    fault text,
    geom geometry (POINT, 4326),
    geom_3857 geometry (POINT, 3857)
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        camera.camera_id,
        camera.name,
        camera.source,
        registry_source.mode,
        camera.operator_id,
        operator.name,
        camera.azimuth,
        camera.field_of_view,
        CASE
            WHEN cameras_shown.rules IS NULL THEN coalesce(ruled.verdict, 'unknown')
            ELSE coalesce(ruled.verdict, ruled.policy_verdict)
        END,
        ruled.policy_verdict,
        cameras_shown.rules IS NOT NULL AND ruled.verdict IS NULL,
        coalesce(ruled.breach_of_law, false),
        ruled.judged_on,
        health.failing_since,
        health.fault,
        camera.geom,
        camera.geom_3857
    FROM fairnotice.camera
    INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
    LEFT JOIN fairnotice.operator ON camera.operator_id = operator.operator_id
    LEFT JOIN fairnotice.camera_health AS health ON camera.camera_id = health.camera_id
    LEFT JOIN LATERAL (
        SELECT
            (
                array_agg(finding.verdict ORDER BY fairnotice.verdict_rank(finding.verdict))
                FILTER (
                    WHERE finding.force NOT IN ('policy', 'draft', 'superseded_draft', 'repealed')
                    AND (finding.decisive OR cameras_shown.rules IS NOT NULL)
                )
            )[1] AS verdict,
            (
                array_agg(finding.verdict ORDER BY fairnotice.verdict_rank(finding.verdict))
                FILTER (
                    WHERE finding.force IN ('policy', 'draft', 'superseded_draft', 'repealed')
                    AND (finding.decisive OR cameras_shown.rules IS NOT NULL)
                )
            )[1] AS policy_verdict,
            bool_or(finding.breach_of_law) AS breach_of_law,
            max(finding.judged_on) AS judged_on
        FROM fairnotice.finding
        WHERE
            finding.camera_id = camera.camera_id
            AND (cameras_shown.rules IS NULL OR finding.rule_id = ANY (cameras_shown.rules))
    ) AS ruled ON true
    WHERE
        camera.gone_since IS NULL
        AND (
            operators IS NULL
            OR camera.operator_id = ANY (operators)
            OR (camera.operator_id IS NULL AND '' = ANY (operators))
        )
        AND (sources IS NULL OR camera.source = ANY (sources))
        AND (NOT cameras_shown.without_frames OR health.failing_since IS NOT NULL)
        AND (cameras_shown.rules IS NULL OR ruled.verdict IS NOT NULL OR ruled.policy_verdict IS NOT NULL)
$$;
COMMENT ON FUNCTION fairnotice.cameras_shown IS
'One row for each camera that passes the filters, with what the map shows of it.';

DROP TRIGGER keep_shown_after_insert ON fairnotice.finding;
DROP TRIGGER keep_shown_after_update ON fairnotice.finding;
DROP TRIGGER keep_shown_after_delete ON fairnotice.finding;
DROP TRIGGER keep_shown_after_insert ON fairnotice.camera;
DROP TRIGGER keep_shown_after_update ON fairnotice.camera;
DROP FUNCTION fairnotice.note_changed_cameras;
DROP FUNCTION fairnotice.keep_shown;
DROP FUNCTION fairnotice.shown_of;
DROP TABLE fairnotice.camera_shown;
DROP FUNCTION fairnotice.says_little;
DROP FUNCTION fairnotice.is_policy;
