"""The map as a file for other programs, by geopandas."""

from __future__ import annotations

from pathlib import Path

import geopandas
import shapely

from fairnotice.errors import StoreError
from fairnotice.store.database import Connection, queries, rows

DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".csv": "CSV"}


def export_map(connection: Connection, scope: str, path: Path) -> int:
    """Write the cameras of ``scope`` with their verdicts to a GeoPackage, GeoJSON or CSV file.

    Args:
        connection: An open transaction.
        scope: A registry source, or ``all`` for every regular one.
        path: File to write; its ending chooses the format.

    Returns:
        How many cameras were written.

    Raises:
        StoreError: The ending names no format, or there is no camera in scope.
    """
    if path.suffix not in DRIVERS:
        raise StoreError(f"{path.name}: end the name in one of {', '.join(DRIVERS)}")
    records = [dict(row) for row in rows(queries("export").map_of_scope(connection, scope=scope))]
    if not records:
        raise StoreError(f"no camera in scope {scope!r}: nothing to write")
    points = [shapely.from_wkb(bytes(record.pop("point"))) for record in records]
    frame = geopandas.GeoDataFrame(records, geometry=points, crs="EPSG:4326")
    options = {"GEOMETRY": "AS_XY"} if path.suffix == ".csv" else {}
    frame.to_file(path, driver=DRIVERS[path.suffix], engine="pyogrio", layer_options=options)
    return len(records)
