-- name: put_demand*!
INSERT INTO fairnotice.sampling_demand AS known (camera_id, judged_on, amount, light, why)
SELECT :camera_id::text, :judged_on::date, :amount::text, :light::text, :why::text
-- What is wanted as before is not written again, so the day of what is known may be older than its last judgement; that
-- of a finding is the last one.
WHERE NOT EXISTS (
    SELECT FROM fairnotice.finding AS newer WHERE newer.camera_id = :camera_id AND newer.judged_on > :judged_on
)
ON CONFLICT (camera_id) DO UPDATE SET
judged_on = excluded.judged_on, amount = excluded.amount, light = excluded.light, why = excluded.why
WHERE
    known.judged_on <= excluded.judged_on
    AND (known.amount, known.light, known.why) IS DISTINCT FROM (excluded.amount, excluded.light, excluded.why);

-- name: demands_of
SELECT camera_id, amount, light, why FROM fairnotice.sampling_demand
WHERE camera_id = ANY (:camera_ids) AND judged_on < :before;

-- name: count_demands
SELECT demand.amount, demand.why, count(*) AS cameras
FROM fairnotice.sampling_demand AS demand
INNER JOIN fairnotice.camera USING (camera_id)
INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
WHERE
    camera.gone_since IS NULL AND demand.judged_on < :before
    AND (camera.source = :scope OR (:scope = 'all' AND registry_source.mode = 'regular'))
GROUP BY demand.amount, demand.why
ORDER BY cameras DESC, demand.why;
