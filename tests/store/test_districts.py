"""Which district a camera lies in follows every change of either."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from fairnotice.domain import AuditMode, Point
from fairnotice.errors import StoreError
from fairnotice.registry.districts import District
from fairnotice.store import cameras, districts
from fairnotice.store.database import Database
from fakes.world import NOON, camera

FIRST = camera(1)
HERE = FIRST.point


def around(size: float, east: float = 0) -> shapely.MultiPolygon:
    box = shapely.box(HERE.lon + east - size, HERE.lat - size, HERE.lon + east + size, HERE.lat + size)
    return shapely.MultiPolygon([box])


def place(database: Database, *many: Point) -> None:
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        made = [replace(camera(number), point=point) for number, point in enumerate(many, 1)]
        cameras.upsert(connection, made, NOON)


def divide(database: Database, source: str = "city", **shapes: shapely.MultiPolygon) -> districts.Replaced:
    made = [District(name, name.title(), shape) for name, shape in shapes.items()]
    with database.transaction() as connection:
        return districts.replace(connection, source, made)


def assigned(database: Database) -> list[str | None]:
    """The district of each camera; what the map shows says the same."""
    with database.transaction() as connection:
        rows = connection.execute(
            "SELECT camera.district_id, shown.district_id AS shown FROM fairnotice.camera"
            " INNER JOIN fairnotice.camera_shown AS shown USING (camera_id) ORDER BY camera_id"
        ).fetchall()
    assert all(row["district_id"] == row["shown"] for row in rows)
    return [row["district_id"] for row in rows]


def test_a_camera_belongs_to_the_smallest_district_that_covers_it(database: Database) -> None:
    divide(database, city=around(1), borough=around(0.1))
    place(database, HERE, Point(HERE.lon + 0.5, HERE.lat), Point(HERE.lon + 2, HERE.lat))

    assert assigned(database) == ["borough", "city", None]


def test_a_camera_that_moves_changes_district(database: Database) -> None:
    divide(database, here=around(0.1), there=around(0.1, east=1))
    place(database, HERE)
    place(database, Point(HERE.lon + 1, HERE.lat))

    assert assigned(database) == ["there"]


def test_cameras_are_assigned_anew_when_districts_are_imported_changed_and_removed(database: Database) -> None:
    place(database, HERE, Point(HERE.lon + 0.5, HERE.lat))
    assert assigned(database) == [None, None]
    assert divide(database, city=around(1), borough=around(0.1)) == districts.Replaced(2, 0)
    assert assigned(database) == ["borough", "city"]
    # The same again changes nothing; a wider one takes the second camera too.
    assert divide(database, city=around(1), borough=around(0.1)) == districts.Replaced(0, 0)
    assert divide(database, city=around(1), borough=around(0.6)) == districts.Replaced(1, 0)
    assert assigned(database) == ["borough", "borough"]
    assert divide(database, city=around(1)) == districts.Replaced(0, 1)
    assert assigned(database) == ["city", "city"]
    with database.transaction() as connection:
        assert [(each.district_id, each.cameras) for each in districts.listed(connection)] == [("city", 2)]
        assert districts.remove(connection, "city") == 1
        assert districts.remove(connection, "city") == 0
    assert assigned(database) == [None, None]


def test_one_source_neither_replaces_nor_takes_the_districts_of_another(database: Database) -> None:
    divide(database, "city", centre=around(1))
    divide(database, "police", beat=around(0.1))

    with pytest.raises(StoreError, match="'centre' is one of 'city' already"):
        divide(database, "police", centre=around(2))
    with database.transaction() as connection:
        assert [each.district_id for each in districts.listed(connection)] == ["centre", "beat"]


def test_outlines_for_low_zooms_have_fewer_corners(database: Database) -> None:
    circle = shapely.MultiPolygon([shapely.Point(HERE.lon, HERE.lat).buffer(1, quad_segs=500)])
    divide(database, circle=circle)

    with database.transaction() as connection:
        rows = connection.execute(
            "SELECT last_zoom, st_npoints(geom_3857) AS corners FROM fairnotice.district_outline ORDER BY last_zoom"
        ).fetchall()
    corners = [row["corners"] for row in rows]
    assert [row["last_zoom"] for row in rows] == [3, 6, 9, 12]
    assert corners == sorted(corners)
    assert corners[0] < 20 < corners[-1]
