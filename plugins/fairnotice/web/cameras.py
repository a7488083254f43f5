"""The list of cameras as GeoJSON, and the card of one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, LiteralString, cast

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from psycopg import sql
from psycopg.rows import DictRow
from pydantic import Field

from fairnotice.rules.sentences import said_in_each
from fairnotice.web.card import card_of
from fairnotice.web.counting import MOST_LISTED, looked_up, matched
from fairnotice.web.errors import BadRequestError, NotFoundError
from fairnotice.web.filters import PlaceFilters, Selection, selected
from fairnotice.web.reader import Connection, ForViewer, queries, reader_of
from fairnotice.web.versions import cache_headers, data_etag, not_modified

router = APIRouter(prefix="/api")

Column = Literal["verdict", "name", "operator", "district", "judged_on", "changed", "since", "confidence"]
Sort = Literal[
    "verdict", "name", "operator", "district", "judged_on", "changed", "since", "confidence",
    "-verdict", "-name", "-operator", "-district", "-judged_on", "-changed", "-since", "-confidence",
]  # fmt: skip
_PAGE = Path(__file__).parent / "sql" / "page_of_cameras.sql"
_ORDERS: dict[Column, tuple[LiteralString, ...]] = {
    # The worst first, and what only policies say after all that law says.
    "verdict": (
        "seen.policy_only", "fairnotice.verdict_rank(seen.verdict)",
        "coalesce(fairnotice.verdict_rank(seen.policy_verdict), 9)", "seen.name", "seen.camera_id",
    ),
    "name": ("seen.name", "seen.camera_id"),
    "changed": ("seen.changed_on NULLS FIRST", "seen.camera_id"),
    "since": ("seen.changed_on NULLS FIRST", "seen.camera_id"),
    "confidence": ("seen.confidence", "seen.camera_id"),
    "operator": (
        "(SELECT operator.name FROM fairnotice.operator WHERE operator.operator_id = seen.operator_id)",
        "seen.camera_id",
    ),
    "district": (
        "(SELECT district.name FROM fairnotice.district WHERE district.district_id = seen.district_id)",
        "seen.camera_id",
    ),
    "judged_on": (
        "(SELECT max(finding.judged_on) FROM fairnotice.finding WHERE finding.camera_id = seen.camera_id) NULLS FIRST",
        "seen.camera_id",
    ),
}  # fmt: skip
_KEPT: tuple[Column, ...] = ("verdict", "name", "changed", "since", "confidence")
"""Orders of what is kept of each camera, however many there are; the last has no index and is made of all of them."""
_KEPT_OF_A_FORMER_DAY: tuple[Column, ...] = ("verdict",)


_NEWEST_FIRST: tuple[Sort, ...] = ("-changed", "-since")
_NEWEST = 5000
"""Findings that changed last, among whose cameras the first page of those is looked for."""


class ListFilters(PlaceFilters):
    """The filters of the list: also an order and a page."""

    sort: Sort = Field("verdict", description="A column; with a minus before it the other way round.")
    limit: int = Field(200, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=10_000, description="Further down nobody reads: narrow the selection instead.")


@router.get("/cameras")
def cameras(
    filters: Annotated[ListFilters, Query()], request: Request, reader: Annotated[ForViewer, Depends(reader_of)]
) -> Response:
    """Return the cameras that pass the filters, the worst first, as a GeoJSON FeatureCollection.

    Where ``numberMatchedIsExact`` is false, at least ``numberMatched`` pass.
    """
    with reader.connection() as connection:
        etag = data_etag(connection)
        if (unchanged := not_modified(request, etag)) is not None:
            return unchanged
        selection = selected(connection, filters)
        number, exact = _number(connection, selection, filters.sort)
        page = _page(connection, selection, filters, few=exact and number <= MOST_LISTED)
    content = {
        "type": "FeatureCollection",
        "mode": selection.mode,
        "on": selection.on,
        "numberMatched": number,
        "numberMatchedIsExact": exact,
        "numberReturned": len(page),
        "features": [_feature(row) for row in page],
    }
    return JSONResponse(jsonable_encoder(content), headers=cache_headers(etag), media_type="application/geo+json")


def _number(connection: Connection, selection: Selection, sort: Sort) -> tuple[int, bool]:
    """Return how many cameras there are and whether that is exact.

    Raises:
        BadRequestError: They are too many to be looked at one by one, which this list would take.
    """
    if "rules" in selection.narrowed or "forces" in selection.narrowed:
        asked = selection.filter(**looked_up(connection, selection))
        if queries("map").candidates(connection, filter=asked, most=MOST_LISTED) > MOST_LISTED:
            raise BadRequestError(
                f"rule, force: more than {MOST_LISTED} cameras would have to be looked at; narrow the selection by "
                "a place, a district, an operator, or another verdict"
            )
    number, exact = matched(connection, selection)
    column = _column(sort)
    kept = _KEPT if selection.on is None else _KEPT_OF_A_FORMER_DAY
    if column not in kept and (not exact or number > MOST_LISTED):
        raise BadRequestError(
            f"sort: more than {MOST_LISTED} cameras cannot be ordered by {column}; narrow the selection, or order it "
            f"by {', '.join(kept)}"
        )
    return number, exact


def _column(sort: Sort) -> Column:
    return cast(Column, sort.removeprefix("-"))


def _page(connection: Connection, selection: Selection, filters: ListFilters, *, few: bool) -> list[DictRow]:
    by = looked_up(connection, selection)
    if not few and filters.sort in _NEWEST_FIRST and not set(selection.narrowed) & {"rules", "forces", "districts"}:
        # Of very many, those that changed last mostly fill the page, and come before all others.
        newest = _rows_of(connection, selection, filters, {**by, "newest": _NEWEST})
        if len(newest) == filters.limit:
            return newest
    return _rows_of(connection, selection, filters, by)


def _rows_of(
    connection: Connection, selection: Selection, filters: ListFilters, by: Mapping[str, Any]
) -> list[DictRow]:
    asked = {
        "filter": selection.filter(**by),
        "rules": selection.narrowed.get("rules"),
        "forces": selection.narrowed.get("forces"),
        "is_former": selection.on is not None,
        "limit": filters.limit,
        "offset": filters.offset,
        "most": filters.limit + filters.offset,
    }
    return connection.execute(_statement(filters.sort), asked).fetchall()


@cache
def _statement(sort: Sort) -> sql.Composed:
    """Return the statement of a page in one of the orders; they are ours, and nothing of a request is in them."""
    # Typed as text of ours, which the checker takes for any text.
    template: LiteralString = _PAGE.read_text(encoding="utf-8")
    keys = _ORDERS[_column(sort)]
    if sort.startswith("-"):
        keys = tuple(
            f"{key.removesuffix(' NULLS FIRST')} DESC NULLS LAST" if "NULLS" in key else f"{key} DESC" for key in keys
        )
    return sql.SQL(template).format(order=sql.SQL(", ").join(map(sql.SQL, keys)))


def _feature(row: DictRow) -> dict[str, Any]:
    place = [row.pop("lon"), row.pop("lat")]
    row["reason_in"] = said_in_each(row["reason"]) if row["reason"] else {}
    return {
        "type": "Feature",
        "id": row["camera_id"],
        "geometry": {"type": "Point", "coordinates": place},
        "properties": row,
    }


@router.get("/cameras/{camera_id:path}")
def camera(camera_id: str, reader: Annotated[ForViewer, Depends(reader_of)]) -> dict[str, Any]:
    """Return everything about one camera that a person needs to judge the judgement."""
    if "\x00" in camera_id or len(camera_id) > 1000:
        raise BadRequestError("camera: no camera has such an id")
    with reader.connection() as connection:
        card = card_of(connection, camera_id)
    if card is None:
        raise NotFoundError(f"there is no camera {camera_id!r}")
    reader.note("card", [camera_id], "looked at on a page")
    return card
