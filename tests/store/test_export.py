import geopandas
import pytest

from fairnotice.domain import AuditMode
from fairnotice.errors import StoreError
from fairnotice.store import cameras
from fairnotice.store.export import export_map
from fakes.world import NOON, camera


@pytest.fixture
def filled(database):
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(1), camera(2)], NOON)
    return database


@pytest.mark.parametrize("ending", ["gpkg", "geojson"])
def test_other_programs_read_the_map(filled, tmp_path, ending):
    out = tmp_path / f"map.{ending}"
    with filled.transaction() as connection:
        assert export_map(connection, "made", out) == 2

    read = geopandas.read_file(out)
    assert list(read["camera_id"]) == ["made:001", "made:002"]
    assert list(read["verdict"]) == ["unknown", "unknown"]
    assert [(round(point.x, 3), point.y) for point in read.geometry] == [(-29.999, 25.0), (-29.998, 25.0)]


def test_a_spreadsheet_reads_the_map(filled, tmp_path):
    out = tmp_path / "map.csv"
    with filled.transaction() as connection:
        export_map(connection, "all", out)

    header, first, _ = out.read_text().splitlines()
    assert header.startswith("X,Y,camera_id")
    assert "made:001" in first


@pytest.mark.parametrize(("scope", "name", "says"), [("made", "map.xls", "gpkg"), ("nowhere", "map.gpkg", "no camera")])
def test_what_cannot_be_written_is_said(filled, tmp_path, scope, name, says):
    with filled.transaction() as connection, pytest.raises(StoreError, match=says):
        export_map(connection, scope, tmp_path / name)
