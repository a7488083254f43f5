-- name: data_version$
SELECT fairnotice.data_version();

-- name: alive$
SELECT fairnotice.data_version() IS NOT NULL;

-- name: sources_with_cameras
SELECT
    registry_source.source,
    registry_source.mode
FROM fairnotice.registry_source
WHERE EXISTS (
    SELECT FROM fairnotice.camera
    WHERE camera.source = registry_source.source AND camera.gone_since IS NULL
)
ORDER BY registry_source.source;

-- name: history^
SELECT
    fairnotice.today() AS today,
    coalesce((SELECT map_history.begins FROM fairnotice.map_history), fairnotice.today()) AS begins;

-- name: count_by_text$
SELECT count(*) FROM fairnotice.cameras_named(:text, :most);

-- name: tile$
SELECT fairnotice.compliance_tile(:z, :x, :y, fairnotice.filter_of(:filter));

-- name: district_tile$
SELECT fairnotice.district_tile(:z, :x, :y, fairnotice.filter_of(:filter));

-- name: by_finding$
SELECT fairnotice.by_finding(fairnotice.filter_of(:filter), :most);

-- name: by_change$
SELECT fairnotice.by_change(fairnotice.filter_of(:filter), :most);

-- name: candidates$
SELECT fairnotice.candidates_of(fairnotice.filter_of(:filter), NULL, :most);

-- name: count_selected$
SELECT count(*) FROM (SELECT FROM fairnotice.selected(fairnotice.filter_of(:filter)) LIMIT :most) AS few;
