"""Which heading or key of a registry means which field of :class:`~fairnotice.registry.model.CameraRow`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from fairnotice.registry.model import CameraRow

LATITUDE_LONGITUDE = "latitude_longitude"
"""Not a field of the model: one text with both, latitude first."""
WKT = "wkt"
"""Not a field of the model: ``POINT (lon lat)``."""


def plain(heading: str) -> str:
    """Return a heading in the form in which headings are compared: lower case, words joined by ``_``."""
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"[\W_]+", "_", folded).strip("_")


@lru_cache(maxsize=1)
def _ranks() -> Mapping[str, tuple[str, int]]:
    """Return, for every known heading, its field and its rank among the headings for that field."""
    table: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("headings.yaml").read_text("utf-8"))
    ranks = {field: (field, 0) for field in CameraRow.model_fields if field != "source"}
    for field, headings in table.items():
        for rank, heading in enumerate(headings, start=1):
            ranks[plain(heading)] = (field, rank)
    return ranks


def recognised(headings: Iterable[str]) -> dict[str, str]:
    """Return heading -> field for the headings that are known; the best one where two mean the same."""
    best: dict[str, tuple[int, str]] = {}
    for heading in headings:
        field, rank = _ranks().get(plain(heading), ("", 0))
        if field and (field not in best or rank < best[field][0]):
            best[field] = (rank, heading)
    return {heading: field for field, (_, heading) in best.items()}


def has_place(fields: Iterable[str]) -> bool:
    """Tell whether these fields say where a camera is."""
    found = set(fields)
    return {"latitude", "longitude"} <= found or LATITUDE_LONGITUDE in found or WKT in found
