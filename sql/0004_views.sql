-- What people and QGIS read: one row for each camera, and vector tiles of it.
-- depends: 0003_findings

CREATE VIEW fairnotice.camera_status AS
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
        (array_agg(finding.verdict ORDER BY fairnotice.verdict_rank(finding.verdict)))[1] AS verdict,
        array_agg(finding.rule_id ORDER BY fairnotice.verdict_rank(finding.verdict), finding.rule_id)
        FILTER (WHERE finding.verdict IN ('fail', 'review')) AS worst_rules
    FROM fairnotice.finding
    WHERE
        finding.camera_id = camera.camera_id
        AND finding.force NOT IN ('policy', 'draft', 'superseded_draft', 'repealed')
) AS ruled ON true
LEFT JOIN LATERAL (
    SELECT (array_agg(finding.verdict ORDER BY fairnotice.verdict_rank(finding.verdict)))[1] AS verdict
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
COMMENT ON VIEW fairnotice.camera_status IS 'The worst verdict of the rules in force, policies apart, for each camera.';

CREATE VIEW fairnotice.compliance_map AS
SELECT
    camera.camera_id,
    camera.name,
    camera.source,
    registry_source.mode,
    camera.operator_id,
    operator.name AS operator,
    operator.kind AS operator_kind,
    camera.site_id,
    camera.site_class,
    camera.jurisdiction,
    camera.azimuth,
    camera.field_of_view,
    status.verdict,
    status.policy_verdict,
    status.breach_of_law,
    status.worst_rules,
    status.judged_on,
    status.last_observed_at,
    status.last_fault,
    status.last_usable,
    camera.geom,
    camera.geom_3857
FROM fairnotice.camera
INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
INNER JOIN fairnotice.camera_status AS status ON camera.camera_id = status.camera_id
LEFT JOIN fairnotice.operator ON camera.operator_id = operator.operator_id;
COMMENT ON VIEW fairnotice.compliance_map IS 'One point for each camera with its verdict: open it in QGIS as it is.';

CREATE FUNCTION fairnotice.compliance_tile(
    z integer, x integer, y integer,
    verdicts text [] DEFAULT NULL, operators text [] DEFAULT NULL, rules text [] DEFAULT NULL
) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH bounds AS (
        SELECT st_tileenvelope(z, x, y) AS box, st_tileenvelope(z, x, y, margin => 0.0625) AS wide
    ),
    shown AS (
        SELECT
            st_asmvtgeom(seen.geom_3857, bounds.box, 4096, 256, true) AS geom,
            seen.camera_id,
            seen.name,
            seen.mode,
            seen.operator,
            coalesce(ruled.verdict, seen.verdict) AS verdict,
            CASE WHEN rules IS NULL THEN seen.policy_verdict END AS policy_verdict,
            seen.azimuth,
            seen.field_of_view
        FROM bounds
        INNER JOIN fairnotice.compliance_map AS seen ON seen.geom_3857 && bounds.wide
        LEFT JOIN LATERAL (
            SELECT (array_agg(finding.verdict ORDER BY fairnotice.verdict_rank(finding.verdict)))[1] AS verdict
            FROM fairnotice.finding
            WHERE finding.camera_id = seen.camera_id AND finding.rule_id = ANY (rules)
        ) AS ruled ON rules IS NOT NULL
        WHERE
            (operators IS NULL OR seen.operator_id = ANY (operators))
            AND (rules IS NULL OR ruled.verdict IS NOT NULL)
            AND (verdicts IS NULL OR coalesce(ruled.verdict, seen.verdict) = ANY (verdicts))
    )
    SELECT st_asmvt(shown.*, 'cameras', 4096, 'geom') FROM shown
$$;
COMMENT ON FUNCTION fairnotice.compliance_tile IS
'A Mapbox vector tile (layer "cameras") of the cameras that match the filters; a rule filter shows that rule''s verdict.';
