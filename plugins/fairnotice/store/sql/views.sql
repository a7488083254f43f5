-- name: views_of
SELECT * FROM fairnotice.camera_view WHERE camera_id = ANY (:camera_ids);

-- name: note_picture!
-- The newest frame wins, whoever writes last.
INSERT INTO fairnotice.camera_view (camera_id, picture_sha256, picture_sample, picture_since, seen_at)
VALUES (:camera_id, :sha256, :sample, :since, :seen_at)
ON CONFLICT (camera_id) DO UPDATE SET
picture_sha256 = excluded.picture_sha256, picture_sample = excluded.picture_sample,
picture_since = excluded.picture_since, seen_at = excluded.seen_at
WHERE camera_view.seen_at IS NULL OR camera_view.seen_at < excluded.seen_at;

-- name: offer_view!
-- A view is set where none is; of one window's frames, the earliest is kept, in whatever order they come. What was
-- seen before a move that somebody confirmed is not offered again by a batch that was under way.
INSERT INTO fairnotice.camera_view (camera_id, description, described_at, described_in)
SELECT :camera_id, :description, :described_at, :described_in
WHERE
    NOT EXISTS (
        SELECT FROM fairnotice.camera_move
        WHERE
            camera_move.camera_id = :camera_id
            AND camera_move.moved_on >= (:described_at AT TIME ZONE 'UTC')::date
            AND camera_move.confirmed_at >= :described_at
    )
ON CONFLICT (camera_id) DO UPDATE SET
description = excluded.description, described_at = excluded.described_at, described_in = excluded.described_in
WHERE
    camera_view.description IS NULL
    OR (camera_view.described_in = excluded.described_in AND camera_view.described_at > excluded.described_at);

-- name: lock_camera$
-- A view that is offered and a move that is confirmed at the same moment come one after the other.
SELECT camera_id FROM fairnotice.camera WHERE camera_id = :camera_id AND gone_since IS NULL FOR NO KEY UPDATE;

-- name: add_move!
INSERT INTO fairnotice.camera_move (camera_id, moved_on, confirmed_by, confirmed_at)
VALUES (:camera_id, :moved_on, :confirmed_by, :confirmed_at)
ON CONFLICT DO NOTHING;

-- name: forget_view!
UPDATE fairnotice.camera_view SET description = NULL, described_at = NULL, described_in = NULL
WHERE camera_id = :camera_id;

-- name: moves_of
SELECT camera_id, max(moved_on) AS moved_on FROM fairnotice.camera_move
WHERE camera_id = ANY (:camera_ids) AND moved_on <= :until
GROUP BY camera_id;
