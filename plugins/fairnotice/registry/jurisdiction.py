"""Whose law holds at a place: ISO 3166 codes by polygons.

The world map is made from Natural Earth (see ``places/README.md``); a GeoJSON file of one's own,
with the properties ``code`` and ``name``, takes precedence over it, for cities, disputed areas and
invented places.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from fairnotice.domain import Camera, Point
from fairnotice.errors import ConfigurationError
from fairnotice.registry.topology import Area, areas_of

WORLD = Path(__file__).with_name("places") / "world.topojson.gz"

OFF_COAST_KM = 10.0
"""A point at sea belongs to the nearest coast within this distance."""
MAP_ACCURACY_KM = 1.0
"""Nearer to a border than this, the world map cannot tell the sides apart (see places/README.md)."""
OUTLINE_DEGREES = 0.02
"""Tolerance of the outlines for the base map."""

_KM_PER_DEGREE = 111.195
_CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,8})*")

Degrees = npt.NDArray[np.float64]


class _Layer:
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
        lat_reach = kilometres / _KM_PER_DEGREE
        squeeze = max(float(np.cos(np.radians(point.lat))), 0.01)
        lon_reach = lat_reach / squeeze
        box = (point.lon - lon_reach, point.lat - lat_reach, point.lon + lon_reach, point.lat + lat_reach)
        distances = {}
        for part in self._tree.query(shapely.box(*box)):
            near = shapely.clip_by_rect(self._shapes[part], *box)
            if near.is_empty:
                continue
            flat = shapely.transform(near, lambda xy: (xy - (point.lon, point.lat)) * (squeeze, 1.0) * _KM_PER_DEGREE)
            distance = float(shapely.distance(flat, shapely.Point(0, 0)))
            if distance <= kilometres:
                distances[int(part)] = distance
        return distances

    def code(self, part: int) -> str | None:
        """Return the code of a part."""
        return self._codes[part]


class Jurisdictions:
    """Finds the code of a place; made once and shared."""

    def __init__(self, *layers: _Layer) -> None:
        self._layers = layers
        """Those that take precedence first."""

    @classmethod
    def load(cls, extra: Path | None = None) -> Jurisdictions:
        """Return the world map with the areas of ``extra`` before it; the same object for the same file.

        Raises:
            ConfigurationError: if ``extra`` cannot be read.
        """
        if extra is None:
            return _loaded(None, 0)
        try:
            return _loaded(extra, extra.stat().st_mtime_ns)
        except OSError as error:
            raise ConfigurationError(
                f"jurisdictions: cannot read {extra}: {error.strerror}; check FAIRNOTICE_JURISDICTIONS"
            ) from None

    def locate(self, point: Point) -> str | None:
        """Return the code of the place of ``point``, or None on the open sea and in areas without one."""
        for layer in self._layers:
            part = layer.at(point)
            if part >= 0:
                return layer.code(part)
        return self._nearest(point)

    def locate_many(self, points: Sequence[Point]) -> list[str | None]:
        """Return the code of each place; much faster than one by one."""
        if not points:
            return []
        lon = np.array([point.lon for point in points], dtype=np.float64)
        lat = np.array([point.lat for point in points], dtype=np.float64)
        codes: list[str | None] = [None] * len(points)
        open_points = np.arange(len(points))
        for layer in self._layers:
            found = layer.within(lon[open_points], lat[open_points])
            for number, part in zip(open_points[found >= 0].tolist(), found[found >= 0].tolist(), strict=True):
                codes[number] = layer.code(part)
            open_points = open_points[found < 0]
        for number in open_points.tolist():
            codes[number] = self._nearest(points[number])
        return codes

    def check(self, camera: Camera) -> tuple[str | None, str | None]:
        """Return the code that holds for a camera, and a text where the registry declares another.

        Where the declared one lies nearer than the map's accuracy, the registry knows better than
        the map: the declared code is returned, and the text says so.
        """
        return self.compare(camera.point, self.locate(camera.point), camera.jurisdiction_declared)

    def compare(self, point: Point, derived: str | None, declared: str | None) -> tuple[str | None, str | None]:
        """Do what ``check`` does for a place that was located before."""
        if declared is None or derived == declared or (derived and _contains(derived, declared)):
            return derived, None
        where = f"{derived or 'no jurisdiction'} by its place"
        if declared in self.within_reach(point, MAP_ACCURACY_KM):
            return declared, (
                f"declared {declared}, {where}, but within {MAP_ACCURACY_KM:g} km of the border, nearer than the map "
                f"can tell; {declared} is used"
            )
        return derived, f"declared {declared}, but {where}; check the place and the declared code"

    def within_reach(self, point: Point, kilometres: float) -> set[str]:
        """Return the codes of all areas within ``kilometres`` of a point."""
        codes = {layer.code(part) for layer in self._layers for part in layer.around(point, kilometres)}
        return {code for code in codes if code}

    def _nearest(self, point: Point) -> str | None:
        candidates = [
            (distance, layer.code(part))
            for layer in self._layers
            for part, distance in layer.around(point, OFF_COAST_KM).items()
        ]
        return min(candidates, key=lambda candidate: candidate[0])[1] if candidates else None


def _contains(one: str, other: str) -> bool:
    """Tell whether one code is the other's country or the same: ``US`` and ``US-IL``."""
    return one.startswith(f"{other}-") or other.startswith(f"{one}-")


@lru_cache(maxsize=4)
def _loaded(extra: Path | None, _changed_at_ns: int) -> Jurisdictions:
    if extra is None:
        return Jurisdictions(_world())
    return Jurisdictions(_Layer(_extra_areas(extra)), _world())


@lru_cache(maxsize=1)
def _world() -> _Layer:
    return _Layer(areas_of(_world_topology()))


def _world_topology() -> dict[str, Any]:
    topology: dict[str, Any] = json.loads(gzip.decompress(WORLD.read_bytes()))
    return topology


@lru_cache(maxsize=1)
def land_geojson() -> bytes:
    """Return outlines of all countries as a GeoJSON FeatureCollection, for the map's own base map."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": area.code, "name": area.name},
            "geometry": json.loads(shapely.to_geojson(shapely.set_precision(area.shape, 0.001, mode="pointwise"))),
        }
        for area in areas_of(_world_topology(), tolerance=OUTLINE_DEGREES)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).encode()


def _extra_areas(path: Path) -> list[Area]:
    """Read one's own areas: polygons in WGS 84 with ``code`` and ``name``."""
    try:
        collection = json.loads(path.read_bytes())
        areas = [
            Area(
                code=str(feature["properties"]["code"]),
                name=str(feature["properties"].get("name", "")),
                shape=shapely.make_valid(shapely.from_geojson(json.dumps(feature["geometry"]))),
            )
            for feature in collection["features"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, shapely.GEOSException) as error:
        raise ConfigurationError(
            f"jurisdictions: {path} is not a GeoJSON FeatureCollection of polygons with the properties code and name "
            f"({type(error).__name__}: {error}); mend it or unset FAIRNOTICE_JURISDICTIONS"
        ) from None
    for area in areas:
        if not _CODE.fullmatch(area.code or "") or area.shape.area == 0:
            raise ConfigurationError(
                f"jurisdictions: {path}: '{area.code}' needs a polygon and an ISO 3166 code such as DE or US-IL"
            )
    return areas
