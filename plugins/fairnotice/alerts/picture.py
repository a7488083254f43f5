"""A small map of an operator's own places, drawn from the installation's own data, as a PNG to go with a message.

Nothing is loaded from anywhere: land comes from the outlines by which jurisdictions are derived, streets and blocks
from the installation's own base layer, districts from the database. Nobody else's cameras are drawn.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely
from PIL import Image, ImageDraw, ImageFont

from fairnotice.domain import Point
from fairnotice.registry.jurisdiction import land_geojson

WIDTH, HEIGHT = 560, 280
"""Pixels as shown; it is drawn twice as large, for sharp screens."""
_SCALE = 2
_LEAST_SPAN = 0.004
"""Degrees: a single place is shown with some 400 m around it."""
_MARGIN = 0.18
_NUMBERED = 30
"""More places than this are dots without numbers."""
_SEA, _LAND, _BORDER = "#dbe6ee", "#f7f5f0", "#c9c4b8"
_AREAS = {"land": "#f7f5f0", "park": "#e2ecd8", "water": "#dbe6ee", "block": "#ece8df", "building": "#e2ddd2"}
_STREET, _DISTRICT, _MARK, _INK = "#ffffff", "#8b86a8", "#8c2f1b", "#ffffff"
_STEPS_M = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000)
_STEPS_DEGREES = tuple(part * 10.0**power for power in range(-4, 2) for part in (1, 2, 5))
_MOST_MERIDIANS = 6
_GRID, _GRID_INK = "#b9c3cc", "#5b6670"
_METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies under the places: areas and lines with what they are, indexed by place."""

    shapes: tuple[tuple[str, shapely.Geometry], ...]
    tree: shapely.STRtree

    @classmethod
    def of(cls, shapes: Sequence[tuple[str, shapely.Geometry]]) -> Ground:
        """Index shapes, which are drawn in the order given."""
        return cls(tuple(shapes), shapely.STRtree([shape for _, shape in shapes]))


@lru_cache(maxsize=2)
def ground(extra: Path | None) -> Ground:
    """Return the land, and the features of the installation's own base layer; a layer that cannot be read is left out.

    The page of the map says what is wrong with such a layer; a message goes without it.
    """
    shapes = [("land", shape) for shape in _shapes(json.loads(land_geojson()))]
    if extra is not None:
        try:
            document = json.loads(extra.read_bytes())
            shapes += [
                (str(feature["properties"].get("kind")), shapely.from_geojson(json.dumps(feature["geometry"])))
                for feature in document["features"]
            ]
        except (OSError, ValueError, KeyError, TypeError, AttributeError, shapely.GEOSException):
            pass
    order = ["land", "water", "park", "block", "building", "street"]
    return Ground.of(sorted((each for each in shapes if each[0] in order), key=lambda each: order.index(each[0])))


def _shapes(collection: dict[str, list[dict[str, object]]]) -> list[shapely.Geometry]:
    found = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in collection["features"]]
    return [part for shape in found for part in shapely.get_parts(shape)]


