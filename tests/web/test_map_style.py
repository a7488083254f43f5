from __future__ import annotations

from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Receive, Scope, Send

from fairnotice.web.app import create_app
from fairnotice.web.identity import known_to_airflow
from web.mvt import rows_of


def test_the_tiles_that_tilejson_names_can_be_fetched_and_keep_the_filters(client: httpx.Client) -> None:
    found = client.get("/tiles.json", params={"verdict": ["fail", "review"]}).json()

    assert found["tilejson"] == "3.0.0"
    assert {layer["id"] for layer in found["vector_layers"]} >= {"cameras", "cells"}
    (template,) = found["tiles"]
    assert "verdict=fail&verdict=review" in template
    shown = rows_of(client.get(template.format(z=0, x=0, y=0)), "cameras")
    assert {row["verdict"] for row in shown} == {"fail", "review"}
    assert len(shown) == 5


def test_the_fields_that_tilejson_names_are_those_of_the_tiles(client: httpx.Client) -> None:
    found = client.get("/tiles.json").json()
    named = {layer["id"]: set(layer["fields"]) for layer in found["vector_layers"]}
    tile = client.get(found["tiles"][0].format(z=0, x=0, y=0))
    for name, fields in named.items():
        for row in rows_of(tile, name):
            assert set(row) - {"geometry", "mvt_id"} <= fields, name
    assert rows_of(tile, "cameras")


def test_a_style_leads_to_sources_that_are_there(client: httpx.Client) -> None:
    style = client.get("/style.json?verdict=fail").json()

    assert client.get(style["sources"]["fairnotice"]["url"]).json()["tilejson"] == "3.0.0"
    assert client.get(style["sources"]["land"]["data"]).json()["type"] == "FeatureCollection"
    assert {layer["source"] for layer in style["layers"] if "source" in layer} == set(style["sources"])


def test_addresses_are_right_below_a_mount_and_a_proxy(kestrel_bay: Any) -> None:
    host, inside = FastAPI(), create_app(kestrel_bay.url, kestrel_bay.storage)

    async def signed_in(scope: Scope, receive: Receive, send: Send) -> None:
        known_to_airflow(scope, "ada")
        await inside(scope, receive, send)

    host.mount("/audit", signed_in)
    client = TestClient(host, base_url="https://city.example", root_path="/proxy")

    (tiles,) = client.get("/proxy/audit/tiles.json").json()["tiles"]
    assert tiles == "https://city.example/proxy/audit/tiles/{z}/{x}/{y}.mvt"
    landing = client.get("/proxy/audit/ogc").json()
    assert {each["href"].rsplit("/audit/", 1)[0] for each in landing["links"]} == {"https://city.example/proxy"}
    assert client.get("/proxy/audit/openapi.json").json()["servers"] == [{"url": "https://city.example/proxy/audit"}]


def test_a_filter_that_the_map_refuses_is_refused(client: httpx.Client) -> None:
    assert client.get("/tiles.json?source=nowhere").status_code == 400
    assert client.get("/style.json?verdict=maybe").status_code == 400
