-- Each purge_* statement takes one class of data: it looks at the next :most rows that have expired, in the order of
-- their keys after :after, takes away those that nothing needs, and returns all of them with what keeps the others.

-- name: begin_run$
INSERT INTO fairnotice.purge_run (as_of, periods) VALUES (:as_of, :periods) RETURNING purge_id;

-- name: finish_run!
UPDATE fairnotice.purge_run SET finished_at = clock_timestamp(), kept = :kept WHERE purge_id = :purge_id;

-- name: add_tombstone!
INSERT INTO fairnotice.tombstone (purge_id, data, action, before, period_days, purged, keys_sha256)
VALUES (:purge_id, :data, :action, :before, :period_days, :purged, :keys_sha256);

-- name: last_run^
SELECT purge_id, as_of, periods, kept, started_at, finished_at FROM fairnotice.purge_run
WHERE finished_at IS NOT NULL
ORDER BY purge_id DESC
LIMIT 1;

-- name: runs
SELECT
    run.purge_id,
    run.as_of,
    run.started_at,
    run.finished_at,
    run.kept,
    tombstone.data,
    tombstone.action,
    tombstone.before,
    tombstone.period_days,
    sum(tombstone.purged)::bigint AS purged,
    count(*) AS tombstones,
    min(tombstone.keys_sha256) AS keys_sha256
FROM (SELECT * FROM fairnotice.purge_run ORDER BY purge_id DESC LIMIT :most) AS run
LEFT JOIN fairnotice.tombstone ON run.purge_id = tombstone.purge_id
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
ORDER BY run.purge_id, tombstone.data, tombstone.action;

-- name: expired_months
-- A month is taken as a whole, when its last day has expired.
SELECT
    child.relname AS partition,
    to_date(right(child.relname, 7), 'YYYY_MM') AS first_day,
    (to_date(right(child.relname, 7), 'YYYY_MM') + interval '1 month')::date AS next_month
FROM pg_inherits
INNER JOIN pg_class AS child ON pg_inherits.inhrelid = child.oid
WHERE
    pg_inherits.inhparent = ('fairnotice.' || :fact)::regclass
    AND child.relname ~ '_[0-9]{4}_[0-9]{2}$'
    AND to_date(right(child.relname, 7), 'YYYY_MM') + interval '1 month' <= (:before AT TIME ZONE 'UTC')::date
ORDER BY first_day;

-- name: observation_month_is_needed$
SELECT exists(
    SELECT FROM fairnotice.purge_hold_of_month(:today, :window_days, :first_day, :next_month) AS hold
    INNER JOIN fairnotice.observation
        ON
            hold.camera_id = observation.camera_id
            AND observation.window_date BETWEEN greatest(hold.first_day, :first_day) AND least(hold.last_day, :next_month)
    WHERE observation.window_date < :next_month
);

-- name: analytics_reading_month_is_needed$
SELECT exists(
    SELECT FROM fairnotice.purge_hold_of_month(:today, :window_days, :first_day, :next_month) AS hold
    INNER JOIN fairnotice.analytics_reading AS reading
        ON
            hold.camera_id = reading.device_id
            AND reading.window_date BETWEEN greatest(hold.first_day, :first_day) AND least(hold.last_day, :next_month)
    WHERE reading.window_date < :next_month
);

-- name: observation_keys
SELECT window_date::text, camera_id, sample_number::text FROM fairnotice.observation
WHERE window_date >= :first_day AND window_date < :next_month
ORDER BY window_date, camera_id, sample_number;

-- name: analytics_reading_keys
SELECT window_date::text, device_id, source FROM fairnotice.analytics_reading
WHERE window_date >= :first_day AND window_date < :next_month
ORDER BY window_date, device_id, source;

-- name: purge_observation
-- Only in months that could not be taken as a whole.
WITH expired AS MATERIALIZED (
    SELECT observation.window_date, observation.camera_id, observation.sample_number
    FROM fairnotice.observation
    WHERE
        observation.window_date >= :first_day AND observation.window_date < :next_month
        AND (observation.window_date, observation.camera_id, observation.sample_number)
        > ((:after::text [])[1]::date, (:after::text [])[2], (:after::text [])[3]::smallint)
    ORDER BY observation.window_date, observation.camera_id, observation.sample_number
    LIMIT :most
    FOR UPDATE OF observation
),

hold AS MATERIALIZED (
    SELECT * FROM fairnotice.purge_hold(:today, :window_days, ARRAY(SELECT DISTINCT camera_id FROM expired))
),

