"""The island: coast, streets, blocks and quarters, drawn by arithmetic. All coordinates are lon, lat."""

from __future__ import annotations

import math
from typing import Any

from fakes.town.cameras import CONTINENTAL, EAST_ASIAN, ISLES, TownCamera

CENTRE = (-40.0, 25.0)
"""The market square: far from any land, also when latitude and longitude are exchanged."""
_RADIUS = 0.024
"""Mean distance from the square to the coast in degrees of latitude, about 2.7 km."""
_BEYOND_COAST = 1.35
"""Quarters reach this far out to sea, as a share of the coast's distance."""

QUARTERS = (
    # (from and to bearing in degrees, law, name)
    (0.0, 110.0, EAST_ASIAN, "Lindhaven harbour quarter (simulated, under Chinese law)"),
    (110.0, 240.0, CONTINENTAL, "Lindhaven south town (simulated, under German law)"),
    (240.0, 360.0, ISLES, "Lindhaven west borough (simulated, under British law)"),
)
_OLD_TOWN_REACH = 0.3
"""The district around the square lies in those of the quarters, and is the smaller one."""
_DISTRICTS = {
    # By the law of the quarter: id, and name by language.
    EAST_ASIAN: ("harbour", {"en": "Harbour district (simulated)", "zh": "港口区（模拟）"}),
    CONTINENTAL: ("south", {"en": "South district (simulated)", "zh": "南区（模拟）"}),
    ISLES: ("west", {"en": "West district (simulated)", "zh": "西区（模拟）"}),
}
_RINGS = (("Inner Ring", 0.22), ("Wall Street", 0.45), ("Middle Ring", 0.66), ("Coast Road", 0.88))
_SPOKES = 24
_PARKS = {(0, 3), (1, 14), (1, 15), (2, 20), (2, 5)}
"""Blocks that are parks, by ring and spoke."""
_STREET_HALF = 0.00022
"""Half of a street's width in degrees of latitude, about 24 m with its pavements."""


def coast(bearing: float) -> float:
    """Return the distance from the square to the coast in degrees of latitude, at a bearing in degrees."""
    turn = math.radians(bearing)
    wave = 0.09 * math.sin(2 * turn + 0.7) + 0.06 * math.sin(3 * turn + 2.1) + 0.03 * math.cos(7 * turn)
    bay = 0.2 * math.exp(-(((bearing - 85 + 180) % 360 - 180) ** 2) / 180)
    return _RADIUS * (1 + wave - bay)


def place(bearing: float, reach: float) -> tuple[float, float]:
    """Return lon, lat of a place at a bearing (degrees) and a share of the way from the square to the coast."""
    return _offset(bearing, reach * coast(bearing))


def place_of(camera: TownCamera) -> tuple[float, float]:
    """Return lon, lat of a camera."""
    return place(camera.bearing, camera.reach)


def _offset(bearing: float, degrees: float) -> tuple[float, float]:
    turn = math.radians(bearing)
    lon = CENTRE[0] + math.sin(turn) * degrees / math.cos(math.radians(CENTRE[1]))
    return round(lon, 6), round(CENTRE[1] + math.cos(turn) * degrees, 6)


def _arc(start: float, end: float, reach: float, step: float = 3.0) -> list[tuple[float, float]]:
    count = max(1, round(abs(end - start) / step))
    return [place(start + (end - start) * k / count, reach) for k in range(count + 1)]


def _polygon(points: list[tuple[float, float]], **properties: str) -> dict[str, Any]:
    return _feature({"type": "Polygon", "coordinates": [[*points, points[0]]]}, properties)


def _feature(geometry: dict[str, Any], properties: dict[str, str]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def jurisdictions() -> dict[str, Any]:
    """Return the quarters as GeoJSON: their law and name."""
    features = []
    for start, end, code, name in QUARTERS:
        outer = _arc(start, end, _BEYOND_COAST, 5.0)
        features.append(_polygon([CENTRE, *reversed(outer)], code=code, name=name))
    return {"type": "FeatureCollection", "features": features}


def districts() -> dict[str, Any]:
    """Return the districts of the town's inspectors as GeoJSON: one of each quarter, and one around the square."""

    def named(district_id: str, names: dict[str, str]) -> dict[str, str]:
        return {"district_id": district_id, "name": names["en"], "name:zh": names["zh"]}

    features = [
        _polygon([CENTRE, *reversed(_arc(start, end, _BEYOND_COAST, 5.0))], **named(*_DISTRICTS[law]))
        for start, end, law, _ in QUARTERS
    ]
    old_town = named("old-town", {"en": "Old town (simulated)", "zh": "老城（模拟）"})
    features.append(_polygon(list(reversed(_arc(0, 355, _OLD_TOWN_REACH, 5.0))), **old_town))
    return {"type": "FeatureCollection", "features": features}


def base_map() -> dict[str, Any]:
    """Return the island for the base map: land, blocks, parks, streets and names, by ``kind``."""
    features = [_polygon(list(reversed(_arc(0, 357, 1.0))), kind="land")]
    rings = [0.07, *(reach for _, reach in _RINGS)]
    for ring in range(len(rings) - 1):
        for spoke in range(_SPOKES):
            features.append(_block(rings[ring], rings[ring + 1], ring, spoke))
    features.append(_polygon(list(reversed(_arc(0, 345, 0.055, 15))), kind="park", name="Market square (simulated)"))
    for name, reach in _RINGS:
        ring_line = {"type": "LineString", "coordinates": _arc(0, 360, reach)}
        features.append(_feature(ring_line, {"kind": "street", "name": name}))
    for spoke in range(_SPOKES):
        bearing = 360 / _SPOKES * spoke
        coordinates = [place(bearing, reach) for reach in (0.07, 0.45, 0.93)]
        # Every second street ends before the crowded middle.
        coordinates = coordinates if spoke % 2 == 0 else coordinates[1:]
        features.append(_feature({"type": "LineString", "coordinates": coordinates}, {"kind": "street"}))
    for start, end, _, name in QUARTERS:
        middle = {"type": "Point", "coordinates": place((start + end) / 2, 0.56)}
        short = name.partition(" (")[0].removeprefix("Lindhaven ").capitalize()
        features.append(_feature(middle, {"kind": "place", "name": f"{short} (simulated)"}))
    return {"type": "FeatureCollection", "features": features}


def _block(inner: float, outer: float, ring: int, spoke: int) -> dict[str, Any]:
    """Return the block between two rings and two spokes, inset by half a street."""
    width = 360 / _SPOKES
    start, end = width * spoke, width * (spoke + 1)
    middle = (start + end) / 2
    near = inner + _STREET_HALF / coast(middle)
    far = outer - _STREET_HALF / coast(middle)

    def inset(reach: float) -> float:
        return math.degrees(_STREET_HALF / (reach * coast(middle)))

    points = _arc(start + inset(far), end - inset(far), far, 5.0)
    points += reversed(_arc(start + inset(near), end - inset(near), near, 5.0))
    return _polygon(list(reversed(points)), kind="park" if (ring, spoke) in _PARKS else "block")
