from __future__ import annotations

import pytest

from fairnotice.domain import Camera, Point
from fairnotice.registry.jurisdiction import Jurisdictions
from fairnotice.registry.swapped import exchanged, swapped_rows

STUTTGART = Point(9.18, 48.78)
LISBON = Point(-9.14, 38.72)
ANKARA = Point(32.85, 39.92)
SIIRT = Point(41.5, 37.5)
MOGADISHU_SIDE = Point(48.78, 9.18)


def around(centre: Point, count: int, spread: float = 0.05) -> list[Point]:
    """Points in a regular pattern around a centre."""
    return [Point(centre.lon + spread * (n % 7 - 3), centre.lat + spread * (n % 5 - 2)) for n in range(count)]


def judged(points: list[Point], declared: str | None = None) -> list[int]:
    places = Jurisdictions.load()
    cameras = [
        Camera(f"s:{n}", "s", str(n), point, jurisdiction=places.locate(point), jurisdiction_declared=declared)
        for n, point in enumerate(points)
    ]
    return sorted(swapped_rows(cameras, places))


@pytest.mark.parametrize(
    ("points", "swapped", "remark"),
    [
        ([*around(STUTTGART, 20), exchanged(STUTTGART)], [20], "one among twenty"),
        ([*around(STUTTGART, 2), exchanged(STUTTGART)], [2], "one among two"),
        (
            [*around(STUTTGART, 20), *map(exchanged, around(STUTTGART, 5))],
            [20, 21, 22, 23, 24],
            "several keep each other company",
        ),
        (
            [*around(STUTTGART, 20), *around(LISBON, 10), exchanged(LISBON), exchanged(STUTTGART)],
            [30, 31],
            "a network in two cities",
        ),
        ([*around(STUTTGART, 20), LISBON], [], "a camera elsewhere whose mirror is nowhere"),
        ([*around(STUTTGART, 20), MOGADISHU_SIDE], [20], "a place that cannot be told from a swapped one"),
        ([*around(STUTTGART, 5), *map(exchanged, around(STUTTGART, 5))], [], "no majority, no judgement"),
        ([*around(ANKARA, 40, spread=0.8), SIIRT], [], "a country that contains its own mirror"),
        ([exchanged(STUTTGART), STUTTGART], [], "two points prove nothing"),
        (around(STUTTGART, 20), [], "nothing wrong"),
        ([], [], "nothing at all"),
    ],
)
def test_a_row_is_swapped_where_its_mirror_is_among_the_others(
    points: list[Point], swapped: list[int], remark: str
) -> None:
    assert judged(points) == swapped, remark


@pytest.mark.parametrize(
    ("point", "declared", "swapped"),
    [
        (exchanged(STUTTGART), "DE", True),
        (exchanged(STUTTGART), "DE-BW", True),
        (STUTTGART, "DE", False),
        (STUTTGART, "FR", False),
        (exchanged(STUTTGART), None, False),
    ],
)
def test_a_declared_jurisdiction_shows_a_swap(point: Point, declared: str | None, swapped: bool) -> None:
    assert bool(judged([point], declared)) is swapped


def test_a_whole_feed_at_sea_that_is_one_country_when_swapped() -> None:
    london = Point(-0.12, 51.5)
    assert judged([exchanged(point) for point in around(london, 6)]) == [0, 1, 2, 3, 4, 5]
    assert judged([Point(51.5 + n / 100, -0.12) for n in range(2)]) == [], "two are too few"
