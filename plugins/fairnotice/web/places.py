"""Places as the database finds them: ranges of cells along a Z-order curve, and boxes in EPSG:3857."""

from __future__ import annotations

import math
from typing import Any

from fairnotice.web.errors import BadRequestError

_HALF = 20037508.342789244
"""Half the width of EPSG:3857's square, in metres."""
_FINEST = 26
"""Level of the finest cells: 2^26 a side, as `fairnotice.finest_cell` numbers them."""
_MOST_LATITUDE = 89.99
"""EPSG:3857 has no poles."""


def parse_bbox(text: str | None) -> tuple[float, float, float, float] | None:
    """Return ``minx,miny,maxx,maxy`` in WGS 84 degrees as numbers, or None where none is asked.

    Raises:
        BadRequestError: It is no such box.
    """
    if text is None:
        return None
    try:
        corners = [float(part) for part in text.split(",")]
    except ValueError:
        raise BadRequestError("bbox: four numbers minx,miny,maxx,maxy are expected") from None
    if len(corners) != 4 or not all(math.isfinite(corner) for corner in corners):
        raise BadRequestError("bbox: four finite numbers minx,miny,maxx,maxy are expected")
    minx, miny, maxx, maxy = corners
    if not (-180 <= minx <= maxx <= 180 and -90 <= miny <= maxy <= 90):
        raise BadRequestError("bbox: degrees with minx <= maxx within 180 and miny <= maxy within 90 are expected")
    return minx, miny, maxx, maxy


def place_filter(bbox: tuple[float, float, float, float]) -> dict[str, Any]:
    """Return the fields of the database's filter that stand for a box in WGS 84 degrees."""
    (minx, miny), (maxx, maxy) = _mercator(*bbox[:2]), _mercator(*bbox[2:])
    first, last = cells_over(minx, miny, maxx, maxy)
    # A camera on the very edge is inside, whatever the last bit of a transformed number says.
    return {
        "first_cells": first,
        "last_cells": last,
        "minx": minx - 0.001,
        "miny": miny - 0.001,
        "maxx": maxx + 0.001,
        "maxy": maxy + 0.001,
    }


def cells_over(minx: float, miny: float, maxx: float, maxy: float) -> tuple[list[int], list[int]]:
    """Return the first and last finest cells of at most four squares that cover a box in EPSG:3857."""
    left, right = _step(minx), _step(maxx)
    top, bottom = _step(-maxy), _step(-miny)
    # The squares whose side is at least the box's: it touches two of them each way, at the most.
    shift = max(right - left, bottom - top).bit_length()
    squares = {(x >> shift, y >> shift) for x in (left, right) for y in (top, bottom)}
    numbers = sorted(_interleaved(x, y) << (2 * shift) for x, y in squares)
    return numbers, [number + (1 << (2 * shift)) - 1 for number in numbers]


def _mercator(lon: float, lat: float) -> tuple[float, float]:
    lat = min(max(lat, -_MOST_LATITUDE), _MOST_LATITUDE)
    return lon / 180 * _HALF, math.asinh(math.tan(math.radians(lat))) / math.pi * _HALF


def _step(coordinate: float) -> int:
    """Return the column (of a northing with its sign turned: the row) of the finest cell around a coordinate."""
    return int(min(max((coordinate + _HALF) / (2 * _HALF) * 2**_FINEST, 0), 2**_FINEST - 1))


def _interleaved(x: int, y: int) -> int:
    return sum(((x >> bit & 1) << (2 * bit)) | ((y >> bit & 1) << (2 * bit + 1)) for bit in range(_FINEST))