def draw(
    places: Sequence[Point],
    under: Ground,
    districts: Sequence[shapely.Geometry] = (),
    colours: Sequence[str] | None = None,
) -> bytes:
    """Return a PNG of the places, numbered from 1 in their order.

    Args:
        places: WGS 84, at least one.
        under: What lies under them.
        districts: Areas that are land, whose outlines are drawn.
        colours: Of each place, as "#rrggbb"; then none is numbered, and later ones lie below. None: all alike.
    """
    view = _View.around(places)
    picture = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), _SEA)
    pen = ImageDraw.Draw(picture)
    box = shapely.box(*view.bounds)
    # A town that no outline of land knows, such as an invented one, is no sea all the same.
    for district in districts:
        _lay(pen, view, "land", _clipped(district, view.bounds))
    for number in sorted(under.tree.query(box).tolist()):
        kind, shape = under.shapes[number]
        _lay(pen, view, kind, _clipped(shape, view.bounds))
    for district in districts:
        for ring in _rings(_clipped(shapely.boundary(district), view.bounds)):
            pen.line(view.pixels(ring), fill=_DISTRICT, width=2)
    _graticule(pen, view)
    _mark(pen, view, places, colours)
    _scale_bar(pen, view)
    buffer = io.BytesIO()
    picture.quantize(64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(buffer, "PNG")
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class _View:
    """An equirectangular window with true proportions at its middle."""

    minx: float
    miny: float
    degrees_per_px: float
    squeeze: float

    @classmethod
    def around(cls, places: Sequence[Point]) -> _View:
        lon, lat = [place.lon for place in places], [place.lat for place in places]
        middle = (min(lat) + max(lat)) / 2
        squeeze = max(math.cos(math.radians(middle)), 0.05)
        wide = max((max(lon) - min(lon)) * squeeze, _LEAST_SPAN)
        high = max(max(lat) - min(lat), _LEAST_SPAN * HEIGHT / WIDTH)
        step = max(wide / WIDTH, high / HEIGHT) * (1 + 2 * _MARGIN) / _SCALE
        minx = (min(lon) + max(lon)) / 2 - step / squeeze * WIDTH * _SCALE / 2
        return cls(minx, middle - step * HEIGHT * _SCALE / 2, step, squeeze)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        width = self.degrees_per_px * WIDTH * _SCALE / self.squeeze
        return (self.minx, self.miny, self.minx + width, self.miny + self.degrees_per_px * HEIGHT * _SCALE)

    def pixels(self, coordinates: np.ndarray) -> list[tuple[float, float]]:
        x = (coordinates[:, 0] - self.minx) * self.squeeze / self.degrees_per_px
        y = HEIGHT * _SCALE - (coordinates[:, 1] - self.miny) / self.degrees_per_px
        return list(zip(x.tolist(), y.tolist(), strict=True))


def _clipped(shape: shapely.Geometry, bounds: tuple[float, float, float, float]) -> shapely.Geometry:
    try:
        return shapely.clip_by_rect(shape, *bounds)
    except shapely.GEOSException:
        return shapely.intersection(shapely.make_valid(shape), shapely.box(*bounds))


def _rings(shape: shapely.Geometry) -> list[np.ndarray]:
    parts = [part for part in shapely.get_parts(shape) if not part.is_empty]
    lines = [part.exterior if part.geom_type == "Polygon" else part for part in parts]
    return [np.asarray(shapely.get_coordinates(line)) for line in lines if len(shapely.get_coordinates(line)) > 1]


def _lay(pen: ImageDraw.ImageDraw, view: _View, kind: str, shape: shapely.Geometry) -> None:
    for ring in _rings(shape):
        if kind == "street":
            pen.line(view.pixels(ring), fill=_STREET, width=4 * _SCALE, joint="curve")
        else:
            pen.polygon(view.pixels(ring), fill=_AREAS[kind], outline=_BORDER if kind == "land" else None)


def _mark(pen: ImageDraw.ImageDraw, view: _View, places: Sequence[Point], colours: Sequence[str] | None = None) -> None:
    numbered = colours is None and len(places) <= _NUMBERED
    radius = (9 if numbered else 4) * _SCALE
    font = ImageFont.load_default(10 * _SCALE)
    spots = view.pixels(np.array([[place.lon, place.lat] for place in places]))
    # The first is on top, where two stand together.
    for number, (x, y) in reversed(list(enumerate(spots, 1))):
        fill = colours[number - 1] if colours is not None else _MARK
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill, outline=_INK, width=_SCALE)
        if numbered:
            pen.text((x, y), str(number), fill=_INK, font=font, anchor="mm")


def _graticule(pen: ImageDraw.ImageDraw, view: _View) -> None:
    """Draw meridians and parallels with their degrees at the edge, so that the places can be found on any map."""
    minx, miny, maxx, maxy = view.bounds
    step = next((each for each in _STEPS_DEGREES if (maxx - minx) / each <= _MOST_MERIDIANS), _STEPS_DEGREES[-1])
    digits = max(0, -math.floor(math.log10(step)))
    font = ImageFont.load_default(9 * _SCALE)
    for number in range(math.ceil(minx / step), math.floor(maxx / step) + 1):
        line = view.pixels(np.array([[number * step, miny], [number * step, maxy]]))
        pen.line(line, fill=_GRID, width=1)
        pen.text((line[1][0] + 3, 3), _degrees(number * step, digits, "EW"), fill=_GRID_INK, font=font)
    for number in range(math.ceil(miny / step), math.floor(maxy / step) + 1):
        line = view.pixels(np.array([[minx, number * step], [maxx, number * step]]))
        pen.line(line, fill=_GRID, width=1)
        if line[0][1] < 12 * _SCALE:
            continue  # Its degrees would be cut off.
        pen.text(
            (WIDTH * _SCALE - 3, line[0][1] - 2),
            _degrees(number * step, digits, "NS"),
            fill=_GRID_INK,
            font=font,
            anchor="rs",
        )


def _degrees(value: float, digits: int, sides: str) -> str:
    shown = f"{abs(value):.{digits}f}"
    return f"{shown}\N{DEGREE SIGN}" + ("" if float(shown) == 0 else sides[value < 0])


def _scale_bar(pen: ImageDraw.ImageDraw, view: _View) -> None:
    metres_per_px = view.degrees_per_px * _METRES_PER_DEGREE
    length = max((step for step in _STEPS_M if step / metres_per_px <= WIDTH * _SCALE / 4), default=_STEPS_M[0])
    text = f"{length} m" if length < 1000 else f"{length // 1000} km"
    x, y = 12 * _SCALE, (HEIGHT - 12) * _SCALE
    end = x + length / metres_per_px
    pen.line([(x, y - 8), (x, y), (end, y), (end, y - 8)], fill="#444444", width=_SCALE)
    pen.text((end + 6 * _SCALE, y), text, fill="#444444", font=ImageFont.load_default(11 * _SCALE), anchor="lm")
