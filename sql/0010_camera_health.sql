-- Whether a camera gives frames: since when it does not and why, and how long asking it takes.
-- depends: 0009_camera_order

CREATE TABLE fairnotice.camera_health (
    camera_id text PRIMARY KEY REFERENCES fairnotice.camera,
    asked_at timestamptz NOT NULL,
    last_ok_at timestamptz,
    failing_since timestamptz,
    fault text,
    detail text CHECK (char_length(detail) <= 300),
    failures_in_a_row integer NOT NULL DEFAULT 0 CHECK (failures_in_a_row >= 0),
    seconds real NOT NULL CHECK (seconds >= 0),
    CHECK (
        (failing_since IS NULL) = (fault IS NULL) AND (failing_since IS NULL) = (detail IS NULL)
        AND (failing_since IS NULL) = (failures_in_a_row = 0)
    ),
    CHECK (failing_since > last_ok_at)
);
COMMENT ON TABLE fairnotice.camera_health IS
'One row for each camera that was asked for a frame: whether one comes. What the frames are worth, observations tell.';
COMMENT ON COLUMN fairnotice.camera_health.last_ok_at IS
'When it was asked for the newest frame that came, usable or not.';
COMMENT ON COLUMN fairnotice.camera_health.failing_since IS
'When it was asked first of all the times since that frame at which none came; the camera may be to blame, or the way.';
COMMENT ON COLUMN fairnotice.camera_health.seconds IS
'Seconds that a grab takes, failed or not: the newest weigh most.';
