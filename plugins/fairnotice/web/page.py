"""The page itself, its base map, and MapLibre from its installed package: nothing comes from outside."""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse, RedirectResponse
from starlette.staticfiles import StaticFiles

from fairnotice.errors import ConfigurationError
from fairnotice.registry.jurisdiction import land_geojson
from fairnotice.settings import settings
from fairnotice.web.errors import NotFoundError
from fairnotice.web.identity import Role, Viewer, public_view, viewer_of
from fairnotice.web.versions import cache_headers, etag_of, not_modified

router = APIRouter()

STATIC = Path(__file__).parent / "static"
_FILES = StaticFiles(directory=STATIC)
_GEOJSON = "application/geo+json"
_MOST_EXTRA_BYTES = 32 * 1024 * 1024
_VENDOR = {"maplibre-gl.js": "text/javascript; charset=utf-8", "maplibre-gl.css": "text/css; charset=utf-8"}


@router.get("/", response_class=FileResponse)
def index(request: Request, viewer: Annotated[Viewer, Depends(viewer_of)]) -> Response:
    """Return the map page, or lead to where one signs in. Addresses are relative: it works wherever it is mounted."""
    if viewer.role is Role.OPERATOR:
        return RedirectResponse("operator/", 303)
    if viewer.role is Role.PUBLIC and public_view():
        return FileResponse(STATIC / "public" / "index.html", media_type="text/html; charset=utf-8")
    if viewer.role is Role.PUBLIC:
        query = request.url.query
        return RedirectResponse(f"login?next={quote('?' + query)}" if query else "login", 303)
    return FileResponse(STATIC / "index.html", media_type="text/html; charset=utf-8")


def page_for(viewer: Viewer, request: Request, folder: str) -> Response:
    """Return the page of a folder beside the map, or lead to where one signs in and back."""
    if viewer.role is Role.PUBLIC:
        query = request.url.query
        return RedirectResponse(f"../login?next={quote(f'{folder}/' + (f'?{query}' if query else ''))}", 303)
    return FileResponse(STATIC / folder / "index.html", media_type="text/html; charset=utf-8")


@router.get("/static/{path:path}", response_class=Response)
async def static(path: str, request: Request) -> Response:
    """Return one of the page's scripts, styles or words."""
    return await _FILES.get_response(path, request.scope)


@router.get("/api/base-map")
def base_map() -> dict[str, Any]:
    """Say what lies under the cameras: a style that the authority chose, or the plain map of ours."""
    chosen = settings()
    return {"style_url": chosen.map_style_url, "extra": chosen.base_map_extra is not None}


@router.get("/base/land.geojson", response_class=Response)
def land(request: Request) -> Response:
    """Return the outlines of countries."""
    content = land_geojson()
    etag = etag_of(content)
    return not_modified(request, etag) or Response(content, media_type=_GEOJSON, headers=cache_headers(etag))


@router.get("/base/extra.geojson", response_class=Response)
def extra(request: Request) -> Response:
    """Return the installation's own base layer: streets and blocks of an invented or an indoor place."""
    path = settings().base_map_extra
    if path is None:
        raise NotFoundError("this installation has no base layer of its own")
    content = _read_extra(path)
    etag = etag_of(content)
    return not_modified(request, etag) or Response(content, media_type=_GEOJSON, headers=cache_headers(etag))


def _read_extra(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_EXTRA_BYTES:
            raise ConfigurationError(f"FAIRNOTICE_BASE_MAP_EXTRA: more than {_MOST_EXTRA_BYTES >> 20} MiB")
        content = path.read_bytes()
        document = json.loads(content)
    except OSError as error:
        raise ConfigurationError(f"FAIRNOTICE_BASE_MAP_EXTRA cannot be read: {error.strerror}") from None
    except ValueError:
        raise ConfigurationError("FAIRNOTICE_BASE_MAP_EXTRA is not JSON") from None
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise ConfigurationError("FAIRNOTICE_BASE_MAP_EXTRA is not a GeoJSON FeatureCollection")
    return content


@router.get("/vendor/{name}", response_class=Response)
def vendor(name: str, request: Request) -> Response:
    """Return MapLibre's script or style sheet."""
    if name not in _VENDOR:
        raise NotFoundError(f"there is no {name!r} here")
    content, etag = _maplibre(name)
    headers = {"ETag": etag, "Cache-Control": "public, max-age=604800"}
    return not_modified(request, etag) or Response(content, media_type=_VENDOR[name], headers=headers)


@cache
def _maplibre(name: str) -> tuple[bytes, str]:
    """Read one of MapLibre's files from the installed package, without running the package."""
    found = importlib.util.find_spec("maplibre")
    if found is None or not found.submodule_search_locations:
        raise ConfigurationError("the Python package maplibre is not installed, so the map cannot be drawn")
    content = (Path(found.submodule_search_locations[0]) / "srcjs" / name).read_bytes()
    return content, etag_of(content)
