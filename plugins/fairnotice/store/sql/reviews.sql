-- name: add_review!
INSERT INTO fairnotice.review (
    camera_id, rule_id, decision, reason, inspector, decided_at, verdict, until, evidence, decision_id, account_id
) VALUES (
    :camera_id, :rule_id, :decision, :reason, :inspector, :at, :verdict, :until, :evidence, :decision_id,
    :account_id
);
