"""Programs that others wrote read the interface: GDAL through pyogrio and geopandas, and OWSLib."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import geopandas
import httpx
import pyogrio
import pytest
from owslib.ogcapi.features import Features

from fairnotice.web.ogc.collections import COLLECTIONS
from web import kestrel

# GDAL keeps Python from doing anything else while it waits: what it asks must be a process of its own.
SERVER = "import sys, uvicorn; uvicorn.run('fairnotice.web.app:create_app', factory=True, fd=int(sys.argv[1]))"
pytestmark = pytest.mark.slow
FAILING = {"kestrel:north/gate 1", "kestrel:2", "kestrel:3"}


@pytest.fixture(scope="module")
def address(kestrel_bay: Any) -> Iterator[str]:
    """Address of the map of the invented town, served by a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        environment = {
            **os.environ,
            "FAIRNOTICE_DATABASE_URL": kestrel_bay.url,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        serving = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(listening.fileno())], env=environment, pass_fds=[listening.fileno()]
        )
        try:
            # It listens already: the first request waits until it is served.
            at = f"http://127.0.0.1:{listening.getsockname()[1]}"
            assert httpx.get(f"{at}/healthz", timeout=60).is_success
            yield at
        finally:
            serving.terminate()
            serving.wait(20)


@pytest.fixture
def gdal(address: str) -> str:
    """Address as GDAL's driver takes it."""
    return f"OAPIF:{address}/ogc"


def test_gdal_lists_the_collections(gdal: str) -> None:
    assert {name for name, _ in pyogrio.list_layers(gdal)} == set(COLLECTIONS)


@pytest.mark.parametrize("page", [3, 1000])
def test_gdal_reads_every_camera_over_all_pages(gdal: str, page: int) -> None:
    read = geopandas.read_file(gdal, layer="cameras", PAGE_SIZE=str(page))

    assert len(read) == 12
    assert read.crs == "OGC:CRS84" or read.crs.to_epsg() == 4326
    failing = read[read["verdict"] == "fail"]
    assert set(failing["camera_id"]) == FAILING
    lon, lat = kestrel.place(-60, 210)
    gate = read[read["camera_id"] == "kestrel:north/gate 1"].geometry.iloc[0]
    assert (gate.x, gate.y) == pytest.approx((lon, lat))


def test_gdal_asks_by_place_and_by_attributes(gdal: str) -> None:
    near = geopandas.read_file(gdal, layer="cameras", bbox=(-38.0001, 31.5, -37.9999, 31.502))
    failing = geopandas.read_file(gdal, layer="cameras", where="verdict = 'fail' AND operator_id = 'hostile'")
    since = geopandas.read_file(gdal, layer="findings", where="since >= '2026/03/04' AND verdict = 'fail'")

    assert set(near["camera_id"]) == {"kestrel:9"}
    assert set(failing["camera_id"]) == {"kestrel:3"}
    assert len(since) == 5


def test_owslib_reads_what_there_is(address: str) -> None:
    service = Features(f"{address}/ogc")

    assert "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text" in service.conformance()["conformsTo"]
    assert set(service.feature_collections()) == set(COLLECTIONS)
    assert service.collection_queryables("cameras")["properties"]["verdict"]["enum"]
    found = service.collection_items("cameras", limit=5, bbox=[-39, 31, -37, 32])
    assert (found["numberMatched"], found["numberReturned"]) == (12, 5)
    one = service.collection_item("cameras", "kestrel:2")
    assert one["properties"]["name"] == "Fish market"
    by_text = service.collection_items("cameras", filter="verdict='fail'")
    assert {each["id"] for each in by_text["features"]} == FAILING
