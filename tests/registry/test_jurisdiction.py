from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from fairnotice.domain import Camera, Point
from fairnotice.errors import ConfigurationError
from fairnotice.registry.jurisdiction import Jurisdictions, land_geojson

WORLD = Jurisdictions.load()


@pytest.mark.parametrize(
    ("place", "lon", "lat", "code"),
    [
        ("Beijing", 116.39, 39.91, "CN"),
        ("Cairns, on the parallel of Fiji", 145.77, -16.92, "AU"),
        ("the Atlantic on the parallel of Chukotka", -5.0, 66.5, None),
        ("Taveuni, east of the antimeridian", -179.95, -16.8, "FJ"),
        ("Chukotka, east of the antimeridian", -172.5, 65.5, "RU"),
        ("the South Pole", 0.0, -89.9, "AQ"),
        ("Shenzhen, at the border", 114.115, 22.535, "CN"),
        ("Hong Kong", 114.17, 22.30, "HK"),
        ("Macau", 113.545, 22.19, "MO"),
        ("Hengqin, across the channel", 113.50, 22.13, "CN"),
        ("Taipei", 121.56, 25.03, "TW"),
        ("Kinmen", 118.32, 24.43, "TW"),
        ("Paris", 2.35, 48.85, "FR"),
        ("Cayenne", -52.33, 4.93, "FR"),
        ("Réunion", 55.45, -20.88, "FR"),
        ("Oslo", 10.75, 59.91, "NO"),
        ("Longyearbyen", 15.63, 78.22, "NO"),
        ("Pristina", 21.16, 42.66, "XK"),
        ("Basel", 7.59, 47.558, "CH"),
        ("Geneva", 6.143, 46.204, "CH"),
        ("Strasbourg", 7.75, 48.58, "FR"),
        ("Kehl", 7.81, 48.575, "DE"),
        ("Monaco", 7.42, 43.738, "MC"),
        ("San Marino", 12.447, 43.936, "SM"),
        ("Gibraltar", -5.35, 36.14, "GI"),
        ("Singapore", 103.85, 1.29, "SG"),
        ("Johor Bahru", 103.76, 1.46, "MY"),
        ("Malé", 73.51, 4.175, "MV"),
        ("Taveuni, across the date line", -179.98, -16.8, "FJ"),
        ("Windhoek, not 'no answer'", 17.08, -22.57, "NA"),
        ("Guantanamo Bay, without a code", -75.15, 19.92, None),
        ("the middle of the Atlantic", -30.0, 30.0, None),
    ],
)
def test_places_have_a_jurisdiction(place: str, lon: float, lat: float, code: str | None) -> None:
    assert WORLD.locate(Point(lon, lat)) == code, place
    assert WORLD.locate_many([Point(lon, lat)]) == [code], place


@pytest.mark.parametrize(
    ("lon", "code"),
    [(-9.50, "PT"), (-9.55, "PT"), (-9.70, None)],
)
def test_off_the_coast_the_nearest_within_ten_kilometres_counts(lon: float, code: str | None) -> None:
    """Cabo da Roca, the mainland's westernmost point, is at -9.5006; a degree of longitude is 87 km there."""
    assert WORLD.locate(Point(lon, 38.78)) == code


def test_many_points_are_located_as_one_by_one() -> None:
    random = np.random.default_rng(2)
    points = [Point(float(lon), float(lat)) for lon, lat in random.uniform((-12, 35), (30, 60), (500, 2))]
    together = WORLD.locate_many(points)
    assert together == [WORLD.locate(point) for point in points]
    assert {"DE", "FR", None} <= set(together)
    assert WORLD.locate_many([]) == []


def camera(point: Point, declared: str | None) -> Camera:
    return Camera("s:1", "s", "1", point, jurisdiction_declared=declared)


