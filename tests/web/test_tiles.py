from __future__ import annotations

from functools import partial

import httpx
import psycopg
import pytest
from fastapi.testclient import TestClient

from fairnotice.web.app import create_app
from web import kestrel
from web.conftest import HERE
from web.mvt import around, cameras_in, rows_of

TILE = around()


def test_a_tile_holds_the_cameras_of_the_place_with_what_the_map_draws(client: httpx.Client) -> None:
    cameras = cameras_in(client.get(TILE))

    assert len(cameras) == sum(kestrel.EXPECTED.values())
    gate = cameras["kestrel:north/gate 1"]
    shown = {name: gate[name] for name in ("name", "verdict", "policy_verdict", "policy_only", "azimuth", "mode")}
    assert shown == {
        "name": "North gate", "verdict": "fail", "policy_verdict": "fail", "policy_only": 0, "azimuth": 200.0,
        "mode": "simulated",
    }  # fmt: skip
    assert {camera for camera, shown in cameras.items() if shown["without_frames"]} == kestrel.SILENT
    assert cameras_in(client.get(around(lon=20.0, lat=10.0))) == {}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("verdict=fail", {"north/gate 1", "2", "3"}, id="one verdict"),
        pytest.param("verdict=pass&verdict=not_applicable", {"9", "10", "11"}, id="two verdicts"),
        pytest.param("operator=hostile", {"3", "5", "11"}, id="operator"),
        pytest.param("operator=", {"7", "8"}, id="no operator named"),
        pytest.param("operator=nobody", set(), id="an operator that runs no camera"),
        pytest.param("rule=kb.guide.notice", {"10"}, id="only cameras that the rule has judged"),
        pytest.param("rule=kb.act.categories&verdict=unknown", {"2", "6"}, id="the verdict of that rule alone"),
        pytest.param("rule=cn.draft-2023.notice&verdict=fail", {"north/gate 1", "9"}, id="a policy's own verdict"),
        pytest.param("without_frames=true", {"7", "9"}, id="no frame comes now"),
        pytest.param("without_frames=true&verdict=pass", {"9"}, id="of those, one verdict"),
        pytest.param("verdict=fail&operator=harbour&rule=kb.act.notice", {"north/gate 1", "2"}, id="all together"),
    ],
)
def test_filters(client: httpx.Client, query: str, expected: set[str]) -> None:
    wanted = {f"kestrel:{number}" for number in expected}

    assert set(cameras_in(client.get(f"{TILE}?{query}"))) == wanted
    # The list and the counts are asked the same and must say the same.
    assert {each["id"] for each in client.get(f"/api/cameras?{query}").json()["features"]} == wanted
    assert client.get(f"/api/summary?{query}").json()["shown"] == len(wanted)


def test_a_policy_never_looks_like_a_breach_of_law(client: httpx.Client) -> None:
    town_hall = cameras_in(client.get(TILE))["kestrel:9"]
    assert (town_hall["verdict"], town_hall["policy_verdict"]) == ("pass", "fail")

    alone = cameras_in(client.get(f"{TILE}?rule=cn.draft-2023.notice"))["kestrel:9"]
    assert (alone["verdict"], alone["policy_only"]) == ("fail", 1)


def test_modes_are_never_mixed(client: httpx.Client) -> None:
    assert set(cameras_in(client.get(f"{TILE}?source=sample"))) == {"sample:a", "sample:b"}
    assert set(cameras_in(client.get(f"{TILE}?mode=exercise"))) == {"sample:a", "sample:b"}
    assert not any(camera.startswith("sample:") for camera in cameras_in(client.get(TILE)))

    refused = client.get(f"{TILE}?source=sample&source=kestrel")
    assert refused.status_code == 400
    assert "never shown together" in refused.json()["reason"]


