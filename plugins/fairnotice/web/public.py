"""What everybody may see, where the authority wants that: counts of districts, and single cameras without evidence."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from fairnotice.settings import settings
from fairnotice.web.errors import NotFoundError, UnauthorizedError
from fairnotice.web.identity import PUBLIC, Role, public_view, viewer_of
from fairnotice.web.reader import own_reader_of, queries, rows
from fairnotice.web.versions import cache_headers, data_version, etag_of, not_modified

router = APIRouter()


@router.get("/api/public/districts")
def districts(request: Request) -> Response:
    """Return counts by verdict of every district with five cameras or more, and the share that was judged.

    Nothing adds up over all districts, so that a small district's counts cannot be had by subtraction.
    """
    _check_published(request)
    reader = own_reader_of(request)
    with reader.connection() as connection:
        etag = etag_of(f"public {settings().public_cameras} {data_version(connection)}".encode())
    if (unchanged := not_modified(request, etag)) is not None:
        return unchanged
    with reader.connection(PUBLIC) as connection:
        found = rows(queries("public").districts(connection))
    content = {
        "mode": found[0]["mode"] if found else None,
        "audited_at": found[0]["audited_at"] if found else None,
        "least_cameras": 5,
        "cameras_published": settings().public_cameras,
        "districts": [_shares(row) for row in found],
    }
    return JSONResponse(jsonable_encoder(content), headers=cache_headers(etag))


@router.get("/api/public/cameras")
def cameras(
    request: Request,
    after: Annotated[str, Query(max_length=1000, pattern=r"^[^\x00]*$", description="`next` of the page before.")] = "",
    limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
) -> Response:
    """Return single cameras as GeoJSON, by id, where the authority publishes them: place, and what was found.

    A breach is told when an inspector has confirmed it (`breach`, with its rules) and is `looked_into` until then.
    Cameras of households and at homes are left out, as are operators and evidence; places are told to some ten metres.
    `next` is there where more follow: ask again with it as `after`.
    """
    _check_published(request)
    if not settings().public_cameras:
        raise NotFoundError("single cameras are not published here")
    with own_reader_of(request).connection(PUBLIC) as connection:
        found = rows(queries("public").cameras(connection, after=after, most=limit + 1))
    shown = found[:limit]
    content: dict[str, Any] = {
        "type": "FeatureCollection",
        "mode": shown[0]["mode"] if shown else None,
        "features": [_feature(row) for row in shown],
    }
    if len(found) > limit:
        content["next"] = shown[-1]["camera_id"]
    return JSONResponse(
        jsonable_encoder(content), media_type="application/geo+json", headers={"Cache-Control": "no-cache"}
    )


def _check_published(request: Request) -> None:
    if not public_view() and viewer_of(request).role is Role.PUBLIC:
        raise UnauthorizedError("nothing is published here: sign in")


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": row["camera_id"],
        "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
        "properties": {"site_class": row["site_class"], "told": row["told"], "rules": row["rules"]},
    }


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
