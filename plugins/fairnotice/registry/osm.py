"""OpenStreetMap through Overpass: ``man_made=surveillance`` with its ``surveillance:*`` and ``camera:*`` tags.

Source of the tags' meaning: the OpenStreetMap wiki, Tag:man_made=surveillance and Key:camera:direction.
``camera:angle`` is the inclination, not the field of view, and is not used. Tags are written by
anyone: one that does not fit is left out and counted; only a camera without a place is rejected.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from fairnotice.domain import OperatorKind, SiteClass
from fairnotice.registry import values
from fairnotice.registry.feed import RowError
from fairnotice.registry.mapped import Mapped
from fairnotice.registry.masking import shown

_NOT_CAMERAS = frozenset({"guard"})
_PLATE_READERS = frozenset({"alpr", "anpr"})

_SITE_CLASS_OF_ZONE = {
    "traffic": SiteClass.ROAD_TRAFFIC,
    "street": SiteClass.STREET,
    "parking": SiteClass.PARKING,
    "shop": SiteClass.SHOP,
    "bank": SiteClass.BANK,
    "atm": SiteClass.BANK,
    "station": SiteClass.STATION,
    "platform": SiteClass.STATION,
    "public_transport_platform": SiteClass.STATION,
    "school": SiteClass.SCHOOL,
}
"""Zones that mean one class; 'town', 'building' and 'entrance' could be several, and stay unknown."""

_KIND_OF_OPERATOR = {
    "public": OperatorKind.PUBLIC,
    "government": OperatorKind.PUBLIC,
    "police": OperatorKind.LAW_ENFORCEMENT,
    "private": OperatorKind.PRIVATE,
    "business": OperatorKind.PRIVATE,
    "company": OperatorKind.PRIVATE,
    "private_non_profit": OperatorKind.PRIVATE,
}

_TURNING = re.compile(r"(?P<start>[\w.]+)\s*-\s*(?P<end>[\w.]+)")


def looks_like(header: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Tell whether a file with this header and this first row is an answer of Overpass."""
    return "osm3s" in header or (row.get("type") in ("node", "way", "relation") and "id" in row)


def incomplete_because(header: Mapping[str, Any]) -> str:
    """Return why an answer says itself that it is not all, or nothing."""
    remark = header.get("remark")
    return f"the server remarks {shown(remark)}" if remark else ""


def camera_fields(row: Mapping[str, Any]) -> Mapped | None:
    """Map one element; None for one that is not a camera.

    Raises:
        RowError: if it is a camera without a place.
    """
    tags = row.get("tags") or {}
    if not isinstance(tags, Mapping):
        raise RowError("tags: not an object; ask Overpass for 'out center;' in JSON")
    kind = str(tags.get("surveillance:type", "camera")).casefold()
    if tags.get("man_made") != "surveillance" or kind in _NOT_CAMERAS:
        return None
    place = row if row.get("type") == "node" else row.get("center")
    if not isinstance(place, Mapping) or "lat" not in place or "lon" not in place:
        raise RowError(f"{row.get('type')}: it has no place; ask Overpass for 'out center;'")
    notes: Counter[str] = Counter()
    fields: dict[str, Any] = {
        "source_id": f"{row.get('type')}/{row.get('id')}",
        "latitude": place["lat"],
        "longitude": place["lon"],
        "name": tags.get("name") or tags.get("ref"),
        "operator": tags.get("operator"),
        "operator_kind": _KIND_OF_OPERATOR.get(str(tags.get("operator:type", "")).casefold()),
        "operator_email": _first(tags, "operator:email", "contact:email", "email"),
        "site_class": _SITE_CLASS_OF_ZONE.get(str(tags.get("surveillance:zone", "")).casefold()),
        "in_service_since": tags.get("start_date"),
        "frame_url": _first(tags, "contact:webcam", "surveillance:webcam"),
        "analytics": ["ALPR"] if kind in _PLATE_READERS else None,
        **_direction(tags, notes),
    }
    return Mapped(fields, frozenset(fields) - {"source_id", "latitude", "longitude"}, notes=notes)


def _first(tags: Mapping[str, Any], *keys: str) -> object:
    return next((tags[key] for key in keys if tags.get(key)), None)


def _direction(tags: Mapping[str, Any], notes: Counter[str]) -> dict[str, float]:
    """Return azimuth and field of view; a range is the sector over which the camera may turn, clockwise."""
    given = _first(tags, "camera:direction", "direction")
    if given is None:
        return {}
    try:
        turning = _TURNING.fullmatch(str(given).strip())
        if turning is None:
            azimuth = values.azimuth(given)
            return {} if azimuth is None else {"azimuth": azimuth}
        if turning["start"] == "0" and turning["end"] in ("359", "360"):
            return {"field_of_view": 360.0}
        start, end = values.azimuth(turning["start"]), values.azimuth(turning["end"])
    except ValueError:
        notes["azimuth"] += 1
        return {}
    if start is None or end is None:
        return {}
    sector = (end - start) % 360 or 360.0
    return {"azimuth": (start + sector / 2) % 360, "field_of_view": sector}
