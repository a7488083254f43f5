DROP FUNCTION fairnotice.public_cameras;