candidate AS MATERIALIZED (
    SELECT
        expired.window_date,
        expired.camera_id,
        expired.sample_number,
        min(hold.because) AS because
    FROM expired
    LEFT JOIN hold
        ON expired.camera_id = hold.camera_id AND expired.window_date BETWEEN hold.first_day AND hold.last_day
    GROUP BY expired.window_date, expired.camera_id, expired.sample_number
),

purged AS (
    DELETE FROM fairnotice.observation USING candidate
    WHERE
        observation.window_date = candidate.window_date AND observation.camera_id = candidate.camera_id
        AND observation.sample_number = candidate.sample_number AND candidate.because IS NULL AND NOT :dry_run
)

SELECT ARRAY[window_date::text, camera_id, sample_number::text] AS key, because
FROM candidate
ORDER BY window_date, camera_id, sample_number;

-- name: purge_analytics_reading
WITH expired AS MATERIALIZED (
    SELECT reading.window_date, reading.device_id, reading.source
    FROM fairnotice.analytics_reading AS reading
    WHERE
        reading.window_date >= :first_day AND reading.window_date < :next_month
        AND (reading.window_date, reading.device_id, reading.source)
        > ((:after::text [])[1]::date, (:after::text [])[2], (:after::text [])[3])
    ORDER BY reading.window_date, reading.device_id, reading.source
    LIMIT :most
    FOR UPDATE OF reading
),

hold AS MATERIALIZED (
    SELECT * FROM fairnotice.purge_hold(:today, :window_days, ARRAY(SELECT DISTINCT device_id FROM expired))
),

candidate AS MATERIALIZED (
    SELECT
        expired.window_date,
        expired.device_id,
        expired.source,
        min(hold.because) AS because
    FROM expired
    LEFT JOIN hold
        ON expired.device_id = hold.camera_id AND expired.window_date BETWEEN hold.first_day AND hold.last_day
    GROUP BY expired.window_date, expired.device_id, expired.source
),

purged AS (
    DELETE FROM fairnotice.analytics_reading USING candidate
    WHERE
        analytics_reading.window_date = candidate.window_date AND analytics_reading.device_id = candidate.device_id
        AND analytics_reading.source = candidate.source AND candidate.because IS NULL AND NOT :dry_run
)

SELECT ARRAY[window_date::text, device_id, source] AS key, because
FROM candidate
ORDER BY window_date, device_id, source;

-- name: purge_analytics_scan
WITH candidate AS MATERIALIZED (
    SELECT
        scan.device_id,
        scan.source,
        scan.content_sha256,
        ARRAY[scan.device_id, scan.source, scan.content_sha256] AS key,
        NULL::text AS because
    FROM fairnotice.analytics_scan AS scan
    WHERE
        scan.recorded_at < :before
        AND NOT EXISTS (
            SELECT FROM fairnotice.analytics_reading AS reading
            WHERE
                reading.device_id = scan.device_id AND reading.source = scan.source
                AND reading.content_sha256 = scan.content_sha256
        )
        AND (scan.device_id, scan.source, scan.content_sha256) > ((:after::text [])[1], (:after::text [])[2], (:after::text [])[3])
    ORDER BY scan.device_id, scan.source, scan.content_sha256
    LIMIT :most
    FOR UPDATE OF scan
),

