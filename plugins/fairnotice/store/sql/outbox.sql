-- name: enqueue*!
INSERT INTO fairnotice.alert (cause, kind, audit_id, camera_id, rule_id, operator_id, status, payload)
VALUES (:cause, :kind, :audit_id, :camera_id, :rule_id, :operator_id, :status, :payload)
ON CONFLICT (cause) DO NOTHING;

-- name: withdraw_unsent!
UPDATE fairnotice.alert SET status = 'withdrawn'
WHERE camera_id = :camera_id AND rule_id = :rule_id AND kind = 'finding' AND status IN ('held', 'ready');

-- name: told_of_failure$
SELECT exists(
    SELECT FROM fairnotice.alert
    WHERE camera_id = :camera_id AND rule_id = :rule_id AND kind = 'finding' AND status = 'sent'
);

-- name: take_ready
SELECT * FROM fairnotice.alert
WHERE status = 'ready' AND next_attempt_at <= :now
ORDER BY created_at, alert_id
LIMIT :most
FOR UPDATE SKIP LOCKED;

-- name: mark_sent!
UPDATE fairnotice.alert SET status = 'sent', sent_at = :now, channel = :channel, attempts = attempts + 1, last_error = NULL
WHERE alert_id = :alert_id;

-- name: mark_retry!
UPDATE fairnotice.alert SET
    attempts = attempts + 1, last_error = :error, next_attempt_at = :next_attempt_at,
    status = CASE WHEN :give_up THEN 'failed' ELSE 'ready' END
WHERE alert_id = :alert_id;

-- name: held
SELECT alert.*, camera.name AS camera_name FROM fairnotice.alert
INNER JOIN fairnotice.camera USING (camera_id)
WHERE alert.status = 'held' AND alert.kind = 'finding'
ORDER BY alert.created_at, alert.alert_id;

-- name: release
UPDATE fairnotice.alert SET status = 'ready'
WHERE status = 'held' AND camera_id = :camera_id AND rule_id = :rule_id
RETURNING alert_id;

-- name: add_review!
INSERT INTO fairnotice.review (camera_id, rule_id, decision, reason, inspector, decided_at)
VALUES (:camera_id, :rule_id, :decision, :reason, :inspector, :at);
