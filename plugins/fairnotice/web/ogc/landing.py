"""What there is: landing page, conformance, collections and their properties."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from fairnotice.web.addresses import address
from fairnotice.web.extent import extent_of_cameras
from fairnotice.web.ogc.answers import GEOJSON, SCHEMA, answer, format_of, itself, link
from fairnotice.web.ogc.collections import COLLECTIONS, Collection, collection_of
from fairnotice.web.ogc.cql import Column
from fairnotice.web.ogc.query import CRS84, Format
from fairnotice.web.reader import Connection, ForViewer, reader_of

router = APIRouter(prefix="/ogc", tags=["OGC API - Features"])
F = Annotated[Format | None, Query(description="json or html, instead of what Accept asks for.")]

_FEATURES = "http://www.opengis.net/spec/ogcapi-features-"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/"
CONFORMS_TO = (
    *(f"http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/{name}" for name in ("core", "json", "html", "oas30")),
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    *(f"{_FEATURES}1/1.0/conf/{name}" for name in ("core", "geojson", "html", "oas30")),
    *(f"{_FEATURES}3/1.0/conf/{name}" for name in ("queryables", "filter", "features-filter")),
    *(
        f"{_CQL2}{name}"
        for name in (
            "cql2-text",
            "cql2-json",
            "basic-cql2",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "basic-spatial-functions",
            "basic-spatial-functions-plus",
            "spatial-functions",
            "temporal-functions",
            "property-property",
        )
    ),
)
_JSON_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "timestamp": {"type": "string", "format": "date-time"},
}


@router.get("", summary="Landing page")
@router.get("/", include_in_schema=False)
def landing(request: Request, f: F = None) -> Response:
    """Say what this interface is, and lead to the rest of it."""
    chosen = format_of(request, f)
    content = {
        "title": "Fairnotice",
        "description": "Whether cameras in public space are announced, and whether they sort people: what an audit "
        "found, by camera, by rule and by district. Verdicts of policies and drafts are never breaches of law.",
        "links": [
            *itself(request, "ogc", chosen, "application/json"),
            link(
                address(request, "openapi.json"), "service-desc", "application/vnd.oai.openapi+json;version=3.1", "API"
            ),
            link(address(request, "api-docs"), "service-doc", "text/html", "All addresses, explained"),
            link(address(request, "ogc/conformance"), "conformance", "application/json", "What it conforms to"),
            link(address(request, "ogc/collections"), "data", "application/json", "Collections"),
            link(address(request, "tiles.json"), "tiles", "application/json", "Vector tiles (TileJSON)"),
            link(address(request, "style.json"), "style", "application/json", "Style of the map for MapLibre and QGIS"),
        ],
    }
    return answer(request, chosen, "landing.html", content)


@router.get("/conformance", summary="Conformance classes")
def conformance(request: Request, f: F = None) -> Response:
    """List what this interface conforms to."""
    return answer(request, format_of(request, f), "conformance.html", {"conformsTo": CONFORMS_TO})


@router.get("/collections", summary="Collections")
def collections(request: Request, reader: Annotated[ForViewer, Depends(reader_of)], f: F = None) -> Response:
    """List the collections."""
    chosen = format_of(request, f)
    with reader.connection() as connection:
        described = [_described(request, each, connection) for each in COLLECTIONS.values()]
    links = itself(request, "ogc/collections", chosen, "application/json")
    return answer(request, chosen, "collections.html", {"links": links, "collections": described})


@router.get("/collections/{name}", summary="One collection")
def collection(name: str, request: Request, reader: Annotated[ForViewer, Depends(reader_of)], f: F = None) -> Response:
    """Describe one collection."""
    chosen = format_of(request, f)
    found = collection_of(name)
    with reader.connection() as connection:
        described = _described(request, found, connection)
    described["links"] = [*itself(request, f"ogc/collections/{name}", chosen, "application/json"), *described["links"]]
    return answer(request, chosen, "collection.html", described)


@router.get("/collections/{name}/queryables", summary="What a collection can be filtered by")
def queryables(name: str, request: Request, f: F = None) -> Response:
    """Describe the properties of a collection that a filter may name, as a JSON Schema."""
    chosen = format_of(request, f)
    found = collection_of(name)
    content = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address(request, f"ogc/collections/{name}/queryables"),
        "type": "object",
        "title": found.title,
        "properties": {name: _property(found, column) for name, column in found.columns.items()},
        "additionalProperties": False,
    }
    return answer(request, chosen, "queryables.html", content, media_type=SCHEMA)


def _property(found: Collection, column: Column) -> dict[str, Any]:
    if column.kind == "geometry":
        return {"title": column.title, "format": f"geometry-{found.geometry.lower()}"}
    values = {"enum": list(column.values)} if column.values else {}
    return {"title": column.title, **_JSON_TYPES[column.kind], **values}


def _described(request: Request, found: Collection, connection: Connection) -> dict[str, Any]:
    items = f"ogc/collections/{found.name}/items"
    return {
        "id": found.name,
        "title": found.title,
        "description": found.description,
        "itemType": "feature",
        "crs": [CRS84],
        "storageCrs": CRS84,
        "extent": {"spatial": {"bbox": [extent_of_cameras(connection)], "crs": CRS84}},
        "links": [
            link(address(request, items), "items", GEOJSON, "Items"),
            link(address(request, items, {"f": "html"}), "items", "text/html", "Items as a page"),
            link(
                address(request, f"ogc/collections/{found.name}/queryables"),
                "http://www.opengis.net/def/rel/ogc/1.0/queryables",
                SCHEMA,
                "What can be filtered by",
            ),
        ],
    }
