"""States and cities within a country, where their law differs and a map of them is at hand.

A camera is put under a state's or a city's law only where the map leaves no doubt: nearer to the
line than the map is exact, the country's code alone holds, so that nobody is measured by a law of
the place next door.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely

from fairnotice.domain import Point
from fairnotice.registry.layer import KM_PER_DEGREE, Degrees, Layer
from fairnotice.registry.topology import Area, areas_of

PLACES = Path(__file__).with_name("places")
COUNTRY = "US"
"""The country of which the states are mapped."""
SUBDIVISION_ACCURACY_KM = 2.0
"""How far the states' lines may be off (see places/README.md)."""
OFF_COAST_KM = 10.0
"""A pier or a bridge belongs to the nearest state within this distance."""


class Subdivisions:
    """The states and cities of one country; made once and shared."""

    def __init__(self, states: Sequence[Area], cities: Sequence[Area]) -> None:
        self._states, self._cities = Layer(states), Layer(cities)
        self._shapes = np.array([part for area in states for part in shapely.get_parts(area.shape)], dtype=object)
        self._owners = [area.code for area in states for _ in shapely.get_parts(area.shape)]
        self._tree = shapely.STRtree(self._shapes)
        shapely.prepare(self._shapes)

    @classmethod
    def load(cls) -> Subdivisions:
        """Return those whose maps come with the library; the same object every time."""
        return _loaded()

    @property
    def layers(self) -> tuple[Layer, Layer]:
        """States and cities; a city's area ends where the map no longer tells its outline."""
        return self._states, self._cities

    def refine(self, code: str, point: Point) -> str:
        """Return the code of the city or state at ``point``, if the map tells it for certain, else ``code``."""
        codes: list[str | None] = [code]
        self.refine_many(codes, np.array([0]), np.array([point.lon]), np.array([point.lat]))
        return codes[0] or code

    def refine_many(self, codes: list[str | None], numbers: npt.NDArray[np.int64], lon: Degrees, lat: Degrees) -> None:
        """Do what `refine` does for the places ``numbers`` of a list, in it."""
        here = np.array([number for number in numbers.tolist() if codes[number] == COUNTRY], dtype=np.int64)
        if not len(here):
            return
        found = self._cities.within(lon[here], lat[here])
        for number, part in zip(here[found >= 0].tolist(), found[found >= 0].tolist(), strict=True):
            codes[number] = self._cities.code(part)
        here = here[found < 0]
        near: list[set[str]] = [set() for _ in here]
        # A degree of longitude is shorter than one of latitude; measured by the shorter, the reach is never too small.
        reach = SUBDIVISION_ACCURACY_KM / KM_PER_DEGREE / np.maximum(np.cos(np.radians(lat[here])), 0.01)
        point, part = self._tree.query(shapely.points(lon[here], lat[here]), predicate="dwithin", distance=reach)
        for index, owner in zip(point.tolist(), part.tolist(), strict=True):
            near[index].add(str(self._owners[owner]))
        for number, states in zip(here.tolist(), near, strict=True):
            states = states or self._off_shore(Point(float(lon[number]), float(lat[number])))
            if len(states) == 1:
                (codes[number],) = states

    def _off_shore(self, point: Point) -> set[str]:
        """Return the states that may be the nearest."""
        distances = self._states.around(point, OFF_COAST_KM)
        least = min(distances.values(), default=0.0)
        reach = least + SUBDIVISION_ACCURACY_KM
        return {str(self._states.code(part)) for part, distance in distances.items() if distance <= reach}


@lru_cache(maxsize=1)
def _loaded() -> Subdivisions:
    topology = json.loads(gzip.decompress((PLACES / "us.topojson.gz").read_bytes()))
    files = sorted((PLACES / "cities").glob("*.geojson"))
    return Subdivisions(areas_of(topology, name="states"), [_city(path) for path in files])


def _city(path: Path) -> Area:
    """Return the part of a city that is farther from its outline than the outline is exact (locally flat)."""
    (feature,) = json.loads(path.read_bytes())["features"]
    outline = shapely.from_geojson(json.dumps(feature["geometry"]))
    middle = shapely.centroid(outline)
    metres = np.array([np.cos(np.radians(middle.y)), 1.0]) * KM_PER_DEGREE * 1000
    flat = shapely.transform(outline, lambda xy: xy * metres)
    inner = shapely.buffer(flat, -feature["properties"]["accuracy_m"])
    return Area(
        feature["properties"]["code"], feature["properties"]["name"], shapely.transform(inner, lambda xy: xy / metres)
    )
