-- name: audits_of_sources
-- Cheap, however many cameras there are: somebody asks every minute.
SELECT
    source.source,
    source.created_at AS registered_at,
    finished.audit_id,
    finished.window_start,
    finished.finished_at,
    begun.started_at AS begun_at
FROM fairnotice.registry_source AS source
LEFT JOIN LATERAL (
    SELECT
        audit.audit_id,
        audit.window_start,
        audit.finished_at
    FROM fairnotice.audit
    WHERE
        audit.finished_at IS NOT NULL AND audit.mode = source.mode
        AND (audit.scope = source.source OR (audit.scope = 'all' AND source.mode = 'regular'))
    ORDER BY audit.window_start DESC, audit.finished_at DESC
    LIMIT 1
) AS finished ON true
LEFT JOIN LATERAL (
    SELECT audit.started_at
    FROM fairnotice.audit
    WHERE
        audit.finished_at IS NULL AND audit.mode = source.mode
        AND (audit.scope = source.source OR (audit.scope = 'all' AND source.mode = 'regular'))
        AND (finished.window_start IS NULL OR audit.window_start > finished.window_start)
    ORDER BY audit.window_start DESC
    LIMIT 1
) AS begun ON true
WHERE
    (source.source = :source OR (:source::text IS NULL AND source.mode = 'regular'))
    AND EXISTS (SELECT FROM fairnotice.camera WHERE camera.source = source.source AND camera.gone_since IS NULL)
ORDER BY source.source;

-- name: coverage_of_scopes
-- The newest finished audit of each scope beside what those before it usually judged.
SELECT
    newest.scope,
    newest.finished_at,
    (newest.summary ->> 'judged')::integer AS judged,
    (newest.summary ->> 'cameras')::integer AS cameras,
    before.usual
FROM (
    SELECT DISTINCT ON (audit.scope) audit.*
    FROM fairnotice.audit
    WHERE audit.finished_at IS NOT NULL AND audit.scope = ANY (:scopes)
    ORDER BY audit.scope, audit.window_start DESC
) AS newest
CROSS JOIN LATERAL (
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY former.share) AS usual
    FROM (
        SELECT (audit.summary ->> 'judged')::float8 / nullif((audit.summary ->> 'cameras')::float8, 0) AS share
        FROM fairnotice.audit
        WHERE
            audit.scope = newest.scope AND audit.window_start < newest.window_start AND audit.finished_at IS NOT NULL
        ORDER BY audit.window_start DESC
        LIMIT 7
    ) AS former
) AS before
WHERE (newest.summary ->> 'cameras')::integer > 0;

-- name: outbox_state^
-- One row: what has waited past its time, whether anybody tried to send it, and what was given up of late. What is told
-- once a day may wait a day longer until it is gathered, and what somebody muted waits rightly.
SELECT
    count(*) FILTER (WHERE waiting.overdue) AS overdue,
    min(waiting.due_at) FILTER (WHERE waiting.overdue) AS since,
    coalesce(bool_or(waiting.overdue AND waiting.attempts > 0), false) AS tried,
    (array_agg(waiting.last_error ORDER BY waiting.due_at) FILTER (WHERE waiting.overdue AND waiting.last_error IS NOT NULL))[1]
        AS last_error,
    count(*) FILTER (WHERE NOT waiting.overdue) AS given_up,
    (SELECT max(digest.sent_at) FROM fairnotice.digest WHERE digest.composed_at > :given_up_since) AS last_sent_at
FROM (
    SELECT
        digest.composed_at AS due_at,
        delivery.attempts,
        delivery.last_error,
        delivery.status <> 'failed' AS overdue
    FROM fairnotice.delivery
    INNER JOIN fairnotice.digest USING (digest_id)
    WHERE
        (delivery.status IN ('ready', 'sending') AND digest.composed_at < :before)
        OR (delivery.status = 'failed' AND digest.composed_at > :given_up_since)
    UNION ALL
    (
        SELECT
            alert.ready_at + interval '1 day' AS due_at,
            0 AS attempts,
            NULL AS last_error,
            true AS overdue
        FROM fairnotice.alert
        WHERE
            alert.status = 'ready' AND alert.digest_id IS NULL
            AND alert.ready_at < cast(:before AS timestamptz) - interval '1 day'
            AND NOT fairnotice.alert_is_muted(alert, :before)
        ORDER BY alert.ready_at
        LIMIT 1000
    )
) AS waiting;

-- name: purge_state^
SELECT
    (SELECT max(run.as_of) FROM fairnotice.purge_run AS run WHERE run.finished_at IS NOT NULL) AS finished_at,
    (SELECT max(run.started_at) FROM fairnotice.purge_run AS run) AS begun_at,
    (SELECT min(source.created_at) FROM fairnotice.registry_source AS source) AS registered_at;
