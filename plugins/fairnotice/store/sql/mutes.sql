-- name: put_mute$
INSERT INTO fairnotice.mute (subject, subject_id, starts, ends, said_by, reason)
VALUES (:subject, :subject_id, :starts, :ends, :said_by, :reason)
RETURNING mute_id;

-- name: subject_exists$
SELECT CASE :subject
    WHEN 'operator' THEN EXISTS (SELECT FROM fairnotice.operator WHERE operator_id = :subject_id)
    WHEN 'site' THEN EXISTS (SELECT FROM fairnotice.camera WHERE site_id = :subject_id)
    WHEN 'camera' THEN EXISTS (SELECT FROM fairnotice.camera WHERE camera_id = :subject_id)
    ELSE true
END;

-- name: lift_mute$
UPDATE fairnotice.mute SET lifted_at = greatest(:at, starts)
WHERE mute_id = :mute_id AND lifted_at IS NULL AND ends > :at
RETURNING mute_id;

-- name: mutes
SELECT * FROM fairnotice.mute WHERE :over_too::boolean OR least(ends, lifted_at) > :at ORDER BY starts, mute_id;
