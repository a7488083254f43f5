DROP FUNCTION fairnotice.district_tile;
DROP FUNCTION fairnotice.shares_of;
DROP FUNCTION fairnotice.compliance_tile;
DROP FUNCTION fairnotice.candidates_of;
DROP FUNCTION fairnotice.by_change;
DROP FUNCTION fairnotice.by_finding;
DROP FUNCTION fairnotice.kept_totals;
DROP FUNCTION fairnotice.kept_cells;
DROP FUNCTION fairnotice.selected;
DROP FUNCTION fairnotice.selected_by_rules;
DROP FUNCTION fairnotice.selected_was;
DROP FUNCTION fairnotice.selected_now;
DROP FUNCTION fairnotice.passes;
DROP FUNCTION fairnotice.filter_of;
DROP TYPE fairnotice.map_filter;
DROP FUNCTION fairnotice.cameras_named;
DROP INDEX IF EXISTS fairnotice.camera_text;
DROP INDEX IF EXISTS fairnotice.camera_name;
DROP FUNCTION fairnotice.searchable;
DROP INDEX fairnotice.camera_health_failing;
DROP INDEX fairnotice.camera_gone;
DROP TRIGGER count_shown_after_insert ON fairnotice.camera_shown;
DROP TRIGGER count_shown_after_update ON fairnotice.camera_shown;
DROP TRIGGER count_shown_after_delete ON fairnotice.camera_shown;
DROP FUNCTION fairnotice.count_shown;
DROP TYPE fairnotice.shown_change;
DROP TABLE fairnotice.shown_total_change;
DROP TABLE fairnotice.shown_total;
DROP TABLE fairnotice.map_cell_change;
DROP TABLE fairnotice.map_cell;
DROP TRIGGER forget_former_states_after_truncate ON fairnotice.camera;
DROP TRIGGER forget_former_states_after_delete ON fairnotice.camera;
DROP FUNCTION fairnotice.forget_former_states;
DROP TABLE fairnotice.camera_shown_was;
DROP TABLE fairnotice.map_history;
DROP INDEX fairnotice.camera_shown_cell;
DROP INDEX fairnotice.camera_shown_name;
DROP INDEX fairnotice.finding_since;
DROP INDEX fairnotice.camera_shown_attributes;
DROP TRIGGER keep_shown_after_insert ON fairnotice.finding;
DROP TRIGGER keep_shown_after_update ON fairnotice.finding;
DROP TRIGGER keep_shown_after_delete ON fairnotice.finding;
CREATE TRIGGER keep_shown_after_insert AFTER INSERT ON fairnotice.finding
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_changed_cameras();
CREATE TRIGGER keep_shown_after_update AFTER UPDATE ON fairnotice.finding
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_changed_cameras();
CREATE TRIGGER keep_shown_after_delete AFTER DELETE ON fairnotice.finding
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_changed_cameras();
DROP FUNCTION fairnotice.note_judged_cameras;
DROP FUNCTION fairnotice.note_found_cameras;
DROP FUNCTION fairnotice.keep_judged;
ALTER TABLE fairnotice.camera_shown
DROP COLUMN jurisdiction,
DROP COLUMN site_class,
DROP COLUMN attributes,
DROP COLUMN confidence,
DROP COLUMN changed_on,
DROP COLUMN cell,
DROP COLUMN shown_since,
RESET (fillfactor);
DROP FUNCTION fairnotice.finest_cell;
DROP FUNCTION fairnotice.cell_number;
DROP FUNCTION fairnotice.spread_bits;
CREATE INDEX camera_shown_place ON fairnotice.camera_shown USING gist (geom_3857);
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
DROP FUNCTION fairnotice.judged_of;
DROP FUNCTION fairnotice.names_a_classifier;
DROP FUNCTION fairnotice.verdict_of_rank;

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

CREATE TABLE fairnotice.map_cell (
    level smallint NOT NULL,
    x integer NOT NULL,
    y integer NOT NULL,
    source text NOT NULL,
    verdict text NOT NULL,
    policy_verdict text NOT NULL,
    cameras integer NOT NULL,
    breaches_of_law integer NOT NULL,
    east bigint NOT NULL,
    north bigint NOT NULL,
    PRIMARY KEY (level, x, y, source, verdict, policy_verdict)
);
COMMENT ON TABLE fairnotice.map_cell IS
'How many cameras a cell holds, by source and verdicts: a level has 2^level cells a side, from the north-west.';
COMMENT ON COLUMN fairnotice.map_cell.policy_verdict IS 'Empty where no policy says anything.';
COMMENT ON COLUMN fairnotice.map_cell.east IS
'Sum of the cameras'' coordinates in EPSG:3857, in metres, for their middle; north likewise.';

