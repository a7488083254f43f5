"""However hostile a filter is, one request reads a bounded number of rows, for a bounded time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fairnotice.web.app import create_app
from fairnotice.web.ogc import pages
from web.conftest import Served

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "interfaces.md"
EXAMPLES = re.findall(r"```cql2\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[0].strip().splitlines()


@pytest.fixture
def crowded(crowded_url: str) -> Iterator[httpx.Client]:
    with Served(create_app(crowded_url)) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


def test_a_filter_that_finds_nothing_reads_some_rows_and_leads_on(
    crowded: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_ROWS_READ", 1500)
    found: dict[str, Any] = crowded.get("/ogc/collections/cameras/items", params={"filter": "name = 'x'"}).json()
    requests = 1
    while following := [each["href"] for each in found["links"] if each["rel"] == "next"]:
        assert found["features"] == []
        found, requests = crowded.get(following[0]).json(), requests + 1

    # 5,000 cameras, 1,500 at a time.
    assert requests == 4


def test_a_filter_that_finds_few_among_many_finds_them_all(
    crowded: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_ROWS_READ", 1500)
    found = crowded.get("/ogc/collections/cameras/items", params={"filter": "site_id LIKE '%77' OR name = 'x'"}).json()
    seen = [each["id"] for each in found["features"]]
    while following := [each["href"] for each in found["links"] if each["rel"] == "next"]:
        found = crowded.get(following[0]).json()
        seen += [each["id"] for each in found["features"]]

    assert sorted(seen) == sorted(f"quay:{number}" for number in range(1, 5001) if number % 100 == 77)


def test_what_takes_too_long_is_refused_with_what_to_do(crowded: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_LIMIT_S", 0.001)
    answer = crowded.get("/ogc/collections/cameras/items", params={"filter": "name LIKE '%a%b%c%'"})

    assert answer.status_code == 400
    assert "smaller bbox" in answer.json()["reason"]


def test_an_index_answers_what_it_can_whatever_else_is_asked(crowded: httpx.Client) -> None:
    asked = {"filter": "camera_id IN ('quay:7', 'quay:8') AND name = ''"}
    found = crowded.get("/ogc/collections/cameras/items", params=asked).json()

    assert [each["id"] for each in found["features"]] == ["quay:7", "quay:8"]
    assert found["numberMatched"] == 2


@pytest.mark.parametrize("condition", EXAMPLES)
def test_the_filters_of_the_guide_find_something(client: httpx.Client, condition: str) -> None:
    answer = client.get("/ogc/collections/cameras/items", params={"filter": condition})

    assert answer.status_code == 200, answer.text
    assert answer.json()["features"] != []
