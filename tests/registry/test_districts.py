from __future__ import annotations

import json
import re
from pathlib import Path

import geopandas
import pytest
import shapely

from fairnotice.errors import RegistryError
from fairnotice.registry import districts
from fairnotice.registry.districts import read_districts

SQUARE = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]


def square(x: float = 0, y: float = 0, size: float = 2) -> list[list[float]]:
    return [[x + size * corner[0] / 2, y + size * corner[1] / 2] for corner in SQUARE]


def feature(ring: object, kind: str = "Polygon", **properties: object) -> dict[str, object]:
    geometry = None if ring is None else {"type": kind, "coordinates": [ring] if kind == "Polygon" else ring}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.fixture
def written(tmp_path: Path):  # type: ignore[no-untyped-def]
    def write(*features: dict[str, object]) -> Path:
        path = tmp_path / "areas.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        return path

    return write


def test_ids_names_and_names_in_other_languages_are_read(written) -> None:  # type: ignore[no-untyped-def]
    path = written(feature(SQUARE, district_id="n", name="North", **{"name:zh": "北区", "name_pt_BR": "Norte"}))

    (north,) = read_districts(path).districts
    assert (north.district_id, north.name, north.names) == ("n", "North", {"zh": "北区", "pt-BR": "Norte"})
    assert north.shape.equals(shapely.box(0, 0, 2, 2))


def test_a_geopackage_in_another_reference_system_and_columns_of_its_own(tmp_path: Path) -> None:
    table = geopandas.GeoDataFrame(
        {"ags": [5.0, 7.0], "bez": ["Mitte", "Ost"]},
        geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)],
        crs="EPSG:4326",
    )
    path = tmp_path / "areas.gpkg"
    table.to_crs("EPSG:3857").to_file(path, layer="kreise")

    found = read_districts(path, id_field="ags", name_field="bez", layer="kreise")
    assert [(each.district_id, each.name) for each in found.districts] == [("5", "Mitte"), ("7", "Ost")]
    assert found.districts[1].shape.bounds == pytest.approx((1, 0, 2, 1))
    with pytest.raises(RegistryError, match=r"--id-field.*'id'.*ags, bez"):
        read_districts(path, id_field="id")


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        pytest.param(feature(None, id="b"), "no outline", id="no shape"),
        pytest.param(feature([[0, 0], [1, 1]], "LineString", id="b"), "LineString is no area", id="a line"),
        pytest.param(feature(SQUARE), "needs an id", id="no id"),
        pytest.param(feature(SQUARE, id="*"), "is not \\*", id="a word of ours"),
        pytest.param(feature(SQUARE, id="a"), "same id", id="an id twice"),
        pytest.param(feature(square(size=999), id="b"), "reference system", id="metres taken for degrees"),
        pytest.param(
            feature([[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]], id="b"), "cannot be mended", id="crosses itself widely"
        ),
    ],
)
def test_what_is_no_district_is_rejected_with_the_reason_and_the_rest_goes_on(written, broken, reason) -> None:  # type: ignore[no-untyped-def]
    found = read_districts(written(feature(square(5), id="a"), broken))

    assert [each.district_id for each in found.districts] == ["a"]
    (rejected,) = found.rejected
    assert rejected.position == 2
    assert re.search(reason, rejected.reason), rejected.reason


def test_an_outline_that_hardly_crosses_itself_is_mended_and_said(written) -> None:  # type: ignore[no-untyped-def]
    sliver = [[0, 0], [2, 0], [2, 2], [1.001, 2], [1, 2.001], [1.001, 2.001], [1, 2], [0, 2], [0, 0]]

    found = read_districts(written(feature(sliver, id="a")))
    (mended,) = found.districts
    assert mended.shape.is_valid
    assert "mended: Self-intersection" in found.notes[0]


def test_overlaps_are_named_but_not_a_district_within_another(written) -> None:  # type: ignore[no-untyped-def]
    path = written(
        feature(square(), id="a"), feature(square(1), id="b"), feature(square(0.1, 0.1, 0.5), id="within a"),
        feature(square(3, 0), id="beside b"),
    )  # fmt: skip
    assert read_districts(path).notes == ("a and b overlap by 50% of the smaller, to which cameras there belong",)


def test_files_that_cannot_be_read_or_are_too_large_are_refused(written, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(RegistryError, match="no such file"):
        read_districts(tmp_path / "nothing.gpkg")
    (tmp_path / "text.geojson").write_text("hello")
    with pytest.raises(RegistryError, match="cannot be read as areas"):
        read_districts(tmp_path / "text.geojson")
    path = written(feature(SQUARE, id="a"), feature(square(3), id="b"))
    monkeypatch.setattr(districts, "MOST_DISTRICTS", 1)
    with pytest.raises(RegistryError, match="2 features; at most 1"):
        read_districts(path)
    monkeypatch.setattr(districts, "MOST_BYTES", 10)
    with pytest.raises(RegistryError, match="simplify"):
        read_districts(path)
