"""Figures for the authority: how operators answer, as JSON, CSV and a page."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import FileResponse, JSONResponse
from pydantic import AwareDatetime

from fairnotice.domain import AuditMode
from fairnotice.pipeline.figures import Figures, Row, figures
from fairnotice.store.figures import Span, mode_to_count
from fairnotice.store.spreadsheets import cell
from fairnotice.web.errors import BadRequestError
from fairnotice.web.identity import INSPECTORS, Viewer, require, viewer_of
from fairnotice.web.page import page_for
from fairnotice.web.reader import Reader, own_reader_of, queries

router = APIRouter()

_DAYS = 365
_MOST_ROWS = 200
_PRIVATE = {"Cache-Control": "private, no-store"}
_MayCount = Annotated[Viewer, Depends(require(*INSPECTORS))]
_Days = Annotated[int, Query(ge=1, le=3650, description="How many days back messages count.")]


@router.get("/figures/", response_class=FileResponse, include_in_schema=False)
def page(request: Request, viewer: Annotated[Viewer, Depends(viewer_of)]) -> Response:
    """Return the page of figures."""
    return page_for(viewer, request, "figures")


@router.get("/api/figures")
def answer(
    viewer: _MayCount,
    reader: Annotated[Reader, Depends(own_reader_of)],
    days: _Days = _DAYS,
    mode: AuditMode | None = None,
    as_of: AwareDatetime | None = None,
) -> Response:
    """Return how long operators take to answer and to put right, what is overdue, and what photos have settled.

    Times are quartiles in days by the Kaplan-Meier estimate, in which what is open counts as not yet; null where so
    many have not come yet. An inspector of districts sees those of them.
    """
    found = _figures(viewer, reader, days, mode, as_of)
    shown = found.districts[:_MOST_ROWS]
    with reader.connection(viewer) as connection:
        ids = [row.key for row in shown if row.key]
        names = {row["district_id"]: row["names"] for row in queries("districts").names(connection, ids=ids)}
    content = {
        "since": found.span.since,
        "as_of": found.span.as_of,
        "mode": found.span.mode,
        "total": _plain(found.total),
        "operators": [_plain(row) for row in found.operators[:_MOST_ROWS]],
        "districts": [_plain(row) | {"names": names.get(row.key)} for row in shown],
        "more_operators": max(0, len(found.operators) - _MOST_ROWS),
        "more_districts": max(0, len(found.districts) - _MOST_ROWS),
    }
    return JSONResponse(jsonable_encoder(content), headers=_PRIVATE)


@router.get("/api/figures.csv", response_class=Response)
def as_csv(
    viewer: _MayCount,
    reader: Annotated[Reader, Depends(own_reader_of)],
    days: _Days = _DAYS,
    mode: AuditMode | None = None,
    as_of: AwareDatetime | None = None,
) -> Response:
    """Return the same as CSV: one line for all, one for each operator and one for each district."""
    text = table(_figures(viewer, reader, days, mode, as_of))
    headers = _PRIVATE | {"Content-Disposition": 'attachment; filename="figures.csv"'}
    # The mark at the beginning lets spreadsheets read it as UTF-8.
    return Response(f"\ufeff{text}", media_type="text/csv; charset=utf-8", headers=headers)


def table(found: Figures) -> str:
    """Write figures as CSV, with a line that names the columns."""
    file = io.StringIO()
    lines = list(_lines(found))
    writer = csv.DictWriter(file, list(lines[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(lines)
    return file.getvalue()


def _lines(found: Figures) -> Iterator[dict[str, Any]]:
    yield _line("all", found.total)
    for by, rows in (("operator", found.operators), ("district", found.districts)):
        yield from (_line(by, row) for row in rows)


def _line(by: str, row: Row) -> dict[str, Any]:
    answered, fixed = row.answered, row.fixed
    return {
        "by": by,
        "id": cell(row.key or ""),
        "name": cell(row.name or ""),
        "told": row.told,
        "answered": answered.happened,
        **_days("days_to_answer", answered.quartiles),
        "fixed": fixed.happened,
        **_days("days_to_fix", fixed.quartiles),
        "open": row.open,
        "overdue": row.overdue,
        "fixed_late": row.fixed_late,
        "taken_back": row.taken_back,
        "unclear": row.unclear,
        "sites_asked_for_a_photo": row.asked_sites,
        "cameras_asked_about": row.asked_cameras,
        "sites_with_a_photo": row.photo_sites,
        "cameras_settled_by_it": row.settled_cameras,
    }


def _days(name: str, quartiles: tuple[float | None, ...]) -> dict[str, str]:
    names = (f"{name}_quarter", f"{name}_half", f"{name}_three_quarters")
    return {each: "not yet" if day is None else f"{day:.2f}" for each, day in zip(names, quartiles, strict=True)}


def _figures(viewer: Viewer, reader: Reader, days: int, mode: AuditMode | None, as_of: dt.datetime | None) -> Figures:
    now = dt.datetime.now(dt.UTC)
    end = as_of or now
    if end.year < 2000:
        raise BadRequestError("as_of: no message is as old as that")
    with reader.connection(viewer) as connection:
        span = Span(end - dt.timedelta(days=days), end, mode or mode_to_count(connection), viewer.districts)
        return figures(connection, span)


def _plain(row: Row) -> dict[str, Any]:
    plain = asdict(row)
    for name, value in (("answered", row.answered), ("fixed", row.fixed)):
        plain[name]["open"] = value.open
    return plain
