"""The small map that goes with a message."""

from __future__ import annotations

import io

import pytest
import shapely
from PIL import Image

from fairnotice.alerts import picture
from fairnotice.domain import Point

SEA, LAND = (219, 230, 238), (247, 245, 240)
AT_SEA = Point(-30.001, 40.002)


def drawn(*places, districts=()):
    return Image.open(io.BytesIO(picture.draw(places, picture.ground(None), districts))).convert("RGB")


def share_of(shown, colour):
    alike = [
        n for n, each in shown.getcolors(1 << 20) if max(abs(a - b) for a, b in zip(each, colour, strict=True)) < 6
    ]
    return sum(alike) / (shown.width * shown.height)


def test_a_town_that_no_outline_of_land_knows_is_no_sea_where_its_districts_are():
    assert share_of(drawn(AT_SEA), SEA) > 0.8
    town = shapely.box(-31, 39, -29, 41)
    assert share_of(drawn(AT_SEA, districts=[town]), LAND) > 0.8
    assert share_of(drawn(AT_SEA, districts=[town]), SEA) < 0.05


@pytest.mark.parametrize(
    "places", [(AT_SEA,), (Point(0.0, 0.0),), (Point(-179, -80), Point(179, 80)), (Point(10, 89.9),)]
)
def test_meridians_and_parallels_are_drawn_whatever_the_window(places, monkeypatch):
    said = []
    text = picture.ImageDraw.ImageDraw.text
    monkeypatch.setattr(
        picture.ImageDraw.ImageDraw,
        "text",
        lambda pen, at, what, **how: said.append(what) or text(pen, at, what, **how),
    )
    drawn(*places)
    degrees = [each for each in said if "°" in each]
    assert 1 <= len(degrees) <= 30
    assert all(each[-1] in "°EWNS" for each in degrees)
