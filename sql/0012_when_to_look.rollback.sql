DROP TABLE fairnotice.maintenance;
DROP TABLE fairnotice.sampling_demand;
