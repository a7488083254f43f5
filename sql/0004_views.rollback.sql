DROP FUNCTION fairnotice.data_version;
DROP FUNCTION fairnotice.note_data_change CASCADE;
DROP TABLE fairnotice.data_change;
DROP FUNCTION fairnotice.compliance_tile;
DROP FUNCTION fairnotice.cameras_shown;
DROP VIEW fairnotice.compliance_map;
DROP VIEW fairnotice.camera_status;
