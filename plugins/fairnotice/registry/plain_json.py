"""JSON lists of objects with headings of their own, coordinates flat or nested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from fairnotice.registry import geojson
from fairnotice.registry.headings import has_place, recognised
from fairnotice.registry.mapped import Mapped, by_headings

_DEEPEST = 3


def looks_like(row: Mapping[str, Any]) -> bool:
    """Tell whether a row has a place that this module finds."""
    flat = _flat(row)
    return has_place(recognised(flat).values()) or _geometry(row) is not None


def incomplete_because(header: Mapping[str, Any]) -> str:
    """Return why an answer says itself that it is one page of several, or nothing."""
    following = header.get("next") or header.get("next_page") or header.get("nextPage")
    return "the answer says that there is a next page" if following else ""


def camera_fields(row: Mapping[str, Any]) -> Mapped | None:
    """Map one object.

    Raises:
        RowError: if its coordinates cannot be read.
    """
    mapped = by_headings(_flat(row))
    geometry = _geometry(row)
    if geometry is None or {"latitude", "longitude"} <= mapped.fields.keys():
        return mapped
    longitude, latitude = geojson.point(geometry)
    return replace(mapped, fields={**mapped.fields, "longitude": longitude, "latitude": latitude})


def _geometry(row: Mapping[str, Any]) -> object | None:
    candidates = (value for value in row.values() if isinstance(value, Mapping) and value.get("type") == "Point")
    return next(candidates, None)


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row with nested members beside the others, under ``outer_inner``.

    Latitude and longitude keep their inner name, whatever object they are wrapped in.
    """
    flat = dict(_leaves(row, "", 0))
    for key in list(flat):
        inner = key.rpartition(" ")[2]
        if inner != key and _is_coordinate(inner):
            flat.setdefault(inner, flat.pop(key))
    return flat


@lru_cache(maxsize=256)
def _is_coordinate(heading: str) -> bool:
    return recognised([heading]).get(heading) in ("latitude", "longitude")


def _leaves(row: Mapping[str, Any], path: str, depth: int) -> Iterator[tuple[str, Any]]:
    for key, value in row.items():
        name = f"{path} {key}".strip()
        if isinstance(value, Mapping):
            if depth < _DEEPEST:
                yield from _leaves(value, name, depth + 1)
        else:
            yield name, value
