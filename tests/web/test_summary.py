from __future__ import annotations

import httpx
import psycopg
import pytest
from fastapi.testclient import TestClient

from fairnotice.web.app import create_app
from web import kestrel
from web.conftest import HERE


@pytest.fixture(scope="module")
def summary(client: httpx.Client) -> dict[str, object]:
    found: dict[str, object] = client.get("/api/summary").json()
    return found


def test_coverage_adds_up(summary: dict[str, object]) -> None:
    assert summary["coverage"] == {
        "cameras": 12,
        "judged": 8,
        "unknown": 4,
        "why_unknown": [
            {"code": "dark", "cameras": 2},
            {"code": "not_judged", "cameras": 1},
            {"code": "timeout", "cameras": 1},
        ],
    }


def test_which_cameras_give_no_frame_is_said_whether_or_not_only_they_are_shown(client: httpx.Client) -> None:
    silent = {
        "cameras": 2,
        "since": "2026-03-02T09:00:00+00:00",
        "why": [{"code": "timeout", "cameras": 1}, {"code": "unreachable", "cameras": 1}],
    }
    for query, cameras in (("", 12), ("?without_frames=true", 2)):
        told = client.get(f"/api/summary{query}").json()
        assert told["without_frames"] == silent
        assert told["coverage"]["cameras"] == cameras


def test_verdicts_policies_and_breaches_are_counted_apart(summary: dict[str, object]) -> None:
    assert summary["verdicts"] == kestrel.EXPECTED
    assert summary["policy"] == {"fail": 2, "review": 2}
    assert summary["breaches_of_law"] == 3
    assert summary["shown"] == 12


def test_a_rule_that_is_only_policy_is_counted_as_nothing_else(client: httpx.Client) -> None:
    counted = client.get("/api/summary?rule=cn.draft-2023.notice").json()

    assert set(counted["verdicts"].values()) == {0}
    assert counted["policy_only"].items() >= {"fail": 2, "review": 2}.items()
    assert counted["breaches_of_law"] == 0


def test_what_nobody_declared_leaves_a_camera_as_the_rest_has_it_and_is_shown_when_asked_for(
    client: httpx.Client,
) -> None:
    (library,) = [each for each in client.get("/api/cameras").json()["features"] if each["id"] == "kestrel:10"]
    assert library["properties"]["verdict"] == "pass"
    card = client.get("/api/cameras/kestrel:10").json()
    assert [(each["rule_id"], each["decisive"]) for each in card["findings"]][-1] == ("kb.act.filing", False)

    asked = client.get("/api/summary?rule=kb.act.filing").json()
    assert asked["verdicts"]["unknown"] == 1
    assert asked["coverage"]["why_unknown"] == [{"code": "not_declared", "cameras": 1}]


def test_the_last_audit_is_one_that_finished_and_of_the_mode_that_is_shown(client: httpx.Client) -> None:
    assert client.get("/api/summary").json()["audit"]["audit_id"] == "kestrel/1"
    assert client.get("/api/summary?source=sample").json()["audit"]["audit_id"] == "sample/1"


def test_what_can_be_filtered_by(summary: dict[str, object]) -> None:
    assert summary["sources"] == [
        {"source": "kestrel", "mode": "simulated", "cameras": 12, "shown": True},
        {"source": "sample", "mode": "exercise", "cameras": 2, "shown": False},
    ]
    operators = {each["operator_id"]: each["cameras"] for each in summary["operators"]}  # type: ignore[attr-defined]
    assert operators == {"harbour": 7, "hostile": 3, None: 2}
    rules = {each["rule_id"]: each["force"] for each in summary["rules"]}  # type: ignore[attr-defined]
    assert rules["cn.draft-2023.notice"] == "policy"


def test_the_verdict_filter_leaves_the_legend_but_not_the_total(client: httpx.Client) -> None:
    counted = client.get("/api/summary?verdict=pass").json()

    assert counted["verdicts"] == kestrel.EXPECTED
    assert counted["shown"] == 2


def test_real_cameras_are_shown_before_simulated_ones(empty_database_url: str) -> None:
    client = TestClient(create_app(empty_database_url), **HERE)
    empty = client.get("/api/summary").json()
    assert (empty["mode"], empty["coverage"]["cameras"], empty["extent"]) == (None, 0, None)
    assert client.get("/api/cameras").json()["features"] == []

    with psycopg.connect(empty_database_url) as connection:
        for source, mode in [("trial", "exercise"), ("town", "simulated"), ("city", "regular")]:
            connection.execute("INSERT INTO fairnotice.registry_source VALUES (%s, %s)", [source, mode])
            connection.execute(
                "INSERT INTO fairnotice.camera (camera_id, source, source_id, site_id, site_declared, site_class, geom,"
                " record) VALUES (%s, %s, '1', '1', false, 'street', st_setsrid(st_makepoint(1, 1), 4326), '{}')",
                [f"{source}:1", source],
            )
            connection.commit()
            assert client.get("/api/summary").json()["mode"] == mode
            (only,) = client.get("/api/cameras").json()["features"]
            assert only["id"] == f"{source}:1"


def test_the_map_and_the_view_for_qgis_agree(kestrel_bay: object) -> None:
    with psycopg.connect(kestrel_bay.url) as connection:  # type: ignore[attr-defined]
        columns = "camera_id, verdict, policy_verdict, breach_of_law"
        view = connection.execute(f"SELECT {columns} FROM fairnotice.compliance_map")  # noqa: S608 - our own words
        shown = connection.execute(f"SELECT {columns} FROM fairnotice.selected(fairnotice.filter_of('{{}}'))")  # noqa: S608 - our own words
        assert sorted(view, key=str) == sorted(shown, key=str)


def test_the_view_of_health_for_qgis_says_since_when_and_why_and_no_address(kestrel_bay: object) -> None:
    with psycopg.connect(kestrel_bay.url) as connection:  # type: ignore[attr-defined]
        told = connection.execute(
            "SELECT camera_id, health, no_frame_since::date::text, fault FROM fairnotice.camera_health_map"
            " WHERE source = 'kestrel' AND health <> 'never asked' ORDER BY camera_id"
        ).fetchall()
        everything = connection.execute("SELECT t::text FROM fairnotice.camera_health_map AS t").fetchall()
    assert told == [
        ("kestrel:2", "gives frames", None, None),
        ("kestrel:7", "gives no frame", "2026-03-02", "timeout"),
        ("kestrel:9", "gives no frame", "2026-03-05", "unreachable"),
    ]
    assert len(everything) == len(kestrel.CAMERAS)
    assert not any("10.0.0" in row or "fd00" in row for (row,) in everything)


def test_healthz(client: httpx.Client) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
