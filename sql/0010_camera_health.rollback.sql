DROP TABLE fairnotice.camera_health;
