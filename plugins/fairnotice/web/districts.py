"""The districts with their counts and shares, as a table or with their outlines."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from psycopg.rows import DictRow
from pydantic import Field

from fairnotice.web.filters import Filters, Name, selected
from fairnotice.web.reader import ForViewer, queries, reader_of, rows
from fairnotice.web.versions import cache_headers, data_etag, not_modified

router = APIRouter(prefix="/api")


class DistrictFilters(Filters):
    """Of the filters district, source, mode and day count; also a page, and whether outlines are wanted."""

    zoom: int | None = Field(None, ge=0, le=22, description="With outlines as fine as can be seen at this zoom.")
    after: Name | None = Field(None, description="The last id of the page before.")
    limit: int = Field(1000, ge=1, le=5000)


@router.get("/districts")
def districts(
    filters: Annotated[DistrictFilters, Query()], request: Request, reader: Annotated[ForViewer, Depends(reader_of)]
) -> Response:
    """Return districts by id as a GeoJSON FeatureCollection; without ``zoom`` their geometry is null.

    ``coverage`` is the share of a district's cameras that were judged; ``compliant`` the share of those that pass among
    those that pass, fail or are to be reviewed, null where there are none.
    """
    with reader.connection() as connection:
        etag = data_etag(connection)
        if (unchanged := not_modified(request, etag)) is not None:
            return unchanged
        selection = selected(connection, filters)
        wanted = selection.narrowed.get("districts")
        found = rows(
            queries("districts").districts(
                connection,
                wanted=wanted,
                sources=list(selection.sources),
                on_day=selection.on,
                zoom=filters.zoom,
                after=filters.after,
                limit=filters.limit,
            )
        )
        number: int = queries("districts").count_of_districts(connection, wanted=wanted)
    content = {
        "type": "FeatureCollection",
        "mode": selection.mode,
        "on": selection.on,
        "numberMatched": number,
        "numberReturned": len(found),
        "features": [_feature(row) for row in found],
    }
    return JSONResponse(jsonable_encoder(content), headers=cache_headers(etag), media_type="application/geo+json")


def _feature(row: DictRow) -> dict[str, Any]:
    box, outline = row.pop("bbox"), row.pop("outline")
    return {"type": "Feature", "id": row["district_id"], "bbox": box, "geometry": outline, "properties": row}
