-- What operators answer: links that let them in once, their replies, and a short code for each site's notice.
-- depends: 0020_site_photos

CREATE TABLE fairnotice.answer_link (
    link_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_sha256 bytea NOT NULL UNIQUE CHECK (octet_length(token_sha256) = 32),
    operator_id text NOT NULL REFERENCES fairnotice.operator ON DELETE CASCADE,
    purpose text NOT NULL CHECK (purpose IN ('answer', 'photo_request')),
    site_id text,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CHECK (expires_at > made_at),
    CHECK (purpose = 'answer' OR site_id IS NOT NULL)
);
COMMENT ON TABLE fairnotice.answer_link IS
'A link in a message that signs its operator in once. Of its token the hash alone is kept.';
CREATE INDEX answer_link_operator ON fairnotice.answer_link (operator_id);

CREATE TABLE fairnotice.answer_session (
    session_sha256 bytea PRIMARY KEY CHECK (octet_length(session_sha256) = 32),
    link_id bigint NOT NULL REFERENCES fairnotice.answer_link ON DELETE CASCADE,
    opened_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE fairnotice.answer_session IS
'Who signed in by a link: one browser, for one operator, until the link would have expired or it signs out.';
CREATE INDEX answer_session_link ON fairnotice.answer_session (link_id);

CREATE TABLE fairnotice.reply (
    reply_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operator_id text NOT NULL REFERENCES fairnotice.operator,
    site_id text,
    kind text NOT NULL CHECK (kind IN ('acknowledge', 'promise', 'dispute', 'photo', 'configuration')),
    said_by text NOT NULL,
    said_at timestamptz NOT NULL,
    note text NOT NULL DEFAULT '' CHECK (char_length(note) <= 4000),
    due date,
    seen jsonb,
    review_because text [] NOT NULL DEFAULT '{}',
    photo_id uuid REFERENCES fairnotice.site_photo ON DELETE SET NULL,
    evidence text [] NOT NULL DEFAULT '{}',
    state text NOT NULL CHECK (state IN ('noted', 'waiting', 'verified', 'rejected')),
    decided_by text,
    decided_at timestamptz,
    decision_note text CHECK (char_length(decision_note) <= 4000),
    CHECK ((kind = 'promise') = (due IS NOT NULL)),
    CHECK ((kind IN ('acknowledge', 'promise')) = (state = 'noted')),
    CHECK ((state IN ('verified', 'rejected')) = (decided_at IS NOT NULL)),
    CHECK (kind <> 'photo' OR site_id IS NOT NULL)
);
COMMENT ON TABLE fairnotice.reply IS
'What an operator answered. It stands beside the verdict and never changes it: an inspector or the next audit does.';
COMMENT ON COLUMN fairnotice.reply.seen IS
'What was recognised in a photo or a configuration and what is missing, as the operator was shown it.';
COMMENT ON COLUMN fairnotice.reply.review_because IS
'Codes of why a person must look: used_for_another_site, other_site_code, taken_elsewhere, still_configured, ...';
COMMENT ON COLUMN fairnotice.reply.photo_id IS
'The photo of the site that came with it; whoever decides about the photo decides about the reply.';
CREATE INDEX reply_operator ON fairnotice.reply (operator_id, said_at);
CREATE INDEX reply_undecided ON fairnotice.reply (said_at) WHERE state = 'waiting';
CREATE INDEX reply_evidence ON fairnotice.reply USING gin (evidence) WHERE state = 'waiting';
CREATE INDEX reply_photo ON fairnotice.reply (photo_id) WHERE photo_id IS NOT NULL;

CREATE TABLE fairnotice.reply_finding (
    reply_id bigint NOT NULL REFERENCES fairnotice.reply ON DELETE CASCADE,
    camera_id text NOT NULL REFERENCES fairnotice.camera ON DELETE CASCADE,
    rule_id text NOT NULL,
    verdict text NOT NULL,
    PRIMARY KEY (camera_id, rule_id, reply_id)
);
COMMENT ON TABLE fairnotice.reply_finding IS 'Which findings a reply answers: one reply for many cameras of a site.';
COMMENT ON COLUMN fairnotice.reply_finding.verdict IS 'What held when it was answered.';
CREATE INDEX reply_finding_reply ON fairnotice.reply_finding (reply_id);

-- An inspector decides about a photo once, at the desk: what was decided holds for the reply that it came with.
CREATE FUNCTION fairnotice.decide_reply_with_photo() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    UPDATE fairnotice.reply SET
        state = CASE new.state WHEN 'accepted' THEN 'verified' ELSE 'rejected' END,
        decided_by = new.decided_by, decided_at = new.decided_at, decision_note = new.reason
    WHERE reply.photo_id = new.photo_id AND reply.state = 'waiting';
    RETURN NULL;
END
$$;
CREATE TRIGGER decide_reply AFTER UPDATE OF state ON fairnotice.site_photo
FOR EACH ROW WHEN (old.state = 'waiting' AND new.state <> 'waiting')
EXECUTE FUNCTION fairnotice.decide_reply_with_photo();

-- The newest answer of each finding; what waits for an inspector comes before what was only noted later.
CREATE VIEW fairnotice.finding_answer WITH (security_invoker = true) AS
SELECT DISTINCT ON (reply_finding.camera_id, reply_finding.rule_id)
    reply_finding.camera_id,
    reply_finding.rule_id,
    reply.reply_id,
    reply.kind,
    reply.state,
    CASE
        WHEN reply.kind = 'acknowledge' THEN 'acknowledged'
        WHEN reply.kind = 'promise' THEN 'promised'
        WHEN reply.kind = 'dispute' AND reply.state = 'waiting' THEN 'disputed'
        WHEN reply.kind = 'dispute' AND reply.state = 'verified' THEN 'dispute_upheld'
        WHEN reply.kind = 'dispute' THEN 'dispute_rejected'
        WHEN reply.state = 'waiting' THEN 'fix_claimed'
        WHEN reply.state = 'verified' THEN 'fix_verified'
        ELSE 'fix_rejected'
    END AS answer,
    reply.due,
    reply.said_at,
    reply.decided_at
FROM fairnotice.reply_finding
INNER JOIN fairnotice.reply ON reply_finding.reply_id = reply.reply_id
ORDER BY
    reply_finding.camera_id,
    reply_finding.rule_id,
    reply.state = 'waiting' DESC,
    reply.said_at DESC,
    reply.reply_id DESC;
COMMENT ON VIEW fairnotice.finding_answer IS
'What the operator last said of each finding: a state beside the verdict, never part of it.';

-- What an inspector's queue shows: replies that nobody decided, as long as a finding that they answer is open.
CREATE VIEW fairnotice.reply_waiting WITH (security_invoker = true) AS
SELECT
    reply.reply_id,
    reply.operator_id,
    reply.site_id,
    reply.kind,
    reply.said_at,
    reply.note,
    reply.seen,
    reply.review_because,
    reply.evidence,
    reply.photo_id,
    answered.camera_ids,
    answered.rule_ids
FROM fairnotice.reply
INNER JOIN LATERAL (
    SELECT
        array_agg(DISTINCT reply_finding.camera_id ORDER BY reply_finding.camera_id) AS camera_ids,
        array_agg(DISTINCT reply_finding.rule_id ORDER BY reply_finding.rule_id) AS rule_ids
    FROM fairnotice.reply_finding
    INNER JOIN fairnotice.finding
        ON reply_finding.camera_id = finding.camera_id AND reply_finding.rule_id = finding.rule_id
    WHERE reply_finding.reply_id = reply.reply_id AND finding.verdict IN ('fail', 'review', 'unknown')
) AS answered ON answered.camera_ids IS NOT NULL
WHERE reply.state = 'waiting';
COMMENT ON VIEW fairnotice.reply_waiting IS
'Disputes and claimed fixes that wait for an inspector, each with the cameras and rules whose findings are still open.';

CREATE FUNCTION fairnotice.is_told(camera_id text, rule_id text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce((
        SELECT alert.status NOT IN ('held', 'withdrawn') FROM fairnotice.alert
        WHERE alert.camera_id = is_told.camera_id AND alert.rule_id = is_told.rule_id AND alert.kind = 'finding'
        ORDER BY alert.created_at DESC
        LIMIT 1
    ), false)
$$;
COMMENT ON FUNCTION fairnotice.is_told IS
'Whether the message of a failing was let go: an operator is shown nothing that waits for an inspector''s release.';

CREATE TABLE fairnotice.site_code (
    site_id text PRIMARY KEY,
    code text NOT NULL UNIQUE CHECK (code ~ '^[2-9A-HJKMNP-Z]{8}$'),
    made_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE fairnotice.site_code IS
'The code that is printed on a site''s notice, so that a notice that is seen can be told to be this site''s.';

-- The map's cards show answers too.
CREATE TRIGGER note_data_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON fairnotice.reply
FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_data_change();
