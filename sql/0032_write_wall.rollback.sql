DROP TRIGGER own_districts_only ON fairnotice.reply;
DROP TRIGGER own_districts_only ON fairnotice.site_photo;
DROP TRIGGER own_districts_only ON fairnotice.site_visit;
DROP TRIGGER own_districts_only ON fairnotice.look_request;
DROP TRIGGER own_districts_only ON fairnotice.review;
DROP FUNCTION fairnotice.refuse_other_districts;
