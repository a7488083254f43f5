-- Private networks that the cameras of one registry source may be in, and those of no other.
-- depends: 0010_camera_health

ALTER TABLE fairnotice.registry_source ADD COLUMN networks cidr [] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN fairnotice.registry_source.networks IS
'Networks that may be contacted for its cameras although their addresses are not public, as a person named them.';
