-- name: ensure_month
SELECT fairnotice.ensure_month(:day);

-- name: slots_done
SELECT camera_id, sample_number FROM fairnotice.observation
WHERE window_date = :window_date AND camera_id = ANY (:camera_ids);

-- name: add_observation!
INSERT INTO fairnotice.observation (
    window_date, camera_id, sample_number, observed_at, fault, fault_detail, usable, quality, notices,
    width, height, model_version, evidence_sha256
) VALUES (
    :window_date, :camera_id, :sample_number, :observed_at, :fault, :fault_detail, :usable, :quality, :notices,
    :width, :height, :model_version, :evidence_sha256
) ON CONFLICT DO NOTHING;

-- name: latest_pictured
-- The newest observation of each camera that kept a picture in an earlier window: a later picture is kept only
-- if it shows something else, and that must not depend on the order in which one window's frames arrive.
SELECT DISTINCT ON (camera_id)
    camera_id, window_date, sample_number, observed_at, fault, fault_detail, quality::text, notices::text,
    width, height, model_version, evidence_sha256
FROM fairnotice.observation
WHERE camera_id = ANY (:camera_ids) AND evidence_sha256 IS NOT NULL AND window_date < :window_date
ORDER BY camera_id, window_date DESC, sample_number DESC;

-- name: observations_of
SELECT
    camera_id, window_date, sample_number, observed_at, fault, fault_detail, quality::text, notices::text,
    width, height, model_version, evidence_sha256
FROM fairnotice.observation
WHERE camera_id = ANY (:camera_ids) AND window_date BETWEEN :since AND :until
ORDER BY camera_id, window_date, sample_number;

-- name: site_members
SELECT site_id, camera_id FROM fairnotice.camera
WHERE site_declared AND site_id = ANY (:site_ids) AND gone_since IS NULL;

-- name: add_evidence!
INSERT INTO fairnotice.evidence (sha256, kind, media_type, size) VALUES (:sha256, :kind, :media_type, :size)
ON CONFLICT DO NOTHING;

-- name: add_scan!
INSERT INTO fairnotice.analytics_scan (device_id, source, content_sha256, format, complete, mentions, error)
VALUES (:device_id, :source, :content_sha256, :format, :complete, :mentions, :error)
ON CONFLICT (device_id, source, content_sha256) DO UPDATE SET
format = excluded.format, complete = excluded.complete, mentions = excluded.mentions, error = excluded.error
WHERE
    (analytics_scan.format, analytics_scan.complete, analytics_scan.mentions, analytics_scan.error)
    IS DISTINCT FROM (excluded.format, excluded.complete, excluded.mentions, excluded.error);

-- name: add_reading!
INSERT INTO fairnotice.analytics_reading (window_date, device_id, source, content_sha256)
VALUES (:window_date, :device_id, :source, :content_sha256)
ON CONFLICT (window_date, device_id, source) DO UPDATE SET content_sha256 = excluded.content_sha256
WHERE analytics_reading.content_sha256 IS DISTINCT FROM excluded.content_sha256;

-- name: scans_of
-- What the newest window that read a device found in each of its sources, and what the window before that named.
SELECT
    analytics_scan.device_id, analytics_scan.source, analytics_scan.content_sha256, analytics_scan.format,
    analytics_scan.complete, analytics_scan.mentions::text, analytics_scan.error, newest.window_date AS read_on,
    newest.place = 1 AS is_newest
FROM fairnotice.analytics_reading
INNER JOIN (
    SELECT
        device_id,
        window_date,
        row_number() OVER (PARTITION BY device_id ORDER BY window_date DESC) AS place
    FROM fairnotice.analytics_reading
    WHERE device_id = ANY (:device_ids) AND window_date BETWEEN :since AND :until
    GROUP BY device_id, window_date
) AS newest USING (device_id, window_date)
INNER JOIN fairnotice.analytics_scan USING (device_id, source, content_sha256)
WHERE newest.place = 1 OR (newest.place = 2 AND analytics_scan.mentions <> '[]')
ORDER BY analytics_scan.device_id, newest.place, analytics_scan.source;

-- name: site_exists$
SELECT exists(SELECT FROM fairnotice.camera WHERE site_id = :site_id AND gone_since IS NULL);

-- name: camera_exists$
SELECT exists(SELECT FROM fairnotice.camera WHERE camera_id = :camera_id AND gone_since IS NULL);

-- name: add_visit!
INSERT INTO fairnotice.site_visit (site_id, visited_on, visited_by, notice_found, elements)
VALUES (:site_id, :visited_on, :visited_by, :notice_found, :elements)
ON CONFLICT (site_id, visited_on, visited_by) DO UPDATE SET
notice_found = excluded.notice_found, elements = excluded.elements;

-- name: visits_of
SELECT * FROM fairnotice.site_visit
WHERE site_id = ANY (:site_ids) AND visited_on BETWEEN :since AND :until
ORDER BY site_id, visited_on, visited_by;

-- name: add_claim!
-- The same claim again changes who makes it and until when: that is how a claim is ended.
INSERT INTO fairnotice.exemption_claim (camera_id, exemption, claimed_by, claimed_on, until)
VALUES (:camera_id, :exemption, :claimed_by, :claimed_on, :until)
ON CONFLICT (camera_id, exemption, claimed_on) DO UPDATE SET claimed_by = excluded.claimed_by, until = excluded.until
WHERE (exemption_claim.claimed_by, exemption_claim.until) IS DISTINCT FROM (excluded.claimed_by, excluded.until);

-- name: claims_of
SELECT * FROM fairnotice.exemption_claim
WHERE camera_id = ANY (:camera_ids) AND claimed_on <= :at AND (until IS NULL OR until >= :at)
ORDER BY camera_id, exemption, claimed_on;
