"""States and cities are told where the map leaves no doubt; elsewhere the country's code holds."""

from __future__ import annotations

import numpy as np
import pytest

from fairnotice.domain import Camera, Point
from fairnotice.registry.jurisdiction import Jurisdictions

WORLD = Jurisdictions.load()


@pytest.mark.parametrize(
    ("place", "lon", "lat", "code"),
    [
        ("Times Square", -73.9855, 40.7580, "US-NY-NYC"),
        ("Battery Park City, at the water", -74.0169, 40.7115, "US-NY-NYC"),
        ("Flushing", -73.83, 40.7654, "US-NY-NYC"),
        ("St. George, at the water", -74.0742, 40.6437, "US-NY-NYC"),
        ("Far Rockaway, near the line on land", -73.7553, 40.6054, "US-NY-NYC"),
        ("Mount Vernon, next to the Bronx", -73.8371, 40.9126, "US-NY"),
        ("Floral Park, next to Queens", -73.7048, 40.7237, "US-NY"),
        ("Great Neck", -73.7285, 40.8007, "US-NY"),
        ("Hoboken, across the Hudson", -74.029, 40.744, "US"),
        ("Bayonne, across the Kill Van Kull", -74.1143, 40.6687, "US"),
        ("in the middle of the Hudson", -74.022, 40.74, "US"),
        ("Newark", -74.21, 40.73, "US-NJ"),
        ("Portland, Oregon", -122.66, 45.52, "US-OR-PDX"),
        ("Portland's outer east, outside the part that is certain", -122.50, 45.52, "US-OR"),
        ("Vancouver, Washington, near the line", -122.66, 45.63, "US"),
        ("Chicago", -87.63, 41.88, "US-IL"),
        ("Navy Pier, over the lake", -87.597, 41.8917, "US-IL"),
        ("Calumet City, at the line", -87.5245, 41.66, "US"),
        ("Gary", -87.34, 41.60, "US-IN"),
        ("Washington", -77.03, 38.90, "US-DC"),
        ("Anchorage", -149.9, 61.2, "US-AK"),
        ("Key West", -81.78, 24.555, "US-FL"),
        ("off Rockaway", -73.85, 40.53, "US-NY"),
        ("Windsor, across the river", -83.02, 42.31, "CA"),
        ("San Juan has a country code", -66.10, 18.45, "PR"),
    ],
)
def test_places_in_the_united_states(place: str, lon: float, lat: float, code: str) -> None:
    assert WORLD.locate(Point(lon, lat)) == code, place
    assert WORLD.locate_many([Point(lon, lat)]) == [code], place


def test_many_points_are_located_as_one_by_one() -> None:
    random = np.random.default_rng(3)
    points = [Point(float(lon), float(lat)) for lon, lat in random.uniform((-75, 39.5), (-71, 43), (400, 2))]
    together = WORLD.locate_many(points)
    assert together == [WORLD.locate(point) for point in points]
    assert {"US", "US-NY", "US-NJ", None} <= set(together)


def test_no_point_is_in_a_city_within_its_outlines_accuracy() -> None:
    """From the Bronx northwards in steps of 111 m: the city, then its state, and nothing between them."""
    north = [WORLD.locate(Point(-73.86, 40.89 + step / 1000)) for step in range(30)]
    assert north[0] == "US-NY-NYC"
    assert north[-1] == "US-NY"
    assert list(dict.fromkeys(north)) == ["US-NY-NYC", "US-NY"]


@pytest.mark.parametrize(
    ("lon", "lat", "declared", "code", "says"),
    [
        (-73.9855, 40.7580, "US", "US-NY-NYC", None),
        (-73.9855, 40.7580, "US-NY", "US-NY-NYC", None),
        (-87.5245, 41.66, "US-IL", "US-IL", None),
        (-87.5245, 41.66, "US-IN", "US-IN", None),
        (-90.199, 38.627, "US-MO", "US-MO", None),
        (-87.34, 41.60, "US-IL", "US-IN", "declared US-IL, but US-IN by its place"),
        (-75.15, 43.10, "US-NY-NYC", "US-NY", "declared US-NY-NYC, but US-NY by its place"),
        (-122.50, 45.52, "US-OR-PDX", "US-OR", "declared US-OR-PDX, but US-OR by its place"),
        (-75.15, 43.10, "US-NY-UTI", "US-NY", None),
    ],
)
def test_a_registry_that_declares_a_state_or_a_city(
    lon: float, lat: float, declared: str, code: str, says: str | None
) -> None:
    derived, text = WORLD.check(Camera("s:1", "s", "1", Point(lon, lat), jurisdiction_declared=declared))
    assert (derived, text is None) == (code, says is None)
    assert (says or "") in (text or "")


def test_a_coast_that_the_fast_way_cannot_cut_is_no_error() -> None:
    assert WORLD.locate(Point(-84.44353820268591, 29.81139714158831)) is None
