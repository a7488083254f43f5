"""Whose law holds at a place: ISO 3166 codes by polygons.

The world map is made from Natural Earth (see ``places/README.md``), and refined by states and
cities where there are maps of them. A GeoJSON file of one's own, with the properties ``code`` and
``name``, takes precedence over it, for cities, disputed areas and invented places.
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
import shapely

from fairnotice.domain import Camera, Point
from fairnotice.errors import ConfigurationError
from fairnotice.registry.layer import Layer
from fairnotice.registry.subdivisions import SUBDIVISION_ACCURACY_KM, Subdivisions
from fairnotice.registry.topology import Area, areas_of

WORLD = Path(__file__).with_name("places") / "world.topojson.gz"

OFF_COAST_KM = 10.0
"""A point at sea belongs to the nearest coast within this distance."""
MAP_ACCURACY_KM = 1.0
"""Nearer to a border than this, the world map cannot tell the sides apart (see places/README.md)."""
OUTLINE_DEGREES = 0.02
"""Tolerance of the outlines for the base map."""

_CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,8})*")


class Jurisdictions:
    """Finds the code of a place; made once and shared."""

    def __init__(self, own: Layer | None, world: Layer, subdivisions: Subdivisions) -> None:
        self._own, self._world, self._subdivisions = own, world, subdivisions

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
        if self._own is not None and (part := self._own.at(point)) >= 0:
            return self._own.code(part)
        part = self._world.at(point)
        code = self._world.code(part) if part >= 0 else self._nearest(point)
        return self._subdivisions.refine(code, point) if code else None

    def locate_many(self, points: Sequence[Point]) -> list[str | None]:
        """Return the code of each place; much faster than one by one."""
        if not points:
            return []
        lon = np.array([point.lon for point in points], dtype=np.float64)
        lat = np.array([point.lat for point in points], dtype=np.float64)
        codes: list[str | None] = [None] * len(points)
        open_points = np.arange(len(points))
        if self._own is not None:
            found = self._own.within(lon, lat)
            for number in np.flatnonzero(found >= 0).tolist():
                codes[number] = self._own.code(int(found[number]))
            open_points = np.flatnonzero(found < 0)
        found = self._world.within(lon[open_points], lat[open_points])
        for number, part in zip(open_points.tolist(), found.tolist(), strict=True):
            codes[number] = self._world.code(part) if part >= 0 else self._nearest(points[number])
        self._subdivisions.refine_many(codes, open_points, lon, lat)
        return codes

    def check(self, camera: Camera) -> tuple[str | None, str | None]:
        """Return the code that holds for a camera, and a text where the registry declares another.

        Where the declared one lies nearer than the map's accuracy, the registry knows better than
        the map: the declared code is returned, and the text says so.
        """
        return self.compare(camera.point, self.locate(camera.point), camera.jurisdiction_declared)

    def compare(self, point: Point, derived: str | None, declared: str | None) -> tuple[str | None, str | None]:
        """Do what ``check`` does for a place that was located before."""
        if declared is None or derived == declared or (derived and derived.startswith(f"{declared}-")):
            return derived, None
        where = f"{derived or 'no jurisdiction'} by its place"
        reach = SUBDIVISION_ACCURACY_KM if "-" in declared else MAP_ACCURACY_KM
        within = declared in self.within_reach(point, reach)
        if derived and declared.startswith(f"{derived}-"):
            if within or not self._knows(declared):
                return declared if within else derived, None
        elif within:
            return declared, (
                f"declared {declared}, {where}, but within {reach:g} km of the border, nearer than the map "
                f"can tell; {declared} is used"
            )
        return derived, f"declared {declared}, but {where}; check the place and the declared code"

    def within_reach(self, point: Point, kilometres: float) -> set[str]:
        """Return the codes of all areas within ``kilometres`` of a point."""
        layers = [layer for layer in (self._own, self._world, *self._subdivisions.layers) if layer is not None]
        codes = {layer.code(part) for layer in layers for part in layer.around(point, kilometres)}
        return {code for code in codes if code}

    def _knows(self, code: str) -> bool:
        layers = [layer for layer in (self._own, *self._subdivisions.layers) if layer is not None]
        return any(layer.known(code) for layer in layers)

    def _nearest(self, point: Point) -> str | None:
        candidates = [
            (distance, layer.code(part))
            for layer in (self._own, self._world)
            if layer is not None
            for part, distance in layer.around(point, OFF_COAST_KM).items()
        ]
        return min(candidates, key=lambda candidate: candidate[0])[1] if candidates else None


@lru_cache(maxsize=4)
def _loaded(extra: Path | None, _changed_at_ns: int) -> Jurisdictions:
    if extra is None:
        return Jurisdictions(None, _world(), Subdivisions.load())
    return Jurisdictions(Layer(_extra_areas(extra)), _world(), Subdivisions.load())


@lru_cache(maxsize=1)
def _world() -> Layer:
    return Layer(areas_of(_world_topology()))


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
