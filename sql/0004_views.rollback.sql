DROP FUNCTION fairnotice.compliance_tile;
DROP VIEW fairnotice.compliance_map;
DROP VIEW fairnotice.camera_status;
