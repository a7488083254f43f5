-- What the map shows of each camera is kept beside it, and follows every change in the transaction that makes it.
-- depends: 0013_health_on_map

CREATE FUNCTION fairnotice.is_policy(force text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN force IN ('policy', 'draft', 'superseded_draft', 'repealed');
COMMENT ON FUNCTION fairnotice.is_policy IS
'Whether a rule of this force colours a camera of its own and never makes a breach of law.';

CREATE FUNCTION fairnotice.says_little(reason text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(reason, '') IN (
    'no_configuration', 'partial_configuration', 'analytics_unknown', 'analytics_unclear', 'place_unclear',
    'purpose_unclear', 'no_readable_notice'
);
COMMENT ON FUNCTION fairnotice.says_little IS
'Why no frame could be used says more than what nobody knows of a configuration or a place.';

CREATE TABLE fairnotice.camera_shown (
    camera_id text PRIMARY KEY REFERENCES fairnotice.camera,
    source text NOT NULL,
    operator_id text,
    name text NOT NULL,
    verdict text NOT NULL,
    policy_verdict text,
    breach_of_law boolean NOT NULL,
    unknown_because text,
    geom_3857 geometry (POINT, 3857) NOT NULL
);
COMMENT ON TABLE fairnotice.camera_shown IS
'What the map shows of each camera that is not gone while no rule is asked for: follows camera and finding by itself.';
COMMENT ON COLUMN fairnotice.camera_shown.unknown_because IS
'Code of the reason that says most, where the verdict is unknown.';
CREATE INDEX camera_shown_place ON fairnotice.camera_shown USING gist (geom_3857);
CREATE INDEX camera_shown_operator ON fairnotice.camera_shown (operator_id);
CREATE INDEX camera_shown_worst ON fairnotice.camera_shown (
    fairnotice.verdict_rank(verdict), coalesce(fairnotice.verdict_rank(policy_verdict), 9), name, camera_id
);

CREATE FUNCTION fairnotice.shown_of(camera_ids text []) RETURNS SETOF fairnotice.camera_shown
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
COMMENT ON FUNCTION fairnotice.shown_of IS
'What a map shows of cameras, from their findings; those that are gone are left out.';

CREATE FUNCTION fairnotice.keep_shown(camera_ids text []) RETURNS void
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

CREATE FUNCTION fairnotice.note_changed_cameras() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
BEGIN
    PERFORM keep_shown(array_agg(DISTINCT camera_id)) FROM changed HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE TRIGGER keep_shown_after_insert AFTER INSERT ON fairnotice.finding
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_changed_cameras();
CREATE TRIGGER keep_shown_after_update AFTER UPDATE ON fairnotice.finding
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_changed_cameras();
CREATE TRIGGER keep_shown_after_delete AFTER DELETE ON fairnotice.finding
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_changed_cameras();
CREATE TRIGGER keep_shown_after_insert AFTER INSERT ON fairnotice.camera
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_changed_cameras();
CREATE TRIGGER keep_shown_after_update AFTER UPDATE ON fairnotice.camera
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_changed_cameras();

-- What is there already, some thousands at a time.
DO $$
DECLARE
    reached text := '';
    chunk text [];
BEGIN
    LOOP
        SELECT array_agg(following.camera_id), max(following.camera_id) INTO chunk, reached FROM (
            SELECT camera_id FROM fairnotice.camera WHERE camera_id > reached ORDER BY camera_id LIMIT 20000
        ) AS following;
        EXIT WHEN chunk IS NULL;
        PERFORM fairnotice.keep_shown(chunk);
    END LOOP;
END
$$;

CREATE OR REPLACE VIEW fairnotice.camera_status AS
SELECT
    camera.camera_id,
    -- Policies and drafts colour a camera of their own; they never make it a breach of law.
    shown.verdict,
    shown.policy_verdict,
    shown.breach_of_law,
    ruled.rules AS rules_judged,
    ruled.worst_rules,
    ruled.judged_on,
    latest.observed_at AS last_observed_at,
    latest.fault AS last_fault,
    latest.usable AS last_usable
FROM fairnotice.camera
INNER JOIN fairnotice.camera_shown AS shown ON camera.camera_id = shown.camera_id
LEFT JOIN LATERAL (
    SELECT
        count(*) AS rules,
        max(finding.judged_on) AS judged_on,
        array_agg(finding.rule_id ORDER BY fairnotice.verdict_rank(finding.verdict), finding.rule_id)
        FILTER (WHERE finding.verdict IN ('fail', 'review')) AS worst_rules
    FROM fairnotice.finding
    WHERE finding.camera_id = camera.camera_id AND NOT fairnotice.is_policy(finding.force)
) AS ruled ON true
LEFT JOIN LATERAL (
    SELECT
        observation.observed_at,
        observation.fault,
        observation.usable
    FROM fairnotice.observation
    WHERE observation.camera_id = camera.camera_id
    ORDER BY observation.window_date DESC, observation.sample_number DESC
    LIMIT 1
) AS latest ON true
WHERE camera.gone_since IS NULL;

-- Without a rule filter what is kept beside each camera is read; with one, its findings by those rules.
CREATE OR REPLACE FUNCTION fairnotice.cameras_shown(
    operators text [] DEFAULT NULL, rules text [] DEFAULT NULL, sources text [] DEFAULT NULL,
    without_frames boolean DEFAULT false
) RETURNS TABLE (
    camera_id text,
    name text,
    source text,
    mode text,
    operator_id text,
    operator text,
    azimuth real,
    field_of_view real,
    verdict text,
    policy_verdict text,
    policy_only boolean,
    breach_of_law boolean,
    judged_on date,
    no_frame_since timestamptz,
    fault text,
    geom geometry (POINT, 4326),
    geom_3857 geometry (POINT, 3857)
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        said.camera_id,
        said.name,
        said.source,
        registry_source.mode,
        said.operator_id,
        operator.name,
        camera.azimuth,
        camera.field_of_view,
        said.verdict,
        said.policy_verdict,
        said.policy_only,
        said.breach_of_law,
        (
            SELECT max(finding.judged_on) FROM fairnotice.finding
            WHERE
                finding.camera_id = said.camera_id
                AND (cameras_shown.rules IS NULL OR finding.rule_id = ANY (cameras_shown.rules))
        ),
        health.failing_since,
        health.fault,
        camera.geom,
        said.geom_3857
    FROM (
        SELECT
            shown.camera_id,
            shown.name,
            shown.source,
            shown.operator_id,
            shown.verdict,
            shown.policy_verdict,
            false AS policy_only,
            shown.breach_of_law,
            shown.geom_3857
        FROM fairnotice.camera_shown AS shown
        WHERE cameras_shown.rules IS NULL
        UNION ALL
        SELECT
            shown.camera_id,
            shown.name,
            shown.source,
            shown.operator_id,
            coalesce(ruled.verdict, ruled.policy_verdict),
            ruled.policy_verdict,
            ruled.verdict IS NULL,
            ruled.breach_of_law,
            shown.geom_3857
        FROM fairnotice.camera_shown AS shown
        INNER JOIN LATERAL (
            SELECT
                (
                    array_agg(finding.verdict ORDER BY fairnotice.verdict_rank(finding.verdict))
                    FILTER (WHERE NOT fairnotice.is_policy(finding.force))
                )[1] AS verdict,
                (
                    array_agg(finding.verdict ORDER BY fairnotice.verdict_rank(finding.verdict))
                    FILTER (WHERE fairnotice.is_policy(finding.force))
                )[1] AS policy_verdict,
                bool_or(finding.breach_of_law) AS breach_of_law
            FROM fairnotice.finding
            WHERE finding.camera_id = shown.camera_id AND finding.rule_id = ANY (cameras_shown.rules)
            HAVING count(*) > 0
        ) AS ruled ON true
        WHERE cameras_shown.rules IS NOT NULL
    ) AS said
    INNER JOIN fairnotice.camera ON said.camera_id = camera.camera_id
    INNER JOIN fairnotice.registry_source ON said.source = registry_source.source
    LEFT JOIN fairnotice.operator ON said.operator_id = operator.operator_id
    LEFT JOIN fairnotice.camera_health AS health ON said.camera_id = health.camera_id
    WHERE
        (
            operators IS NULL
            OR said.operator_id = ANY (operators)
            OR (said.operator_id IS NULL AND '' = ANY (operators))
        )
        AND (sources IS NULL OR said.source = ANY (sources))
        AND (NOT cameras_shown.without_frames OR health.failing_since IS NOT NULL)
$$;
