DROP TABLE fairnotice.audit_manifest;
DROP TRIGGER keep_finding_event ON fairnotice.finding_event;
DROP FUNCTION fairnotice.keep_finding_event;
DROP FUNCTION fairnotice.reasons_erased;
DROP TABLE fairnotice.finding_chain;
-- The former table knows no inspector's decision: what the program says holds again.
UPDATE fairnotice.finding SET
    verdict = by_program #>> '{finding,verdict}',
    confidence = (by_program #>> '{finding,confidence}')::real,
    proof = by_program #>> '{finding,proof}',
    reasons = by_program #> '{finding,reasons}',
    remedy = by_program #>> '{finding,remedy}',
    since = (by_program ->> 'since')::date
WHERE by_program IS NOT NULL;
-- The former table has one event for an audit, camera and rule, and fewer words.
DELETE FROM fairnotice.finding_event
WHERE change IN ('overruled', 'confirmed');
UPDATE fairnotice.finding_event SET change = 'worse'
WHERE change = 'reopened';
UPDATE fairnotice.finding_event SET change = 'better'
WHERE change = 'resolved';
DELETE FROM fairnotice.finding_event AS former USING fairnotice.finding_event AS newer
WHERE
    former.window_date = newer.window_date AND former.audit_id = newer.audit_id
    AND former.camera_id = newer.camera_id AND former.rule_id = newer.rule_id AND former.event_id < newer.event_id;
ALTER TABLE fairnotice.finding_event
DROP CONSTRAINT finding_event_pkey,
DROP CONSTRAINT finding_event_change_check,
DROP CONSTRAINT finding_event_chained,
ALTER COLUMN recorded_at SET DEFAULT now(),
DROP COLUMN event_id,
DROP COLUMN cause,
DROP COLUMN force,
DROP COLUMN pack_id,
DROP COLUMN models,
DROP COLUMN proof,
DROP COLUMN inspector,
DROP COLUMN note,
DROP COLUMN until,
DROP COLUMN source,
DROP COLUMN sequence,
DROP COLUMN salts,
DROP COLUMN text_sha256,
DROP COLUMN content_sha256,
DROP COLUMN previous_sha256,
DROP COLUMN chain_sha256,
DROP COLUMN erased_at,
ADD PRIMARY KEY (window_date, audit_id, camera_id, rule_id),
ADD CONSTRAINT finding_event_change_check CHECK (change IN ('new', 'worse', 'better', 'withdrawn'));
DROP INDEX fairnotice.finding_event_audit;
DROP SEQUENCE fairnotice.finding_event_id;
ALTER TABLE fairnotice.review DROP COLUMN verdict, DROP COLUMN evidence;
ALTER TABLE fairnotice.finding
DROP COLUMN affirmed_on,
DROP COLUMN models,
DROP COLUMN was_resolved,
DROP COLUMN pending_verdict,
DROP COLUMN pending,
DROP COLUMN overrule,
DROP COLUMN by_program;
