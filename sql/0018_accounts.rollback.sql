DROP TABLE fairnotice.view_log;
DROP TABLE fairnotice.account_session;
DROP TABLE fairnotice.account;
