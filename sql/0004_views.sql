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

-- The map, its list and its counts all read this, so that their numbers agree. A filter that is NULL lets
-- everything through; an empty string among the operators stands for cameras whose operator is not named.
-- With a rule filter a camera shows what those rules say of it; where only policies are among them, that is
-- what it shows, marked policy_only, so that nobody takes it for a breach of law.
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
                FILTER (WHERE finding.force NOT IN ('policy', 'draft', 'superseded_draft', 'repealed'))
            )[1] AS verdict,
            (
                array_agg(finding.verdict ORDER BY fairnotice.verdict_rank(finding.verdict))
                FILTER (WHERE finding.force IN ('policy', 'draft', 'superseded_draft', 'repealed'))
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

-- The version of what is shown, for HTTP ETags: exact whoever writes, and cheap to read. Each transaction
-- that touches a table below leaves its own id and takes away those that ended before, so the set of ids is
-- small, never the same twice, and no writer waits for another. Times would not do: transactions that run
-- side by side do not end in the order of their clocks, and an audit that is run again keeps its first times.
CREATE TABLE fairnotice.data_change (xid xid8 PRIMARY KEY DEFAULT pg_current_xact_id());

CREATE FUNCTION fairnotice.note_data_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    INSERT INTO fairnotice.data_change DEFAULT VALUES ON CONFLICT DO NOTHING;
    -- Under a stricter isolation the removal could fail the writer's transaction; the next one does it.
    IF FOUND AND current_setting('transaction_isolation') = 'read committed' THEN
        DELETE FROM fairnotice.data_change WHERE xid IN (
            SELECT ended.xid FROM fairnotice.data_change AS ended
            WHERE ended.xid <> pg_current_xact_id()
            FOR UPDATE SKIP LOCKED
        );
    END IF;
    RETURN NULL;
END
$$;

DO $$
DECLARE
    shown text;
BEGIN
    FOREACH shown IN ARRAY ARRAY['registry_source', 'operator', 'camera', 'audit', 'finding'] LOOP
        EXECUTE format(
            'CREATE TRIGGER note_data_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON fairnotice.%I '
            'FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_data_change()', shown
        );
    END LOOP;
END
$$;

CREATE FUNCTION fairnotice.data_version() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(xid::text, '.' ORDER BY xid), '0') FROM fairnotice.data_change
$$;
COMMENT ON FUNCTION fairnotice.data_version IS 'Another text after every change of what the map shows.';
