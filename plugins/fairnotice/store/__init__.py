"""PostGIS and the evidence storage: the only room that writes."""
