DROP INDEX fairnotice.camera_in_order;
