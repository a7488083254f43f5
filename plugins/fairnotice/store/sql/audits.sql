-- name: begin_audit!
INSERT INTO fairnotice.audit (audit_id, scope, window_start, mode, packs)
VALUES (:audit_id, :scope, :window_start, :mode, :packs)
ON CONFLICT (audit_id) DO NOTHING;

-- name: audit_by_id^
SELECT scope, window_start, mode FROM fairnotice.audit WHERE audit_id = :audit_id;

-- name: finish_audit!
UPDATE fairnotice.audit SET finished_at = coalesce(finished_at, clock_timestamp()), summary = :summary
WHERE
    audit_id = :audit_id AND (finished_at IS NULL OR summary IS DISTINCT FROM :summary)
    -- What holds now is not what an older audit said.
    AND NOT EXISTS (
        SELECT FROM fairnotice.audit AS newer
        WHERE newer.scope = audit.scope AND newer.window_start > audit.window_start AND newer.finished_at IS NOT NULL
    );

-- name: verdicts_of_scope
SELECT status.verdict, status.policy_verdict, count(*) AS cameras
FROM fairnotice.camera_status AS status
INNER JOIN fairnotice.camera USING (camera_id)
INNER JOIN fairnotice.registry_source USING (source)
WHERE camera.source = :scope OR (:scope = 'all' AND registry_source.mode = 'regular')
GROUP BY status.verdict, status.policy_verdict;

-- name: reasons_of_scope
-- The first reason of every finding that is not a pass, counted, so that a summary can say why.
SELECT
    finding.rule_id,
    finding.verdict,
    finding.force,
    finding.reasons -> 0 ->> 'code' AS code,
    count(*) AS cameras
FROM fairnotice.finding
INNER JOIN fairnotice.camera USING (camera_id)
INNER JOIN fairnotice.registry_source USING (source)
WHERE
    camera.gone_since IS NULL
    AND (camera.source = :scope OR (:scope = 'all' AND registry_source.mode = 'regular'))
    AND finding.verdict IN ('fail', 'review', 'unknown')
GROUP BY 1, 2, 3, 4
ORDER BY count(*) DESC, 1, 2, 4;

-- name: waiting_of_scope
-- What the newest looks say otherwise than what stands.
SELECT
    finding.verdict,
    finding.pending_verdict,
    count(*) AS findings
FROM fairnotice.finding
INNER JOIN fairnotice.camera USING (camera_id)
INNER JOIN fairnotice.registry_source USING (source)
WHERE
    camera.gone_since IS NULL
    AND (camera.source = :scope OR (:scope = 'all' AND registry_source.mode = 'regular'))
    AND finding.pending_verdict IS NOT NULL
GROUP BY finding.verdict, finding.pending_verdict
ORDER BY fairnotice.verdict_rank(finding.pending_verdict), fairnotice.verdict_rank(finding.verdict);

-- name: without_frames
SELECT
    health.fault,
    count(*) AS cameras,
    min(health.failing_since) AS since
FROM fairnotice.camera_health AS health
INNER JOIN fairnotice.camera USING (camera_id)
INNER JOIN fairnotice.registry_source USING (source)
WHERE
    camera.gone_since IS NULL
    AND (camera.source = :scope OR (:scope = 'all' AND registry_source.mode = 'regular'))
    AND health.failing_since IS NOT NULL
GROUP BY health.fault
ORDER BY count(*) DESC, health.fault;

-- name: under_no_rule$
SELECT count(*)
FROM fairnotice.camera
INNER JOIN fairnotice.registry_source USING (source)
WHERE
    camera.gone_since IS NULL
    AND (camera.source = :scope OR (:scope = 'all' AND registry_source.mode = 'regular'))
    AND NOT EXISTS (SELECT FROM fairnotice.finding WHERE finding.camera_id = camera.camera_id);

-- name: failing_of_scope
SELECT
    finding.camera_id,
    camera.name,
    finding.rule_id,
    finding.title,
    finding.force,
    finding.breach_of_law,
    finding.confidence,
    finding.since,
    finding.reasons,
    finding.citation
FROM fairnotice.finding
INNER JOIN fairnotice.camera USING (camera_id)
INNER JOIN fairnotice.registry_source USING (source)
WHERE
    camera.gone_since IS NULL
    AND (camera.source = :scope OR (:scope = 'all' AND registry_source.mode = 'regular'))
    AND finding.verdict = 'fail'
ORDER BY finding.camera_id, finding.rule_id
LIMIT :most;

-- name: counts_of_audit^
SELECT
    (SELECT count(*) FROM fairnotice.observation) AS observations,
    (SELECT count(*) FROM fairnotice.finding_event) AS finding_events,
    (SELECT count(*) FROM fairnotice.evidence) AS evidence,
    (SELECT count(*) FROM fairnotice.analytics_scan) AS scans,
    (SELECT count(*) FROM fairnotice.alert) AS alerts,
    (SELECT count(*) FROM fairnotice.alert WHERE status = 'held') AS alerts_held;
