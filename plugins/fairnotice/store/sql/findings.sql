-- name: current_of
SELECT camera_id, rule_id, verdict, since, judged_on, audit_id FROM fairnotice.finding
WHERE camera_id = ANY (:camera_ids) FOR UPDATE;

-- name: put_finding*!
INSERT INTO fairnotice.finding (
    camera_id, rule_id, pack_id, pack_version, title, verdict, force, severity, confidence, proof, reasons,
    citation, evidence, remedy, since, judged_on, audit_id
) VALUES (
    :camera_id, :rule_id, :pack_id, :pack_version, :title, :verdict, :force, :severity, :confidence, :proof, :reasons,
    :citation, :evidence, :remedy, :since, :judged_on, :audit_id
)
ON CONFLICT (camera_id, rule_id) DO UPDATE SET
pack_id = excluded.pack_id, pack_version = excluded.pack_version, title = excluded.title, verdict = excluded.verdict,
force = excluded.force, severity = excluded.severity, confidence = excluded.confidence, proof = excluded.proof,
reasons = excluded.reasons, citation = excluded.citation, evidence = excluded.evidence, remedy = excluded.remedy,
since = excluded.since, judged_on = excluded.judged_on, audit_id = excluded.audit_id;

-- name: withdraw_finding*!
DELETE FROM fairnotice.finding WHERE camera_id = :camera_id AND rule_id = :rule_id;

-- name: add_event*!
-- The audit's last word on a camera and rule: judging the same audit again replaces its own word only.
INSERT INTO fairnotice.finding_event (
    window_date, audit_id, camera_id, rule_id, change, verdict_before, verdict, pack_version, confidence, reasons,
    evidence
) VALUES (
    :window_date, :audit_id, :camera_id, :rule_id, :change, :verdict_before, :verdict, :pack_version, :confidence,
    :reasons, :evidence
)
ON CONFLICT (window_date, audit_id, camera_id, rule_id) DO UPDATE SET
change = excluded.change, verdict = excluded.verdict, pack_version = excluded.pack_version,
confidence = excluded.confidence, reasons = excluded.reasons, evidence = excluded.evidence;

-- name: findings_of_camera
SELECT * FROM fairnotice.finding WHERE camera_id = :camera_id
ORDER BY fairnotice.verdict_rank(verdict), rule_id;
