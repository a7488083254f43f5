CREATE OR REPLACE FUNCTION fairnotice.compliance_tile(
    z integer, x integer, y integer,
    verdicts text [] DEFAULT NULL, operators text [] DEFAULT NULL, rules text [] DEFAULT NULL,
    sources text [] DEFAULT NULL, without_frames boolean DEFAULT false
) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH bounds AS (
        SELECT st_tileenvelope(z, x, y) AS box, st_tileenvelope(z, x, y, margin => 0.0625) AS wide
    ),
    shown AS (
        SELECT
            st_asmvtgeom(seen.geom_3857, bounds.box, 4096, 256, true) AS geom,
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
        FROM bounds
        INNER JOIN fairnotice.cameras_shown(operators, rules, sources, without_frames) AS seen
            ON seen.geom_3857 && bounds.wide
        WHERE verdicts IS NULL OR seen.verdict = ANY (verdicts)
    )
    SELECT st_asmvt(shown.*, 'cameras', 4096, 'geom') FROM shown
$$;
COMMENT ON FUNCTION fairnotice.compliance_tile IS
'A Mapbox vector tile (layer "cameras") of the cameras that match; a rule filter shows that rule''s verdict.';

DROP FUNCTION fairnotice.cells_of_tile;
DROP TRIGGER count_in_cells_after_insert ON fairnotice.camera_shown;
DROP TRIGGER count_in_cells_after_update ON fairnotice.camera_shown;
DROP TRIGGER count_in_cells_after_delete ON fairnotice.camera_shown;
DROP FUNCTION fairnotice.count_in_cells;
DROP TABLE fairnotice.map_cell;
DROP FUNCTION fairnotice.cell_level;
DROP FUNCTION fairnotice.cell_of;
