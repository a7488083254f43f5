-- name: allow_networks!
UPDATE fairnotice.registry_source SET networks = :networks::cidr []
WHERE source = :source AND networks <> :networks::cidr [];

-- name: networks_of_sources
SELECT source, networks::text [] AS networks FROM fairnotice.registry_source;

-- name: modes
SELECT DISTINCT mode FROM fairnotice.registry_source ORDER BY mode;

-- name: listed
SELECT
    registry_source.source,
    registry_source.mode,
    registry_source.networks::text [] AS networks,
    (
        SELECT count(*) FROM fairnotice.camera
        WHERE camera.source = registry_source.source AND camera.gone_since IS NULL
    ) AS cameras,
    (
        SELECT max(registry_import.imported_at) FROM fairnotice.registry_import
        WHERE registry_import.source = registry_source.source
    ) AS imported_at
FROM fairnotice.registry_source
ORDER BY registry_source.source;