CREATE FUNCTION fairnotice.count_in_cells() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
DECLARE
    changed text := CASE tg_op
        WHEN 'INSERT' THEN 'SELECT 1 AS sign, * FROM now_shown'
        WHEN 'DELETE' THEN 'SELECT -1 AS sign, * FROM was_shown'
        ELSE 'SELECT 1 AS sign, * FROM now_shown UNION ALL SELECT -1, * FROM was_shown'
    END;
    changes map_cell [];
BEGIN
    EXECUTE format(
        $query$
        SELECT array_agg(row(cell.*)::map_cell ORDER BY level, x, y, source, verdict, policy_verdict)
        FROM (
            SELECT
                level,
                cell_of(st_x(geom_3857), level) AS x,
                cell_of(-st_y(geom_3857), level) AS y,
                source,
                verdict,
                coalesce(policy_verdict, '') AS policy_verdict,
                sum(sign) AS cameras,
                sum(sign * breach_of_law::integer) AS breaches_of_law,
                sum(sign * round(st_x(geom_3857))) AS east,
                sum(sign * round(st_y(geom_3857))) AS north
            FROM (%s) AS changed
            CROSS JOIN generate_series(4, 16, 2) AS level
            GROUP BY 1, 2, 3, 4, 5, 6
        ) AS cell
        WHERE (cameras, breaches_of_law, east, north) <> (0, 0, 0, 0)
        $query$, changed
    ) INTO changes;
    IF changes IS NOT NULL THEN
        -- Each change touches the same few cells of the lowest zooms: two transactions would wait for one another. Held
        -- until the end, by an import of many cameras for minutes; so who writes cameras locks their rows before.
        PERFORM pg_advisory_xact_lock(hashtext('fairnotice.map_cell'));
        INSERT INTO map_cell AS cell SELECT * FROM unnest(changes)
        ON CONFLICT (level, x, y, source, verdict, policy_verdict) DO UPDATE SET
        cameras = cell.cameras + excluded.cameras, breaches_of_law = cell.breaches_of_law + excluded.breaches_of_law,
        east = cell.east + excluded.east, north = cell.north + excluded.north;
        DELETE FROM map_cell WHERE cameras = 0;
    END IF;
    RETURN NULL;
END
$$;
CREATE INDEX map_cell_empty ON fairnotice.map_cell (level) WHERE cameras = 0;

CREATE TRIGGER count_in_cells_after_insert AFTER INSERT ON fairnotice.camera_shown
REFERENCING NEW TABLE AS now_shown FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.count_in_cells();
CREATE TRIGGER count_in_cells_after_update AFTER UPDATE ON fairnotice.camera_shown
REFERENCING OLD TABLE AS was_shown NEW TABLE AS now_shown
FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.count_in_cells();
CREATE TRIGGER count_in_cells_after_delete AFTER DELETE ON fairnotice.camera_shown
REFERENCING OLD TABLE AS was_shown FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.count_in_cells();

INSERT INTO fairnotice.map_cell
SELECT
    level,
    fairnotice.cell_of(st_x(geom_3857), level) AS x,
    fairnotice.cell_of(-st_y(geom_3857), level) AS y,
    source,
    verdict,
    coalesce(policy_verdict, '') AS policy_verdict,
    count(*) AS cameras,
    count(*) FILTER (WHERE breach_of_law) AS breaches_of_law,
    sum(round(st_x(geom_3857))) AS east,
    sum(round(st_y(geom_3857))) AS north
FROM fairnotice.camera_shown
CROSS JOIN generate_series(4, 16, 2) AS level
GROUP BY 1, 2, 3, 4, 5, 6;

-- The cells of a tile, by verdict: what is kept where only sources and verdicts are filtered, else counted now.
CREATE FUNCTION fairnotice.cells_of_tile(
    z integer, x integer, y integer, verdicts text [], operators text [], rules text [], sources text [],
    without_frames boolean
) RETURNS TABLE (
    cell_x integer, cell_y integer, verdict text, cameras bigint, east float8, north float8
)
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    cell_level smallint := fairnotice.cell_level(z);
    per_side integer := 1 << (cell_level - z);
