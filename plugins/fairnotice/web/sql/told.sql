-- name: alerts
-- About the camera, or about its site as a whole.
SELECT
    alert.kind,
    alert.rule_id,
    finding.title,
    alert.status,
    alert.created_at,
    alert.sent_at,
    alert.due_on
FROM fairnotice.alert
LEFT JOIN fairnotice.finding ON alert.camera_id = finding.camera_id AND alert.rule_id = finding.rule_id
WHERE
    alert.camera_id = :camera_id
    OR (alert.camera_id IS NULL AND alert.site_id = :site_id AND alert.operator_id = :operator_id)
ORDER BY coalesce(alert.sent_at, alert.created_at) DESC, alert.alert_id
LIMIT :most;

-- name: replies
SELECT
    reply.kind,
    reply.said_by,
    reply.said_at,
    reply.note,
    reply.due,
    reply.state,
    reply.decided_by,
    reply.decided_at,
    reply.decision_note,
    reply.evidence
FROM fairnotice.reply
WHERE
    reply.operator_id = :operator_id
    AND (
        (reply.site_id = :site_id AND reply.kind = 'photo')
        OR EXISTS (
            SELECT FROM fairnotice.reply_finding AS about
            WHERE about.reply_id = reply.reply_id AND about.camera_id = :camera_id
        )
    )
ORDER BY reply.said_at DESC, reply.reply_id DESC
LIMIT :most;
