-- name: put_digest$
INSERT INTO fairnotice.digest (
    audience, operator_id, mode, at_once, composed_at, language, subject, plain, html, map, listing
) VALUES (
    :audience, :operator_id, :mode, :at_once, :composed_at, :language, :subject, :plain, :html, :map, :listing
)
RETURNING digest_id;

-- name: put_deliveries!
INSERT INTO fairnotice.delivery (digest_id, channel, next_attempt_at)
SELECT :digest_id, unnest(:channels::text []), :now;

-- name: gather!
UPDATE fairnotice.alert SET
    digest_id = :digest_id, due_on = CASE WHEN alert.kind = 'finding' THEN given.due_on ELSE alert.due_on END
FROM unnest(:alert_ids::uuid [], :due_on::date []) AS given (alert_id, due_on)
WHERE alert.alert_id = given.alert_id;

-- name: take^
-- One that no other sender holds. What a killed sender may have handed over already comes last: another may be at it.
SELECT delivery.*, digest.status AS digest_status
FROM fairnotice.delivery
INNER JOIN fairnotice.digest USING (digest_id)
WHERE
    delivery.status IN ('ready', 'sending') AND delivery.next_attempt_at <= :now
    AND delivery.channel <> ALL (:not_by)
ORDER BY delivery.status = 'sending', delivery.next_attempt_at, digest.composed_at, delivery.digest_id, delivery.channel
LIMIT 1
FOR UPDATE OF delivery SKIP LOCKED;

-- name: lock_digest^
SELECT * FROM fairnotice.digest WHERE digest_id = :digest_id FOR UPDATE;

-- name: lock_delivery^
SELECT * FROM fairnotice.delivery
WHERE digest_id = :digest_id AND channel = :channel AND status = 'sending'
FOR UPDATE SKIP LOCKED;

-- name: something_was_taken_back$
SELECT EXISTS (
    SELECT FROM fairnotice.alert WHERE digest_id = :digest_id AND status = 'withdrawn'
) OR NOT EXISTS (
    SELECT FROM fairnotice.alert WHERE digest_id = :digest_id
);

-- name: dissolve_digest!
WITH alone AS (
    UPDATE fairnotice.alert SET digest_id = NULL WHERE digest_id = :digest_id AND status = 'ready'
),

undelivered AS (
    UPDATE fairnotice.delivery SET status = 'withdrawn' WHERE digest_id = :digest_id
)

UPDATE fairnotice.digest SET status = 'withdrawn' WHERE digest_id = :digest_id;

-- name: begin!
WITH told AS (
    UPDATE fairnotice.alert SET status = 'sending' WHERE digest_id = :digest_id AND status = 'ready'
),

tried AS (
    UPDATE fairnotice.digest SET status = 'sending' WHERE digest_id = :digest_id AND status = 'ready'
)

UPDATE fairnotice.delivery SET status = 'sending', doubtful = doubtful OR status = 'sending'
WHERE digest_id = :digest_id AND channel = :channel;

-- name: sent!
WITH told AS (
    UPDATE fairnotice.alert SET status = 'sent', sent_at = :now, channel = :via
    WHERE digest_id = :digest_id AND status IN ('ready', 'sending')
),

done AS (
    UPDATE fairnotice.digest SET status = 'sent', sent_at = coalesce(sent_at, :now) WHERE digest_id = :digest_id
)

UPDATE fairnotice.delivery SET
    status = 'sent', sent_at = :now, via = :via, attempts = attempts + 1, last_error = NULL
WHERE digest_id = :digest_id AND channel = :channel;

-- name: not_sent!
UPDATE fairnotice.delivery SET
    status = CASE WHEN :give_up THEN 'failed' ELSE 'ready' END, attempts = attempts + 1,
    next_attempt_at = :next_attempt_at, last_error = :error, doubtful = doubtful OR :doubtful
WHERE digest_id = :digest_id AND channel = :channel;

-- name: settle!
-- After an attempt that did not succeed: may somebody have it, and is there another way left?
WITH ways AS (
    SELECT
        bool_or(status = 'sent') AS is_sent,
        bool_or(status = 'sending' OR doubtful) AS is_doubtful,
        bool_or(status IN ('ready', 'sending')) AS is_open
    FROM fairnotice.delivery
    WHERE digest_id = :digest_id
),

settled AS (
    UPDATE fairnotice.digest SET
        status = CASE
            WHEN ways.is_sent THEN 'sent' WHEN NOT ways.is_open THEN 'failed' WHEN ways.is_doubtful THEN 'sending'
            ELSE 'ready'
        END
    FROM ways
    WHERE digest.digest_id = :digest_id
    RETURNING digest.digest_id, digest.status
)

UPDATE fairnotice.alert SET status = settled.status
FROM settled
WHERE alert.digest_id = settled.digest_id AND alert.status IN ('ready', 'sending');

-- name: try_again
WITH chosen AS (
    UPDATE fairnotice.delivery SET status = 'ready', attempts = 0, next_attempt_at = :now
    WHERE status = 'failed' AND (:digest_id::uuid IS NULL OR digest_id = :digest_id)
    RETURNING digest_id, doubtful
),

opened AS (
    UPDATE fairnotice.digest SET status = CASE WHEN chosen.doubtful THEN 'sending' ELSE 'ready' END
    FROM chosen
    WHERE digest.digest_id = chosen.digest_id AND digest.status = 'failed'
    RETURNING digest.digest_id, digest.status
),

told AS (
    UPDATE fairnotice.alert SET status = opened.status
    FROM opened
    WHERE alert.digest_id = opened.digest_id AND alert.status = 'failed'
)

SELECT digest_id FROM chosen;

-- name: listed
SELECT
    digest.digest_id, digest.audience, digest.operator_id, coalesce(operator.name, '') AS operator, digest.mode,
    digest.at_once, digest.composed_at, digest.language, digest.subject, digest.status, digest.sent_at,
    (SELECT count(*) FROM fairnotice.alert WHERE alert.digest_id = digest.digest_id) AS alerts,
    (
        SELECT jsonb_agg(
            jsonb_build_object(
                'channel', delivery.channel, 'status', delivery.status, 'via', delivery.via,
                'attempts', delivery.attempts, 'error', delivery.last_error,
                'next_attempt_at', CASE WHEN delivery.status = 'ready' THEN delivery.next_attempt_at END
            ) ORDER BY delivery.channel
        )
        FROM fairnotice.delivery WHERE delivery.digest_id = digest.digest_id
    ) AS deliveries
FROM fairnotice.digest
LEFT JOIN fairnotice.operator ON digest.operator_id = operator.operator_id
WHERE
    (:operator_id::text IS NULL OR digest.operator_id = :operator_id)
    AND (:status::text IS NULL OR digest.status = :status)
ORDER BY digest.composed_at DESC, digest.digest_id
LIMIT :most;

-- name: one^
SELECT * FROM fairnotice.digest WHERE digest_id = :digest_id;

-- name: with_prefix
SELECT * FROM fairnotice.digest WHERE starts_with(digest_id::text, :prefix) LIMIT 2;

-- name: districts_around
SELECT st_asbinary(district.geom) AS wkb FROM fairnotice.district
WHERE district.geom && st_makeenvelope(:minx - 0.02, :miny - 0.02, :maxx + 0.02, :maxy + 0.02, 4326)
ORDER BY st_area(district.geom)
LIMIT 40;
