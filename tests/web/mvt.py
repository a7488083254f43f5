"""Vector tiles read back by GDAL, which had no part in writing them."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import Any

import httpx
import pyogrio

from web import kestrel

ZOOM = 12


def around(lon: float = kestrel.LON, lat: float = kestrel.LAT, zoom: int = ZOOM) -> str:
    """Address of the tile around a place."""
    x = int((lon + 180) / 360 * 2**zoom)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**zoom)
    return f"/tiles/{zoom}/{x}/{y}.mvt"


def cameras_in(answer: httpx.Response) -> dict[str, dict[str, Any]]:
    """Properties of the tile's cameras by id."""
    return {row["camera_id"]: row for row in rows_of(answer, "cameras")}


def rows_of(answer: httpx.Response, layer: str) -> list[dict[str, Any]]:
    """Properties of each feature of a layer; none where the tile has no such layer."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    if not answer.content:
        return []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tile.mvt"
        path.write_bytes(answer.content)
        if layer not in {name for name, _ in pyogrio.list_layers(path)}:
            return []
        meta, _, _, columns = pyogrio.raw.read(path, layer=layer)
    return [dict(zip(meta["fields"], row, strict=True)) for row in zip(*columns, strict=True)]
