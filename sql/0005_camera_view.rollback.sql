DROP TABLE fairnotice.camera_view;
DROP TABLE fairnotice.camera_move;
