-- name: add_link!
INSERT INTO fairnotice.answer_link (token_sha256, operator_id, purpose, site_id, made_at, expires_at)
VALUES (:token_sha256, :operator_id, :purpose, :site_id, :now, :expires_at);

-- name: use_link^
-- Whoever comes second finds no row: the first holds it until the end of its transaction.
UPDATE fairnotice.answer_link SET used_at = :now
WHERE token_sha256 = :token_sha256 AND used_at IS NULL AND made_at <= :now AND expires_at > :now
RETURNING link_id, operator_id, purpose, site_id, expires_at;

-- name: open_session!
INSERT INTO fairnotice.answer_session (session_sha256, link_id, opened_at, expires_at)
VALUES (:session_sha256, :link_id, :now, :expires_at);

-- name: session^
SELECT
    link.link_id,
    link.operator_id,
    link.purpose,
    link.site_id,
    session.expires_at
FROM fairnotice.answer_session AS session
INNER JOIN fairnotice.answer_link AS link ON session.link_id = link.link_id
WHERE session.session_sha256 = :session_sha256 AND session.expires_at > :now;

-- name: close_session!
DELETE FROM fairnotice.answer_session WHERE session_sha256 = :session_sha256;

-- name: cut_off_operator!
-- Links that were not used yet are used up, and sessions that they opened end.
WITH ended AS (
    DELETE FROM fairnotice.answer_session USING fairnotice.answer_link AS link
    WHERE answer_session.link_id = link.link_id AND link.operator_id = :operator_id
)

UPDATE fairnotice.answer_link SET used_at = :now WHERE operator_id = :operator_id AND used_at IS NULL;

-- name: add_reply$
INSERT INTO fairnotice.reply (
    operator_id, site_id, kind, said_by, said_at, note, due, seen, review_because, photo_id, evidence, state
) VALUES (
    :operator_id, :site_id, :kind, :said_by, :said_at, :note, :due, :seen, :review_because, :photo_id,
    :evidence, :state
) RETURNING reply_id;

-- name: answer_findings!
-- Only findings of the operator's own cameras, whatever was asked for.
INSERT INTO fairnotice.reply_finding (reply_id, camera_id, rule_id, verdict)
SELECT :reply_id, finding.camera_id, finding.rule_id, finding.verdict
FROM fairnotice.finding
INNER JOIN fairnotice.camera USING (camera_id)
INNER JOIN unnest(:camera_ids::text [], :rule_ids::text []) AS given (camera_id, rule_id)
    ON finding.camera_id = given.camera_id AND finding.rule_id = given.rule_id
WHERE camera.operator_id = :operator_id AND camera.gone_since IS NULL;

-- name: replies
SELECT
    reply.*,
    coalesce(answered.findings, '[]') AS findings
FROM fairnotice.reply
LEFT JOIN LATERAL (
    SELECT
        jsonb_agg(
            jsonb_build_object(
                'camera_id', reply_finding.camera_id, 'rule_id', reply_finding.rule_id, 'verdict', reply_finding.verdict,
                'verdict_now', finding.verdict
            ) ORDER BY reply_finding.camera_id, reply_finding.rule_id
        ) AS findings
    FROM fairnotice.reply_finding
    LEFT JOIN fairnotice.finding
        ON reply_finding.camera_id = finding.camera_id AND reply_finding.rule_id = finding.rule_id
    WHERE reply_finding.reply_id = reply.reply_id
) AS answered ON true
WHERE
    (:operator_id::text IS NULL OR reply.operator_id = :operator_id)
    AND (:reply_id::bigint IS NULL OR reply.reply_id = :reply_id)
    AND (:state::text IS NULL OR reply.state = :state)
ORDER BY reply.said_at DESC, reply.reply_id DESC
LIMIT :most;

-- name: lock_reply^
SELECT reply_id, state FROM fairnotice.reply WHERE reply_id = :reply_id FOR UPDATE;

-- name: decide_reply!
UPDATE fairnotice.reply SET state = :state, decided_by = :decided_by, decided_at = :decided_at, decision_note = :note
WHERE reply_id = :reply_id;
