"""Areas out of a TopoJSON topology, in which neighbours share the lines between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Line = npt.NDArray[np.float64]

_HALF_TURN = 180.0


@dataclass(frozen=True, slots=True)
class Area:
    """A jurisdiction's area in WGS 84 lon/lat; ``code`` is None where ISO 3166 has none for it."""

    code: str | None
    name: str
    shape: shapely.Geometry


def areas_of(topology: dict[str, Any], *, name: str = "countries", tolerance: float = 0.0) -> list[Area]:
    """Return the areas of one object.

    Args:
        topology: quantised TopoJSON, as its specification of 2017 describes it.
        name: of the object.
        tolerance: degrees by which shared lines may be simplified; neighbours still fit.
    """
    scale = np.array(topology["transform"]["scale"])
    translate = np.array(topology["transform"]["translate"])
    lines: list[Line] = [np.array(arc, dtype=np.float64).cumsum(axis=0) * scale + translate for arc in topology["arcs"]]
    if tolerance:
        lines = [_simplified(line, tolerance) for line in lines]
    return [_area(geometry, lines) for geometry in topology["objects"][name]["geometries"]]


def _simplified(line: Line, tolerance: float) -> Line:
    thin: Line = shapely.get_coordinates(shapely.simplify(shapely.LineString(line), tolerance, preserve_topology=False))
    return thin if len(thin) >= 4 or len(line) < 4 or not np.array_equal(line[0], line[-1]) else line


def _area(geometry: dict[str, Any], lines: Sequence[Line]) -> Area:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    made = [polygon for rings in polygons if (polygon := _polygon(rings, lines)) is not None]
    parts = [part for shape in made for part in shapely.get_parts(shape) if shapely.area(part)]
    shape = shapely.make_valid(shapely.MultiPolygon(parts), method="structure", keep_collapsed=False)
    return Area(geometry["properties"]["code"], geometry["properties"]["name"], shape)


def _polygon(rings: Sequence[Sequence[int]], lines: Sequence[Line]) -> shapely.Geometry | None:
    outer, *holes = (_ring(numbers, lines) for numbers in rings)
    if len(outer) < 4:
        return None
    if np.all(np.abs(np.diff(outer[:, 0])) <= _HALF_TURN):
        return shapely.Polygon(outer, [hole for hole in holes if len(hole) >= 4])
    return _cut_at_antimeridian(outer)


def _cut_at_antimeridian(ring: Line) -> shapely.Geometry:
    """Return the area of a ring that crosses 180 degrees, in parts that do not.

    An edge from 179.9 to -179.9 is a short one over the antimeridian, not one around the world. A
    ring that does not come back to its longitude goes around a pole, here only the south pole.
    """
    lon = np.unwrap(ring[:, 0], period=2 * _HALF_TURN)
    around = np.column_stack([lon, ring[:, 1]])
    if abs(lon[-1] - lon[0]) > _HALF_TURN:
        around = np.concatenate([around, [[lon[-1], -90.0], [lon[0], -90.0]]])
    area = shapely.make_valid(shapely.Polygon(around), method="structure", keep_collapsed=False)
    turns = 2 * _HALF_TURN * np.arange(-2, 3)
    parts = [
        shapely.transform(shapely.intersection(area, shapely.box(turn - 180, -90, turn + 180, 90)), _turned(-turn))
        for turn in turns
    ]
    return shapely.union_all(parts)


def _turned(degrees: float) -> Callable[[Line], Line]:
    return lambda points: points + np.array([degrees, 0.0])


def _ring(numbers: Sequence[int], lines: Sequence[Line]) -> Line:
    """Join lines into a ring; a negative number is the complement of a line to be read backwards."""
    parts = [lines[number] if number >= 0 else lines[~number][::-1] for number in numbers]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
