ALTER TABLE fairnotice.review DROP COLUMN account_id;
