"""A selection to take away: GeoPackage, GeoParquet, GeoJSON, CSV, and a report as PDF."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field

from fairnotice.settings import settings
from fairnotice.web.errors import NotFoundError, TooLargeError
from fairnotice.web.evidence import storage_of
from fairnotice.web.filters import PlaceFilters, selected
from fairnotice.web.identity import Role, Viewer, require
from fairnotice.web.limiting import place_among
from fairnotice.web.reader import Reader, log_view, own_reader_of

router = APIRouter(prefix="/api", tags=["Exports"])

MOST_CAMERAS = 10_000
_TYPES = {
    "gpkg": "application/geopackage+sqlite3",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}
_MAKING = threading.BoundedSemaphore(2)
"""Each one holds a file in memory: no more than these at the same time."""
_WAIT_S = 10
_BOM = b"\xef\xbb\xbf"
Language = Literal["en", "zh"]
Layer = Literal["cameras", "findings", "observations"]
Ending = Literal["gpkg", "parquet", "geojson", "csv", "pdf"]


class ExportQuery(PlaceFilters):
    """The filters of the map, and how the file is made."""

    layer: Layer | None = Field(
        None, description="Of a gpkg all three if left out, of geojson the cameras, of parquet and csv the findings."
    )
    language: Language = Field("en", description="Of the words of a pdf.")
    bom: bool = Field(True, description="Begin a csv with the mark by which spreadsheets know UTF-8.")


@router.get(
    "/export.{ending}",
    summary="A selection as a file",
    response_class=Response,
    responses={200: {"content": {kind.partition(";")[0]: {} for kind in _TYPES.values()}}},
)
def export(
    ending: Annotated[Ending, Path()],
    query: Annotated[ExportQuery, Query()],
    request: Request,
    reader: Annotated[Reader, Depends(own_reader_of)],
    viewer: Annotated[Viewer, Depends(require(Role.INSPECTOR, Role.SUPERVISOR))],
) -> Response:
    """Return the cameras that pass the filters as a file, with their findings.

    No more than 10,000 cameras: narrow the selection, or use ``fairnotice export`` on the command line, which writes as
    many as there are.
    """
    with place_among(_MAKING, _WAIT_S, "other files are being made; try again in a minute"):
        content = _content(ending, query, request, reader, viewer)
    headers = {
        "Content-Disposition": f'attachment; filename="fairnotice-{query.on or _now().date()}.{ending}"',
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=_TYPES[ending], headers=headers)


def _content(ending: Ending, query: ExportQuery, request: Request, reader: Reader, viewer: Viewer) -> bytes:
    # Only whoever makes a file pays for GDAL, Arrow and typesetting, not every start of the server.
    from fairnotice.web.selections import cameras_of, exported, file_of, in_words, report_of

    using, now = settings(), _now()
    with reader.connection(viewer) as connection:
        selection = selected(connection, query)
        cameras = cameras_of(connection, selection, MOST_CAMERAS)
        if len(cameras) > MOST_CAMERAS:
            raise TooLargeError(
                f"more than {MOST_CAMERAS} cameras: narrow the selection, or use the command line (`fairnotice export`)"
            )
        if not cameras:
            raise NotFoundError("no camera passes these filters: there is nothing to write")
        what = exported(cameras, selection, now.date(), using.evidence_window_days)
        if ending != "pdf":
            content = file_of(connection, what, ending, [query.layer] if query.layer else [])
            return content.removeprefix(_BOM) if ending == "csv" and not query.bom else content
        asked = in_words(PlaceFilters(**{name: getattr(query, name) for name in PlaceFilters.model_fields}))
        content, said = report_of(
            connection, what, asked, query.language, now, storage_of(request), using.base_map_extra
        )
    if said.pictures:
        log_view(reader, viewer, "report", sorted(said.pictures), "a report as PDF")
    return content


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
