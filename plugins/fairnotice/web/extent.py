"""About where the cameras are."""

from __future__ import annotations

from fairnotice.web.reader import Connection, queries

_WORLD = [-180.0, -85.0, 180.0, 85.0]


def extent_of_cameras(connection: Connection) -> list[float]:
    """Return minx, miny, maxx, maxy from the database's statistics; all the world where it has none yet."""
    box = queries("ogc").extent_of_cameras(connection)
    if box is None or box["minx"] is None:
        return _WORLD
    return [box["minx"], box["miny"], box["maxx"], box["maxy"]]
