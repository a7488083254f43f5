"""Vector tiles of the cameras and of the districts, drawn by PostGIS."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from fairnotice.web.errors import BadRequestError
from fairnotice.web.filters import Filters, selected
from fairnotice.web.reader import ForViewer, queries, reader_of
from fairnotice.web.versions import cache_headers, data_etag, not_modified

router = APIRouter()

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
MAX_ZOOM = 22

Zoom = Annotated[int, Path(ge=0, le=MAX_ZOOM)]
Step = Annotated[int, Path(ge=0)]


@router.get("/tiles/{z}/{x}/{y}.mvt", response_class=Response)
def tile(
    z: Zoom,
    x: Step,
    y: Step,
    filters: Annotated[Filters, Query()],
    request: Request,
    reader: Annotated[ForViewer, Depends(reader_of)],
) -> Response:
    """Return a tile of the cameras that pass the filters.

    Layer ``cameras``: points with verdict, policy verdict, name and view; where they would cover each other, ``cells``
    with how many there are of each verdict; where those cannot be counted quickly, ``zoom_in``.
    """
    return _drawn(queries("map").tile, z, x, y, filters, request, reader)


@router.get("/tiles/districts/{z}/{x}/{y}.mvt", response_class=Response)
def district_tile(
    z: Zoom,
    x: Step,
    y: Step,
    filters: Annotated[Filters, Query()],
    request: Request,
    reader: Annotated[ForViewer, Depends(reader_of)],
) -> Response:
    """Return a tile of the districts (layer ``districts``) with counts and shares.

    Of the filters district, source, mode and day count.
    """
    return _drawn(queries("map").district_tile, z, x, y, filters, request, reader)


def _drawn(statement: Any, z: int, x: int, y: int, filters: Filters, request: Request, reader: ForViewer) -> Response:
    if x >= 2**z or y >= 2**z:
        raise BadRequestError(f"x, y: zoom {z} has tiles 0 to {2**z - 1}")
    with reader.connection() as connection:
        etag = data_etag(connection)
        if (unchanged := not_modified(request, etag)) is not None:
            return unchanged
        content = statement(connection, z=z, x=x, y=y, filter=selected(connection, filters).filter())
    return Response(bytes(content or b""), media_type=MEDIA_TYPE, headers=cache_headers(etag))
