DROP INDEX fairnotice.camera_shown_district;
ALTER TABLE fairnotice.camera_shown DROP COLUMN district_id;
CREATE OR REPLACE FUNCTION fairnotice.shown_of(camera_ids text []) RETURNS SETOF fairnotice.camera_shown
LANGUAGE sql STABLE AS $$
    SELECT
        camera.camera_id,
        camera.source,
        camera.operator_id,
        camera.name,
        coalesce(ruled.verdict, 'unknown'),
        ruled.policy_verdict,
        coalesce(ruled.breach_of_law, false),
        CASE WHEN coalesce(ruled.verdict, 'unknown') = 'unknown' THEN coalesce(ruled.because, 'not_judged') END,
        camera.geom_3857
    FROM fairnotice.camera
    LEFT JOIN LATERAL (
        SELECT
            (
                array_agg(finding.verdict ORDER BY fairnotice.verdict_rank(finding.verdict))
                FILTER (WHERE finding.decisive AND NOT fairnotice.is_policy(finding.force))
            )[1] AS verdict,
            (
                array_agg(finding.verdict ORDER BY fairnotice.verdict_rank(finding.verdict))
                FILTER (WHERE finding.decisive AND fairnotice.is_policy(finding.force))
            )[1] AS policy_verdict,
            bool_or(finding.breach_of_law) AS breach_of_law,
            (
                array_agg(
                    finding.reasons -> 0 ->> 'code'
                    ORDER BY
                        NOT finding.decisive,
                        fairnotice.says_little(finding.reasons -> 0 ->> 'code'),
                        finding.rule_id
                )
                FILTER (WHERE finding.verdict = 'unknown' AND NOT fairnotice.is_policy(finding.force))
            )[1] AS because
        FROM fairnotice.finding
        WHERE finding.camera_id = camera.camera_id
    ) AS ruled ON true
    WHERE camera.camera_id = ANY (camera_ids) AND camera.gone_since IS NULL
$$;

CREATE OR REPLACE FUNCTION fairnotice.keep_shown(camera_ids text []) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
BEGIN
    -- Whoever changes another finding of a camera meanwhile is waited for, so that the last one counts both.
    PERFORM FROM camera WHERE camera_id = ANY (camera_ids) ORDER BY camera_id FOR NO KEY UPDATE;
    DELETE FROM camera_shown USING camera
    WHERE camera_shown.camera_id = ANY (camera_ids) AND camera.camera_id = camera_shown.camera_id
        AND camera.gone_since IS NOT NULL;
    INSERT INTO camera_shown AS shown
    SELECT * FROM shown_of(camera_ids) ORDER BY camera_id
    ON CONFLICT (camera_id) DO UPDATE SET
    source = excluded.source, operator_id = excluded.operator_id, name = excluded.name, verdict = excluded.verdict,
    policy_verdict = excluded.policy_verdict, breach_of_law = excluded.breach_of_law,
    unknown_because = excluded.unknown_because, geom_3857 = excluded.geom_3857
    WHERE (shown.*) IS DISTINCT FROM (excluded.*);
END
$$;

DROP TRIGGER find_district ON fairnotice.camera;
DROP FUNCTION fairnotice.find_district;
DROP INDEX fairnotice.camera_district;
ALTER TABLE fairnotice.camera DROP COLUMN district_id;
DROP TABLE fairnotice.district_part;
DROP TABLE fairnotice.district_outline;
DROP TABLE fairnotice.district;
DROP FUNCTION fairnotice.assign_districts;
DROP FUNCTION fairnotice.district_at;
