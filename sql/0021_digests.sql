-- Messages: rows of the outbox are gathered into digests, and each digest leaves by one channel or several.
-- depends: 0015_map_cells

CREATE TABLE fairnotice.digest (
    digest_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    audience text NOT NULL CHECK (audience IN ('operator', 'authority')),
    operator_id text REFERENCES fairnotice.operator,
    mode text NOT NULL CHECK (mode IN ('regular', 'simulated')),
    at_once boolean NOT NULL,
    composed_at timestamptz NOT NULL,
    language text NOT NULL,
    subject text NOT NULL,
    plain text NOT NULL,
    html text NOT NULL,
    map bytea,
    listing text,
    status text NOT NULL DEFAULT 'ready' CHECK (status IN ('ready', 'sending', 'sent', 'failed', 'withdrawn')),
    sent_at timestamptz,
    CHECK (audience = 'operator' OR operator_id IS NULL)
);
COMMENT ON TABLE fairnotice.digest IS
'What somebody is told in one message, composed once: its id is the message''s, however often it is handed on.';
COMMENT ON COLUMN fairnotice.digest.plain IS
'The text, with places for links: the secrets in these are made when it is sent, and written down nowhere.';
COMMENT ON COLUMN fairnotice.digest.listing IS
'Every place as CSV, where the message itself shows the first of them only.';
COMMENT ON COLUMN fairnotice.digest.status IS
'ready: nobody can have it; sending: somebody may have it, so that nothing in it is changed or taken back.';
CREATE INDEX digest_operator ON fairnotice.digest (operator_id, composed_at);
CREATE INDEX digest_composed ON fairnotice.digest (composed_at);

CREATE TABLE fairnotice.delivery (
    digest_id uuid NOT NULL REFERENCES fairnotice.digest ON DELETE CASCADE,
    channel text NOT NULL,
    status text NOT NULL DEFAULT 'ready' CHECK (status IN ('ready', 'sending', 'sent', 'failed', 'withdrawn')),
    doubtful boolean NOT NULL DEFAULT false,
    attempts smallint NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    sent_at timestamptz,
    via text,
    last_error text,
    PRIMARY KEY (digest_id, channel)
);
COMMENT ON TABLE fairnotice.delivery IS 'The way of a digest by one channel: email, or a webhook of the operator''s.';
COMMENT ON COLUMN fairnotice.delivery.doubtful IS
'Whether an attempt ended without an answer, so that the receiver may have it.';
COMMENT ON COLUMN fairnotice.delivery.via IS 'What it left by: a mail server, a webhook, or the local mailbox.';
CREATE INDEX delivery_waiting ON fairnotice.delivery (next_attempt_at) WHERE status IN ('ready', 'sending');

CREATE TABLE fairnotice.mute (
    mute_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text NOT NULL CHECK (subject IN ('operator', 'site', 'camera', 'rule')),
    subject_id text NOT NULL,
    starts timestamptz NOT NULL,
    ends timestamptz NOT NULL,
    said_by text NOT NULL,
    reason text NOT NULL CHECK (char_length(reason) <= 300),
    lifted_at timestamptz,
    announced_at timestamptz,
    CHECK (ends > starts)
);
COMMENT ON TABLE fairnotice.mute IS
'Of what nothing is told until a day: findings stand and are shown, their messages wait, and its end is announced.';
CREATE INDEX mute_on ON fairnotice.mute (ends) WHERE announced_at IS NULL;

ALTER TABLE fairnotice.alert
DROP CONSTRAINT alert_kind_check,
DROP CONSTRAINT alert_status_check,
ALTER COLUMN audit_id DROP NOT NULL,
ADD COLUMN site_id text,
ADD COLUMN about uuid REFERENCES fairnotice.alert ON DELETE CASCADE,
ADD COLUMN due_on date,
ADD COLUMN digest_id uuid REFERENCES fairnotice.digest ON DELETE SET NULL,
ADD CONSTRAINT alert_kind_check CHECK (
    kind IN (
        'finding', 'photo_request', 'resolved', 'reminder',
        'escalation', 'release_request', 'channel_dead', 'mute_ended'
    )
),
ADD CONSTRAINT alert_status_check CHECK (status IN ('held', 'ready', 'sending', 'sent', 'failed', 'withdrawn'));
ALTER TABLE fairnotice.alert RENAME COLUMN next_attempt_at TO ready_at;
COMMENT ON COLUMN fairnotice.alert.ready_at IS
'Since when it may be told: when it was put here, or released. A digest holds what was ready before its hour.';
COMMENT ON COLUMN fairnotice.alert.about IS 'The message that a reminder or an escalation is about.';
COMMENT ON COLUMN fairnotice.alert.due_on IS 'Day by which the operator is asked to put it right, once it was told.';
COMMENT ON COLUMN fairnotice.alert.attempts IS
'Of messages sent before there were digests; since then a delivery counts.';
DROP INDEX fairnotice.alert_ready;
CREATE INDEX alert_waiting ON fairnotice.alert (operator_id, ready_at) WHERE status = 'ready' AND digest_id IS NULL;
CREATE INDEX alert_digest ON fairnotice.alert (digest_id) WHERE digest_id IS NOT NULL;
CREATE INDEX alert_site ON fairnotice.alert (site_id, kind) WHERE site_id IS NOT NULL;
CREATE INDEX alert_told ON fairnotice.alert (sent_at) WHERE status = 'sent' AND kind = 'finding';
CREATE INDEX alert_about ON fairnotice.alert (about) WHERE about IS NOT NULL;

-- As before; what may have left already is on its way too.
CREATE OR REPLACE FUNCTION fairnotice.alert_is_open(sent fairnotice.alert) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        sent.kind = 'finding'
        AND (
            sent.status IN ('held', 'ready', 'sending')
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

-- Whether somebody asked that nothing is told of an alert at a moment, or its camera is left alone for a time. Weekly
-- hours hold nothing back: they come again and again, and a message would never leave.
CREATE FUNCTION fairnotice.alert_is_muted(told fairnotice.alert, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        EXISTS (
            SELECT FROM fairnotice.mute
            WHERE
                alert_is_muted.moment >= mute.starts
                AND alert_is_muted.moment < least(mute.ends, mute.lifted_at)
                AND mute.subject_id = CASE mute.subject
                    WHEN 'operator' THEN told.operator_id
                    WHEN 'site' THEN coalesce(
                        told.site_id, (SELECT site_id FROM fairnotice.camera WHERE camera_id = told.camera_id)
                    )
                    WHEN 'camera' THEN told.camera_id
                    WHEN 'rule' THEN told.rule_id
                END
        )
        OR (
            told.kind IN ('finding', 'reminder', 'photo_request')
            AND EXISTS (
                SELECT FROM fairnotice.maintenance
                INNER JOIN fairnotice.camera ON camera.camera_id = told.camera_id
                WHERE
                    maintenance.weekly IS NULL
                    AND alert_is_muted.moment >= maintenance.starts
                    AND alert_is_muted.moment < least(maintenance.ends, maintenance.lifted_at)
                    AND maintenance.subject_id = CASE maintenance.subject
                        WHEN 'camera' THEN camera.camera_id
                        WHEN 'site' THEN camera.site_id
                        WHEN 'source' THEN camera.source
                    END
            )
        )
$$;
