-- name: told
-- Every failing that an operator was told of, with when it was answered first and when and how it ended. An answer that an
-- inspector accepted counts from the day on which it was sent; else the audit that saw it put right counts.
SELECT
    alert.operator_id,
    operator.name AS operator,
    camera.district_id,
    district.name AS district,
    alert.sent_at AS told_at,
    alert.due_on,
    answered.first_at AS answered_at,
    coalesce(answered.accepted_at, ended.at) AS ended_at,
    CASE WHEN answered.accepted_at IS NOT NULL THEN 'fixed' ELSE ended.how END AS how
FROM fairnotice.alert
INNER JOIN fairnotice.camera ON alert.camera_id = camera.camera_id
INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
LEFT JOIN fairnotice.operator ON alert.operator_id = operator.operator_id
LEFT JOIN fairnotice.district ON camera.district_id = district.district_id
LEFT JOIN LATERAL (
    SELECT
        min(reply.said_at) AS first_at,
        min(reply.said_at) FILTER (
            WHERE reply.state = 'verified' AND reply.kind IN ('photo', 'configuration')
        ) AS accepted_at
    FROM fairnotice.reply_finding
    INNER JOIN fairnotice.reply ON reply_finding.reply_id = reply.reply_id
    WHERE
        reply_finding.camera_id = alert.camera_id AND reply_finding.rule_id = alert.rule_id
        AND reply.said_at >= alert.sent_at AND reply.said_at <= :as_of
) AS answered ON true
LEFT JOIN LATERAL (
    SELECT
        event.recorded_at AS at,
        CASE
            WHEN event.change IN ('overruled', 'withdrawn') OR event.verdict = 'not_applicable' THEN 'taken_back'
            WHEN event.verdict = 'pass' THEN 'fixed'
            ELSE 'unclear'
        END AS how
    FROM fairnotice.finding_event AS event
    WHERE
        event.camera_id = alert.camera_id AND event.rule_id = alert.rule_id
        AND event.window_date >= (alert.sent_at AT TIME ZONE 'UTC')::date - 2
        AND event.recorded_at > alert.sent_at AND event.recorded_at <= :as_of
        AND (event.verdict <> 'fail' OR event.change = 'withdrawn')
    ORDER BY event.recorded_at
    LIMIT 1
) AS ended ON true
WHERE
    alert.kind = 'finding' AND alert.status = 'sent' AND alert.sent_at >= :since AND alert.sent_at <= :as_of
    AND registry_source.mode = :mode
    AND (cardinality(:districts::text []) = 0 OR camera.district_id = ANY (:districts));

-- name: photo_requests
-- Sites of which a photo was asked, with how many of their cameras nobody could tell of when a photo came, and how many of
-- these are decided by now.
SELECT
    asked.operator_id,
    operator.name AS operator,
    asked.district_id,
    district.name AS district,
    asked.site_id,
    asked.cameras,
    coalesce(came.photos, 0) AS photos,
    coalesce(came.settled, 0) AS settled
FROM (
    SELECT
        alert.operator_id,
        alert.site_id,
        camera.district_id,
        min(alert.sent_at) AS asked_at,
        count(DISTINCT camera.camera_id) AS cameras
    FROM fairnotice.alert
    INNER JOIN fairnotice.camera ON alert.site_id = camera.site_id AND alert.operator_id = camera.operator_id
    INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
    WHERE
        alert.kind = 'photo_request' AND alert.status = 'sent' AND alert.sent_at >= :since AND alert.sent_at <= :as_of
        AND registry_source.mode = :mode AND camera.gone_since IS NULL
        AND (cardinality(:districts::text []) = 0 OR camera.district_id = ANY (:districts))
    GROUP BY alert.operator_id, alert.site_id, camera.district_id
) AS asked
LEFT JOIN fairnotice.operator ON asked.operator_id = operator.operator_id
LEFT JOIN fairnotice.district ON asked.district_id = district.district_id
LEFT JOIN LATERAL (
    SELECT
        count(DISTINCT reply.reply_id) AS photos,
        count(DISTINCT reply_finding.camera_id) FILTER (
            WHERE
            reply_finding.verdict IN ('unknown', 'review')
            AND finding.verdict IN ('pass', 'fail', 'not_applicable')
        ) AS settled
    FROM fairnotice.reply
    INNER JOIN fairnotice.reply_finding ON reply.reply_id = reply_finding.reply_id
    INNER JOIN fairnotice.camera ON reply_finding.camera_id = camera.camera_id
    INNER JOIN fairnotice.finding
        ON reply_finding.camera_id = finding.camera_id AND reply_finding.rule_id = finding.rule_id
    WHERE
        reply.kind = 'photo' AND reply.operator_id = asked.operator_id AND reply.site_id = asked.site_id
        AND camera.district_id IS NOT DISTINCT FROM asked.district_id
        AND reply.said_at >= asked.asked_at AND reply.said_at <= :as_of
) AS came ON true;

-- name: has_mode$
SELECT exists(SELECT FROM fairnotice.registry_source WHERE mode = :mode);
