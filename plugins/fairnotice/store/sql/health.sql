-- name: note_frame!
-- Whoever writes last, what was asked last counts. A frame that is written down late still ends an outage that began
-- before it; of what came after it only the newest failure is known.
INSERT INTO fairnotice.camera_health AS known (camera_id, asked_at, last_ok_at, seconds)
VALUES (:camera_id, :asked_at, :asked_at, :seconds)
ON CONFLICT (camera_id) DO UPDATE SET
asked_at = greatest(known.asked_at, excluded.asked_at),
last_ok_at = greatest(known.last_ok_at, excluded.asked_at),
failing_since = CASE
    WHEN excluded.asked_at >= known.asked_at THEN NULL
    WHEN excluded.asked_at >= known.failing_since THEN known.asked_at
    ELSE known.failing_since
END,
failures_in_a_row = CASE
    WHEN excluded.asked_at >= known.asked_at THEN 0
    WHEN excluded.asked_at >= known.failing_since THEN 1
    ELSE known.failures_in_a_row
END,
fault = CASE WHEN excluded.asked_at < known.asked_at THEN known.fault END,
detail = CASE WHEN excluded.asked_at < known.asked_at THEN known.detail END,
seconds = known.seconds + :weight * (excluded.seconds - known.seconds);

-- name: note_failure!
INSERT INTO fairnotice.camera_health AS known (
    camera_id, asked_at, failing_since, fault, detail, failures_in_a_row, seconds
) VALUES (:camera_id, :asked_at, :asked_at, :fault, :detail, 1, :seconds)
ON CONFLICT (camera_id) DO UPDATE SET
asked_at = greatest(known.asked_at, excluded.asked_at),
failing_since = least(known.failing_since, excluded.asked_at),
failures_in_a_row = known.failures_in_a_row + 1,
fault = CASE WHEN excluded.asked_at >= known.asked_at THEN excluded.fault ELSE known.fault END,
detail = CASE WHEN excluded.asked_at >= known.asked_at THEN excluded.detail ELSE known.detail END,
seconds = known.seconds + :weight * (excluded.seconds - known.seconds)
WHERE known.last_ok_at IS NULL OR known.last_ok_at < excluded.asked_at;

-- name: inspection_pace$
SELECT seconds FROM fairnotice.inspection_pace;

-- name: note_inspection_pace!
INSERT INTO fairnotice.inspection_pace AS known (seconds) VALUES (:seconds)
ON CONFLICT (one_row) DO UPDATE SET
seconds = known.seconds + :weight * (excluded.seconds - known.seconds), measured_at = excluded.measured_at;

-- name: health_of
SELECT * FROM fairnotice.camera_health WHERE camera_id = ANY (:camera_ids);
