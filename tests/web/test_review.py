"""The inspector's queue and decisions, over HTTP as the page asks."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

import httpx
import pytest
from fastapi import Request

from fairnotice.web import identity
from fairnotice.web.app import create_app
from fairnotice.web.desk import close as close_desk
from fairnotice.web.desk_tools import resources_of
from fairnotice.web.identity import Role, Viewer
from web.conftest import Served
from web.desk_world import RULE, UNTIL, Desk, app_of, fill

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(empty_database_url: str, tmp_path) -> Iterator[Desk]:
    app, resources = app_of(empty_database_url, tmp_path)
    fill(resources.database, resources.settings)
    with resources.database, Served(app) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield Desk(client, resources, empty_database_url)


def test_what_a_look_would_decide_most_comes_first(desk):
    found = [(item["kind"], item["site_id"], item["cameras"]) for item in desk.queue()]
    assert found == [
        ("not_seen", "made/quay", 2),
        ("release", "made:001", 1),
        ("judge", "made:004", 1),
        ("no_frame", "made:005", 1),
    ]


def test_the_score_is_the_sum_of_the_points_that_are_shown(desk):
    for item in desk.queue():
        assert item["score"] == pytest.approx(sum(item["points"].values()), abs=0.01)
        assert set(item["points"]) == {"for_kind", "for_verdict", "for_severity", "for_cameras", "for_age"}


def test_the_queue_says_how_many_wait_of_each_kind(desk):
    counts = desk.client.get("/api/review/queue").json()["counts"]
    assert counts == {"reply": 0, "photo": 0, "not_seen": 1, "release": 1, "judge": 1, "no_frame": 1}


def test_pages_follow_one_another_without_gap_or_repetition(desk):
    whole, paged, after = [item["site_id"] for item in desk.queue()], [], None
    while True:
        page = desk.client.get("/api/review/queue", params={"limit": 1} | ({"after": after} if after else {})).json()
        paged += [item["site_id"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert paged == whole


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "nonsense"},
        {"limit": 0},
        {"limit": 1000},
        {"after": "x"},
        {"after": "nan|1|xy"},
        {"after": "1|99999999999999999999|x"},
        {"after": "1|1|\x00"},
        {"district": "\x00"},
        {"rule": ""},
    ],
)
def test_nonsense_is_refused_with_a_reason(desk, asked):
    answer = desk.client.get("/api/review/queue", params=asked)
    assert answer.status_code == 400, answer.text
    assert answer.json()["reason"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("finding?camera=made:001&rule=nothing", 404),
        ("finding?camera=nobody&rule=x", 404),
        ("finding?camera=%00&rule=x", 400),
        ("finding?camera=made:001", 400),
    ],
)
def test_a_finding_that_is_not_there_is_said_to_be_so(desk, path, status):
    assert desk.client.get(f"/api/review/{path}").status_code == status


def test_a_confirmed_review_leaves_the_queue_until_something_changes(desk):
    assert desk.decide("confirm", 4).json() == {"verdict": "review"}
    assert [item["kind"] for item in desk.queue()] == ["not_seen", "release", "no_frame"]
    (event,) = desk.rows("SELECT change, inspector, note FROM fairnotice.finding_event WHERE cause = 'inspector'")
    assert (event[0], event[2]) == ("confirmed", "I looked")


def test_an_overruled_finding_says_what_the_inspector_says_until_the_day(desk):
    done = desk.decide("overrule", 4, verdict="pass", until=UNTIL.isoformat())
    assert done.json() == {"verdict": "pass", "waits_for_second": False}
    shown = desk.finding(4)
    assert (shown["verdict"], shown["by_program"], shown["overruled_until"]) == ("pass", "review", UNTIL.isoformat())
    assert "made:004" not in [item["site_id"] for item in desk.queue()]


def test_two_clicks_are_one_decision(desk):
    once = {"decision_id": str(uuid.uuid4()), "verdict": "pass", "until": UNTIL.isoformat()}
    version = desk.finding(4)["version"]
    answers = [desk.decide("overrule", 4, version=version, **once) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert desk.rows("SELECT count(*) FROM fairnotice.review") == [(1,)]


def test_a_decision_about_what_changed_meanwhile_is_a_conflict(desk):
    version = desk.finding(4)["version"]
    desk.decide("overrule", 4, verdict="pass", until=UNTIL.isoformat())
    late = desk.decide("confirm", 4, version=version)
    assert late.status_code == 409
    assert "'pass'" in late.json()["reason"]


@pytest.mark.parametrize(
    ("what", "changes", "status", "word"),
    [
        ("confirm", {"reason": "  "}, 400, "reason"),
        ("confirm", {"camera_id": "made:999"}, 404, "made:999"),
        ("confirm", {"rule_id": "nothing"}, 422, "nothing is said"),
        ("overrule", {"verdict": "pass"}, 400, "until"),
        ("overrule", {"verdict": "guilty", "until": UNTIL.isoformat()}, 400, "verdict"),
        ("overrule", {"verdict": "pass", "until": "2020-01-01"}, 422, "passed"),
        ("overrule", {"verdict": "review", "until": UNTIL.isoformat()}, 422, "already"),
        ("release", {}, 422, "no message"),
        ("confirm", {"decision_id": "x"}, 400, "decision_id"),
        ("confirm", {"unasked": 1}, 400, "unasked"),
    ],
)
def test_what_cannot_be_decided_is_refused_with_a_reason(desk, what, changes, status, word):
    answer = desk.decide(what, 4, **changes)
    assert (answer.status_code, word in answer.text) == (status, True), answer.text


def test_a_released_message_goes_and_leaves_the_queue(desk):
    assert desk.decide("release", 1).json() == {"released": 1}
    assert desk.rows("SELECT status FROM fairnotice.alert WHERE kind = 'finding'") == [("ready",)]
    assert "release" not in [item["kind"] for item in desk.queue()]


def test_a_look_that_was_asked_for_lets_others_come_first(desk):
    answer = desk.decide("look", 2)
    assert dt.date.fromisoformat(answer.json()["until"]) > dt.datetime.now(dt.UTC).date()
    assert desk.finding(2)["look"] is not None
    assert "made/quay" not in [item["site_id"] for item in desk.queue()]


def test_nobody_writes_without_the_pages_token(desk):
    body = {"decision_id": str(uuid.uuid4()), "camera_id": "made:004", "rule_id": RULE, "version": "", "reason": "x"}
    for headers in ({}, {"X-Fairnotice-CSRF": "guessed"}):
        assert desk.client.post("/api/review/confirm", json=body, headers=headers).status_code == 403
    assert desk.rows("SELECT count(*) FROM fairnotice.review") == [(0,)]


def test_the_queue_is_kept_by_district(desk):
    with desk.resources.database.transaction() as connection:
        connection.execute("UPDATE fairnotice.camera SET district_id = 'north' WHERE camera_id = 'made:004'")
    assert [item["site_id"] for item in desk.queue(district="north")] == ["made:004"]
    assert desk.queue(district="south") == []


def test_a_camera_that_is_gone_leaves_the_queue(desk):
    with desk.resources.database.transaction() as connection:
        connection.execute("UPDATE fairnotice.camera SET gone_since = now() WHERE camera_id = 'made:004'")
    assert "made:004" not in [item["site_id"] for item in desk.queue()]


@pytest.fixture
def as_viewer(monkeypatch):
    """Be somebody else than the person at this machine."""

    def be(role: Role, districts: tuple[str, ...] = ()) -> None:
        viewer = Viewer(role, "Ada", districts=districts, csrf="token")
        monkeypatch.setattr(identity, "viewer_of", lambda _request: viewer)

    return be


@pytest.mark.parametrize(("role", "status"), [(Role.PUBLIC, 401), (Role.OPERATOR, 403)])
def test_the_desk_is_for_inspectors(desk, as_viewer, role, status):
    as_viewer(role)
    headers = {"X-Fairnotice-CSRF": "token"}
    body = {"decision_id": str(uuid.uuid4()), "camera_id": "made:004", "rule_id": RULE, "version": "", "reason": "x"}
    answers = [
        desk.client.get("/api/review/queue"),
        desk.client.get("/api/review/finding", params={"camera": "made:004", "rule": RULE}),
        desk.client.post("/api/review/confirm", json=body, headers=headers),
        desk.client.post("/api/review/live", json={"camera_id": "made:001", "reason": "x"}, headers=headers),
        desk.client.post("/api/review/photos?site=made:004", content=b"x", headers=headers),
        desk.client.post("/api/review/visits", json={}, headers=headers),
    ]
    assert [answer.status_code for answer in answers] == [status] * len(answers)


def test_an_inspector_of_a_district_sees_and_decides_there_alone(desk, as_viewer):
    with desk.resources.database.transaction() as connection:
        connection.execute("UPDATE fairnotice.camera SET district_id = 'north' WHERE camera_id = 'made:004'")
    version = desk.finding(5)["version"]
    as_viewer(Role.INSPECTOR, ("north",))
    headers = {"X-Fairnotice-CSRF": "token"}

    assert [item["site_id"] for item in desk.queue()] == ["made:004"]
    assert desk.client.get("/api/review/queue", params={"district": "south"}).status_code == 400
    elsewhere = {"decision_id": str(uuid.uuid4()), "camera_id": "made:005", "rule_id": RULE, "reason": "x"}
    for path, body in (
        ("confirm", elsewhere | {"version": version}),
        ("live", {"camera_id": "made:005", "reason": "x"}),
        ("visits", {"site_id": "made:005", "on": "2026-03-02", "found": True, "looked_at_entrances": True}),
    ):
        assert desk.client.post(f"/api/review/{path}", json=body, headers=headers).status_code == 404
    assert desk.client.get("/api/review/finding", params={"camera": "made:005", "rule": RULE}).status_code == 404
    here = elsewhere | {"camera_id": "made:004", "version": desk.finding(4)["version"]}
    assert desk.client.post("/api/review/confirm", json=here, headers=headers).status_code == 200


def test_text_that_is_no_text_is_refused(desk):
    body = b'{"decision_id": "%s", "camera_id": "made:004", "rule_id": "x", "version": "", "reason": "\\ud800"}'
    answer = desk.post(
        "/api/review/confirm",
        content=body % str(uuid.uuid4()).encode(),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 400


def test_the_database_itself_shows_an_inspector_nothing_of_another_district(desk, as_viewer, monkeypatch):
    with desk.resources.database.transaction() as connection:
        connection.execute("UPDATE fairnotice.camera SET district_id = 'north' WHERE camera_id = 'made:004'")
    as_viewer(Role.INSPECTOR, ("north",))
    monkeypatch.setattr("fairnotice.web.review.require_camera", lambda *_: None)
    monkeypatch.setattr("fairnotice.web.review._districts", lambda viewer, asked: asked)

    assert [item["site_id"] for item in desk.queue()] == ["made:004"]
    assert desk.client.get("/api/review/finding", params={"camera": "made:005", "rule": RULE}).status_code == 404
    assert desk.finding(4)["verdict"] == "review"


@pytest.mark.parametrize("path", ["confirm", "overrule", "look", "visits"])
def test_the_database_itself_refuses_what_is_written_about_another_district(desk, as_viewer, monkeypatch, path):
    with desk.resources.database.transaction() as connection:
        connection.execute("UPDATE fairnotice.camera SET district_id = 'north' WHERE camera_id = 'made:004'")
    monkeypatch.setattr("fairnotice.web.review.require_camera", lambda *_: None)
    monkeypatch.setattr("fairnotice.web.review_photos.require_site", lambda *_: None)
    about = {number: desk.finding(number) for number in (4, 6)}
    today = dt.datetime.now(dt.UTC).date().isoformat()

    def asked(number: int) -> int:
        decision = {"decision_id": str(uuid.uuid4()), "camera_id": f"made:00{number}", "rule_id": RULE, "reason": "x"}
        decision["version"] = about[number]["version"]
        if path == "overrule":
            decision |= {"verdict": "unknown", "until": UNTIL.isoformat()}
        visit = {"site_id": f"made:00{number}", "on": today, "found": True, "looked_at_entrances": True}
        body = visit if path == "visits" else decision
        headers = {"X-Fairnotice-CSRF": "token"}
        return int(desk.client.post(f"/api/review/{path}", json=body, headers=headers).status_code)

    as_viewer(Role.INSPECTOR, ("north",))
    assert asked(4) in (200, 201)
    assert asked(6) >= 500
    with desk.resources.database.transaction() as connection:
        rows = connection.execute(
            "SELECT camera_id FROM fairnotice.review UNION ALL SELECT site_id FROM fairnotice.site_visit"
        ).fetchall()
    assert [row["camera_id"] for row in rows] == ["made:004"]


def test_a_reply_whose_findings_are_gone_is_still_of_its_district(desk, as_viewer):
    with desk.resources.database.transaction() as connection:
        connection.execute("UPDATE fairnotice.camera SET district_id = 'north' WHERE camera_id = 'made:004'")
        (number,) = connection.execute(
            "INSERT INTO fairnotice.reply (operator_id, site_id, kind, said_by, said_at, note, state)"
            " VALUES ('op-1', 'made:005', 'dispute', 'link 1', now(), 'it is there', 'waiting') RETURNING reply_id"
        ).fetchone().values()  # fmt: skip
    said = {"state": "rejected", "reason": "no"}
    headers = {"X-Fairnotice-CSRF": "token"}
    as_viewer(Role.INSPECTOR, ("north",))
    assert desk.client.post(f"/api/review/replies/{number}", json=said, headers=headers).status_code == 404
    as_viewer(Role.INSPECTOR)
    assert desk.client.post(f"/api/review/replies/{number}", json=said, headers=headers).status_code == 200


def test_what_the_desk_asks_of_the_database_comes_to_an_end(empty_database_url):
    app = create_app(empty_database_url)
    try:
        with resources_of(Request({"type": "http", "app": app})).database.transaction() as connection:
            assert connection.execute("SHOW statement_timeout").fetchone() == {"statement_timeout": "30s"}
    finally:
        close_desk(app)
