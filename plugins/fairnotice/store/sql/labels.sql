-- name: reviews
-- What inspectors decided, beside what the program had said last before that.
SELECT
    review.review_id,
    review.camera_id,
    review.rule_id,
    review.decision,
    review.verdict AS decided,
    review.evidence AS named,
    review.decided_at,
    registry_source.mode,
    said.verdict AS said,
    said.proof,
    said.pack_version,
    said.evidence
FROM fairnotice.review
INNER JOIN fairnotice.camera USING (camera_id)
INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
INNER JOIN LATERAL (
    SELECT * FROM fairnotice.finding_event AS event
    WHERE
        event.camera_id = review.camera_id AND event.rule_id = review.rule_id AND event.recorded_at <= review.decided_at
        AND event.change NOT IN ('overruled', 'confirmed', 'withdrawn')
    ORDER BY event.window_date DESC, event.event_id DESC
    LIMIT 1
) AS said ON true
WHERE review.decision IN ('confirm', 'overrule')
ORDER BY review.review_id;

-- name: visits
-- What people found at sites, with the pictures that their cameras took around that day, the nearest first.
SELECT
    visit.site_id,
    visit.visited_on,
    visit.notice_found,
    visit.elements,
    registry_source.mode,
    seen.camera_id,
    array_agg(DISTINCT seen.evidence_sha256) AS evidence
FROM fairnotice.site_visit AS visit
INNER JOIN fairnotice.camera ON visit.site_id = camera.site_id
INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
INNER JOIN LATERAL (
    SELECT observation.camera_id, observation.evidence_sha256 FROM fairnotice.observation
    WHERE
        observation.camera_id = camera.camera_id AND observation.evidence_sha256 IS NOT NULL
        AND observation.window_date BETWEEN visit.visited_on - :days::integer AND visit.visited_on + :days::integer
    ORDER BY abs(observation.window_date - visit.visited_on), observation.window_date, observation.sample_number
    LIMIT :most
) AS seen ON true
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY visit.site_id, visit.visited_on, seen.camera_id;

-- name: pictures
SELECT DISTINCT ON (evidence_sha256) evidence_sha256, window_date, notices, quality, width, height, model_version
FROM fairnotice.observation
WHERE camera_id = :camera_id AND evidence_sha256 = ANY (:sha256s)
ORDER BY evidence_sha256, window_date;

-- name: mentions
-- What the newest reading up to a day found in each source of a device.
SELECT scan.format, scan.mentions
FROM fairnotice.analytics_reading AS reading
INNER JOIN (
    SELECT max(window_date) AS window_date FROM fairnotice.analytics_reading
    WHERE device_id = :device_id AND window_date <= :day
) AS newest USING (window_date)
INNER JOIN fairnotice.analytics_scan AS scan USING (device_id, source, content_sha256)
WHERE reading.device_id = :device_id
ORDER BY reading.source;
