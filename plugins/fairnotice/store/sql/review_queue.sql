-- name: plan_each!
-- A plan for any filter would read the whole queue for each.
SET LOCAL plan_cache_mode = 'force_custom_plan';

-- name: queue
-- The first of each kind, each by an index in its order, and of those the first.
SELECT
    item.*,
    round((item.rank + 0.2 * (:today::date - '2000-01-01'::date))::numeric, 1)::double precision AS score,
    to_jsonb(points) AS points,
    camera.name,
    camera.site_declared,
    camera.operator_id,
    st_x(camera.geom) AS lon,
    st_y(camera.geom) AS lat,
    finding.title,
    finding.force,
    finding.confidence,
    finding.judged_on
FROM (
    SELECT first.*
    FROM unnest(:kinds::text []) AS wanted (kind)
    CROSS JOIN LATERAL (
        SELECT * FROM fairnotice.review_item
        WHERE
            review_item.kind = wanted.kind
            AND (:districts::text [] IS NULL OR district_id = ANY (:districts))
            AND (:rule_id::text IS NULL OR rule_id = :rule_id)
            AND (asked_until IS NULL OR asked_until < :today)
            -- What the index can begin at; the rest tells those of one rank apart.
            AND rank <= coalesce(:after_rank::double precision, 'infinity')
            AND (
                :after_rank::double precision IS NULL
                OR rank < :after_rank
                OR (rank = :after_rank AND (site_id, rule_id) > (:after_site, :after_rule))
            )
        ORDER BY rank DESC, site_id, rule_id
        LIMIT :most
    ) AS first
    ORDER BY first.rank DESC, first.site_id, first.rule_id
    LIMIT :most
) AS item
INNER JOIN fairnotice.camera ON item.camera_id = camera.camera_id
INNER JOIN fairnotice.finding ON item.camera_id = finding.camera_id AND item.rule_id = finding.rule_id
CROSS JOIN LATERAL fairnotice.look_points(
    item.kind, item.verdict, item.severity, item.cameras, item.since, :today::date
) AS points
ORDER BY item.rank DESC, item.site_id, item.rule_id;

-- name: count_of_kind$
-- A thousand says enough, and counting millions would take longer than reading the page. One kind at a time, so that its
-- plan knows how rare it is: looking for one of which nothing waits would read the whole queue.
SELECT count(*) FROM (
    SELECT FROM fairnotice.review_item
    WHERE
        kind = :kind AND (:districts::text [] IS NULL OR district_id = ANY (:districts))
        AND (asked_until IS NULL OR asked_until < :today)
    LIMIT :most
) AS capped;

-- name: ask_for_look!
INSERT INTO fairnotice.look_request (camera_id, asked_on, until) VALUES (:camera_id, :asked_on, :until)
ON CONFLICT (camera_id) DO UPDATE SET asked_on = excluded.asked_on, until = excluded.until;

-- name: asked_for
SELECT camera_id FROM fairnotice.look_request
WHERE camera_id = ANY (:camera_ids) AND :day BETWEEN asked_on AND until;

-- name: look_of^
SELECT asked_on, until FROM fairnotice.look_request WHERE camera_id = :camera_id;

-- name: decision_of^
SELECT camera_id, rule_id, decision, inspector, verdict, until FROM fairnotice.review WHERE decision_id = :decision_id;

-- name: decisions_of
SELECT decision, inspector, account_id, reason, decided_at, verdict, until FROM fairnotice.review
WHERE camera_id = :camera_id AND rule_id = :rule_id
ORDER BY decided_at DESC, review_id DESC
LIMIT :most;

-- name: district_of
SELECT district_id FROM fairnotice.camera WHERE camera_id = :camera_id AND gone_since IS NULL;

-- name: districts_of
SELECT DISTINCT district_id FROM fairnotice.camera WHERE site_id = :site_id AND gone_since IS NULL;

-- name: site_of^
SELECT
    camera.camera_id, camera.name, camera.site_id, camera.site_declared, camera.district_id, district.name AS district,
    district.names AS district_names, registry_source.mode, operator.name AS operator,
    st_x(camera.geom) AS lon, st_y(camera.geom) AS lat, camera.record ->> 'frame_source' IS NOT NULL AS has_frame_source,
    camera.record #> '{frame_source,access_basis}' AS access_basis,
    (
        SELECT count(*) FROM fairnotice.camera AS mate
        WHERE mate.site_id = camera.site_id AND mate.gone_since IS NULL
    ) AS cameras_of_site
FROM fairnotice.camera
INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
LEFT JOIN fairnotice.operator ON camera.operator_id = operator.operator_id
LEFT JOIN fairnotice.district ON camera.district_id = district.district_id
WHERE camera.camera_id = :camera_id;

-- name: visits_of_site
SELECT visited_on, visited_by, notice_found, elements FROM fairnotice.site_visit
WHERE site_id = :site_id
ORDER BY visited_on DESC, visited_by
LIMIT :most;

-- name: replies_about
SELECT
    reply.reply_id, reply.kind, reply.said_at, reply.said_by, reply.note, reply.seen, reply.review_because,
    reply.photo_id, reply.evidence, reply.state
FROM fairnotice.reply
INNER JOIN fairnotice.reply_finding ON reply.reply_id = reply_finding.reply_id
WHERE reply_finding.camera_id = :camera_id AND reply_finding.rule_id = :rule_id
ORDER BY reply.state = 'waiting' DESC, reply.said_at DESC
LIMIT :most;

-- name: is_held$
SELECT exists(
    SELECT FROM fairnotice.alert
    WHERE camera_id = :camera_id AND rule_id = :rule_id AND status = 'held' AND kind = 'finding'
);
