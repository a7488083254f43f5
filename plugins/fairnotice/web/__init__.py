"""The compliance map: a page, vector tiles and a JSON interface over PostGIS. Reads, never writes."""
