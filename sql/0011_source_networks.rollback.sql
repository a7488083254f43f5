ALTER TABLE fairnotice.registry_source DROP COLUMN networks;
