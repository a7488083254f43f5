DO $$
BEGIN
    -- The role stays: another database of this server may use it.
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fairnotice_reader') THEN
        REVOKE ALL ON fairnotice.compliance_map, fairnotice.camera_health_map FROM fairnotice_reader;
        REVOKE USAGE ON SCHEMA fairnotice FROM fairnotice_reader;
    END IF;
END
$$;
DROP VIEW fairnotice.change_map;
DROP VIEW fairnotice.district_map;
DROP VIEW fairnotice.finding_map;
