ALTER TABLE fairnotice.account DROP COLUMN known_as;
