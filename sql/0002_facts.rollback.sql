DROP TABLE fairnotice.exemption_claim;
DROP TABLE fairnotice.site_visit;
DROP TABLE fairnotice.analytics_reading;
DROP TABLE fairnotice.analytics_scan;
DROP TABLE fairnotice.observation;
DROP TABLE fairnotice.evidence;
DROP TABLE fairnotice.audit;
