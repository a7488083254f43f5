"""What everybody may see, where the authority wants that: counts of districts, and no camera."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from fairnotice.web.errors import UnauthorizedError
from fairnotice.web.identity import PUBLIC, Role, public_view, viewer_of
from fairnotice.web.reader import own_reader_of, queries, rows
from fairnotice.web.versions import cache_headers, data_version, etag_of, not_modified

router = APIRouter()


@router.get("/api/public/districts")
def districts(request: Request) -> Response:
    """Return counts by verdict of every district with five cameras or more, and the share that was judged.

    Nothing adds up over all districts, so that a small district's counts cannot be had by subtraction.
    """
    if not public_view() and viewer_of(request).role is Role.PUBLIC:
        raise UnauthorizedError("counts are not published here: sign in")
    reader = own_reader_of(request)
    with reader.connection() as connection:
        etag = etag_of(f"public {data_version(connection)}".encode())
    if (unchanged := not_modified(request, etag)) is not None:
        return unchanged
    with reader.connection(PUBLIC) as connection:
        found = rows(queries("public").districts(connection))
    content = {
        "mode": found[0]["mode"] if found else None,
        "audited_at": found[0]["audited_at"] if found else None,
        "least_cameras": 5,
        "districts": [_shares(row) for row in found],
    }
    return JSONResponse(jsonable_encoder(content), headers=cache_headers(etag))


def _shares(row: dict[str, Any]) -> dict[str, Any]:
    counts = {verdict: row[verdict] for verdict in ("fail", "review", "unknown", "pass", "not_applicable")}
    cameras = sum(counts.values())
    settled = counts["pass"] + counts["fail"] + counts["review"]
    return {
        "district_id": row["district_id"],
        "name": row["name"],
        "names": row["names"],
        "cameras": cameras,
        **counts,
        "coverage": (cameras - counts["unknown"]) / cameras,
        "compliant": counts["pass"] / settled if settled else None,
    }
