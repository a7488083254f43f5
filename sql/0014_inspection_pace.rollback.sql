DROP TABLE fairnotice.inspection_pace;