purged AS (
    DELETE FROM fairnotice.analytics_scan USING candidate
    WHERE
        analytics_scan.device_id = candidate.device_id AND analytics_scan.source = candidate.source
        AND analytics_scan.content_sha256 = candidate.content_sha256 AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY device_id, source, content_sha256;

-- name: expired_evidence
-- The same picture can be taken again: its age is that of its last use.
SELECT
    ARRAY[evidence.sha256] AS key,
    coalesce(
        fairnotice.evidence_kept_because(evidence.sha256, :today),
        CASE
            WHEN EXISTS (
                SELECT FROM fairnotice.reply WHERE reply.state = 'waiting' AND reply.evidence @> ARRAY[evidence.sha256]
            ) THEN 'a reply that waits'
        END,
        (
            SELECT min(fairnotice.photo_kept_because(photo)) FROM fairnotice.site_photo AS photo
            WHERE photo.evidence_sha256 = evidence.sha256
        )
    ) AS because
FROM fairnotice.evidence
WHERE
    evidence.kind = :kind AND evidence.stored_at < :before AND evidence.sha256 > (:after::text [])[1]
    AND NOT EXISTS (
        SELECT FROM fairnotice.observation
        WHERE
            observation.evidence_sha256 = evidence.sha256
            AND observation.window_date >= (:before AT TIME ZONE 'UTC')::date
    )
ORDER BY evidence.sha256
LIMIT :most
FOR UPDATE OF evidence;

-- name: forget_evidence!
WITH unlinked AS (
    UPDATE fairnotice.observation SET evidence_sha256 = NULL WHERE evidence_sha256 = ANY (:sha256s)
)

DELETE FROM fairnotice.evidence WHERE sha256 = ANY (:sha256s);

-- name: evidence_of_folder
SELECT sha256 FROM fairnotice.evidence WHERE sha256 >= :folder AND sha256 < :folder || 'g' ORDER BY sha256;

-- name: purge_visitor_name
WITH candidate AS MATERIALIZED (
    SELECT
        visit.site_id,
        visit.visited_on,
        visit.visited_by,
        ARRAY[visit.site_id, visit.visited_on::text, visit.visited_by] AS key,
        (
            SELECT min(hold.because)
            FROM fairnotice.purge_hold(
                :today, :window_days,
                ARRAY(SELECT camera.camera_id FROM fairnotice.camera WHERE camera.site_id = visit.site_id)
            ) AS hold
            WHERE visit.visited_on BETWEEN hold.first_day AND hold.last_day
        ) AS because
    FROM fairnotice.site_visit AS visit
    WHERE
        visit.visited_on < (:before AT TIME ZONE 'UTC')::date AND visit.visited_by NOT LIKE 'erased-%%'
        AND (visit.site_id, visit.visited_on, visit.visited_by) > ((:after::text [])[1], (:after::text [])[2]::date, (:after::text [])[3])
    ORDER BY visit.site_id, visit.visited_on, visit.visited_by
    LIMIT :most
    FOR UPDATE OF visit
),

purged AS (
    -- The name is part of the key: something else that is unique takes its place, and tells nothing.
    UPDATE fairnotice.site_visit SET visited_by = 'erased-' || gen_random_uuid() FROM candidate
    WHERE
        site_visit.site_id = candidate.site_id AND site_visit.visited_on = candidate.visited_on
        AND site_visit.visited_by = candidate.visited_by AND candidate.because IS NULL AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY site_id, visited_on, visited_by;

-- name: purge_site_visit
WITH candidate AS MATERIALIZED (
    SELECT
        visit.site_id,
        visit.visited_on,
        visit.visited_by,
        ARRAY[visit.site_id, visit.visited_on::text, visit.visited_by] AS key,
        (
            SELECT min(hold.because)
            FROM fairnotice.purge_hold(
                :today, :window_days,
                ARRAY(SELECT camera.camera_id FROM fairnotice.camera WHERE camera.site_id = visit.site_id)
            ) AS hold
            WHERE visit.visited_on BETWEEN hold.first_day AND hold.last_day
        ) AS because
    FROM fairnotice.site_visit AS visit
    WHERE
        visit.visited_on < (:before AT TIME ZONE 'UTC')::date
        AND (visit.site_id, visit.visited_on, visit.visited_by) > ((:after::text [])[1], (:after::text [])[2]::date, (:after::text [])[3])
    ORDER BY visit.site_id, visit.visited_on, visit.visited_by
    LIMIT :most
    FOR UPDATE OF visit
),

purged AS (
    DELETE FROM fairnotice.site_visit USING candidate
    WHERE
        site_visit.site_id = candidate.site_id AND site_visit.visited_on = candidate.visited_on
        AND site_visit.visited_by = candidate.visited_by AND candidate.because IS NULL AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY site_id, visited_on, visited_by;

-- name: purge_photo_name
-- Whoever handed a photo in, and an inspector's words on it; what it showed stays.
WITH candidate AS MATERIALIZED (
    SELECT
        photo.photo_id,
        ARRAY[photo.photo_id::text] AS key,
        fairnotice.photo_kept_because(photo) AS because
    FROM fairnotice.site_photo AS photo
    WHERE
        photo.received_at < :before AND (photo.handed_in_by <> '' OR photo.decided_by <> '' OR photo.reason <> '')
        AND photo.photo_id > (:after::text [])[1]::uuid
    ORDER BY photo.photo_id
    LIMIT :most
    FOR UPDATE OF photo
),

purged AS (
    UPDATE fairnotice.site_photo SET
        handed_in_by = '',
        decided_by = CASE WHEN site_photo.decided_by IS NOT NULL THEN '' END,
        reason = CASE WHEN site_photo.reason IS NOT NULL THEN '' END
    FROM candidate
    WHERE site_photo.photo_id = candidate.photo_id AND candidate.because IS NULL AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY photo_id;

-- name: purge_site_photo
WITH candidate AS MATERIALIZED (
    SELECT
        photo.photo_id,
        ARRAY[photo.photo_id::text] AS key,
        fairnotice.photo_kept_because(photo) AS because
    FROM fairnotice.site_photo AS photo
    WHERE photo.received_at < :before AND photo.photo_id > (:after::text [])[1]::uuid
    ORDER BY photo.photo_id
    LIMIT :most
    FOR UPDATE OF photo
),

purged AS (
    DELETE FROM fairnotice.site_photo USING candidate
    WHERE site_photo.photo_id = candidate.photo_id AND candidate.because IS NULL AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY photo_id;

-- name: purge_mover_name
WITH candidate AS MATERIALIZED (
    SELECT
        move.camera_id,
        move.moved_on,
        move.confirmed_by,
        ARRAY[move.camera_id, move.moved_on::text, move.confirmed_by] AS key,
        NULL::text AS because
    FROM fairnotice.camera_move AS move
    WHERE
        move.confirmed_at < :before AND move.confirmed_by NOT LIKE 'erased-%%'
        AND (move.camera_id, move.moved_on, move.confirmed_by) > ((:after::text [])[1], (:after::text [])[2]::date, (:after::text [])[3])
    ORDER BY move.camera_id, move.moved_on, move.confirmed_by
    LIMIT :most
    FOR UPDATE OF move
),

purged AS (
    UPDATE fairnotice.camera_move SET confirmed_by = 'erased-' || gen_random_uuid() FROM candidate
    WHERE
        camera_move.camera_id = candidate.camera_id AND camera_move.moved_on = candidate.moved_on
        AND camera_move.confirmed_by = candidate.confirmed_by AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY camera_id, moved_on, confirmed_by;

-- name: purge_review_text
-- What a decision rests on may be told in words; the hashes of evidence stay. A decision that has ended can still stand
-- beside its finding, where nobody has judged the camera since.
WITH candidate AS MATERIALIZED (
    SELECT
        review.review_id,
        review.camera_id,
        review.rule_id,
        ARRAY[review.review_id::text] AS key,
        CASE
            WHEN review.decision = 'overrule' AND (review.until IS NULL OR review.until >= :today)
                THEN 'an overrule that is open'
            WHEN EXISTS (
                SELECT FROM fairnotice.finding
                WHERE
                    finding.camera_id = review.camera_id AND finding.rule_id = review.rule_id
                    AND finding.verdict IN ('fail', 'review')
            ) THEN 'a finding that stands'
        END AS because
    FROM fairnotice.review
    WHERE
        review.decided_at < :before
        AND (
            review.inspector <> '' OR review.reason <> '' OR review.account_id IS NOT NULL
            OR EXISTS (SELECT FROM unnest(review.evidence) AS told WHERE told !~ '^[0-9a-f]{64}$')
        )
        AND review.review_id > (:after::text [])[1]::bigint
    ORDER BY review.review_id
    LIMIT :most
    FOR UPDATE OF review
),

purged AS (
    UPDATE fairnotice.review SET
        inspector = '', reason = '', account_id = NULL,
        evidence = ARRAY(SELECT told FROM unnest(review.evidence) AS told WHERE told ~ '^[0-9a-f]{64}$')
    FROM candidate
    WHERE review.review_id = candidate.review_id AND candidate.because IS NULL AND NOT :dry_run
),

ended AS (
    UPDATE fairnotice.finding
    SET overrule = finding.overrule || '{"inspector": "", "reason": "", "evidence": []}'
    FROM candidate
    WHERE
        finding.camera_id = candidate.camera_id AND finding.rule_id = candidate.rule_id
        AND (finding.overrule ->> 'until')::date < :today AND candidate.because IS NULL AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY review_id;

-- name: purge_event_text
-- What was said, and by whom, is erased; code, verdict and hashes stay, so that the chain still holds.
WITH candidate AS MATERIALIZED (
    SELECT
        event.window_date,
        event.event_id,
        ARRAY[event.window_date::text, event.event_id::text] AS key,
        CASE
            WHEN EXISTS (
                SELECT FROM fairnotice.finding
                WHERE
                    finding.camera_id = event.camera_id AND finding.rule_id = event.rule_id
                    AND finding.since = event.window_date
                    AND (finding.verdict IN ('fail', 'review') OR finding.overrule IS NOT NULL)
            ) THEN 'a finding that stands'
        END AS because
    FROM fairnotice.finding_event AS event
    WHERE
        event.window_date < (:before AT TIME ZONE 'UTC')::date
        AND (
            event.reasons @? '$[*] ? (@.text != "" || @.settles != "")'
            OR event.inspector IS NOT NULL OR event.note IS NOT NULL
        )
        AND (event.window_date, event.event_id) > ((:after::text [])[1]::date, (:after::text [])[2]::bigint)
    ORDER BY event.window_date, event.event_id
    LIMIT :most
    FOR UPDATE OF event
),

purged AS (
    UPDATE fairnotice.finding_event
    SET reasons = fairnotice.reasons_erased(finding_event.reasons), inspector = NULL, note = NULL
    FROM candidate
    WHERE
        finding_event.window_date = candidate.window_date AND finding_event.event_id = candidate.event_id
        AND candidate.because IS NULL AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY window_date, event_id;

-- name: purge_alert
WITH candidate AS MATERIALIZED (
    SELECT
        alert.alert_id,
        ARRAY[alert.alert_id::text] AS key,
        CASE
            WHEN NOT fairnotice.alert_is_open(alert) THEN NULL
            WHEN alert.status = 'sent' THEN 'a message that is not answered'
            ELSE 'a message that waits'
        END AS because
    FROM fairnotice.alert
    WHERE coalesce(alert.sent_at, alert.created_at) < :before AND alert.alert_id > (:after::text [])[1]::uuid
    ORDER BY alert.alert_id
    LIMIT :most
    FOR UPDATE OF alert
),

purged AS (
    DELETE FROM fairnotice.alert USING candidate
    WHERE alert.alert_id = candidate.alert_id AND candidate.because IS NULL AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY alert_id;

-- name: purge_answer_link
-- With the sessions that it opened, which end with it.
WITH candidate AS MATERIALIZED (
    SELECT
        link.link_id,
        ARRAY[link.link_id::text] AS key,
        NULL::text AS because
    FROM fairnotice.answer_link AS link
    WHERE link.expires_at < :before AND link.link_id > (:after::text [])[1]::bigint
    ORDER BY link.link_id
    LIMIT :most
    FOR UPDATE OF link
),

purged AS (
    DELETE FROM fairnotice.answer_link USING candidate
    WHERE answer_link.link_id = candidate.link_id AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY link_id;

-- name: purge_reply
WITH candidate AS MATERIALIZED (
    SELECT
        reply.reply_id,
        ARRAY[reply.reply_id::text] AS key,
        CASE
            WHEN EXISTS (SELECT FROM fairnotice.reply_waiting AS waiting WHERE waiting.reply_id = reply.reply_id)
                THEN 'a reply that waits'
        END AS because
    FROM fairnotice.reply
    WHERE coalesce(reply.decided_at, reply.said_at) < :before AND reply.reply_id > (:after::text [])[1]::bigint
    ORDER BY reply.reply_id
    LIMIT :most
    FOR UPDATE OF reply
),

purged AS (
    DELETE FROM fairnotice.reply USING candidate
    WHERE reply.reply_id = candidate.reply_id AND candidate.because IS NULL AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY reply_id;

-- name: purge_digest
WITH candidate AS MATERIALIZED (
    SELECT
        digest.digest_id,
        ARRAY[digest.digest_id::text] AS key,
        CASE
            WHEN digest.status IN ('ready', 'sending') THEN 'a message that waits'
            WHEN EXISTS (
                SELECT FROM fairnotice.alert
                WHERE alert.digest_id = digest.digest_id AND fairnotice.alert_is_open(alert)
            ) THEN 'a message that is not answered'
        END AS because
    FROM fairnotice.digest
    WHERE coalesce(digest.sent_at, digest.composed_at) < :before AND digest.digest_id > (:after::text [])[1]::uuid
    ORDER BY digest.digest_id
    LIMIT :most
    FOR UPDATE OF digest
),

purged AS (
    DELETE FROM fairnotice.digest USING candidate
    WHERE digest.digest_id = candidate.digest_id AND candidate.because IS NULL AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY digest_id;

-- name: purge_mute
WITH candidate AS MATERIALIZED (
    SELECT
        mute.mute_id,
        ARRAY[mute.mute_id::text] AS key,
        NULL::text AS because
    FROM fairnotice.mute
    WHERE least(mute.ends, mute.lifted_at) < :before AND mute.mute_id > (:after::text [])[1]::bigint
    ORDER BY mute.mute_id
    LIMIT :most
    FOR UPDATE OF mute
),

purged AS (
    DELETE FROM fairnotice.mute USING candidate
    WHERE mute.mute_id = candidate.mute_id AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY mute_id;

-- name: purge_shut_account
WITH candidate AS MATERIALIZED (
    SELECT
        account.account_id,
        ARRAY[account.account_id::text] AS key,
        NULL::text AS because
    FROM fairnotice.account
    WHERE account.disabled_at < :before AND account.account_id > (:after::text [])[1]::integer
    ORDER BY account.account_id
    LIMIT :most
    FOR UPDATE OF account
),

purged AS (
    DELETE FROM fairnotice.account USING candidate
    WHERE account.account_id = candidate.account_id AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY account_id;

-- name: purge_account_session
WITH candidate AS MATERIALIZED (
    SELECT
        account_session.token_sha256,
        ARRAY[account_session.token_sha256] AS key,
        NULL::text AS because
    FROM fairnotice.account_session
    WHERE account_session.seen_at < :before AND account_session.token_sha256 > (:after::text [])[1]
    ORDER BY account_session.token_sha256
    LIMIT :most
    FOR UPDATE OF account_session
),

purged AS (
    DELETE FROM fairnotice.account_session USING candidate
    WHERE account_session.token_sha256 = candidate.token_sha256 AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY token_sha256;

-- name: purge_view_log
WITH candidate AS MATERIALIZED (
    SELECT
        view_log.view_id,
        ARRAY[view_log.view_id::text] AS key,
        NULL::text AS because
    FROM fairnotice.view_log
    WHERE view_log.viewed_at < :before AND view_log.view_id > (:after::text [])[1]::bigint
    ORDER BY view_log.view_id
    LIMIT :most
    FOR UPDATE OF view_log
),

purged AS (
    DELETE FROM fairnotice.view_log USING candidate
    WHERE view_log.view_id = candidate.view_id AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY view_id;

-- name: open_alerts
-- A file of the mailbox is named by its digest, or, of before there were digests, by its alert.
SELECT alert_id::text AS alert_id FROM fairnotice.alert
WHERE alert_id = ANY (:alert_ids::uuid []) AND fairnotice.alert_is_open(alert)
UNION
SELECT digest_id::text FROM fairnotice.alert
WHERE digest_id = ANY (:alert_ids::uuid []) AND fairnotice.alert_is_open(alert);

-- name: purge_exemption_claim
WITH candidate AS MATERIALIZED (
    SELECT
        claim.camera_id,
        claim.exemption,
        claim.claimed_on,
        ARRAY[claim.camera_id, claim.exemption, claim.claimed_on::text] AS key,
        NULL::text AS because
    FROM fairnotice.exemption_claim AS claim
    WHERE
        claim.until < (:before AT TIME ZONE 'UTC')::date
        AND (claim.camera_id, claim.exemption, claim.claimed_on) > ((:after::text [])[1], (:after::text [])[2], (:after::text [])[3]::date)
    ORDER BY claim.camera_id, claim.exemption, claim.claimed_on
    LIMIT :most
    FOR UPDATE OF claim
),

purged AS (
    DELETE FROM fairnotice.exemption_claim USING candidate
    WHERE
        exemption_claim.camera_id = candidate.camera_id AND exemption_claim.exemption = candidate.exemption
        AND exemption_claim.claimed_on = candidate.claimed_on AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY camera_id, exemption, claimed_on;

-- name: purge_rejected_row
WITH candidate AS MATERIALIZED (
    SELECT
        rejected.import_id,
        rejected.position,
        rejected.reason,
        ARRAY[rejected.import_id::text, rejected.position::text, rejected.reason] AS key,
        NULL::text AS because
    FROM fairnotice.rejected_row AS rejected
    INNER JOIN fairnotice.registry_import USING (import_id)
    WHERE
        registry_import.imported_at < :before
        AND (rejected.import_id, rejected.position, rejected.reason)
        > ((:after::text [])[1]::bigint, (:after::text [])[2]::bigint, (:after::text [])[3])
    ORDER BY rejected.import_id, rejected.position, rejected.reason
    LIMIT :most
    FOR UPDATE OF rejected
),

purged AS (
    DELETE FROM fairnotice.rejected_row USING candidate
    WHERE
        rejected_row.import_id = candidate.import_id AND rejected_row.position = candidate.position
        AND rejected_row.reason = candidate.reason AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY import_id, position, reason;

-- name: purge_gone_view
WITH candidate AS MATERIALIZED (
    SELECT
        camera_view.camera_id,
        ARRAY[camera_view.camera_id] AS key,
        NULL::text AS because
    FROM fairnotice.camera_view
    INNER JOIN fairnotice.camera USING (camera_id)
    WHERE camera.gone_since < :before AND camera_view.camera_id > (:after::text [])[1]
    ORDER BY camera_view.camera_id
    LIMIT :most
    FOR UPDATE OF camera_view
),

purged AS (
    DELETE FROM fairnotice.camera_view USING candidate
    WHERE camera_view.camera_id = candidate.camera_id AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY camera_id;

-- name: purge_gone_health
WITH candidate AS MATERIALIZED (
    SELECT
        camera_health.camera_id,
        ARRAY[camera_health.camera_id] AS key,
        NULL::text AS because
    FROM fairnotice.camera_health
    INNER JOIN fairnotice.camera USING (camera_id)
    WHERE camera.gone_since < :before AND camera_health.camera_id > (:after::text [])[1]
    ORDER BY camera_health.camera_id
    LIMIT :most
    FOR UPDATE OF camera_health
),

purged AS (
    DELETE FROM fairnotice.camera_health USING candidate
    WHERE camera_health.camera_id = candidate.camera_id AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY camera_id;

-- name: purge_maintenance
WITH candidate AS MATERIALIZED (
    SELECT
        maintenance.maintenance_id,
        ARRAY[maintenance.maintenance_id::text] AS key,
        NULL::text AS because
    FROM fairnotice.maintenance
    WHERE
        least(maintenance.ends, maintenance.lifted_at) < :before
        AND maintenance.maintenance_id > (:after::text [])[1]::bigint
    ORDER BY maintenance.maintenance_id
    LIMIT :most
    FOR UPDATE OF maintenance
),

purged AS (
    DELETE FROM fairnotice.maintenance USING candidate
    WHERE maintenance.maintenance_id = candidate.maintenance_id AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY maintenance_id;

-- name: purge_former_map
-- The history begins later: one step, since its counts belong together, whose key is the first day that is left.
WITH candidate AS MATERIALIZED (
    SELECT :before::date AS day FROM fairnotice.map_history
    WHERE map_history.begins < :before::date AND (:after::text [])[1]::date < :before::date
),

unshown AS (
    DELETE FROM fairnotice.camera_shown_was USING candidate
    WHERE camera_shown_was.shown_until <= candidate.day AND NOT :dry_run
),

uncounted AS (
    DELETE FROM fairnotice.map_cell_change USING candidate
    WHERE map_cell_change.day <= candidate.day AND NOT :dry_run
),

untotalled AS (
    DELETE FROM fairnotice.shown_total_change USING candidate
    WHERE shown_total_change.day <= candidate.day AND NOT :dry_run
),

later AS (
    UPDATE fairnotice.map_history SET begins = candidate.day FROM candidate WHERE NOT :dry_run
)

SELECT
    ARRAY[candidate.day::text] AS key,
    NULL::text AS because
FROM candidate;

-- name: purge_gone_camera
-- First what it was called, whose it was and what was said of it; the row itself when no fact names it any more.
WITH candidate AS MATERIALIZED (
    SELECT
        camera.camera_id,
        NOT EXISTS (SELECT FROM fairnotice.observation WHERE observation.camera_id = camera.camera_id)
        AND NOT EXISTS (SELECT FROM fairnotice.alert WHERE alert.camera_id = camera.camera_id) AS is_last,
        ARRAY[camera.camera_id] AS key,
        NULL::text AS because
    FROM fairnotice.camera
    WHERE
        camera.gone_since < :before AND camera.camera_id > (:after::text [])[1]
        AND (
            camera.erased_at IS NULL OR camera.erased_at < camera.gone_since
            OR NOT (
                EXISTS (SELECT FROM fairnotice.observation WHERE observation.camera_id = camera.camera_id)
                OR EXISTS (SELECT FROM fairnotice.alert WHERE alert.camera_id = camera.camera_id)
            )
        )
    ORDER BY camera.camera_id
    LIMIT :most
    FOR UPDATE OF camera
),

doomed AS (SELECT camera_id, is_last FROM candidate WHERE NOT :dry_run),

unfound AS (DELETE FROM fairnotice.finding USING doomed WHERE finding.camera_id = doomed.camera_id),

unshown AS (
    DELETE FROM fairnotice.camera_shown_was USING doomed WHERE camera_shown_was.camera_id = doomed.camera_id
),

unreviewed AS (DELETE FROM fairnotice.review USING doomed WHERE review.camera_id = doomed.camera_id),

unclaimed AS (DELETE FROM fairnotice.exemption_claim USING doomed WHERE exemption_claim.camera_id = doomed.camera_id),

unmoved AS (DELETE FROM fairnotice.camera_move USING doomed WHERE camera_move.camera_id = doomed.camera_id),

unseen AS (DELETE FROM fairnotice.camera_view USING doomed WHERE camera_view.camera_id = doomed.camera_id),

unanswered AS (DELETE FROM fairnotice.reply_finding USING doomed WHERE reply_finding.camera_id = doomed.camera_id),

unwanted AS (DELETE FROM fairnotice.sampling_demand USING doomed WHERE sampling_demand.camera_id = doomed.camera_id),

unasked AS (DELETE FROM fairnotice.camera_health USING doomed WHERE camera_health.camera_id = doomed.camera_id),

untold AS (
    UPDATE fairnotice.alert SET status = 'withdrawn' FROM doomed
    WHERE alert.camera_id = doomed.camera_id AND alert.status IN ('held', 'ready')
),

erased AS (
    UPDATE fairnotice.camera SET
        name = '', operator_id = NULL, geom = st_snaptogrid(camera.geom, 0.01), azimuth = NULL, erased_at = :as_of,
        record = jsonb_build_object(
            'camera_id', camera.camera_id, 'source', camera.source, 'source_id', camera.source_id,
            'point', jsonb_build_object(
                'lon', st_x(st_snaptogrid(camera.geom, 0.01)), 'lat', st_y(st_snaptogrid(camera.geom, 0.01))
            )
        )
    FROM doomed
    WHERE camera.camera_id = doomed.camera_id AND NOT doomed.is_last
),

deleted AS (
    DELETE FROM fairnotice.camera USING doomed WHERE camera.camera_id = doomed.camera_id AND doomed.is_last
)

SELECT key, because FROM candidate ORDER BY camera_id;

-- name: note_unused_operators!
UPDATE fairnotice.operator SET unused_since = CASE WHEN seen.used THEN NULL ELSE :as_of::timestamptz END
FROM (
    SELECT
        operator.operator_id,
        EXISTS (SELECT FROM fairnotice.camera WHERE camera.operator_id = operator.operator_id)
        OR EXISTS (SELECT FROM fairnotice.alert WHERE alert.operator_id = operator.operator_id)
        OR EXISTS (SELECT FROM fairnotice.reply WHERE reply.operator_id = operator.operator_id)
        OR EXISTS (SELECT FROM fairnotice.digest WHERE digest.operator_id = operator.operator_id) AS used
    FROM fairnotice.operator
) AS seen
WHERE operator.operator_id = seen.operator_id AND seen.used = (operator.unused_since IS NOT NULL);

-- name: purge_unused_operator
WITH candidate AS MATERIALIZED (
    SELECT
        operator.operator_id,
        ARRAY[operator.operator_id] AS key,
        NULL::text AS because
    FROM fairnotice.operator
    WHERE
        operator.unused_since < :before AND operator.operator_id > (:after::text [])[1]
        AND NOT EXISTS (SELECT FROM fairnotice.camera WHERE camera.operator_id = operator.operator_id)
        AND NOT EXISTS (SELECT FROM fairnotice.alert WHERE alert.operator_id = operator.operator_id)
        AND NOT EXISTS (SELECT FROM fairnotice.reply WHERE reply.operator_id = operator.operator_id)
        AND NOT EXISTS (SELECT FROM fairnotice.digest WHERE digest.operator_id = operator.operator_id)
    ORDER BY operator.operator_id
    LIMIT :most
    FOR UPDATE OF operator
),

purged AS (
    DELETE FROM fairnotice.operator USING candidate
    WHERE operator.operator_id = candidate.operator_id AND NOT :dry_run
)

SELECT key, because FROM candidate ORDER BY operator_id;
