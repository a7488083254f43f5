"""All addresses, explained: OpenAPI for programs, and a plain page of it that loads nothing from elsewhere."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from fairnotice import __version__
from fairnotice.web.addresses import base_of
from fairnotice.web.ogc.answers import OPENAPI, answer

router = APIRouter(tags=["About this interface"])

DESCRIPTION = """\
What an audit of cameras in public space found: whether they are announced, and whether they sort people by race,
ethnicity or religion.

* **Verdict and force are two things.** `fail` of a rule whose force is `policy`, `draft`, `superseded_draft` or
  `repealed` is contrary to that text and **no breach of law**; `breach_of_law` says which are.
* **`unknown` is an answer**, and carries its reason. Say first how much was judged.
* **The same filters everywhere**: tiles, lists, OGC API - Features and exports take the same parameters and give the
  same cameras. Cameras of several modes (`regular`, `simulated`, `exercise`) are never shown together.
* **Errors** are JSON: `{"error": "bad_request", "reason": "bbox: four numbers minx,miny,maxx,maxy are expected"}`.
* **ETags** follow the data: send `If-None-Match` and get 304 until something changed.
"""
_ERROR = {
    "type": "object",
    "required": ["error", "reason"],
    "properties": {
        "error": {"type": "string", "examples": ["bad_request"]},
        "reason": {"type": "string", "description": "What is wrong, for a person to read."},
        "begins": {"type": "string", "format": "date", "description": "The first day that the map's history knows."},
    },
}
_REFUSALS = {
    "400": "What was asked makes no sense; the reason says why.",
    "401": "Log in first.",
    "403": "This is not for your role.",
    "404": "There is no such thing.",
    "405": "This address does not take this method.",
    "413": "Too much was asked or sent at once; the reason says how much may be.",
    "429": "Too many requests; Retry-After says when to come again.",
    "503": "The database cannot be reached, or took too long; Retry-After says when to come again.",
}
_METHODS = {"get", "put", "post", "delete", "patch"}


def document_of(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of an application, with the refusals that each address shares."""
    made = get_openapi(
        title="Fairnotice",
        version=__version__,
        description=DESCRIPTION,
        license_info={"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        routes=app.routes,
    )
    made["components"] = made.get("components", {})
    schemas = made["components"].setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Refusal"] = _ERROR
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    for path in made["paths"].values():
        for method, operation in path.items():
            if method not in _METHODS:
                continue
            # Parameters that cannot be read are refused by 400 here, not by FastAPI's 422.
            operation["responses"].pop("422", None)
            for status, told in _REFUSALS.items():
                operation["responses"].setdefault(status, {"description": told, "content": content})
            if method == "get":
                operation["responses"].setdefault("304", {"description": "Nothing changed since that ETag."})
    return made


def _document(request: Request) -> dict[str, Any]:
    app: FastAPI = request.app
    if app.openapi_schema is None:
        app.openapi_schema = document_of(app)
    return {**app.openapi_schema, "servers": [{"url": base_of(request)}]}


@router.get("/openapi.json", summary="All addresses as OpenAPI 3.1", response_class=JSONResponse)
def openapi(request: Request) -> JSONResponse:
    """Return the OpenAPI document of this interface."""
    return JSONResponse(_document(request), media_type=OPENAPI)


@router.get("/api-docs", summary="All addresses as a page", response_class=Response)
def api_docs(request: Request) -> Response:
    """Show the OpenAPI document as a plain page."""
    made = _document(request)
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            group = (operation.get("tags") or ["Map"])[0]
            groups.setdefault(group, []).append({"path": path, "method": method.upper(), **operation})
    content = {"groups": groups, "description": DESCRIPTION, "server": made["servers"][0]["url"]}
    return answer(request, "html", "api.html", content)
