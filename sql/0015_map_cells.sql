-- Cameras counted in cells, for the zooms at which single ones would cover each other: a map of a million stays quick.
-- depends: 0014_camera_shown

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

CREATE FUNCTION fairnotice.cell_of(coordinate double precision, level integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
-- Half the width of EPSG:3857's square, and what lies on its far edge belongs to the last cell.
RETURN least(
    greatest(floor((coordinate + 20037508.342789244) / 40075016.685578488 * 2 ^ level), 0), 2 ^ level - 1
)::integer;

-- A tile of an even zoom shows 16 cells a side, of an odd one 8, so that every second level is enough.
CREATE FUNCTION fairnotice.cell_level(zoom integer) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN least(zoom + 4 - zoom % 2, 16)::smallint;

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

CREATE OR REPLACE FUNCTION fairnotice.compliance_tile(
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
