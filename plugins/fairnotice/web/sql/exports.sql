-- name: cameras_selected
SELECT selected.camera_id
FROM fairnotice.selected(fairnotice.filter_of(:filter)) AS selected
LIMIT :most;

-- name: district_outlines
-- Those around what was selected, for a map on paper.
SELECT st_asbinary(district.geom) AS outline
FROM fairnotice.district
WHERE
    district.district_id IN (
        SELECT camera.district_id FROM fairnotice.camera WHERE camera.camera_id = ANY (:cameras)
    )
ORDER BY district.district_id
LIMIT 200;
