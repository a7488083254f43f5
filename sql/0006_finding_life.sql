-- The life of a finding: what waits beside what stands, inspectors' overrules, events that are never changed and
-- chained by their hashes, and the signed manifest of each audit.
-- depends: 0005_camera_view

ALTER TABLE fairnotice.finding
ADD COLUMN affirmed_on date,
ADD COLUMN models text [] NOT NULL DEFAULT '{}',
ADD COLUMN was_resolved boolean NOT NULL DEFAULT false,
ADD COLUMN pending jsonb,
ADD COLUMN pending_verdict text GENERATED ALWAYS AS (pending #>> '{finding,verdict}') STORED,
ADD COLUMN overrule jsonb,
ADD COLUMN by_program jsonb,
ADD CONSTRAINT finding_overrule_with_program CHECK ((overrule IS NULL) = (by_program IS NULL));
COMMENT ON COLUMN fairnotice.finding.affirmed_on IS
'Newest window in which something was looked at and said the same; none known: the window that judged it last.';
COMMENT ON COLUMN fairnotice.finding.pending IS
'What the newest looks say otherwise, and on how many dates so far; it stands when enough of them agree.';
COMMENT ON COLUMN fairnotice.finding.overrule IS
'An inspector''s decision; verdict, reasons and since are then its own, and by_program keeps what the program says.';

ALTER TABLE fairnotice.review
ADD COLUMN verdict text CHECK (verdict IN ('fail', 'review', 'unknown', 'pass', 'not_applicable')),
ADD COLUMN evidence text [] NOT NULL DEFAULT '{}';

-- Events: one for every change, in a chain for each source and month. Those from before this migration are in none.
CREATE SEQUENCE fairnotice.finding_event_id;
ALTER TABLE fairnotice.finding_event
DROP CONSTRAINT finding_event_pkey,
DROP CONSTRAINT finding_event_change_check,
ALTER COLUMN recorded_at SET DEFAULT clock_timestamp(),
ADD COLUMN event_id bigint NOT NULL DEFAULT nextval('fairnotice.finding_event_id'),
ADD COLUMN cause text NOT NULL DEFAULT 'facts',
ADD COLUMN force text,
ADD COLUMN pack_id text,
ADD COLUMN models text [] NOT NULL DEFAULT '{}',
ADD COLUMN proof text,
ADD COLUMN inspector text,
ADD COLUMN note text,
ADD COLUMN until date,
ADD COLUMN source text,
ADD COLUMN sequence integer,
ADD COLUMN salts jsonb NOT NULL DEFAULT '{}',
ADD COLUMN text_sha256 jsonb NOT NULL DEFAULT '{}',
ADD COLUMN content_sha256 text,
ADD COLUMN previous_sha256 text,
ADD COLUMN chain_sha256 text,
ADD COLUMN erased_at timestamptz,
ADD PRIMARY KEY (window_date, event_id),
ADD CONSTRAINT finding_event_change_check CHECK (
    change IN ('new', 'worse', 'better', 'resolved', 'reopened', 'withdrawn', 'overruled', 'confirmed')
),
ADD CONSTRAINT finding_event_chained CHECK (
    (num_nulls(source, sequence, content_sha256, previous_sha256, chain_sha256)) IN (0, 5)
);
CREATE UNIQUE INDEX finding_event_chain ON fairnotice.finding_event (source, sequence, window_date);
CREATE INDEX finding_event_audit ON fairnotice.finding_event (audit_id);
COMMENT ON COLUMN fairnotice.finding_event.audit_id IS
'The audit that changed the finding; of an inspector''s decision: the audit that last judged it.';
COMMENT ON COLUMN fairnotice.finding_event.salts IS
'Random values in the hashes of the texts, so that an erased name cannot be guessed from its hash; erased with it.';

CREATE TABLE fairnotice.finding_chain (
    source text NOT NULL,
    month date NOT NULL CHECK (month = date_trunc('month', month)),
    length integer NOT NULL DEFAULT 0 CHECK (length >= 0),
    head_sha256 text NOT NULL CHECK (head_sha256 ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (source, month)
);
COMMENT ON TABLE fairnotice.finding_chain IS 'The newest link of each chain of events: one for a source and a month.';

CREATE FUNCTION fairnotice.reasons_erased(reasons jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(
        jsonb_agg(
            jsonb_build_object('code', reason.said ->> 'code', 'text', '', 'settles', '') ORDER BY reason.place
        ), '[]'
    )
    FROM jsonb_array_elements(reasons) WITH ORDINALITY AS reason (said, place)
$$;
COMMENT ON FUNCTION fairnotice.reasons_erased IS 'Reasons of which the codes alone are left.';

-- An event is a fact: nothing of it changes but that its texts can be erased, whoever asks. The salts go with them.
CREATE FUNCTION fairnotice.keep_finding_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    erasable text[] := ARRAY['reasons', 'inspector', 'note', 'salts', 'erased_at'];
BEGIN
    IF tg_op = 'DELETE' THEN
        RAISE EXCEPTION 'an event of a finding is never deleted; its texts can be erased'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF
        to_jsonb(new) - erasable IS DISTINCT FROM to_jsonb(old) - erasable
        OR (new.inspector IS NOT NULL AND new.inspector IS DISTINCT FROM old.inspector)
        OR (new.note IS NOT NULL AND new.note IS DISTINCT FROM old.note)
        OR (
            new.reasons IS DISTINCT FROM old.reasons
            AND new.reasons IS DISTINCT FROM fairnotice.reasons_erased(old.reasons)
        )
    THEN
        RAISE EXCEPTION 'an event of a finding is never changed; only its texts can be erased'
            USING ERRCODE = 'restrict_violation';
    END IF;
    new.salts := old.salts
        - CASE WHEN new.reasons IS DISTINCT FROM old.reasons THEN 'reasons' ELSE '' END
        - CASE WHEN new.inspector IS NULL THEN 'inspector' ELSE '' END
        - CASE WHEN new.note IS NULL THEN 'note' ELSE '' END;
    new.erased_at := CASE WHEN new.salts = old.salts THEN old.erased_at ELSE coalesce(old.erased_at, clock_timestamp()) END;
    RETURN new;
END
$$;
CREATE TRIGGER keep_finding_event BEFORE UPDATE OR DELETE ON fairnotice.finding_event
FOR EACH ROW EXECUTE FUNCTION fairnotice.keep_finding_event();

CREATE TABLE fairnotice.audit_manifest (
    audit_id text NOT NULL REFERENCES fairnotice.audit,
    number smallint NOT NULL CHECK (number > 0),
    document text NOT NULL,
    signed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (audit_id, number)
);
COMMENT ON TABLE fairnotice.audit_manifest IS
'What each audit published, signed; an audit that was run again and changed something has one more.';
