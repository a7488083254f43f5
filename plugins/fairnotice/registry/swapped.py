"""Rows whose latitude and longitude look exchanged, found by the other rows and by the map.

A latitude beyond 90 gives itself away; the rest needs something to hold the point against. Nothing
is repaired: the row is rejected, and its owner exchanges the values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from fairnotice.domain import Camera, Point
from fairnotice.registry.jurisdiction import Jurisdictions

MESSAGE = "latitude and longitude look swapped"

_CELL_DEGREES = 0.5
_FAR_CELLS = 4
"""Cells to each side, about 2 degrees, in which no other row may lie for a point to be 'far away'."""
_FEWEST_NEIGHBOURS = 2
_NEIGHBOURS_RATIO = 2
_FEWEST_FOR_WHOLE = 3
_WHOLE_SHARE = 0.8

Cell = tuple[int, int]


def swapped_rows(cameras: Sequence[Camera], jurisdictions: Jurisdictions) -> dict[int, str]:
    """Return position in ``cameras`` -> reason for those whose coordinates look exchanged.

    Three signs: a declared jurisdiction that holds at the exchanged point and not at the given one;
    other rows around the exchanged point and none around the given one; and a feed that lies at sea
    and comes to lie in one country when exchanged.
    """
    possible = [number for number, camera in enumerate(cameras) if abs(camera.point.lon) <= 90]
    found = {
        number: f"{MESSAGE}: exchanged, the place is in {cameras[number].jurisdiction_declared} as declared"
        for number in _by_declaration(cameras, possible, jurisdictions)
    }
    by_others = _by_neighbours([camera.point for camera in cameras])
    found |= dict.fromkeys(by_others, f"{MESSAGE}: exchanged, the place is among the feed's other cameras")
    country = _country_of_exchanged_feed(cameras, possible, jurisdictions)
    if country:
        found |= {
            number: f"{MESSAGE} in the whole file: the places are at sea, and in {country} when exchanged"
            for number in possible
            if cameras[number].jurisdiction is None
        }
    return {number: f"latitude, longitude: {text}; exchange them in the registry" for number, text in found.items()}


def exchanged(point: Point) -> Point:
    """Return the point with latitude and longitude exchanged."""
    return Point(lon=point.lat, lat=point.lon)


def _by_declaration(cameras: Sequence[Camera], possible: Sequence[int], jurisdictions: Jurisdictions) -> list[int]:
    doubtful = [
        number
        for number in possible
        if (declared := cameras[number].jurisdiction_declared)
        and (cameras[number].jurisdiction or "")[:2] != declared[:2]
    ]
    codes = jurisdictions.locate_many([exchanged(cameras[number].point) for number in doubtful])
    return [
        number
        for number, code in zip(doubtful, codes, strict=True)
        if code is not None and code[:2] == (cameras[number].jurisdiction_declared or "")[:2]
    ]


def _cell(point: Point) -> Cell:
    return int(point.lon // _CELL_DEGREES), int(point.lat // _CELL_DEGREES)


def _by_neighbours(points: Sequence[Point]) -> list[int]:
    """Return the points that are far from all others while their exchange is among them.

    Exchanged rows keep each other company in the mirrored place, so their cell counts as empty, and
    the side with clearly more company is taken for the true one.
    """
    inhabitants = Counter(_cell(point) for point in points)
    company = {cell: _company(inhabitants, cell, 1) for cell in inhabitants}
    candidates = {}
    for number, point in enumerate(points):
        own, other = _cell(point), _cell(exchanged(point))
        there = company.get(other) or _company(inhabitants, other, 1)
        if there >= _FEWEST_NEIGHBOURS and there > _NEIGHBOURS_RATIO * (company[own] - 1):
            candidates[number] = own
    if not candidates:
        return []
    remaining = inhabitants - Counter(candidates.values())
    return [number for number, own in candidates.items() if not _company(remaining, own, _FAR_CELLS)]


def _company(inhabitants: Mapping[Cell, int], cell: Cell, reach: int) -> int:
    """Return how many points lie in a cell and those up to ``reach`` cells from it."""
    steps = range(-reach, reach + 1)
    return sum(inhabitants.get((cell[0] + x, cell[1] + y), 0) for x in steps for y in steps)


def _country_of_exchanged_feed(
    cameras: Sequence[Camera], possible: Sequence[int], jurisdictions: Jurisdictions
) -> str | None:
    """Return the country in which nearly all cameras would lie when exchanged, while they lie at sea."""
    at_sea = [number for number in possible if cameras[number].jurisdiction is None]
    needed = max(_FEWEST_FOR_WHOLE, _WHOLE_SHARE * len(cameras))
    if len(at_sea) < needed:
        return None
    codes = Counter(jurisdictions.locate_many([exchanged(cameras[number].point) for number in at_sea]))
    code, count = codes.most_common(1)[0]
    return code if count >= needed else None
