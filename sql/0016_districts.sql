-- Districts: areas by which inspectors work and the map is shaded. A camera belongs to the smallest one that covers it.
-- depends: 0015_map_cells

CREATE TABLE fairnotice.district (
    district_id text PRIMARY KEY CHECK (district_id NOT IN ('', '*') AND char_length(district_id) <= 200),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 300),
    names jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(names) = 'object'),
    source text NOT NULL,
    geom geometry (MULTIPOLYGON, 4326) NOT NULL,
    size double precision NOT NULL GENERATED ALWAYS AS (st_area(geom)) STORED,
    imported_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE fairnotice.district IS 'Areas of inspectors; they may lie in one another: the smallest one counts.';
COMMENT ON COLUMN fairnotice.district.names IS 'Its name in other languages, by BCP 47 tag.';
COMMENT ON COLUMN fairnotice.district.source IS 'What an import replaces as a whole.';
COMMENT ON COLUMN fairnotice.district.size IS 'Square degrees, to tell which of two around a place is the smaller.';
CREATE INDEX district_source ON fairnotice.district (source);

-- Cut into pieces of few corners: a place is found among them in microseconds, however long a coast is.
CREATE TABLE fairnotice.district_part (
    district_id text NOT NULL REFERENCES fairnotice.district ON DELETE CASCADE,
    size double precision NOT NULL,
    geom geometry (POLYGON, 4326) NOT NULL
);
CREATE INDEX district_part_place ON fairnotice.district_part USING gist (geom);
CREATE INDEX district_part_district ON fairnotice.district_part (district_id);

-- As much of an outline as can be seen at a zoom and those before it.
CREATE TABLE fairnotice.district_outline (
    district_id text NOT NULL REFERENCES fairnotice.district ON DELETE CASCADE,
    last_zoom smallint NOT NULL,
    geom_3857 geometry (GEOMETRY, 3857) NOT NULL,
    PRIMARY KEY (district_id, last_zoom)
);
CREATE INDEX district_outline_place ON fairnotice.district_outline USING gist (geom_3857);

CREATE FUNCTION fairnotice.district_at(place geometry) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT part.district_id FROM fairnotice.district_part AS part
    WHERE st_intersects(part.geom, district_at.place)
    ORDER BY part.size, part.district_id
    LIMIT 1
$$;
COMMENT ON FUNCTION fairnotice.district_at IS 'The smallest district that covers a place in WGS 84; NULL: none does.';

ALTER TABLE fairnotice.camera ADD COLUMN district_id text;
COMMENT ON COLUMN fairnotice.camera.district_id IS 'The smallest district that covers its place: kept by triggers.';
CREATE INDEX camera_district ON fairnotice.camera (district_id);

-- Security definer: whoever writes cameras, and whoever imports districts, may not see every district or camera.
CREATE FUNCTION fairnotice.find_district() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
BEGIN
    new.district_id := district_at(new.geom);
    RETURN new;
END
$$;
CREATE TRIGGER find_district BEFORE INSERT OR UPDATE OF geom ON fairnotice.camera
FOR EACH ROW EXECUTE FUNCTION fairnotice.find_district();

CREATE FUNCTION fairnotice.assign_districts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
DECLARE
    touched text [];
    -- A pixel of a tile of 512 at zoom 0, in metres.
    pixel constant double precision := 40075016.685578488 / 512;
BEGIN
    IF tg_op = 'DELETE' THEN
        SELECT array_agg(district_id) INTO touched FROM was;
    ELSE
        SELECT array_agg(district_id) INTO touched FROM now;
        DELETE FROM district_part WHERE district_id = ANY (touched);
        INSERT INTO district_part (district_id, size, geom)
        SELECT district_id, size, (st_dump(st_subdivide(geom, 128))).geom
        FROM now
        WHERE true;
        DELETE FROM district_outline WHERE district_id = ANY (touched);
        INSERT INTO district_outline (district_id, last_zoom, geom_3857)
        SELECT now.district_id, last_zoom, outline
        FROM now
        CROSS JOIN unnest(ARRAY[3, 6, 9, 12]) AS last_zoom
        CROSS JOIN LATERAL (
            SELECT st_simplifypreservetopology(st_transform(now.geom, 3857), pixel / 2 ^ last_zoom) AS outline
        ) AS simplified;
    END IF;
    WITH moved AS (
        SELECT camera.camera_id, district_at(camera.geom) AS district_id
        FROM camera
        WHERE
            camera.district_id = ANY (touched)
            OR EXISTS (
                SELECT FROM district_part AS part
                WHERE part.district_id = ANY (touched) AND st_intersects(part.geom, camera.geom)
            )
    )
    UPDATE camera SET district_id = moved.district_id FROM moved
    WHERE camera.camera_id = moved.camera_id AND camera.district_id IS DISTINCT FROM moved.district_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER assign_districts_after_insert AFTER INSERT ON fairnotice.district
REFERENCING NEW TABLE AS now FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.assign_districts();
CREATE TRIGGER assign_districts_after_update AFTER UPDATE ON fairnotice.district
REFERENCING NEW TABLE AS now FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.assign_districts();
CREATE TRIGGER assign_districts_after_delete AFTER DELETE ON fairnotice.district
REFERENCING OLD TABLE AS was FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.assign_districts();
CREATE TRIGGER note_data_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON fairnotice.district
FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_data_change();

ALTER TABLE fairnotice.camera_shown ADD COLUMN district_id text;
CREATE INDEX camera_shown_district ON fairnotice.camera_shown (district_id);

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
        camera.geom_3857,
        camera.district_id
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
    unknown_because = excluded.unknown_because, geom_3857 = excluded.geom_3857, district_id = excluded.district_id
    WHERE (shown.*) IS DISTINCT FROM (excluded.*);
END
$$;
