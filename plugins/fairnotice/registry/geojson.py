"""GeoJSON: a FeatureCollection, or one Feature per line; properties are named as in our own CSV."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fairnotice.errors import RegistryError
from fairnotice.registry.feed import RowError
from fairnotice.registry.mapped import Mapped, by_headings
from fairnotice.registry.masking import shown

_WGS84_NAMES = ("CRS84", "4326", "WGS84", "WGS 84")


def looks_like(header: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Tell whether a file with this header and this first row is GeoJSON."""
    return row.get("type") == "Feature" or header.get("type") == "FeatureCollection"


def check_header(header: Mapping[str, Any]) -> None:
    """Refuse a collection in other coordinates than WGS 84.

    Raises:
        RegistryError: if the collection names another coordinate system.
    """
    crs = header.get("crs")
    if crs and not any(name in str(crs) for name in _WGS84_NAMES):
        raise RegistryError(f"registry: its coordinates are {shown(crs)}; convert it to WGS 84 (EPSG:4326), lon, lat")


def incomplete_because(header: Mapping[str, Any]) -> str:
    """Return why a collection says itself that it is not all, or nothing."""
    if (
        header.get("exceededTransferLimit") is True
        or _member(header.get("properties"), "exceededTransferLimit") is True
    ):
        return "the server says that it reached its limit of features"
    links = header.get("links")
    if isinstance(links, list) and any(_member(link, "rel") == "next" for link in links):
        return "the server says that there is a next page"
    matched, returned = header.get("numberMatched"), header.get("numberReturned")
    if isinstance(matched, int) and isinstance(returned, int) and matched > returned:
        return f"the server returned {returned} of {matched} features"
    return ""


def _member(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, Mapping) else None


def camera_fields(row: Mapping[str, Any]) -> Mapped | None:
    """Map one Feature.

    Raises:
        RowError: if it is no Feature with a point.
    """
    if row.get("type") != "Feature":
        raise RowError(f"type: {shown(row.get('type'))} is not a Feature; list the cameras as Features")
    properties = row.get("properties") or {}
    if not isinstance(properties, Mapping):
        raise RowError("properties: not an object; give the camera's fields as members of properties")
    mapped = by_headings(properties)
    longitude, latitude = point(row.get("geometry"))
    fields = {**mapped.fields, "longitude": longitude, "latitude": latitude}
    if row.get("id") is None:
        return replace(mapped, fields=fields)
    return replace(mapped, fields=fields | {"source_id": row["id"]}, guessed_id="")


def point(geometry: object) -> tuple[object, object]:
    """Return the raw longitude and latitude of a GeoJSON geometry.

    Raises:
        RowError: if it is not one point.
    """
    if not isinstance(geometry, Mapping):
        raise RowError("geometry: missing; give the camera's place as a Point")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "MultiPoint" and isinstance(coordinates, list) and len(coordinates) == 1:
        kind, coordinates = "Point", coordinates[0]
    if kind != "Point" or not isinstance(coordinates, list) or len(coordinates) not in (2, 3):
        raise RowError(f"geometry: {shown(kind)} with no single position; give the camera's place as a Point")
    return coordinates[0], coordinates[1]
