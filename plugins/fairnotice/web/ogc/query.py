"""What a request for items asks: parameters of the standard beside the filters of the map."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from fairnotice.web.errors import BadRequestError
from fairnotice.web.filters import PlaceFilters, Selection
from fairnotice.web.ogc.collections import Collection
from fairnotice.web.ogc.temporal import day_of, moment_of
from fairnotice.web.places import parse_bbox

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
MOST_ITEMS = 1000
_PLACE = {"first_cells", "last_cells", "minx", "miny", "maxx", "maxy"}
"""Fields of a selection that stand for its box."""

Format = Literal["json", "html"]


class ItemsQuery(PlaceFilters):
    """Parameters of a page of items; those of the map's filters count as well."""

    limit: int = Field(100, ge=1, le=MOST_ITEMS, description="Most items of a page.")
    bbox_crs: str | None = Field(None, alias="bbox-crs", max_length=100, description="CRS84 only.")
    crs: str | None = Field(None, max_length=100, description="CRS84 only.")
    datetime: str | None = Field(
        None,
        max_length=100,
        description="A day, a moment or an interval such as 2026-03-01/.. : cameras that were judged last in it, "
        "findings that held in it (from `since` to `judged_on`); districts have no time. For the map as it stood, "
        "use `on`.",
        examples=["2026-03-01/2026-03-31"],
    )
    filter: str | None = Field(
        None, max_length=4000, description="A condition in CQL2.", examples=["verdict = 'fail' AND breach_of_law"]
    )
    filter_lang: Literal["cql2-text", "cql2-json"] = Field("cql2-text", alias="filter-lang")
    filter_crs: str | None = Field(None, alias="filter-crs", max_length=100, description="CRS84 only.")
    after: str | None = Field(None, max_length=2000, description="Where the page before ended: only from a next link.")
    f: Format | None = Field(None, description="json or html, instead of what Accept asks for.")


def check_crs(query: ItemsQuery) -> None:
    """Refuse every reference system but CRS84, which is longitude and latitude.

    Raises:
        BadRequestError: With the one that is answered.
    """
    for name, asked in (("crs", query.crs), ("bbox-crs", query.bbox_crs), ("filter-crs", query.filter_crs)):
        if asked is not None and asked != CRS84:
            raise BadRequestError(f"{name}: only {CRS84} is answered here")


def flat(query: ItemsQuery) -> ItemsQuery:
    """Return the query with a box of two dimensions: heights are no part of ours."""
    if query.bbox is None or query.bbox.count(",") != 5:
        return query
    minx, miny, _, maxx, maxy, _ = query.bbox.split(",")
    return query.model_copy(update={"bbox": ",".join((minx, miny, maxx, maxy))})


def parameters_of(collection: Collection, query: PlaceFilters, selection: Selection) -> dict[str, Any]:
    """Return what was selected as parameters of the collection's statement.

    Findings are filtered by what they say themselves, whatever is shown of their camera; of districts only by place,
    id, source and day, since only such counts are kept.
    """
    narrowed = selection.narrowed
    sources = list(selection.sources)
    # Items are read in the order of their keys: the index by place serves that better than the map's cells.
    corners = parse_bbox(query.bbox) or (None,) * 4
    box = dict(zip(("minx", "miny", "maxx", "maxy"), corners, strict=True))
    anywhere: dict[str, Any] = dict.fromkeys(_PLACE)
    if collection.name == "districts":
        others = set(narrowed) - {"districts", *_PLACE}
        if others or selection.verdicts:
            raise BadRequestError(f"{min(others, default='verdict')}: districts cannot be filtered by it; use filter")
        return {**box, "sources": sources, "wanted": narrowed.get("districts"), "on_day": selection.on}
    if collection.name == "cameras":
        return {**box, "filter": selection.filter(**anywhere)}
    if selection.on is not None:
        raise BadRequestError("on: of a former day cameras are known, and their findings by an export of that audit")
    own = ("rules", "forces", "min_confidence", "changed_since")
    verdicts = [verdict.value for verdict in selection.verdicts] or None
    return {
        **box,
        "filter": selection.filter(any_verdict=True, **{**dict.fromkeys(own), **anywhere}),
        "verdicts": verdicts,
        **{name: narrowed.get(name) for name in own},
    }


def days_of(text: str | None) -> dict[str, dt.date | None]:
    """Return the first and the last day (UTC) of what ``datetime`` asks for; None leaves an end open.

    Raises:
        BadRequestError: It is neither a moment nor an interval, or ends before it begins.
    """
    if text is None:
        return {"begins": None, "ends": None}
    ends = text.split("/")
    if len(ends) > 2:
        raise BadRequestError("datetime: one moment, or two with a / between them")
    begins, until = (_day(each) for each in (ends if len(ends) == 2 else ends * 2))
    if len(ends) == 1 and begins is None:
        raise BadRequestError("datetime: a day such as 2026-03-05, a moment, or an interval with a /")
    if begins and until and begins > until:
        raise BadRequestError("datetime: the interval ends before it begins")
    return {"begins": begins, "ends": until}


def _day(text: str) -> dt.date | None:
    if text in ("", ".."):
        return None
    # GDAL's driver writes a day with the T that would begin its time.
    text = text.removesuffix("T")
    try:
        return day_of(text) if len(text) == 10 else moment_of(text).date()
    except BadRequestError as error:
        raise BadRequestError(f"datetime: {error}") from None


def mark_of(key: str) -> str:
    """Write the key that a page ended with into an address."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def key_of(mark: str) -> str:
    """Read what `mark_of` wrote.

    Raises:
        BadRequestError: It was not written by it.
    """
    try:
        key = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        key = None
    if not isinstance(key, str) or "\x00" in key or not key.isprintable():
        raise BadRequestError("after: follow the link of the page before; it cannot be made up")
    return key


def keys_of(collection: Collection, prefix: Literal["after", "one"], key: str | None) -> Mapping[str, Any]:
    """Return the parameters that a key stands for, all None where there is no key."""
    parts = collection.key(key) if key is not None else {}
    return {f"{prefix}{part}": parts.get(part) for part in ("", "_rule")}
