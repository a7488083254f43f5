"""What the map says in sum: how much was judged first, then the verdicts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from psycopg.types.json import Jsonb

from fairnotice.domain import Verdict
from fairnotice.web.counting import MOST_LISTED, Counts, count, looked_up
from fairnotice.web.filters import PlaceFilters, Selection, selected
from fairnotice.web.reader import Connection, ForViewer, queries, reader_of, rows
from fairnotice.web.versions import cache_headers, data_etag, not_modified

router = APIRouter()


@router.get("/api/summary")
def summary(
    filters: Annotated[PlaceFilters, Query()], request: Request, reader: Annotated[ForViewer, Depends(reader_of)]
) -> Response:
    """Return coverage, counts by verdict, the last finished audit, and what can be filtered by."""
    with reader.connection() as connection:
        etag = data_etag(connection)
        if (unchanged := not_modified(request, etag)) is not None:
            return unchanged
        content = summarise(connection, selected(connection, filters))
    return JSONResponse(jsonable_encoder(content), headers=cache_headers(etag))


def summarise(connection: Connection, selection: Selection) -> dict[str, Any]:
    """Count what ``selection`` shows.

    The verdict filter does not change the counts by verdict; ``shown`` says how many pass it. Where no total is kept
    and very many cameras pass, ``complete`` is false and the counts are those of as many as were counted.
    """
    statements = queries("summary")
    sources = list(selection.sources)
    of_day = {"sources": sources, "on_day": selection.on}
    counts = count(connection, selection)
    by_source = {row["source"]: row["cameras"] for row in rows(statements.cameras_by_source(connection))}
    return {
        "mode": selection.mode,
        "on": selection.on,
        "history": queries("map").history(connection),
        "sources": [
            {
                "source": source.name,
                "mode": source.mode,
                "cameras": by_source.get(source.name, 0),
                "shown": source.name in selection.sources,
            }
            for source in selection.known
        ],
        "audit": statements.last_audit(connection, mode=selection.mode, sources=sources),
        "complete": counts.complete,
        "coverage": _coverage(counts),
        "without_frames": _without_frames(connection, selection),
        "verdicts": {verdict.value: counts.verdicts[verdict] for verdict in Verdict},
        "policy_only": {verdict.value: counts.policy_only[verdict] for verdict in Verdict},
        "policy": {"fail": counts.policy_fail, "review": counts.policy_review},
        "breaches_of_law": counts.breaches_of_law,
        "shown": counts.of(selection.verdicts),
        "extent": _extent(connection, selection, counts),
        "operators": rows(statements.operators_of_sources(connection, sources=sources)),
        "districts": rows(statements.districts_of_sources(connection, **of_day)),
        "jurisdictions": rows(statements.jurisdictions_of_sources(connection, **of_day)),
        "site_classes": rows(statements.site_classes_of_sources(connection, **of_day)),
        "attributes": rows(statements.attributes_found(connection, sources=sources)),
        "rules": rows(
            statements.rules_of_sources(connection, sources=sources, every_source=len(sources) == len(selection.known))
        ),
    }


def _coverage(counts: Counts) -> dict[str, Any]:
    unknown = counts.verdicts[Verdict.UNKNOWN] + counts.policy_only[Verdict.UNKNOWN]
    why = sorted(counts.why_unknown.items(), key=lambda each: (-each[1], each[0]))
    return {
        "cameras": counts.cameras,
        "judged": counts.cameras - unknown,
        "unknown": unknown,
        "why_unknown": [{"code": code, "cameras": cameras} for code, cameras in why],
    }


def _without_frames(connection: Connection, selection: Selection) -> dict[str, Any]:
    """Say how many cameras give no frame now, since when the first of them, and why, by the newest fault of each.

    Of a former day that is not known.
    """
    if selection.on is not None:
        return {"cameras": None, "since": None, "why": []}
    narrowed = {name: selection.narrowed[name] for name in ("operators", "districts") if name in selection.narrowed}
    statements = queries("summary")
    if narrowed or len(selection.sources) < len(selection.known):
        asked = Jsonb({**narrowed, "sources": list(selection.sources)})
        faults = rows(statements.without_frames(connection, filter=asked))
    else:
        faults = rows(statements.every_without_frames(connection))
    since = min((row["since"] for row in faults), default=None)
    why = [{"code": row["fault"], "cameras": row["cameras"]} for row in faults]
    return {"cameras": sum(row["cameras"] for row in faults), "since": since, "why": why}


def _extent(connection: Connection, selection: Selection, counts: Counts) -> list[float] | None:
    """Return the box around what is shown; of very many cameras that around all of them, or of their districts."""
    statements = queries("summary")
    if counts.of(selection.verdicts) <= MOST_LISTED:
        asked = selection.filter(**looked_up(connection, selection))
        box = statements.extent(connection, filter=asked, most=MOST_LISTED)
    else:
        box = statements.extent_of_cells(
            connection, sources=list(selection.sources), districts=selection.narrowed.get("districts")
        )
    return [box[name] for name in ("minx", "miny", "maxx", "maxy")] if box else None
