-- name: enqueue*!
INSERT INTO fairnotice.alert (cause, kind, audit_id, camera_id, rule_id, operator_id, status, payload)
VALUES (:cause, :kind, :audit_id, :camera_id, :rule_id, :operator_id, :status, :payload)
ON CONFLICT (cause) DO UPDATE SET status = excluded.status, payload = excluded.payload
WHERE alert.status = 'withdrawn';

-- name: withdraw_unsent!
UPDATE fairnotice.alert SET status = 'withdrawn'
WHERE camera_id = :camera_id AND rule_id = :rule_id AND kind = :kind AND status IN ('held', 'ready');

-- name: told_of_failure$
-- The newest word counts: after 'in order now' nothing is left to take back.
SELECT coalesce((
    SELECT alert.kind = 'finding' FROM fairnotice.alert
    WHERE
        alert.camera_id = :camera_id AND alert.rule_id = :rule_id
        AND ((alert.kind = 'finding' AND alert.status = 'sent') OR (alert.kind = 'resolved' AND alert.status <> 'withdrawn'))
    ORDER BY alert.created_at DESC
    LIMIT 1
), false);

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

-- name: held_of_audit$
SELECT count(*) FROM fairnotice.alert WHERE audit_id = :audit_id AND kind = 'finding' AND status = 'held';

-- name: withdraw!
UPDATE fairnotice.alert SET status = 'withdrawn' WHERE alert_id = :alert_id;

-- name: held
SELECT alert.*, camera.name AS camera_name FROM fairnotice.alert
INNER JOIN fairnotice.camera USING (camera_id)
WHERE
    alert.status = 'held' AND alert.kind = 'finding' AND camera.gone_since IS NULL
    AND alert.payload ->> 'mode' = coalesce(:mode, alert.payload ->> 'mode')
ORDER BY alert.created_at, alert.alert_id;

-- name: release
UPDATE fairnotice.alert SET status = 'ready'
WHERE status = 'held' AND camera_id = :camera_id AND rule_id = :rule_id
RETURNING alert_id;
