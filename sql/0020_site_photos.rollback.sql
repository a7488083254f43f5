DROP FUNCTION fairnotice.photo_kept_because(fairnotice.site_photo);
DROP TABLE fairnotice.site_photo;
