"""The JamCam feed of Transport for London: the API's Place list, and GeoJSON files made from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairnotice.domain import SiteClass
from fairnotice.registry import geojson
from fairnotice.registry.feed import RowError
from fairnotice.registry.mapped import Mapped


def looks_like(row: Mapping[str, Any]) -> bool:
    """Tell whether a row is a JamCam."""
    if row.get("placeType") == "JamCam" or str(row.get("id", "")).startswith("JamCams_"):
        return True
    properties = row.get("properties")
    return isinstance(properties, Mapping) and {"imageUrl", "view", "available"} <= properties.keys()


def camera_fields(row: Mapping[str, Any]) -> Mapped | None:
    """Map one Place or Feature.

    The feed does not say who may fetch its pictures for an audit, so the frame source has no access
    basis. JamCams are traffic cameras by their feed's definition; the rest is unknown.

    Raises:
        RowError: if it has no place.
    """
    if row.get("type") == "Feature":
        longitude, latitude = geojson.point(row.get("geometry"))
        properties = row.get("properties")
    else:
        longitude, latitude = row.get("lon"), row.get("lat")
        properties = _additional(row.get("additionalProperties"))
    if not isinstance(properties, Mapping):
        raise RowError("properties: missing; a JamCam has imageUrl and view")
    view = properties.get("view")
    image = properties.get("imageUrl")
    fields = {
        "source_id": _identifier(row, image),
        "longitude": longitude,
        "latitude": latitude,
        # Files made from the feed hold slashes that were escaped twice.
        "name": _name(row.get("commonName"), view.replace("\\/", "/") if isinstance(view, str) else None),
        "frame_url": image,
        "site_class": SiteClass.ROAD_TRAFFIC,
    }
    return Mapped(fields, frozenset({"frame_url", "name"}))


def _identifier(row: Mapping[str, Any], image: object) -> str | None:
    """Return the camera's number, which the API gives as id and a file only in the picture's name."""
    given = row.get("id")
    if isinstance(given, str) and given:
        return given.removeprefix("JamCams_")
    if isinstance(image, str):
        name = image.rpartition("/")[2].removesuffix(".jpg")
        return name or None
    return None


def _name(common: object, view: str | None) -> str | None:
    parts = [part for part in (common if isinstance(common, str) else None, view) if part]
    return " - ".join(parts) or None


def _additional(entries: object) -> dict[str, Any]:
    if not isinstance(entries, list):
        return {}
    return {
        entry["key"]: entry.get("value")
        for entry in entries
        if isinstance(entry, Mapping) and isinstance(entry.get("key"), str)
    }
