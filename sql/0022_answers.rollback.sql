DROP TABLE fairnotice.site_code;
DROP VIEW fairnotice.reply_waiting;
DROP VIEW fairnotice.finding_answer;
DROP TABLE fairnotice.reply_finding;
DROP TABLE fairnotice.reply;
DROP TABLE fairnotice.answer_session;
DROP TABLE fairnotice.answer_link;
