-- What QGIS and other programs read from the database itself, and a role that may read that and nothing else.
-- depends: 0017_map_history

CREATE VIEW fairnotice.finding_map AS
SELECT
    finding.rule_id || ':' || finding.camera_id AS finding_key,
    finding.camera_id,
    camera.name AS camera,
    camera.source,
    registry_source.mode,
    operator.name AS operator,
    camera.district_id,
    camera.site_id,
    camera.jurisdiction,
    finding.rule_id,
    finding.title,
    finding.verdict,
    finding.force,
    fairnotice.is_policy(finding.force) AS is_policy,
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
    camera.geom
FROM fairnotice.finding
INNER JOIN fairnotice.camera ON finding.camera_id = camera.camera_id
INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
LEFT JOIN fairnotice.operator ON camera.operator_id = operator.operator_id
WHERE camera.gone_since IS NULL;
COMMENT ON VIEW fairnotice.finding_map IS
'One point for each rule that was applied to a camera; a breach of law is what breach_of_law says, nothing else.';

CREATE VIEW fairnotice.district_map AS
WITH counted AS (
    SELECT
        shown.district_id,
        registry_source.mode,
        count(*) AS cameras,
        count(*) FILTER (WHERE shown.verdict = 'fail') AS fail,
        count(*) FILTER (WHERE shown.verdict = 'review') AS review,
        count(*) FILTER (WHERE shown.verdict = 'unknown') AS unknown,
        count(*) FILTER (WHERE shown.verdict = 'pass') AS pass,
        count(*) FILTER (WHERE shown.verdict = 'not_applicable') AS not_applicable,
        count(*) FILTER (WHERE shown.breach_of_law) AS breaches_of_law
    FROM fairnotice.camera_shown AS shown
    INNER JOIN fairnotice.registry_source ON shown.source = registry_source.source
    GROUP BY shown.district_id, registry_source.mode
)

SELECT
    district.district_id,
    district.name,
    counted.mode,
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
    district.district_id || coalesce(' ' || counted.mode, '') AS district_key,
    district.geom
FROM fairnotice.district
LEFT JOIN counted ON district.district_id = counted.district_id;
COMMENT ON VIEW fairnotice.district_map IS
'One area for each district and mode of its cameras: how many were judged first, then their verdicts.';

CREATE VIEW fairnotice.change_map AS
SELECT
    concat_ws(':', event.window_date, event.audit_id, event.rule_id, event.camera_id) AS change_key,
    event.window_date,
    event.camera_id,
    camera.name AS camera,
    camera.source,
    registry_source.mode,
    camera.district_id,
    event.rule_id,
    event.change,
    event.verdict_before,
    event.verdict,
    event.confidence,
    event.reasons -> 0 ->> 'text' AS reason,
    event.recorded_at,
    camera.geom
FROM fairnotice.finding_event AS event
INNER JOIN fairnotice.camera ON event.camera_id = camera.camera_id
INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source;
COMMENT ON VIEW fairnotice.change_map IS
'Every change of a verdict, at its camera: filter by window_date to see what a night brought.';

-- A role of the whole server, so that another database of it may have made it; where this user may make none, whoever
-- runs the server does, and grants it what docs/interfaces.md says.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fairnotice_reader') THEN
        CREATE ROLE fairnotice_reader NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE NOTICE 'fairnotice_reader is not made: this user may make no roles';
END
$$;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fairnotice_reader') THEN
        GRANT USAGE ON SCHEMA fairnotice TO fairnotice_reader;
        GRANT SELECT ON
        fairnotice.compliance_map, fairnotice.camera_health_map, fairnotice.finding_map, fairnotice.district_map,
        fairnotice.change_map
        TO fairnotice_reader;
    END IF;
END
$$;
