"""OGC API - Features over what the map shows: collections that QGIS, GDAL and OWSLib read."""
