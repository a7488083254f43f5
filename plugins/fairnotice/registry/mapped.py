"""What a format makes of one row: fields of the model, and how strictly to take them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from fairnotice.registry.feed import RowError
from fairnotice.registry.headings import LATITUDE_LONGITUDE, WKT, plain, recognised
from fairnotice.registry.masking import shown
from fairnotice.registry.model import CameraRow

NEVER_DROPPED = frozenset({"latitude", "longitude", "source_id"})


@dataclass(frozen=True, slots=True)
class Mapped:
    """Fields for :class:`~fairnotice.registry.model.CameraRow` as found in one row."""

    fields: Mapping[str, Any]
    lenient: frozenset[str] = frozenset()
    """Fields that somebody else's words were read into: one that is not valid is left out and counted,
    where a field in our own words that is not valid rejects the row."""
    guessed_id: str = ""
    """The heading, not of our own, whose value was taken for the id."""
    notes: Counter[str] = field(default_factory=Counter)
    """What was left out already, and how often."""


@lru_cache(maxsize=256)
def _fields_of(headings: tuple[str, ...]) -> tuple[dict[str, str], frozenset[str], str]:
    found = recognised(headings)
    others = {field: heading for heading, field in found.items() if plain(heading) not in CameraRow.model_fields}
    return found, frozenset(others) - NEVER_DROPPED, others.get("source_id", "")


def by_headings(row: Mapping[str, Any]) -> Mapped:
    """Map a flat row by its headings; unknown ones are not used.

    Raises:
        RowError: if a text that holds both coordinates cannot be split.
    """
    found, lenient, guessed_id = _fields_of(tuple(row))
    fields = {field: row[heading] for heading, field in found.items()}
    for combined, split in ((LATITUDE_LONGITUDE, _latitude_longitude), (WKT, _wkt_point)):
        if combined in fields:
            text = fields.pop(combined)
            if not {"latitude", "longitude"} <= fields.keys():
                fields["latitude"], fields["longitude"] = split(text)
    return Mapped(fields, lenient, guessed_id)


def _latitude_longitude(text: object) -> tuple[str, str]:
    latitude, comma, longitude = str(text).strip("[]() ").partition(",")
    if not comma or "," in longitude:
        raise RowError(f"latitude, longitude: {shown(text)} cannot be split; give them in columns of their own")
    return latitude, longitude


def _wkt_point(text: object) -> tuple[str, str]:
    kind, _, rest = str(text).strip().rstrip(")").partition("(")
    numbers = rest.split()
    if kind.strip().upper().removesuffix("Z").strip() != "POINT" or len(numbers) not in (2, 3):
        raise RowError(f"latitude, longitude: {shown(text)} is not a POINT; give the camera's place as POINT (lon lat)")
    return numbers[1], numbers[0]
