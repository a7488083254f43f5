"""The items of a collection: pages that follow each other by links, and one by its id."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from fairnotice.web.addresses import address, asked_again
from fairnotice.web.counting import matched
from fairnotice.web.errors import NotFoundError
from fairnotice.web.filters import Selection, selected
from fairnotice.web.ogc.answers import GEOJSON, answer, format_of, itself, link
from fairnotice.web.ogc.collections import Collection, collection_of, feature_of
from fairnotice.web.ogc.cql import EVERYTHING, condition_of
from fairnotice.web.ogc.landing import F
from fairnotice.web.ogc.pages import function_of, page_of
from fairnotice.web.ogc.query import (
    CRS84,
    ItemsQuery,
    check_crs,
    days_of,
    flat,
    key_of,
    keys_of,
    mark_of,
    parameters_of,
)
from fairnotice.web.reader import Connection, ForViewer, reader_of
from fairnotice.web.versions import cache_headers, data_version, etag_of, not_modified

router = APIRouter(prefix="/ogc/collections/{name}/items", tags=["OGC API - Features"])
_IN_CRS84 = {"Content-Crs": f"<{CRS84}>"}


@router.get("", summary="Items of a collection")
def items(
    name: str,
    query: Annotated[ItemsQuery, Query()],
    request: Request,
    reader: Annotated[ForViewer, Depends(reader_of)],
) -> Response:
    """Return a page of items that pass bbox, datetime, filter and the filters of the map, by their key.

    Follow the link ``next`` until there is none. A page may hold fewer items than the limit, or none, and have a next
    one all the same: where a filter must look at each item, no more than 20,000 are looked at for one page.
    """
    found, chosen = collection_of(name), format_of(request, query.f)
    condition = condition_of(query.filter, query.filter_lang, found.columns)
    after = key_of(query.after) if query.after is not None else None
    check_crs(query)
    query = flat(query)
    keys = {**keys_of(found, "after", after), **keys_of(found, "one", None)}
    with reader.connection() as connection:
        etag = _etag(connection, request, chosen)
        if (unchanged := not_modified(request, etag)) is not None:
            return unchanged
        selection = selected(connection, query)
        asked = {**days_of(query.datetime), **keys, **parameters_of(found, query, selection)}
        plain = found.name == "cameras" and query.filter is None and query.datetime is None
        count = partial(_count, connection, selection) if plain else _uncounted
        page = page_of(connection, found, condition, asked, query.limit, function_of(found, selection), count)
    path = f"ogc/collections/{name}/items"
    links = itself(request, path, chosen, GEOJSON)
    if page.ended_with is not None:
        following = asked_again(request, path, {"after": mark_of(page.ended_with)})
        links.append(link(following, "next", links[0]["type"], "Next page"))
    links.append(link(address(request, f"ogc/collections/{name}"), "collection", "application/json", found.title))
    content: dict[str, Any] = {"type": "FeatureCollection", "numberReturned": len(page.rows), "links": links}
    if page.matching is not None:
        content["numberMatched"] = page.matching
    content["features"] = [feature_of(found, row) for row in page.rows]
    if chosen == "html":
        content |= {"title": found.title, "collection": name}
    headers = {**cache_headers(etag), **_IN_CRS84}
    return answer(request, chosen, "items.html", content, media_type=GEOJSON, headers=headers)


@router.get("/{item:path}", summary="One item by its id")
def item(
    name: str,
    item: Annotated[str, Path(max_length=1500)],
    request: Request,
    reader: Annotated[ForViewer, Depends(reader_of)],
    f: F = None,
) -> Response:
    """Return one item, whatever mode its source has."""
    found, chosen = collection_of(name), format_of(request, f)
    if "\x00" in item:
        raise NotFoundError("no item has such an id")
    with reader.connection() as connection:
        etag = _etag(connection, request, chosen)
        if (unchanged := not_modified(request, etag)) is not None:
            return unchanged
        row = _one(connection, found, item)
    path = f"ogc/collections/{name}/items/{item}"
    links = [
        *itself(request, path, chosen, GEOJSON),
        link(address(request, f"ogc/collections/{name}"), "collection", "application/json", found.title),
    ]
    content = {**feature_of(found, row), "links": links}
    headers = {**cache_headers(etag), **_IN_CRS84}
    return answer(request, chosen, "item.html", content, media_type=GEOJSON, headers=headers)


def _count(connection: Connection, selection: Selection) -> int | None:
    number, exact = matched(connection, selection)
    return number if exact else None


def _uncounted() -> None:
    return None


def _one(connection: Connection, found: Collection, item: str) -> dict[str, Any]:
    nothing = ItemsQuery()
    every = selected(connection, nothing)
    selection = replace(every, sources=tuple(source.name for source in every.known))
    keys = {**keys_of(found, "after", None), **keys_of(found, "one", item)}
    asked = {**days_of(None), **keys, **parameters_of(found, nothing, selection)}
    page = page_of(connection, found, EVERYTHING, asked, 1, function_of(found, selection))
    if not page.rows:
        raise NotFoundError(f"{found.name}: there is no item {item[:100]!r}")
    return page.rows[0]


def _etag(connection: Connection, request: Request, chosen: str) -> str:
    """Return the ETag of an answer: its links and its form depend on the request, the rest on the data."""
    return etag_of(f"{data_version(connection)} {chosen} {address(request, '')} {request.url.query}".encode())
