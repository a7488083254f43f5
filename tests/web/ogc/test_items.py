from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from fairnotice.web.ogc.collections import COLLECTIONS
from web import kestrel

SHOWN = {kestrel.camera_id(cam) for cam in kestrel.CAMERAS if cam.source == "kestrel"}
FAILING = {"kestrel:north/gate 1", "kestrel:2", "kestrel:3"}


def items(client: httpx.Client, collection: str = "cameras", **asked: Any) -> dict[str, Any]:
    names = {"filter_lang": "filter-lang"}
    answer = client.get(
        f"/ogc/collections/{collection}/items", params={names.get(name, name): value for name, value in asked.items()}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ids(found: dict[str, Any]) -> set[str]:
    return {each["id"] for each in found["features"]}


def test_the_cameras_are_those_that_the_map_shows(client: httpx.Client) -> None:
    found = items(client)

    assert ids(found) == SHOWN
    assert (found["numberMatched"], found["numberReturned"]) == (12, 12)
    gate = next(each for each in found["features"] if each["id"] == "kestrel:north/gate 1")
    assert gate["geometry"]["type"] == "Point"
    assert gate["properties"]["verdict"] == "fail"
    assert gate["properties"]["policy_verdict"] == "fail"
    assert gate["properties"]["mode"] == "simulated"


@pytest.mark.parametrize("limit", [1, 5, 12])
def test_pages_follow_each_other_by_links_and_hold_each_item_once(client: httpx.Client, limit: int) -> None:
    found, seen = items(client, limit=limit, f="json"), []
    while True:
        seen += [each["id"] for each in found["features"]]
        following = [each["href"] for each in found["links"] if each["rel"] == "next"]
        if not following:
            break
        found = client.get(following[0]).json()

    assert sorted(seen) == sorted(SHOWN)


FILTERS = [
    ("verdict = 'fail'", FAILING),
    ("verdict IN ('fail')", FAILING),
    ("verdict <> 'unknown' AND NOT (verdict = 'pass' OR verdict = 'review' OR verdict = 'not_applicable')", FAILING),
    ("breach_of_law", FAILING),
    ("breach_of_law = true AND operator_id = 'hostile'", {"kestrel:3"}),
    ("name LIKE 'Lamp street%'", {"kestrel:4", "kestrel:5"}),
    ("CASEI(name) LIKE CASEI('%CRANE')", {"kestrel:12"}),
    ("operator LIKE '%<img%'", {"kestrel:3", "kestrel:5", "kestrel:11"}),
    ("camera_id = 'kestrel:12'", {"kestrel:12"}),
    ("judged_on IS NULL", {"kestrel:12"}),
    ("field_of_view BETWEEN 100 AND 120", {"kestrel:6"}),
    ("name = 'It''s nobody'", set()),
    ("T_AFTER(no_frame_since, DATE('2026-03-04'))", {"kestrel:9"}),
    ("T_DURING(no_frame_since, INTERVAL('2026-03-01','2026-03-03'))", {"kestrel:7"}),
    ("no_frame_since < TIMESTAMP('2026-03-03T00:00:00Z')", {"kestrel:7"}),
    ("S_INTERSECTS(geometry, BBOX(-38.0001, 31.5, -37.9999, 31.502)) AND verdict = 'pass'", {"kestrel:9"}),
    ("S_WITHIN(geometry, POLYGON((-38.0001 31.5, -37.9999 31.5, -37.9999 31.502, -38.0001 31.502, -38.0001 31.5)))",
     {"kestrel:9"}),
    ("operator_id = source", set()),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "expected"), FILTERS, ids=[condition for condition, _ in FILTERS])
def test_cql2_finds_what_it_says(client: httpx.Client, condition: str, expected: set[str]) -> None:
    found = items(client, filter=condition)

    assert ids(found) == expected
    assert found["numberMatched"] == len(expected)


def test_cql2_is_read_as_json_too(client: httpx.Client) -> None:
    found = items(client, filter='{"op": "=", "args": [{"property": "verdict"}, "fail"]}', filter_lang="cql2-json")

    assert ids(found) == FAILING


def test_the_filters_of_the_map_count_as_well(client: httpx.Client) -> None:
    assert ids(items(client, verdict="fail", operator="hostile")) == {"kestrel:3"}
    assert ids(items(client, source="sample")) == {"sample:a", "sample:b"}
    assert ids(items(client, bbox="-38.0001,31.5,-37.9999,31.502")) == {"kestrel:9"}


