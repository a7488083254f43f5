-- Two inspectors are two accounts: a decision keeps which account made it, besides the name that it bore then.
-- depends: 0025_review_queue 0018_accounts

ALTER TABLE fairnotice.review ADD COLUMN account_id integer REFERENCES fairnotice.account ON DELETE SET NULL;
CREATE INDEX review_account ON fairnotice.review (account_id) WHERE account_id IS NOT NULL;
COMMENT ON COLUMN fairnotice.review.account_id IS
'Of whoever decided; none: on the command line, inside Airflow, or before this was kept.';
