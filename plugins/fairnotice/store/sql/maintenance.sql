-- name: put_maintenance$
INSERT INTO fairnotice.maintenance (
    subject, subject_id, starts, ends, weekly, timezone, said_by, reason, set_at
) VALUES (:subject, :subject_id, :starts, :ends, :weekly, :timezone, :said_by, :reason, :set_at)
RETURNING maintenance_id;

-- name: lift_maintenance$
UPDATE fairnotice.maintenance SET lifted_at = :at
WHERE maintenance_id = :maintenance_id AND lifted_at IS NULL AND (ends IS NULL OR ends > :at)
RETURNING maintenance_id;

-- name: maintenance_from
SELECT * FROM fairnotice.maintenance
WHERE lifted_at IS NULL AND (ends IS NULL OR ends > :at) ORDER BY starts, maintenance_id;

-- name: every_maintenance
SELECT * FROM fairnotice.maintenance ORDER BY starts, maintenance_id;

-- name: subject_exists$
SELECT EXISTS (
    SELECT FROM fairnotice.camera
    WHERE
        (:subject = 'camera' AND camera_id = :subject_id)
        OR (:subject = 'site' AND site_id = :subject_id)
        OR (:subject = 'source' AND source = :subject_id)
);