def test_a_tile_is_sent_again_only_after_a_change(empty_database_url: str) -> None:
    client = TestClient(create_app(empty_database_url), **HERE)
    change = psycopg.connect(empty_database_url, autocommit=True)
    change.execute("INSERT INTO fairnotice.registry_source VALUES ('quay', 'regular')")
    change.execute(
        "INSERT INTO fairnotice.camera (camera_id, source, source_id, site_id, site_declared, site_class, geom, record)"
        " VALUES ('quay:1', 'quay', '1', '1', false, 'street', st_setsrid(st_makepoint(-38, 31.5), 4326), '{}')"
    )
    first = client.get(TILE)
    assert first.headers["cache-control"] == "no-cache"
    assert client.get(TILE, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert client.get(TILE, headers={"If-None-Match": f'"x", W/{first.headers["etag"]}'}).status_code == 304

    changes = [
        "INSERT INTO fairnotice.audit (audit_id, scope, window_start, mode) VALUES ('q', 'quay', now(), 'regular')",
        """INSERT INTO fairnotice.finding
        (camera_id, rule_id, pack_id, pack_version, title, verdict, force, severity, confidence, reasons, citation,
         since, judged_on, audit_id)
        VALUES ('quay:1', 'r', 'p', '1', 't', 'pass', 'law', 'low', 1, '[]', '{}', '2026-03-01', '2026-03-01', 'q')""",
        # Judged again on the same day: no date changes, and no other column that could serve as a version.
        "UPDATE fairnotice.finding SET verdict = 'fail'",
        """INSERT INTO fairnotice.camera_health
        (camera_id, asked_at, failing_since, fault, detail, failures_in_a_row, seconds)
        VALUES ('quay:1', '2026-03-01', '2026-03-01', 'timeout', '', 1, 10)""",
        "UPDATE fairnotice.camera_health SET fault = 'refused', seconds = 8",
        """UPDATE fairnotice.camera_health
        SET last_ok_at = '2026-03-02', failing_since = NULL, fault = NULL, detail = NULL, failures_in_a_row = 0""",
        "UPDATE fairnotice.camera SET gone_since = '2026-03-02'",
    ]
    seen = [first.headers["etag"]]
    for statement in changes:
        change.execute(statement)
        answer = client.get(TILE, headers={"If-None-Match": seen[-1]})
        assert answer.status_code == 200, statement
        seen.append(answer.headers["etag"])
    assert len(set(seen)) == len(seen)
    assert cameras_in(answer) == {}
    # Every look changes a row, but not what is shown.
    change.execute("UPDATE fairnotice.camera_health SET asked_at = '2026-03-03', seconds = 2")
    assert client.get(TILE, headers={"If-None-Match": seen[-1]}).status_code == 304
    change.close()


def test_transactions_side_by_side_each_leave_a_new_version(empty_database_url: str) -> None:
    """The one that began first ends last: a version made of times, or of the newest id, would miss it."""
    versions = []
    connect = partial(psycopg.connect, empty_database_url)
    with connect() as early, connect() as late, connect(autocommit=True) as reader:

        def note() -> None:
            versions.append(reader.execute("SELECT fairnotice.data_version()").fetchone())

        note()
        early.execute("INSERT INTO fairnotice.registry_source VALUES ('early', 'regular')")
        late.execute("INSERT INTO fairnotice.registry_source VALUES ('late', 'regular')")
        note()
        late.commit()
        note()
        early.commit()
        note()
        for _ in range(5):
            late.execute("UPDATE fairnotice.registry_source SET mode = mode")
            late.commit()
        kept = reader.execute("SELECT count(*) FROM fairnotice.data_change").fetchone()
    assert versions[0] == versions[1]
    assert len(set(versions)) == 3
    assert kept == (1,)


def test_a_filter_by_district_draws_every_tile_of_every_zoom(client: httpx.Client) -> None:
    # Four tiles side by side end in each of the bits that the numbers of larger cells leave out.
    for zoom in range(23):
        for x in range(min(2**zoom, 4)):
            answer = client.get(f"/tiles/{zoom}/{x}/0.mvt?district=nowhere")
            assert answer.status_code == 200, (zoom, x, answer.text)


@pytest.mark.parametrize("path", ["/tiles/0/1/0.mvt", "/tiles/3/0/8.mvt", "/tiles/23/0/0.mvt", "/tiles/-1/0/0.mvt"])
def test_a_tile_that_does_not_exist_is_refused(client: httpx.Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 400
    assert answer.json()["reason"]


@pytest.fixture
def crowded(crowded_url: str) -> TestClient:
    return TestClient(create_app(crowded_url), **HERE)


@pytest.mark.parametrize("zoom", [0, 1, 5, 7])
def test_where_cameras_would_cover_each_other_cells_say_how_many_there_are(crowded: TestClient, zoom: int) -> None:
    answer = crowded.get(around(zoom=zoom))
    cells = rows_of(answer, "cells")

    assert sum(cell["cameras"] for cell in cells) == 5000
    assert sum(cell["fail"] for cell in cells) == 1
    assert rows_of(answer, "cameras") == []


def test_a_cell_counts_what_passes_the_filters_and_never_a_policy_as_a_breach(crowded: TestClient) -> None:
    tile = around(zoom=5)
    assert sum(cell["cameras"] for cell in rows_of(crowded.get(f"{tile}?verdict=unknown"), "cells")) == 4999
    assert sum(cell["cameras"] for cell in rows_of(crowded.get(f"{tile}?operator=op-1"), "cells")) == 2500
    # So few are shown as they are.
    assert set(cameras_in(crowded.get(f"{tile}?verdict=fail"))) == {"quay:7"}
    (by_policy,) = cameras_in(crowded.get(f"{tile}?rule=d")).values()
    assert (by_policy["camera_id"], by_policy["policy_only"]) == ("quay:8", 1)


def test_single_cameras_are_shown_where_there_is_room(crowded: TestClient) -> None:
    found = crowded.get(around(lon=-38 + 0.004, lat=31.5 + 0.003, zoom=17))
    assert cameras_in(found)
    assert rows_of(found, "cells") == []
