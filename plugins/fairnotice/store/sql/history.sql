-- name: said_on
-- The last word on each camera and rule up to a day, as the events have it.
SELECT DISTINCT ON (camera_id, rule_id)
    camera_id, rule_id, window_date, change, verdict, pack_version, models, confidence,
    (reasons -> 0 ->> 'code') AS code
FROM fairnotice.finding_event
WHERE camera_id = ANY (:camera_ids) AND window_date <= :at AND change <> 'confirmed'
ORDER BY camera_id, rule_id, window_date DESC, event_id DESC;

-- name: changes_of_camera
-- What happened to each finding of one camera up to a day, oldest first; only so many of the newest.
SELECT * FROM (
    SELECT window_date, rule_id, change, verdict_before, verdict, pack_version, cause, event_id
    FROM fairnotice.finding_event
    WHERE camera_id = :camera_id AND window_date <= :at
    ORDER BY window_date DESC, event_id DESC
    LIMIT :most
) AS newest
ORDER BY window_date, event_id;

-- name: read_only!
-- Whoever asks what would be said must not be able to write it.
SET TRANSACTION READ ONLY;