BEGIN
    IF operators IS NULL AND rules IS NULL AND NOT without_frames THEN
        RETURN QUERY
        SELECT
            cell.x,
            cell.y,
            cell.verdict,
            sum(cell.cameras),
            sum(cell.east)::float8,
            sum(cell.north)::float8
        FROM fairnotice.map_cell AS cell
        WHERE
            cell.level = cell_level
            AND cell.x BETWEEN cells_of_tile.x * per_side AND (cells_of_tile.x + 1) * per_side - 1
            AND cell.y BETWEEN cells_of_tile.y * per_side AND (cells_of_tile.y + 1) * per_side - 1
            AND (sources IS NULL OR cell.source = ANY (sources))
            AND (verdicts IS NULL OR cell.verdict = ANY (verdicts))
        GROUP BY cell.x, cell.y, cell.verdict;
    ELSE
        RETURN QUERY
        SELECT
            fairnotice.cell_of(st_x(seen.geom_3857), cell_level),
            fairnotice.cell_of(-st_y(seen.geom_3857), cell_level),
            -- What policies alone say against a camera is no breach of law, and is told apart.
            CASE WHEN seen.policy_only AND seen.verdict IN ('fail', 'review') THEN 'policy' ELSE seen.verdict END,
            count(*),
            sum(st_x(seen.geom_3857)),
            sum(st_y(seen.geom_3857))
        FROM fairnotice.cameras_shown(operators, rules, sources, without_frames) AS seen
        WHERE
            seen.geom_3857 && st_tileenvelope(z, cells_of_tile.x, cells_of_tile.y)
            AND (verdicts IS NULL OR seen.verdict = ANY (verdicts))
        GROUP BY 1, 2, 3;
    END IF;
END
$$;

CREATE FUNCTION fairnotice.compliance_tile(
    z integer, x integer, y integer,
    verdicts text [] DEFAULT NULL, operators text [] DEFAULT NULL, rules text [] DEFAULT NULL,
    sources text [] DEFAULT NULL, without_frames boolean DEFAULT false
) RETURNS bytea
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    -- More would cover each other.
    most_points constant bigint := 1000;
    -- Beyond it a cell would be as large as the tile.
    last_zoom_of_cells constant integer := 14;
    tile bytea;
    counted bigint;
BEGIN
    IF z <= last_zoom_of_cells THEN
        WITH cell AS (
            SELECT
                st_asmvtgeom(
                    st_setsrid(st_makepoint(sum(one.east) / sum(one.cameras), sum(one.north) / sum(one.cameras)), 3857),
                    st_tileenvelope(z, x, y), 4096, 256, true
                ) AS geom,
                sum(one.cameras)::integer AS cameras,
                coalesce(sum(one.cameras) FILTER (WHERE one.verdict = 'fail'), 0)::integer AS fail,
                coalesce(sum(one.cameras) FILTER (WHERE one.verdict = 'review'), 0)::integer AS review,
                coalesce(sum(one.cameras) FILTER (WHERE one.verdict = 'policy'), 0)::integer AS policy,
                coalesce(sum(one.cameras) FILTER (WHERE one.verdict = 'unknown'), 0)::integer AS unknown,
                coalesce(sum(one.cameras) FILTER (WHERE one.verdict = 'pass'), 0)::integer AS pass,
                coalesce(sum(one.cameras) FILTER (WHERE one.verdict = 'not_applicable'), 0)::integer AS not_applicable
            FROM fairnotice.cells_of_tile(z, x, y, verdicts, operators, rules, sources, without_frames) AS one
            GROUP BY one.cell_x, one.cell_y
        )
        SELECT st_asmvt(cell.*, 'cells', 4096, 'geom'), sum(cell.cameras) INTO tile, counted FROM cell;
        IF counted > most_points THEN
            RETURN tile;
        END IF;
    END IF;
    WITH shown AS (
        SELECT
            st_asmvtgeom(seen.geom_3857, st_tileenvelope(z, x, y), 4096, 256, true) AS geom,
            seen.camera_id,
            seen.name,
            seen.source,
            seen.mode,
            seen.operator,
            seen.verdict,
            seen.policy_verdict,
            seen.policy_only,
            seen.no_frame_since IS NOT NULL AS without_frames,
            seen.azimuth,
            seen.field_of_view
        FROM fairnotice.cameras_shown(operators, rules, sources, without_frames) AS seen
        WHERE
            seen.geom_3857 && st_tileenvelope(z, x, y, margin => 0.0625)
            AND (verdicts IS NULL OR seen.verdict = ANY (verdicts))
    )
    SELECT st_asmvt(shown.*, 'cameras', 4096, 'geom') INTO tile FROM shown;
    RETURN tile;
END
$$;
COMMENT ON FUNCTION fairnotice.compliance_tile IS
'A Mapbox vector tile of the cameras that match: layer "cameras", or where they are too many "cells" with numbers.';

DROP FUNCTION fairnotice.today;
CREATE OR REPLACE FUNCTION fairnotice.is_policy(force text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN force IN ('policy', 'draft', 'superseded_draft', 'repealed');
