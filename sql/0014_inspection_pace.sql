-- How long looking at a frame takes here, so that batches are cut to minutes.
-- depends: 0013_health_on_map

CREATE TABLE fairnotice.inspection_pace (
    one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row),
    seconds real NOT NULL CHECK (seconds > 0),
    measured_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE fairnotice.inspection_pace IS
'One row: seconds of looking at a frame, smoothed over the batches of all machines; the newest weigh most.';
