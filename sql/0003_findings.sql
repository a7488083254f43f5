-- Findings: what each rule says of each camera now, and every change that led there.
-- depends: 0002_facts

CREATE TABLE fairnotice.finding (
    camera_id text NOT NULL REFERENCES fairnotice.camera,
    rule_id text NOT NULL,
    pack_id text NOT NULL,
    pack_version text NOT NULL,
    title text NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('fail', 'review', 'unknown', 'pass', 'not_applicable')),
    force text NOT NULL,
    severity text NOT NULL,
    confidence real NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    proof text,
    reasons jsonb NOT NULL,
    citation jsonb NOT NULL,
    evidence text [] NOT NULL DEFAULT '{}',
    remedy text NOT NULL DEFAULT '',
    since date NOT NULL,
    judged_on date NOT NULL,
    audit_id text NOT NULL REFERENCES fairnotice.audit,
    breach_of_law boolean NOT NULL GENERATED ALWAYS AS (verdict = 'fail' AND force IN ('law', 'statutory_code')) STORED,
    PRIMARY KEY (camera_id, rule_id)
);
COMMENT ON COLUMN fairnotice.finding.since IS 'Window from which this verdict holds.';
COMMENT ON COLUMN fairnotice.finding.judged_on IS
'Newest window that looked at it; an older audit run again changes nothing.';
CREATE INDEX finding_verdict ON fairnotice.finding (verdict, rule_id);

CREATE TABLE fairnotice.finding_event (
    window_date date NOT NULL,
    audit_id text NOT NULL,
    camera_id text NOT NULL,
    rule_id text NOT NULL,
    change text NOT NULL CHECK (change IN ('new', 'worse', 'better', 'withdrawn')),
    verdict_before text,
    verdict text NOT NULL,
    pack_version text NOT NULL,
    confidence real NOT NULL,
    reasons jsonb NOT NULL,
    evidence text [] NOT NULL DEFAULT '{}',
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (window_date, audit_id, camera_id, rule_id)
) PARTITION BY RANGE (window_date);
CREATE INDEX finding_event_camera ON fairnotice.finding_event (camera_id, window_date);

-- Facts and events get their month's partition before the first row of a window is written.
CREATE FUNCTION fairnotice.ensure_month(day date) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    first_day date := date_trunc('month', day);
    fact text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('fairnotice.ensure_month'));
    FOREACH fact IN ARRAY ARRAY['observation', 'analytics_reading', 'finding_event'] LOOP
        IF to_regclass(format('fairnotice.%I', fact || to_char(first_day, '_YYYY_MM'))) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE fairnotice.%I PARTITION OF fairnotice.%I FOR VALUES FROM (%L) TO (%L)',
                fact || to_char(first_day, '_YYYY_MM'), fact, first_day, first_day + interval '1 month'
            );
        END IF;
    END LOOP;
END
$$;

CREATE TABLE fairnotice.review (
    review_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    camera_id text NOT NULL REFERENCES fairnotice.camera,
    rule_id text NOT NULL,
    decision text NOT NULL CHECK (decision IN ('confirm', 'overrule', 'release')),
    reason text NOT NULL,
    inspector text NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT now(),
    until date
);
CREATE INDEX review_camera ON fairnotice.review (camera_id, rule_id);

CREATE TABLE fairnotice.alert (
    alert_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    cause text NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('finding', 'release_request', 'resolved')),
    audit_id text NOT NULL REFERENCES fairnotice.audit,
    camera_id text REFERENCES fairnotice.camera,
    rule_id text,
    operator_id text REFERENCES fairnotice.operator,
    status text NOT NULL CHECK (status IN ('held', 'ready', 'sent', 'failed', 'withdrawn')),
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    attempts smallint NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz,
    channel text,
    last_error text
);
COMMENT ON TABLE fairnotice.alert IS 'The outbox: written in the finding''s transaction, sent by deliver_alerts.';
COMMENT ON COLUMN fairnotice.alert.cause IS 'Natural key of what is told, so that nothing is told twice.';
CREATE INDEX alert_ready ON fairnotice.alert (next_attempt_at) WHERE status = 'ready';
