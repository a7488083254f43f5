"""Areas with codes, and which of them is at a place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from fairnotice.domain import Point
from fairnotice.registry.topology import Area

KM_PER_DEGREE = 111.195

Degrees = npt.NDArray[np.float64]


class Layer:
    """Areas with codes, indexed by place."""

    def __init__(self, areas: Sequence[Area]) -> None:
        parts = [(area.code, part) for area in areas for part in shapely.get_parts(area.shape)]
        # Small areas last: where two overlap (a city in its country), the later one wins.
        parts.sort(key=lambda part: -shapely.area(part[1]))
        self._codes: list[str | None] = [code for code, _ in parts]
        self._shapes = np.array([shape for _, shape in parts], dtype=object)
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)

    def within(self, lon: Degrees, lat: Degrees) -> npt.NDArray[np.int64]:
        """Return for each point the number of the smallest part around it, or -1; shape (points,)."""
        found = np.full(len(lon), -1, dtype=np.int64)
        point, part = self._tree.query(shapely.points(lon, lat))
        if not len(part):
            return found
        order = np.argsort(part, kind="stable")
        point, part = point[order], part[order]
        parts, starts = np.unique(part, return_index=True)
        for number, candidates in zip(parts, np.split(point, starts[1:]), strict=True):
            inside = shapely.intersects_xy(self._shapes[number], lon[candidates], lat[candidates])
            found[candidates[inside]] = number
        return found

    def at(self, point: Point) -> int:
        """Return the number of the smallest part around one point, or -1; the quick way for a single one."""
        for part in sorted(self._tree.query(shapely.Point(point.lon, point.lat)).tolist(), reverse=True):
            if shapely.intersects_xy(self._shapes[part], point.lon, point.lat):
                return int(part)
        return -1

    def around(self, point: Point, kilometres: float) -> dict[int, float]:
        """Return the parts within ``kilometres`` of a point with their distances in km (locally flat)."""
        lat_reach = kilometres / KM_PER_DEGREE
        squeeze = max(float(np.cos(np.radians(point.lat))), 0.01)
        lon_reach = lat_reach / squeeze
        box = (point.lon - lon_reach, point.lat - lat_reach, point.lon + lon_reach, point.lat + lat_reach)
        distances = {}
        for part in self._tree.query(shapely.box(*box)):
            near = _clipped(self._shapes[part], box)
            if near.is_empty:
                continue
            flat = shapely.transform(near, lambda xy: (xy - (point.lon, point.lat)) * (squeeze, 1.0) * KM_PER_DEGREE)
            distance = float(shapely.distance(flat, shapely.Point(0, 0)))
            if distance <= kilometres:
                distances[int(part)] = distance
        return distances

    def known(self, code: str) -> bool:
        """Tell whether an area of this layer has this code."""
        return code in self._codes

    def code(self, part: int) -> str | None:
        """Return the code of a part."""
        return self._codes[part]


def _clipped(shape: shapely.Geometry, box: tuple[float, float, float, float]) -> shapely.Geometry:
    try:
        return shapely.clip_by_rect(shape, *box)
    except shapely.GEOSException:
        # The fast way gives up where a box cuts a sliver off a coast.
        return shapely.intersection(shape, shapely.box(*box))
