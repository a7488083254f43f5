-- Retention: what was purged, and what must not be purged yet.
-- depends: 0006_finding_life

CREATE TABLE fairnotice.purge_run (
    purge_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    as_of timestamptz NOT NULL,
    periods jsonb NOT NULL,
    kept jsonb,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz
);
COMMENT ON TABLE fairnotice.purge_run IS
'One run of the retention: the periods that it went by, in days, and what it kept because something needs it.';

CREATE TABLE fairnotice.tombstone (
    tombstone_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    purge_id bigint NOT NULL REFERENCES fairnotice.purge_run,
    data text NOT NULL,
    action text NOT NULL CHECK (action IN ('deleted', 'erased', 'month_dropped')),
    before timestamptz NOT NULL,
    period_days integer NOT NULL,
    purged bigint NOT NULL CHECK (purged > 0),
    keys_sha256 text NOT NULL CHECK (keys_sha256 ~ '^[0-9a-f]{64}$'),
    purged_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE fairnotice.tombstone IS
'Written in the transaction that purges: how much of what, older than when, and the hash of the keys.';
CREATE INDEX tombstone_run ON fairnotice.tombstone (purge_id);

ALTER TABLE fairnotice.camera ADD COLUMN erased_at timestamptz;
COMMENT ON COLUMN fairnotice.camera.erased_at IS
'When name, operator and addresses of a camera that is gone were erased, and its place made coarse.';
ALTER TABLE fairnotice.operator ADD COLUMN unused_since timestamptz;
COMMENT ON COLUMN fairnotice.operator.unused_since IS 'Since when no camera and no message names the operator.';

CREATE INDEX observation_evidence ON fairnotice.observation (evidence_sha256) WHERE evidence_sha256 IS NOT NULL;
CREATE INDEX finding_evidence ON fairnotice.finding USING gin (evidence);
CREATE INDEX finding_pending_evidence ON fairnotice.finding USING gin ((pending #> '{finding,evidence}'));
CREATE INDEX review_evidence ON fairnotice.review USING gin (evidence);
CREATE INDEX alert_camera ON fairnotice.alert (camera_id, rule_id);
CREATE INDEX alert_evidence ON fairnotice.alert USING gin ((payload -> 'evidence'));

-- An accusation that is on its way, or that its operator has not put right and nobody took back.
CREATE FUNCTION fairnotice.alert_is_open(sent fairnotice.alert) RETURNS boolean
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

-- What something still rests on is kept, however old it is: the facts of the evidence window that ended on last_day,
-- when the finding, the message or the overrule was made.
CREATE FUNCTION fairnotice.purge_need(as_of date) RETURNS TABLE (camera_id text, because text, last_day date)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT finding.camera_id, 'a finding that stands', coalesce(finding.affirmed_on, finding.judged_on)
    FROM fairnotice.finding
    WHERE finding.verdict IN ('fail', 'review') OR finding.by_program #>> '{finding,verdict}' IN ('fail', 'review')
    UNION ALL
    SELECT finding.camera_id, 'a finding that waits', (finding.pending ->> 'newest')::date
    FROM fairnotice.finding
    WHERE finding.pending_verdict IN ('fail', 'review')
    UNION ALL
    SELECT review.camera_id, 'an overrule that is open', (review.decided_at AT TIME ZONE 'UTC')::date
    FROM fairnotice.review
    WHERE review.decision = 'overrule' AND (review.until IS NULL OR review.until >= purge_need.as_of)
    UNION ALL
    SELECT
        alert.camera_id,
        CASE WHEN alert.status = 'sent' THEN 'a message that is not answered' ELSE 'a message that waits' END,
        (alert.payload ->> 'since')::date
    FROM fairnotice.alert
    WHERE alert.kind = 'finding' AND fairnotice.alert_is_open(alert)
$$;

-- Days of some cameras whose facts must not be purged yet. Cameras of one declared site are evidence for each other.
CREATE FUNCTION fairnotice.purge_hold(as_of date, window_days integer, cameras text [])
RETURNS TABLE (camera_id text, because text, first_day date, last_day date)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT witness.seen, need.because, need.last_day - purge_hold.window_days, need.last_day
    FROM (
        SELECT camera.camera_id AS seen, camera.camera_id AS judged
        FROM fairnotice.camera
        WHERE camera.camera_id = ANY (purge_hold.cameras)
        UNION ALL
        SELECT mate.camera_id, other.camera_id
        FROM fairnotice.camera AS mate
        INNER JOIN fairnotice.camera AS other ON mate.site_id = other.site_id AND mate.camera_id <> other.camera_id
        WHERE mate.camera_id = ANY (purge_hold.cameras) AND mate.site_declared AND other.site_declared
    ) AS witness
    INNER JOIN fairnotice.purge_need(purge_hold.as_of) AS need ON witness.judged = need.camera_id
$$;

-- The same of all cameras, for the days of one month.
CREATE FUNCTION fairnotice.purge_hold_of_month(as_of date, window_days integer, first_day date, next_month date)
RETURNS TABLE (camera_id text, first_day date, last_day date)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH needed AS MATERIALIZED (
        SELECT need.camera_id, need.last_day - purge_hold_of_month.window_days AS first_day, need.last_day
        FROM fairnotice.purge_need(purge_hold_of_month.as_of) AS need
        WHERE
            need.last_day >= purge_hold_of_month.first_day
            AND need.last_day - purge_hold_of_month.window_days < purge_hold_of_month.next_month
    )

    SELECT needed.camera_id, needed.first_day, needed.last_day FROM needed
    UNION ALL
    SELECT mate.camera_id, needed.first_day, needed.last_day
    FROM needed
    INNER JOIN fairnotice.camera AS judged ON needed.camera_id = judged.camera_id
    INNER JOIN fairnotice.camera AS mate ON judged.site_id = mate.site_id AND judged.camera_id <> mate.camera_id
    WHERE mate.site_declared AND judged.site_declared
$$;

CREATE FUNCTION fairnotice.evidence_kept_because(sha256 text, as_of date) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(
        (
            SELECT 'a finding that stands' FROM fairnotice.finding
            WHERE finding.evidence @> ARRAY[evidence_kept_because.sha256] AND finding.verdict IN ('fail', 'review')
            LIMIT 1
        ),
        (
            SELECT 'a finding that waits' FROM fairnotice.finding
            WHERE
                finding.pending #> '{finding,evidence}' ? evidence_kept_because.sha256
                AND finding.pending_verdict IN ('fail', 'review')
            LIMIT 1
        ),
        (
            SELECT 'an overrule that is open' FROM fairnotice.finding
            INNER JOIN fairnotice.review USING (camera_id, rule_id)
            WHERE
                finding.evidence @> ARRAY[evidence_kept_because.sha256]
                AND review.decision = 'overrule'
                AND (review.until IS NULL OR review.until >= evidence_kept_because.as_of)
            LIMIT 1
        ),
        (
            SELECT 'an overrule that is open' FROM fairnotice.review
            WHERE
                review.evidence @> ARRAY[evidence_kept_because.sha256] AND review.decision = 'overrule'
                AND (review.until IS NULL OR review.until >= evidence_kept_because.as_of)
            LIMIT 1
        ),
        (
            SELECT CASE WHEN alert.status = 'sent' THEN 'a message that is not answered' ELSE 'a message that waits' END
            FROM fairnotice.alert
            WHERE alert.payload -> 'evidence' ? evidence_kept_because.sha256 AND fairnotice.alert_is_open(alert)
            LIMIT 1
        )
    )
$$;

-- What each rule said of each camera at the end of a window, for exports; NULL: what it says now. What nobody judged
-- or decided about since then is what held then; of the rest the history has the verdict, and no title.
CREATE FUNCTION fairnotice.findings_as_of(day date)
RETURNS TABLE (
    camera_id text, rule_id text, pack_id text, pack_version text, title text, verdict text, force text, severity text,
    confidence real, proof text, reasons jsonb, citation jsonb, evidence text [], remedy text, since date,
    judged_on date, audit_id text
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        finding.camera_id, finding.rule_id, finding.pack_id, finding.pack_version, finding.title, finding.verdict,
        finding.force, finding.severity, finding.confidence, finding.proof, finding.reasons, finding.citation,
        finding.evidence, finding.remedy, finding.since, finding.judged_on, finding.audit_id
    FROM fairnotice.finding
    WHERE
        findings_as_of.day IS NULL
        OR (
            finding.judged_on <= findings_as_of.day
            AND NOT EXISTS (
                SELECT FROM fairnotice.finding_event AS later
                WHERE
                    later.camera_id = finding.camera_id AND later.rule_id = finding.rule_id
                    AND later.window_date > findings_as_of.day
            )
        )
    UNION ALL
    SELECT
        former.camera_id, former.rule_id, coalesce(former.pack_id, now.pack_id), former.pack_version, NULL,
        former.verdict, coalesce(former.force, now.force), NULL, former.confidence, former.proof, former.reasons, NULL,
        former.evidence, NULL, former.window_date, NULL, former.audit_id
    FROM (
        SELECT DISTINCT ON (event.camera_id, event.rule_id) event.*
        FROM fairnotice.finding_event AS event
        WHERE event.window_date <= findings_as_of.day
        ORDER BY event.camera_id, event.rule_id, event.window_date DESC, event.event_id DESC
    ) AS former
    LEFT JOIN fairnotice.finding AS now ON former.camera_id = now.camera_id AND former.rule_id = now.rule_id
    WHERE
        former.change <> 'withdrawn'
        AND (
            now.judged_on IS NULL
            OR now.judged_on > findings_as_of.day
            OR EXISTS (
                SELECT FROM fairnotice.finding_event AS later
                WHERE
                    later.camera_id = former.camera_id AND later.rule_id = former.rule_id
                    AND later.window_date > findings_as_of.day
            )
        )
$$;
