"""Vector tiles of the cameras, drawn by PostGIS."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from fairnotice.web.errors import BadRequestError
from fairnotice.web.filters import Filters, known_sources, select
from fairnotice.web.reader import Reader, queries, reader_of
from fairnotice.web.versions import cache_headers, data_etag, not_modified

router = APIRouter()

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
MAX_ZOOM = 22


@router.get("/tiles/{z}/{x}/{y}.mvt", response_class=Response)
def tile(
    z: Annotated[int, Path(ge=0, le=MAX_ZOOM)],
    x: Annotated[int, Path(ge=0)],
    y: Annotated[int, Path(ge=0)],
    filters: Annotated[Filters, Query()],
    request: Request,
    reader: Annotated[Reader, Depends(reader_of)],
) -> Response:
    """Return the tile's layer ``cameras``: points with verdict, policy verdict, name and view."""
    if x >= 2**z or y >= 2**z:
        raise BadRequestError(f"x, y: zoom {z} has tiles 0 to {2**z - 1}")
    with reader.connection() as connection:
        etag = data_etag(connection)
        if (unchanged := not_modified(request, etag)) is not None:
            return unchanged
        selection = select(filters, known_sources(connection))
        content = queries("map").tile(connection, z=z, x=x, y=y, **selection.parameters())
    return Response(bytes(content or b""), media_type=MEDIA_TYPE, headers=cache_headers(etag))
