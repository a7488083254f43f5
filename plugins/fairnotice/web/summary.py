"""What the map says in sum: how much was judged first, then the verdicts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from psycopg.rows import DictRow

from fairnotice.domain import Verdict
from fairnotice.web.filters import Filters, Selection, Source, known_sources, select
from fairnotice.web.reader import Connection, Reader, queries, reader_of, rows
from fairnotice.web.versions import cache_headers, data_etag, not_modified

router = APIRouter()


@router.get("/api/summary")
def summary(
    filters: Annotated[Filters, Query()], request: Request, reader: Annotated[Reader, Depends(reader_of)]
) -> Response:
    """Return coverage, counts by verdict, the last finished audit, and what can be filtered by."""
    with reader.connection() as connection:
        etag = data_etag(connection)
        if (unchanged := not_modified(request, etag)) is not None:
            return unchanged
        known = known_sources(connection)
        content = summarise(connection, select(filters, known), known)
    return JSONResponse(jsonable_encoder(content), headers=cache_headers(etag))


def summarise(connection: Connection, selection: Selection, known: list[Source]) -> dict[str, Any]:
    """Count what ``selection`` shows.

    The verdict filter does not change the counts by verdict; ``shown`` says how many pass it.
    """
    statements = queries("summary")
    asked = {name: value for name, value in selection.parameters().items() if name != "verdicts"}
    unfiltered = {name: asked[name] for name in ("operators", "rules", "sources")}
    counts = rows(statements.counts(connection, **asked))
    by_source = {row["source"]: row["cameras"] for row in rows(statements.cameras_by_source(connection))}
    wanted = selection.verdicts or tuple(Verdict)
    return {
        "mode": selection.mode,
        "sources": [
            {
                "source": source.name,
                "mode": source.mode,
                "cameras": by_source.get(source.name, 0),
                "shown": source.name in selection.sources,
            }
            for source in known
        ],
        "audit": statements.last_audit(connection, mode=selection.mode, sources=asked["sources"]),
        "coverage": _coverage(counts, rows(statements.why_unknown(connection, **asked))),
        "without_frames": _without_frames(rows(statements.without_frames(connection, **unfiltered))),
        "verdicts": _by_verdict(counts, policy_only=False),
        "policy_only": _by_verdict(counts, policy_only=True),
        "policy": {
            "fail": sum(row["policy_fails"] for row in counts),
            "review": sum(row["policy_reviews"] for row in counts),
        },
        "breaches_of_law": sum(row["breaches_of_law"] for row in counts),
        "shown": sum(row["cameras"] for row in counts if row["verdict"] in wanted),
        "extent": _extent([row for row in counts if row["verdict"] in wanted]),
        "operators": rows(statements.operators_of_sources(connection, sources=asked["sources"])),
        "rules": rows(statements.rules_of_sources(connection, sources=asked["sources"])),
    }


def _coverage(counts: list[DictRow], why: list[DictRow]) -> dict[str, Any]:
    total = sum(row["cameras"] for row in counts)
    unknown = sum(row["cameras"] for row in counts if row["verdict"] == Verdict.UNKNOWN)
    return {"cameras": total, "judged": total - unknown, "unknown": unknown, "why_unknown": why}


def _without_frames(faults: list[DictRow]) -> dict[str, Any]:
    """Say how many cameras give no frame now, since when the first of them, and why, by the newest fault of each."""
    since = min((row["since"] for row in faults), default=None)
    why = [{"code": row["fault"], "cameras": row["cameras"]} for row in faults]
    return {"cameras": sum(row["cameras"] for row in faults), "since": since, "why": why}


def _by_verdict(counts: list[DictRow], *, policy_only: bool) -> dict[str, int]:
    found = {row["verdict"]: row["cameras"] for row in counts if row["policy_only"] is policy_only}
    return {verdict.value: found.get(verdict.value, 0) for verdict in Verdict}


def _extent(counts: list[DictRow]) -> list[float] | None:
    if not counts:
        return None
    return [
        min(row["minx"] for row in counts),
        min(row["miny"] for row in counts),
        max(row["maxx"] for row in counts),
        max(row["maxy"] for row in counts),
    ]
