DROP TABLE fairnotice.alert;
DROP TABLE fairnotice.review;
DROP FUNCTION fairnotice.ensure_month;
DROP TABLE fairnotice.finding_event;
DROP TABLE fairnotice.finding;
