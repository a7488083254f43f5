-- name: lock_photos!
SELECT pg_advisory_xact_lock(hashtext('fairnotice.site_photo'));

-- name: add_photo!
INSERT INTO fairnotice.site_photo (
    site_id, kind, file_sha256, handed_in_by, received_at, taken_at, taken_offset, taken_when, taken_where, distance_m,
    outcome, confidence, quality, notices, width, height, model_version, likeness, reused_from, evidence_sha256
) VALUES (
    :site_id, :kind, :file_sha256, :handed_in_by, :received_at, :taken_at, :taken_offset, :taken_when, :taken_where,
    :distance_m, :outcome, :confidence, :quality, :notices, :width, :height, :model_version, :likeness::bit(256),
    :reused_from, :evidence_sha256
) ON CONFLICT (site_id, kind, file_sha256) DO NOTHING;

-- name: photo_of_file^
SELECT * FROM fairnotice.site_photo WHERE site_id = :site_id AND kind = :kind AND file_sha256 = :file_sha256;

-- name: photo^
SELECT * FROM fairnotice.site_photo WHERE photo_id = :photo_id;

-- name: photo_locked^
SELECT * FROM fairnotice.site_photo WHERE photo_id = :photo_id FOR UPDATE;

-- name: photos_of_site
SELECT * FROM fairnotice.site_photo WHERE site_id = :site_id ORDER BY received_at DESC, photo_id LIMIT :most;

-- name: sites_with_photo
SELECT DISTINCT site_id FROM fairnotice.site_photo
WHERE site_id <> :site_id AND bit_count(likeness # :likeness::bit(256)) <= :most_bits
ORDER BY site_id
LIMIT 20;

-- name: settle_photo!
UPDATE fairnotice.site_photo SET state = :state, decided_by = :decided_by, decided_at = :at, reason = :reason
WHERE photo_id = :photo_id AND state = 'waiting';
