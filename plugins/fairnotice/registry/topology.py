"""Areas out of a TopoJSON topology, in which neighbours share the lines between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Line = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Area:
    """A jurisdiction's area in WGS 84 lon/lat; ``code`` is None where ISO 3166 has none for it."""

    code: str | None
    name: str
    shape: shapely.Geometry


def areas_of(topology: dict[str, Any], *, tolerance: float = 0.0) -> list[Area]:
    """Return the areas of the object ``countries``.

    Args:
        topology: quantised TopoJSON, as its specification of 2017 describes it.
        tolerance: degrees by which shared lines may be simplified; neighbours still fit.
    """
    scale = np.array(topology["transform"]["scale"])
    translate = np.array(topology["transform"]["translate"])
    lines: list[Line] = [np.array(arc, dtype=np.float64).cumsum(axis=0) * scale + translate for arc in topology["arcs"]]
    if tolerance:
        lines = [_simplified(line, tolerance) for line in lines]
    return [_area(geometry, lines) for geometry in topology["objects"]["countries"]["geometries"]]


def _simplified(line: Line, tolerance: float) -> Line:
    thin: Line = shapely.get_coordinates(shapely.simplify(shapely.LineString(line), tolerance, preserve_topology=False))
    return thin if len(thin) >= 4 or len(line) < 4 or not np.array_equal(line[0], line[-1]) else line


def _area(geometry: dict[str, Any], lines: Sequence[Line]) -> Area:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    made = [polygon for rings in polygons if (polygon := _polygon(rings, lines)) is not None]
    shape = shapely.make_valid(shapely.MultiPolygon(made), method="structure", keep_collapsed=False)
    return Area(geometry["properties"]["code"], geometry["properties"]["name"], shape)


def _polygon(rings: Sequence[Sequence[int]], lines: Sequence[Line]) -> shapely.Polygon | None:
    outer, *holes = (_ring(numbers, lines) for numbers in rings)
    if len(outer) < 4:
        return None
    return shapely.Polygon(outer, [hole for hole in holes if len(hole) >= 4])


def _ring(numbers: Sequence[int], lines: Sequence[Line]) -> Line:
    """Join lines into a ring; a negative number is the complement of a line to be read backwards."""
    parts = [lines[number] if number >= 0 else lines[~number][::-1] for number in numbers]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
