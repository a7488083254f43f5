DROP TRIGGER note_data_change ON fairnotice.exemption_claim;
DROP TRIGGER note_data_change ON fairnotice.alert;
DROP TRIGGER note_data_change ON fairnotice.site_photo;
DROP TRIGGER note_data_change ON fairnotice.site_visit;
DROP TRIGGER note_data_change ON fairnotice.review;
DROP TABLE fairnotice.webhook_endpoint;
