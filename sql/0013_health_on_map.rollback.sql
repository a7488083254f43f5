DROP FUNCTION fairnotice.compliance_tile;
DROP FUNCTION fairnotice.cameras_shown;

CREATE FUNCTION fairnotice.cameras_shown(
    operators text [] DEFAULT NULL, rules text [] DEFAULT NULL, sources text [] DEFAULT NULL
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
        camera.geom,
        camera.geom_3857
    FROM fairnotice.camera
    INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
    LEFT JOIN fairnotice.operator ON camera.operator_id = operator.operator_id
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
        AND (cameras_shown.rules IS NULL OR ruled.verdict IS NOT NULL OR ruled.policy_verdict IS NOT NULL)
$$;
COMMENT ON FUNCTION fairnotice.cameras_shown IS
'One row for each camera that passes the filters, with what the map shows of it.';

CREATE FUNCTION fairnotice.compliance_tile(
    z integer, x integer, y integer,
    verdicts text [] DEFAULT NULL, operators text [] DEFAULT NULL, rules text [] DEFAULT NULL,
    sources text [] DEFAULT NULL
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
            seen.source,
            seen.mode,
            seen.operator,
            seen.verdict,
            seen.policy_verdict,
            seen.policy_only,
            seen.azimuth,
            seen.field_of_view
        FROM bounds
        INNER JOIN fairnotice.cameras_shown(operators, rules, sources) AS seen ON seen.geom_3857 && bounds.wide
        WHERE verdicts IS NULL OR seen.verdict = ANY (verdicts)
    )
    SELECT st_asmvt(shown.*, 'cameras', 4096, 'geom') FROM shown
$$;
COMMENT ON FUNCTION fairnotice.compliance_tile IS
'A Mapbox vector tile (layer "cameras") of the cameras that match; a rule filter shows that rule''s verdict.';

DROP TRIGGER note_data_change_gone ON fairnotice.camera_health;
DROP TRIGGER note_data_change ON fairnotice.camera_health;
DROP TRIGGER note_data_change_new ON fairnotice.camera_health;
DROP VIEW fairnotice.camera_health_map;
