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
from fairnotice.web.filters import Filters
from fairnotice.web.ogc.collections import Collection
from fairnotice.web.ogc.temporal import day_of, moment_of
from fairnotice.web.places import parse_bbox

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
MOST_ITEMS = 1000
_NOWHERE = {"minx": None, "miny": None, "maxx": None, "maxy": None}

Format = Literal["json", "html"]


class ItemsQuery(Filters):
    """Parameters of a page of items; those of the map's filters count as well."""

    limit: int = Field(100, ge=1, le=MOST_ITEMS, description="Most items of a page.")
    bbox: str | None = Field(
        None, max_length=200, description="minx,miny,maxx,maxy in degrees (CRS84); with heights, they are ignored."
    )
    bbox_crs: str | None = Field(None, alias="bbox-crs", max_length=100, description="CRS84 only.")
    crs: str | None = Field(None, max_length=100, description="CRS84 only.")
    datetime: str | None = Field(
        None,
        max_length=100,
        description="A day, a moment or an interval such as 2026-03-01/.. : cameras and districts that were judged "
        "last in it, findings that held in it (from `since` to `judged_on`). For the map as it stood, use `on`.",
        examples=["2026-03-01/2026-03-31"],
    )
    filter: str | None = Field(
        None, max_length=4000, description="A condition in CQL2.", examples=["verdict = 'fail' AND breach_of_law"]
    )
    filter_lang: Literal["cql2-text", "cql2-json"] = Field("cql2-text", alias="filter-lang")
    filter_crs: str | None = Field(None, alias="filter-crs", max_length=100, description="CRS84 only.")
    after: str | None = Field(None, max_length=2000, description="Where the page before ended: only from a next link.")
    f: Format | None = Field(None, description="json or html, instead of what Accept asks for.")


def place_of(query: ItemsQuery) -> dict[str, float | None]:
    """Return the corners that items must touch, all None where none are asked.

    Raises:
        BadRequestError: It is no box, or another reference system than CRS84 is asked for.
    """
    for name, asked in (("crs", query.crs), ("bbox-crs", query.bbox_crs), ("filter-crs", query.filter_crs)):
        if asked is not None and asked != CRS84:
            raise BadRequestError(f"{name}: only {CRS84} is answered here")
    text = query.bbox
    if text is not None and text.count(",") == 5:
        minx, miny, _, maxx, maxy, _ = text.split(",")
        text = ",".join((minx, miny, maxx, maxy))
    box = parse_bbox(text)
    return dict(zip(_NOWHERE, box, strict=True)) if box is not None else dict(_NOWHERE)


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
