"""Tiles, list and counts are asked the same and say the same; what cannot be asked is refused with the reason."""

from __future__ import annotations

import datetime as dt

import httpx
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from fairnotice.web.app import create_app
from web import kestrel
from web.conftest import Served
from web.mvt import around, cameras_in, rows_of

TILE = around()
EVERYBODY = {kestrel.camera_id(cam).removeprefix("kestrel:") for cam in kestrel.CAMERAS if cam.source == "kestrel"}
BY_POLICY = {"north/gate 1", "2", "5", "9"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("district=kb-west", {"north/gate 1", "4", "7", "10", "11"}, id="one district"),
        pytest.param("district=kb-west&district=kb-east", EVERYBODY, id="two districts"),
        pytest.param("district=nowhere", set(), id="a district that there is not"),
        pytest.param("district=", set(), id="no district"),
        pytest.param("jurisdiction=KB", EVERYBODY, id="jurisdiction"),
        pytest.param("jurisdiction=XX", set(), id="what was declared is not what holds"),
        pytest.param("force=policy", BY_POLICY, id="what policies say"),
        pytest.param("force=guidance&force=law&verdict=fail", {"north/gate 1", "2", "3"}, id="two forces"),
        pytest.param("site_class=street", EVERYBODY, id="class of site"),
        pytest.param("site_class=school", set(), id="a class of no site"),
        pytest.param("attribute=religious_dress", {"3"}, id="attribute that a configuration names"),
        pytest.param("attribute=race", set(), id="attribute of a former configuration"),
        pytest.param("min_confidence=0.9&verdict=fail", {"north/gate 1", "2", "3"}, id="certain"),
        pytest.param("min_confidence=0.94", set(), id="more certain than anything"),
        pytest.param("changed_since=2026-03-04", EVERYBODY - {"12"}, id="changed since"),
        pytest.param("changed_since=2026-03-05", set(), id="nothing changed since"),
        pytest.param("text=LAMP", {"4", "5"}, id="part of a name"),
        pytest.param("text=%26 sons", {"3", "5", "11"}, id="part of an operator's name"),
        pytest.param("text=gate 1", {"north/gate 1"}, id="part of an id"),
        pytest.param("text=ro", {"7"}, id="two letters begin a name"),
        pytest.param("text=%25%25%25", set(), id="no wildcard"),
        pytest.param("district=kb-west&verdict=fail&text=north", {"north/gate 1"}, id="all together"),
    ],
)  # fmt: skip
def test_filters(client: httpx.Client, query: str, expected: set[str]) -> None:
    wanted = {f"kestrel:{number}" for number in expected}

    assert set(cameras_in(client.get(f"{TILE}?{query}"))) == wanted
    listed = client.get(f"/api/cameras?{query}").json()
    assert {each["id"] for each in listed["features"]} == wanted
    assert (listed["numberMatched"], listed["numberMatchedIsExact"]) == (len(wanted), True)
    summary = client.get(f"/api/summary?{query}").json()
    assert (summary["shown"], summary["complete"]) == (len(wanted), True)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("text=x", "at least two characters"),
        ("text=%00ab", "NUL"),
        ("min_confidence=2", "less than or equal to 1"),
        ("min_confidence=nan", "min_confidence"),
        ("site_class=moon", "site_class"),
        ("force=weak", "force"),
        ("changed_since=yesterday", "changed_since"),
        ("on=2026-02-30", "on"),
        ("on=0001-01-01", "1900"),
        ("on=2999-01-01", "has not come yet"),
        ("on=1999-12-31", "history begins on "),
        ("district=%00", "NUL"),
    ],
)
@pytest.mark.parametrize("path", [TILE, "/api/cameras", "/api/summary", "/api/districts"])
def test_what_cannot_be_asked_is_refused_with_the_reason(
    client: httpx.Client, path: str, query: str, reason: str
) -> None:
    answer = client.get(f"{path}?{query}")

    assert answer.status_code == 400
    assert reason in answer.json()["reason"], answer.json()


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("name", "kestrel:7"), ("-name", "kestrel:9"), ("operator", "kestrel:11"), ("district", "kestrel:12"),
        ("-confidence", None), ("changed", "kestrel:12"), ("-judged_on", None), ("-verdict", "kestrel:11"),
    ],
)  # fmt: skip
def test_the_list_comes_in_the_order_that_is_asked_for(client: httpx.Client, sort: str, first: str | None) -> None:
    whole = [each["id"] for each in client.get(f"/api/cameras?sort={sort}").json()["features"]]
    paged = [
        each["id"]
        for offset in range(0, 12, 5)
        for each in client.get(f"/api/cameras?sort={sort}&limit=5&offset={offset}").json()["features"]
    ]

    assert len(set(whole)) == 12
    assert paged == whole
    if sort == "name":
        names = [each["properties"]["name"] for each in client.get("/api/cameras?sort=name").json()["features"]]
        assert names == sorted(names)
    elif first is not None:
        assert whole[0] == first


@pytest.mark.parametrize("query", ["sort=colour", "sort=name;drop", "offset=10001", "limit=0"])
def test_no_page_is_asked_for_that_is_none(client: httpx.Client, query: str) -> None:
    assert client.get(f"/api/cameras?{query}").status_code == 400


def test_entries_say_what_the_table_shows(client: httpx.Client) -> None:
    (hall,) = [each["properties"] for each in client.get("/api/cameras?attribute=religious_dress").json()["features"]]
    expected = {
        "district": "East ward", "district_id": "kb-east", "jurisdiction": "KB", "site_class": "street",
        "attributes": ["religious_dress"], "confidence": 0.93, "changed_on": "2026-03-04", "judged_on": "2026-03-05",
    }  # fmt: skip
    assert {name: hall[name] for name in expected} == expected


