DROP FUNCTION fairnotice.alert_is_muted;
CREATE OR REPLACE FUNCTION fairnotice.alert_is_open(sent fairnotice.alert) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        sent.kind = 'finding'
        AND (
            sent.status IN ('held', 'ready')
            OR (
                sent.status = 'sent'
                AND EXISTS (
                    SELECT FROM fairnotice.finding
                    WHERE
                        finding.camera_id = sent.camera_id AND finding.rule_id = sent.rule_id
                        AND finding.verdict NOT IN ('pass', 'not_applicable')
                )
                AND NOT EXISTS (
                    SELECT FROM fairnotice.alert AS word
                    WHERE
                        word.camera_id = sent.camera_id AND word.rule_id = sent.rule_id AND word.kind = 'resolved'
                        AND word.status <> 'withdrawn' AND word.created_at >= sent.created_at
                )
            )
        )
$$;
DELETE FROM fairnotice.alert
WHERE kind NOT IN ('finding', 'release_request', 'resolved') OR audit_id IS NULL;
UPDATE fairnotice.alert SET status = 'ready'
WHERE status = 'sending';
DROP INDEX fairnotice.alert_about;
DROP INDEX fairnotice.alert_told;
DROP INDEX fairnotice.alert_site;
DROP INDEX fairnotice.alert_digest;
DROP INDEX fairnotice.alert_waiting;
ALTER TABLE fairnotice.alert RENAME COLUMN ready_at TO next_attempt_at;
ALTER TABLE fairnotice.alert
DROP CONSTRAINT alert_status_check,
DROP CONSTRAINT alert_kind_check,
DROP COLUMN digest_id,
DROP COLUMN due_on,
DROP COLUMN about,
DROP COLUMN site_id,
ALTER COLUMN audit_id SET NOT NULL,
ADD CONSTRAINT alert_status_check CHECK (status IN ('held', 'ready', 'sent', 'failed', 'withdrawn')),
ADD CONSTRAINT alert_kind_check CHECK (kind IN ('finding', 'release_request', 'resolved'));
COMMENT ON COLUMN fairnotice.alert.attempts IS NULL;
CREATE INDEX alert_ready ON fairnotice.alert (next_attempt_at) WHERE status = 'ready';
DROP TABLE fairnotice.mute;
DROP TABLE fairnotice.delivery;
DROP TABLE fairnotice.digest;