@pytest.mark.parametrize(
    ("lon", "lat", "declared", "code", "says"),
    [
        (9.18, 48.78, None, "DE", None),
        (9.18, 48.78, "DE", "DE", None),
        (9.18, 48.78, "DE-BW", "DE", None),
        (9.18, 48.78, "FR", "DE", "declared FR, but DE by its place"),
        (114.17, 22.30, "CN", "HK", "declared CN, but HK by its place"),
        (-30.0, 30.0, "PT", None, "declared PT, but no jurisdiction by its place"),
        (114.115, 22.535, "HK", "HK", "nearer than the map can tell; HK is used"),
    ],
)
def test_a_declared_jurisdiction_is_checked_against_the_place(
    lon: float, lat: float, declared: str | None, code: str | None, says: str | None
) -> None:
    derived, disagreement = WORLD.check(camera(Point(lon, lat), declared))
    assert derived == code
    assert (disagreement is None) is (says is None)
    assert (says or "") in (disagreement or "")


def square(code: object, x: float, y: float, size: float, kind: str = "Polygon") -> dict[str, object]:
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": "Area"},
        "geometry": {"type": kind, "coordinates": [ring] if kind == "Polygon" else ring},
    }


def areas(folder: Path, *features: object) -> Path:
    path = folder / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_own_areas_come_before_the_world_and_small_ones_before_large(tmp_path: Path) -> None:
    places = Jurisdictions.load(
        areas(tmp_path, square("DE-BW-S", 9.1, 48.7, 0.2), square("DE-BW", 9, 48, 1), square("XA", -40, 25, 0.1))
    )
    assert places.locate(Point(9.2, 48.8)) == "DE-BW-S"
    assert places.locate(Point(9.5, 48.5)) == "DE-BW"
    assert places.locate(Point(8.0, 48.5)) == "DE"
    assert places.locate_many([Point(-39.95, 25.05), Point(9.2, 48.8)]) == ["XA", "DE-BW-S"]
    assert places.locate(Point(-40.05, 25.05)) == "XA", "off the invented coast"
    assert places.check(camera(Point(9.2, 48.8), "DE")) == ("DE-BW-S", None)


def test_an_area_file_that_changed_is_read_again(tmp_path: Path) -> None:
    path = areas(tmp_path, square("XA", -40, 25, 1))
    first = Jurisdictions.load(path)
    assert Jurisdictions.load(path) is first
    areas(tmp_path, square("XB", -40, 25, 1))
    assert Jurisdictions.load(path).locate(Point(-39.5, 25.5)) == "XB"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"features": [{}]}',
        json.dumps({"features": [square("Germany", 9, 48, 1)]}),
        json.dumps({"features": [square(None, 9, 48, 1)]}),
        json.dumps({"features": [square("DE", 9, 48, 1, kind="LineString")]}),
        json.dumps({"features": [{**square("DE", 9, 48, 1), "geometry": {"type": "Polygon", "coordinates": "x"}}]}),
        "[" * 100_000,
    ],
)
def test_an_area_file_that_cannot_be_used_is_named(content: str, tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    path.write_text(content)
    with pytest.raises(ConfigurationError, match=r"areas\.geojson"):
        Jurisdictions.load(path)
    with pytest.raises(ConfigurationError, match="cannot read"):
        Jurisdictions.load(tmp_path / "absent.geojson")


@pytest.mark.slow
def test_the_base_map_holds_every_country_in_wgs84() -> None:
    collection = json.loads(land_geojson())
    codes = {feature["properties"]["code"] for feature in collection["features"]}
    assert {"CN", "HK", "MO", "TW", "FR", "NO", "XK", "DE", "GB"} <= codes
    assert len(codes) > 230
    text = json.dumps([feature["geometry"]["coordinates"] for feature in collection["features"]])
    numbers = np.array([float(part) for part in text.replace("[", " ").replace("]", " ").replace(",", " ").split()])
    assert np.abs(numbers).max() <= 180
    assert len(land_geojson()) < 2_500_000
    assert land_geojson() is land_geojson()
