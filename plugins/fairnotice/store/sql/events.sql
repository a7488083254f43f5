-- name: lock_chain^
-- Held until the transaction ends: whoever appends next waits for it, and links to what was committed.
INSERT INTO fairnotice.finding_chain AS chain (source, month, head_sha256)
VALUES (:source, :month, :start_sha256)
ON CONFLICT (source, month) DO UPDATE SET length = chain.length
RETURNING chain.length, chain.head_sha256, clock_timestamp() AS now;

-- name: move_head!
UPDATE fairnotice.finding_chain SET length = :length, head_sha256 = :head_sha256
WHERE source = :source AND month = :month;

-- name: add_event*!
INSERT INTO fairnotice.finding_event (
    window_date, audit_id, camera_id, rule_id, change, cause, verdict_before, verdict, force, pack_id, pack_version,
    models, confidence, proof, reasons, evidence, inspector, note, until, recorded_at, source, sequence, salts,
    text_sha256, content_sha256, previous_sha256, chain_sha256
) VALUES (
    :window_date, :audit_id, :camera_id, :rule_id, :change, :cause, :verdict_before, :verdict, :force, :pack_id,
    :pack_version, :models, :confidence, :proof, :reasons, :evidence, :inspector, :note, :until, :recorded_at, :source,
    :sequence, :salts, :text_sha256, :content_sha256, :previous_sha256, :chain_sha256
);

-- name: events_of_chain
SELECT * FROM fairnotice.finding_event
WHERE
    source = :source AND window_date >= :month AND window_date < :month + interval '1 month'
    AND sequence > :after AND sequence <= :until
ORDER BY sequence
LIMIT :most;

-- name: chains_of
-- The newest link of every chain of the sources that a scope is about.
SELECT
    chain.source,
    chain.month,
    chain.length,
    chain.head_sha256
FROM fairnotice.finding_chain AS chain
INNER JOIN fairnotice.registry_source ON chain.source = registry_source.source
WHERE
    chain.length > 0
    AND (chain.source = :scope OR (:scope = 'all' AND registry_source.mode = 'regular'))
ORDER BY chain.source, chain.month;

-- name: unchained$
SELECT count(*) FROM fairnotice.finding_event WHERE sequence IS NULL AND split_part(camera_id, ':', 1) = :source;
