-- name: current_of
SELECT * FROM fairnotice.finding WHERE camera_id = ANY (:camera_ids);

-- name: put_findings!
-- Many in one statement, since what the map shows of their cameras is brought up to date after each.
INSERT INTO fairnotice.finding (
    camera_id, rule_id, pack_id, pack_version, title, verdict, force, severity, confidence, proof, reasons,
    citation, evidence, remedy, since, judged_on, affirmed_on, models, was_resolved, pending, overrule, by_program,
    audit_id
)
SELECT * FROM jsonb_to_recordset(:findings) AS given (
    camera_id text, rule_id text, pack_id text, pack_version text, title text, verdict text, force text, severity text,
    confidence real, proof text, reasons jsonb, citation jsonb, evidence text [], remedy text, since date,
    judged_on date, affirmed_on date, models text [], was_resolved boolean, pending jsonb, overrule jsonb,
    by_program jsonb, audit_id text
)
ON CONFLICT (camera_id, rule_id) DO UPDATE SET
pack_id = excluded.pack_id, pack_version = excluded.pack_version, title = excluded.title, verdict = excluded.verdict,
force = excluded.force, severity = excluded.severity, confidence = excluded.confidence, proof = excluded.proof,
reasons = excluded.reasons, citation = excluded.citation, evidence = excluded.evidence, remedy = excluded.remedy,
since = excluded.since, judged_on = excluded.judged_on, affirmed_on = excluded.affirmed_on, models = excluded.models,
was_resolved = excluded.was_resolved, pending = excluded.pending, overrule = excluded.overrule,
by_program = excluded.by_program, audit_id = excluded.audit_id;

-- name: withdraw_findings!
DELETE FROM fairnotice.finding USING unnest(:camera_ids::text [], :rule_ids::text []) AS gone (camera_id, rule_id)
WHERE finding.camera_id = gone.camera_id AND finding.rule_id = gone.rule_id;

-- name: findings_of_camera
SELECT * FROM fairnotice.finding WHERE camera_id = :camera_id
ORDER BY NOT decisive, fairnotice.verdict_rank(verdict), rule_id;
