from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

METHODS = {"get", "put", "post", "delete", "patch"}


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> dict[str, Any]:
    answer = client.get("/openapi.json")
    assert answer.headers["content-type"].startswith("application/vnd.oai.openapi+json")
    found: dict[str, Any] = answer.json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in METHODS:
                yield f"{method} {path}", operation


def test_every_address_says_what_it_is_for_and_how_it_refuses(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        assert operation.get("description"), name
        assert {"400", "404", "503"} <= set(operation["responses"]), name
        assert "422" not in operation["responses"], name


def test_what_is_written_down_is_there(document: dict[str, Any]) -> None:
    paths = document["paths"]

    assert {"/ogc/collections/{name}/items", "/tiles/{z}/{x}/{y}.mvt", "/tiles.json", "/api/cameras"} <= set(paths)
    named = {each["name"] for each in paths["/ogc/collections/{name}/items"]["get"]["parameters"]}
    assert {"bbox", "datetime", "filter", "filter-lang", "limit", "verdict"} <= named


def test_the_page_of_addresses_loads_nothing_from_elsewhere(client: httpx.Client, document: dict[str, Any]) -> None:
    page = client.get("/api-docs").text

    assert all(f"{path}</code>" in page for path in document["paths"])
    assert "<script" not in page
    assert 'href="./static/ogc/ogc.css"' in page
