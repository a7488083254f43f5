DROP TRIGGER keep_review_after_update ON fairnotice.reply;
DROP TRIGGER keep_review_after_insert ON fairnotice.reply_finding;
DROP TRIGGER keep_review_after_update ON fairnotice.site_photo;
DROP TRIGGER keep_review_after_insert ON fairnotice.site_photo;
DROP TRIGGER keep_review_after_insert ON fairnotice.review;
DROP TRIGGER keep_review_after_update ON fairnotice.alert;
DROP TRIGGER keep_review_after_insert ON fairnotice.alert;
DROP TRIGGER keep_review_after_update ON fairnotice.camera;
DROP TRIGGER keep_review_after_delete ON fairnotice.finding;
DROP TRIGGER keep_review_after_update ON fairnotice.finding;
DROP TRIGGER keep_review_after_insert ON fairnotice.finding;
DROP TABLE fairnotice.look_request;
DROP FUNCTION fairnotice.note_reply_items;
DROP FUNCTION fairnotice.note_photo_items;
DROP FUNCTION fairnotice.note_moved_items;
DROP FUNCTION fairnotice.note_judged_items;
DROP FUNCTION fairnotice.note_review_items;
DROP FUNCTION fairnotice.keep_review_items_of_cameras;
DROP FUNCTION fairnotice.keep_review_items;
DROP FUNCTION fairnotice.write_review_items;
DROP FUNCTION fairnotice.lock_review_items;
DROP FUNCTION fairnotice.review_items_of;
DROP TABLE fairnotice.review_item;
DROP FUNCTION fairnotice.look_points;
DROP FUNCTION fairnotice.look_kind;
DELETE FROM fairnotice.review
WHERE decision IN ('look', 'propose');
ALTER TABLE fairnotice.review
DROP COLUMN decision_id,
DROP CONSTRAINT review_decision_check,
ADD CONSTRAINT review_decision_check CHECK (decision IN ('confirm', 'overrule', 'release'));