def test_what_can_be_filtered_by_is_said_with_how_many_there_are(client: httpx.Client) -> None:
    summary = client.get("/api/summary").json()
    assert {each["district_id"]: each["cameras"] for each in summary["districts"]} == {"kb-west": 5, "kb-east": 7}
    assert summary["jurisdictions"] == [{"jurisdiction": "KB", "cameras": 12}]
    assert summary["site_classes"] == [{"site_class": "street", "cameras": 12}]
    assert summary["attributes"] == [{"attribute": "religious_dress", "cameras": 1}]


def test_districts_are_told_with_their_shares(client: httpx.Client) -> None:
    answer = client.get("/api/districts?zoom=12").json()
    west = next(each for each in answer["features"] if each["id"] == "kb-west")

    assert answer["numberMatched"] == 2
    assert west["geometry"]["type"] in ("Polygon", "MultiPolygon")
    expected = {
        "name": "West ward", "names": {"zh": "西区"}, "cameras": 5, "judged": 4, "fail": 1, "review": 1, "pass": 1,
        "not_applicable": 1,
    }  # fmt: skip
    assert {name: west["properties"][name] for name in expected} == expected
    assert (west["properties"]["coverage"], west["properties"]["compliant"]) == pytest.approx((0.8, 1 / 3))
    following = client.get("/api/districts?limit=1&after=kb-east").json()
    assert [each["id"] for each in following["features"]] == ["kb-west"]
    assert following["features"][0]["geometry"] is None


def test_a_tile_of_districts_has_outlines_and_shares(client: httpx.Client) -> None:
    drawn = {
        row["district_id"]: row
        for row in rows_of(client.get(TILE.replace("/tiles/", "/tiles/districts/")), "districts")
    }

    assert set(drawn) == {"kb-west", "kb-east"}
    assert (drawn["kb-west"]["cameras"], drawn["kb-west"]["coverage"]) == (5, pytest.approx(0.8))


FIRST, SECOND = dt.date(2026, 5, 1), dt.date(2026, 5, 2)


@pytest.fixture
def lived(crowded_url: str) -> str:
    """Two of the quay's cameras were judged, and one moved, on the second day."""
    with psycopg.connect(make_conninfo(crowded_url, options=f"-c fairnotice.today={FIRST}"), autocommit=True) as early:
        early.execute("TRUNCATE fairnotice.camera_shown_was, fairnotice.map_cell_change, fairnotice.shown_total_change")
        early.execute("UPDATE fairnotice.camera_shown SET shown_since = fairnotice.today()")
        early.execute("INSERT INTO fairnotice.map_history (begins) VALUES (fairnotice.today())")
    with psycopg.connect(make_conninfo(crowded_url, options=f"-c fairnotice.today={SECOND}"), autocommit=True) as late:
        late.execute("UPDATE fairnotice.finding SET verdict = 'pass' WHERE camera_id = 'quay:7'")
        late.execute(
            "UPDATE fairnotice.camera SET geom = st_setsrid(st_makepoint(10, 10), 4326) WHERE camera_id = 'quay:9'"
        )
    return crowded_url


def test_the_map_is_shown_as_it_stood(lived: str) -> None:
    with Served(create_app(lived)) as address, httpx.Client(base_url=address, timeout=20) as client:
        before, after = (f"on={day}" for day in (FIRST, SECOND))
        assert set(cameras_in(client.get(f"{around(zoom=5)}?verdict=fail&{before}"))) == {"quay:7"}
        assert cameras_in(client.get(f"{around(zoom=5)}?verdict=fail&{after}")) == {}
        here = around(zoom=5)
        assert sum(cell["cameras"] for cell in rows_of(client.get(f"{here}?{before}"), "cells")) == 5000
        assert sum(cell["cameras"] for cell in rows_of(client.get(f"{here}?{after}"), "cells")) == 4999
        listed = client.get(f"/api/cameras?limit=1&{before}").json()
        assert (listed["features"][0]["id"], listed["numberMatched"], listed["on"]) == ("quay:7", 5000, str(FIRST))
        counted = [client.get(f"/api/summary?{day}").json() for day in (before, after)]
        assert [each["verdicts"]["fail"] for each in counted] == [1, 0]
        assert [each["verdicts"]["pass"] for each in counted] == [0, 1]
        refused = client.get(f"/api/summary?{before}&rule=r")
        assert (refused.status_code, "is not kept" in refused.json()["reason"]) == (400, True)


def test_what_cannot_be_counted_quickly_asks_to_zoom_in(lived: str) -> None:
    with psycopg.connect(lived, autocommit=True) as connection:
        row = connection.execute("SELECT pg_get_functiondef('fairnotice.compliance_tile'::regproc)").fetchone()
        assert row
        (body,) = row
        connection.execute(body.replace("THEN 20000", "THEN 3000"))
        try:
            with Served(create_app(lived)) as address, httpx.Client(base_url=address, timeout=20) as client:
                (asked,) = rows_of(client.get(f"{around(zoom=5)}?site_class=street"), "zoom_in")
                assert asked["cameras"] > 3000
                # So many are of none; what an operator runs is few enough.
                few = rows_of(client.get(f"{around(zoom=5)}?operator=op-1"), "cells")
                assert sum(cell["cameras"] for cell in few) == 2499
        finally:
            connection.execute(body)
