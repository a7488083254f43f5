"""Answers of the OGC interface as JSON or as a plain page, with links that lead on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from fastapi import Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from fairnotice.web.addresses import asked_again
from fairnotice.web.errors import BadRequestError
from fairnotice.web.ogc.query import Format

GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.1"
SCHEMA = "application/schema+json"


@cache
def _pages() -> jinja2.Environment:
    folder = Path(__file__).parent / "templates"
    return jinja2.Environment(loader=jinja2.FileSystemLoader(folder), autoescape=True, undefined=jinja2.StrictUndefined)


def format_of(request: Request, f: str | None) -> Format:
    """Choose what to answer with: what ``f`` says, else what ``Accept`` asks for first; JSON to who does not care.

    Raises:
        BadRequestError: ``f`` is neither.
    """
    if f is not None:
        if f not in ("json", "html"):
            raise BadRequestError("f: json or html")
        return "json" if f == "json" else "html"
    accepted = request.headers.get("accept", "")
    html, json = accepted.find("text/html"), accepted.find("json")
    return "html" if html >= 0 and (json < 0 or html < json) else "json"


def link(href: str, rel: str, media_type: str, title: str) -> dict[str, str]:
    """Return a link as the standard writes it."""
    return {"href": href, "rel": rel, "type": media_type, "title": title}


def itself(request: Request, path: str, chosen: Format, media_type: str) -> list[dict[str, str]]:
    """Return the links of an answer to itself and to its other form."""
    other = "html" if chosen == "json" else "json"
    types = {"json": media_type, "html": "text/html"}
    return [
        link(asked_again(request, path, {}), "self", types[chosen], "This document"),
        link(asked_again(request, path, {"f": other}), "alternate", types[other], f"This document as {other.upper()}"),
    ]


def answer(
    request: Request,
    chosen: Format,
    template: str,
    content: Mapping[str, Any],
    *,
    media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return ``content`` as JSON, or as the page that ``template`` makes of it."""
    given = {"Vary": "Accept", **(headers or {})}
    plain = jsonable_encoder(content)
    if chosen == "json":
        return JSONResponse(plain, headers=given, media_type=media_type)
    page = _pages().get_template(template).render(root=_root(request), **plain)
    return Response(page, media_type="text/html; charset=utf-8", headers=given)


def _root(request: Request) -> str:
    """Return the way from this page up to the application's root, so that no page depends on where it is mounted."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return "../" * (path.count("/") - 1) or "./"
