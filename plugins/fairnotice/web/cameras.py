"""The list of cameras as GeoJSON, and the card of one."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from psycopg.rows import DictRow

from fairnotice.web.card import card_of
from fairnotice.web.errors import BadRequestError, NotFoundError
from fairnotice.web.filters import ListFilters, known_sources, parse_bbox, select
from fairnotice.web.reader import Reader, queries, reader_of, rows
from fairnotice.web.versions import cache_headers, data_etag, not_modified

router = APIRouter(prefix="/api")

_NOWHERE = {"minx": None, "miny": None, "maxx": None, "maxy": None}


@router.get("/cameras")
def cameras(
    filters: Annotated[ListFilters, Query()], request: Request, reader: Annotated[Reader, Depends(reader_of)]
) -> Response:
    """Return the cameras that pass the filters, the worst first, as a GeoJSON FeatureCollection."""
    bbox = parse_bbox(filters.bbox) or _NOWHERE
    with reader.connection() as connection:
        etag = data_etag(connection)
        if (unchanged := not_modified(request, etag)) is not None:
            return unchanged
        selection = select(filters, known_sources(connection))
        asked = {**selection.parameters(), **bbox}
        matched: int = queries("map").count_of_cameras(connection, **asked)
        page = rows(queries("map").page_of_cameras(connection, **asked, limit=filters.limit, offset=filters.offset))
    content = {
        "type": "FeatureCollection",
        "mode": selection.mode,
        "numberMatched": matched,
        "numberReturned": len(page),
        "features": [_feature(row) for row in page],
    }
    return JSONResponse(jsonable_encoder(content), headers=cache_headers(etag), media_type="application/geo+json")


def _feature(row: DictRow) -> dict[str, Any]:
    place = [row.pop("lon"), row.pop("lat")]
    row.pop("geom", None)
    return {
        "type": "Feature",
        "id": row["camera_id"],
        "geometry": {"type": "Point", "coordinates": place},
        "properties": row,
    }


@router.get("/cameras/{camera_id:path}")
def camera(camera_id: str, reader: Annotated[Reader, Depends(reader_of)]) -> dict[str, Any]:
    """Return everything about one camera that a person needs to judge the judgement."""
    if "\x00" in camera_id or len(camera_id) > 1000:
        raise BadRequestError("camera: no camera has such an id")
    with reader.connection() as connection:
        card = card_of(connection, camera_id)
    if card is None:
        raise NotFoundError(f"there is no camera {camera_id!r}")
    return card
