"""Where text announces cameras, by lines that belong together."""

from __future__ import annotations

import pytest

from fairnotice.domain import Box
from fairnotice.vision.reading import Line
from fairnotice.vision.speaking import speaking_places

SIZE = (1000, 800)


def _line(text: str, x: float, y: float, height: float = 20.0, score: float = 0.98) -> Line:
    wide = 0.6 * height * len(text)
    quad = ((x, y), (x + wide, y), (x + wide, y + height), (x, y + height))
    return Line(text, score, height, wide / height, quad)


def _holds(outer: Box, line: Line) -> bool:
    return all(outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3] for x, y in line.quad)


def test_lines_under_one_another_are_one_sign():
    lines = [_line("Zone sous", 100, 100), _line("vidéosurveillance", 100, 128), _line("Mairie de Clairval", 100, 156)]
    (place,) = speaking_places(lines, SIZE)
    assert all(_holds(place, line) for line in lines)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([], id="nothing written"),
        pytest.param([_line("Station Road", 100, 100)], id="other words"),
        pytest.param([_line("Zone sous", 100, 100), _line("surveillance", 100, 400)], id="far apart"),
        pytest.param([_line("You are being", 100, 100, 60), _line("filmed", 100, 165, 8)], id="of other sizes"),
        pytest.param([_line("CCTV IN OPERATION", 100, 100, score=0.2)], id="a guess"),
        pytest.param([_line("No photography or video recording", 100, 100)], id="another kind of sign"),
    ],
)
def test_what_announces_nothing_is_no_place(lines):
    assert speaking_places(lines, SIZE) == []


def test_two_signs_are_two_places_and_stay_inside_the_picture():
    lines = [_line("CCTV IN OPERATION", 2, 2), _line("Videoüberwachung", 500, 600), _line("Bäckerei", 100, 400)]
    places = speaking_places(lines, SIZE)
    assert len(places) == 2
    assert all(x0 >= 0 and y0 >= 0 and x1 <= SIZE[0] and y1 <= SIZE[1] for x0, y0, x1, y1 in places)
    assert not any(_holds(place, lines[2]) for place in places)
