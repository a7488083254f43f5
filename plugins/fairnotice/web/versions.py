"""ETags from the version of the data, so that a viewer never sees an old verdict and rarely loads one twice."""

from __future__ import annotations

import hashlib

from fastapi import Request, Response

from fairnotice import __version__
from fairnotice.web.reader import Connection, queries, reach_of


def data_etag(connection: Connection) -> str:
    """Return the ETag of everything that the database's present state decides.

    Read it before the data: then the data are at least as new as their ETag, and a change between
    the two reads costs a reload and not a stale picture.
    """
    return etag_of(data_version(connection).encode())


def data_version(connection: Connection) -> str:
    """Return another text after every change of the data or of this program, and for whoever may see other rows."""
    version: str = queries("map").data_version(connection)
    reach = reach_of(connection)
    return f"{__version__} {version} {reach.districts} {reach.operator_id}"


def etag_of(content: bytes) -> str:
    """Return a strong ETag for ``content``."""
    return f'"{hashlib.sha256(content).hexdigest()[:24]}"'


def not_modified(request: Request, etag: str) -> Response | None:
    """Return a 304 where the viewer has ``etag`` already, else None. Weak marks are ignored, as for any GET."""
    asked = request.headers.get("if-none-match", "")
    tags = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
    if etag in tags or "*" in tags:
        return Response(status_code=304, headers=cache_headers(etag))
    return None


def cache_headers(etag: str) -> dict[str, str]:
    """Return headers that let a viewer keep the answer but ask before each use."""
    return {"ETag": etag, "Cache-Control": "no-cache"}