def test_a_finding_holds_from_its_first_window_to_its_newest(client: httpx.Client) -> None:
    assert items(client, "findings", datetime="2026-03-04T12:00:00Z", limit=1000)["numberMatched"] > 10
    assert items(client, "findings", datetime="../2026-03-03")["features"] == []
    assert items(client, "findings", datetime="2026-03-06/..")["features"] == []
    assert items(client, "cameras", datetime="2026-03-05")["numberMatched"] == 11


def test_a_finding_says_its_force_and_what_it_cites(client: httpx.Client) -> None:
    found = items(client, "findings", filter="camera_id = 'kestrel:north/gate 1'")
    by_rule = {each["properties"]["rule_id"]: each["properties"] for each in found["features"]}

    assert by_rule["kb.act.notice"]["citation"] == "Kestrel Bay Cameras Act, s. 4"
    assert by_rule["cn.draft-2023.notice"]["force"] == "policy"
    assert not by_rule["cn.draft-2023.notice"]["breach_of_law"]
    one = client.get("/ogc/collections/findings/items/" + quote("kb.act.notice:kestrel:north/gate 1")).json()
    assert one["properties"] == by_rule["kb.act.notice"]


def test_an_item_is_found_by_the_link_that_leads_to_itself(client: httpx.Client) -> None:
    answer = client.get("/ogc/collections/cameras/items/" + quote("kestrel:north/gate 1", safe=""))

    assert answer.headers["content-type"] == "application/geo+json"
    found = answer.json()
    assert found["id"] == "kestrel:north/gate 1"
    itself = next(each["href"] for each in found["links"] if each["rel"] == "self")
    assert client.get(itself).json() == found


def test_an_answer_is_sent_again_only_when_something_changed(client: httpx.Client) -> None:
    first = client.get("/ogc/collections/cameras/items")
    again = client.get("/ogc/collections/cameras/items", headers={"If-None-Match": first.headers["etag"]})

    assert again.status_code == 304
    other = client.get("/ogc/collections/cameras/items", headers={"Accept": "text/html"})
    assert other.headers["etag"] != first.headers["etag"]
    assert "Accept" in other.headers["vary"]


def test_head_is_answered_without_content(client: httpx.Client) -> None:
    answer = client.head("/ogc/collections/cameras/items")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.content == b""


def test_a_browser_gets_a_page_in_which_names_are_text(client: httpx.Client) -> None:
    page = client.get("/ogc/collections/cameras/items", headers={"Accept": "text/html,*/*"}).text

    assert "&lt;img src=x onerror" in page
    assert "<img" not in page
    assert '<link rel="stylesheet" href="../../../static/ogc/ogc.css">' in page


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("cameras/items?nonsense=1", 400, "nonsense"),
        ("cameras/items?limit=0", 400, "limit"),
        ("cameras/items?bbox=1,2,3", 400, "bbox"),
        ("cameras/items?bbox=nan,0,1,1", 400, "bbox"),
        ("cameras/items?crs=http://www.opengis.net/def/crs/EPSG/0/3857", 400, "crs"),
        ("cameras/items?datetime=yesterday", 400, "datetime"),
        ("cameras/items?datetime=2026-03-05/2026-03-01", 400, "ends before"),
        ("cameras/items?datetime=..", 400, "datetime"),
        ("cameras/items?filter=secret='x'", 400, "there is no 'secret'"),
        ("cameras/items?filter-lang=sql&filter=1", 400, "filter-lang"),
        ("cameras/items?after=AAAA", 400, "after"),
        ("cameras/items?f=xml", 400, "f"),
        ("cameras/items?filter=name LIKE 'x\\'", 400, "escapes nothing"),
        ("passwords/items", 404, "there is no collection"),
        ("cameras/items/nobody", 404, "there is no item"),
        ("findings/items/nobody", 404, "RULE:CAMERA"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(
    client: httpx.Client, path: str, status: int, says: str
) -> None:
    answer = client.get(f"/ogc/collections/{path}")

    assert answer.status_code == status, answer.text
    assert says in answer.json()["reason"]


PAGES = [
    "",
    "/conformance",
    "/collections",
    *(f"/collections/{name}{rest}" for name in COLLECTIONS for rest in ("", "/queryables", "/items")),
    "/collections/cameras/items/kestrel:2",
]


@pytest.mark.parametrize("path", PAGES)
def test_each_address_answers_in_both_forms_and_its_links_lead_somewhere(client: httpx.Client, path: str) -> None:
    answer = client.get(f"/ogc{path}")
    assert "json" in answer.headers["content-type"]
    for each in answer.json().get("links", ()):
        assert client.get(each["href"]).status_code == 200, each
    page = client.get(f"/ogc{path}", params={"f": "html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>" in page.text
