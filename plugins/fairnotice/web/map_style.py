"""The vector tiles for other programs: TileJSON, and a style that MapLibre and QGIS open."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse

from fairnotice.domain import Verdict
from fairnotice.web.addresses import address, asked_again
from fairnotice.web.extent import extent_of_cameras
from fairnotice.web.filters import Filters, selected
from fairnotice.web.reader import ForViewer, reader_of
from fairnotice.web.tiles import MAX_ZOOM

router = APIRouter(tags=["Vector tiles"])

_TEXT, _NUMBER, _BOOLEAN = "String", "Number", "Boolean"
_LAYERS: dict[str, tuple[str, dict[str, str]]] = {
    "cells": (
        "Cameras counted in cells, where single ones would cover each other",
        dict.fromkeys(("cameras", *Verdict, "policy"), _NUMBER),
    ),
    "cameras": (
        "Single cameras",
        {
            **dict.fromkeys(("camera_id", "name", "source", "mode", "operator", "verdict", "policy_verdict"), _TEXT),
            **dict.fromkeys(("policy_only", "without_frames"), _BOOLEAN),
            **dict.fromkeys(("azimuth", "field_of_view"), _NUMBER),
        },
    ),
}
# The page's colours (static/icons.js). Without pictures of our own a verdict's form is its point's size and edge.
_COLOURS = {
    "fail": "#b3261e",
    "review": "#e08a00",
    "unknown": "#66707c",
    "pass": "#0b7a75",
    "not_applicable": "#64748b",
}
_RADII = {"fail": 8, "review": 7, "unknown": 4, "pass": 5, "not_applicable": 3}
_EDGES = {"fail": 3, "review": 2, "unknown": 1, "pass": 1, "not_applicable": 1}
_POLICY = "#6d28a8"


@router.get("/tiles.json", summary="Vector tiles as TileJSON 3.0", response_class=JSONResponse)
def tilejson(
    filters: Annotated[Filters, Query()],
    request: Request,
    reader: Annotated[ForViewer, Depends(reader_of)],
) -> JSONResponse:
    """Describe the vector tiles, with the filters that are given: add this address to QGIS or MapLibre."""
    with reader.connection() as connection:
        selected(connection, filters)
        bounds = extent_of_cameras(connection)
    # The names of a template stand in braces, which no address has: they are put in last.
    tiles = asked_again(request, "tiles/Z/X/Y.mvt", {}).replace("tiles/Z/X/Y.mvt", "tiles/{z}/{x}/{y}.mvt", 1)
    return JSONResponse(
        {
            "tilejson": "3.0.0",
            "name": "Fairnotice",
            "description": "Cameras in public space with what an audit found",
            "scheme": "xyz",
            "tiles": [tiles],
            "minzoom": 0,
            "maxzoom": MAX_ZOOM,
            "bounds": bounds,
            "vector_layers": [
                {"id": name, "description": told, "minzoom": 0, "maxzoom": MAX_ZOOM, "fields": fields}
                for name, (told, fields) in _LAYERS.items()
            ],
        }
    )


@router.get("/style.json", summary="Style of the map for MapLibre and QGIS", response_class=JSONResponse)
def style(
    filters: Annotated[Filters, Query()],
    request: Request,
    reader: Annotated[ForViewer, Depends(reader_of)],
) -> JSONResponse:
    """Return a style of MapLibre's specification, version 8: outlines of countries, and the cameras that pass."""
    with reader.connection() as connection:
        selected(connection, filters)
    return JSONResponse(
        {
            "version": 8,
            "name": "Fairnotice",
            "sources": {
                "land": {"type": "geojson", "data": address(request, "base/land.geojson")},
                "fairnotice": {"type": "vector", "url": asked_again(request, "tiles.json", {})},
            },
            "layers": [*_base(), *_cells(), *_cameras()],
        }
    )


def _base() -> list[dict[str, Any]]:
    return [
        {"id": "sea", "type": "background", "paint": {"background-color": "#d3e3ec"}},
        {"id": "land", "type": "fill", "source": "land", "paint": {"fill-color": "#f7f4ec"}},
        {"id": "borders", "type": "line", "source": "land", "paint": {"line-color": "#cfc7b4", "line-width": 0.8}},
    ]


def _cells() -> list[dict[str, Any]]:
    size = ["interpolate", ["linear"], ["log10", ["max", ["get", "cameras"], 1]], 0, 4, 3, 14, 6, 24]
    worst = ["case", [">", ["get", "fail"], 0], _COLOURS["fail"], [">", ["get", "review"], 0], _COLOURS["review"]]
    worst += [[">", ["get", "policy"], 0], _POLICY, [">", ["get", "pass"], 0], _COLOURS["pass"], _COLOURS["unknown"]]
    paint = {"circle-radius": size, "circle-color": worst, "circle-opacity": 0.8, "circle-stroke-color": "#ffffff",
             "circle-stroke-width": 1}  # fmt: skip
    return [{"id": "cells", "type": "circle", "source": "fairnotice", "source-layer": "cells", "paint": paint}]


def _cameras() -> list[dict[str, Any]]:
    policy = ["in", ["get", "policy_verdict"], ["literal", ["fail", "review"]]]
    colour = ["case", ["boolean", ["get", "policy_only"], False], _POLICY, _by_verdict(_COLOURS)]
    paint = {
        "circle-radius": _by_verdict(_RADII),
        "circle-color": colour,
        "circle-stroke-color": ["case", policy, _POLICY, "#ffffff"],
        "circle-stroke-width": _by_verdict(_EDGES),
    }
    return [{"id": "cameras", "type": "circle", "source": "fairnotice", "source-layer": "cameras", "paint": paint}]


def _by_verdict(values: dict[str, Any]) -> list[Any]:
    pairs = [part for pair in values.items() for part in pair]
    return ["match", ["get", "verdict"], *pairs, values["unknown"]]
