"""A live look: step by step, on the audit's own terms with the camera, and nothing of it stored."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest

from fairnotice.domain import CaptureFault
from fairnotice.pipeline import looking_live
from fakes.camera_farm import CameraFarm
from fakes.disk_watch import watched
from web.conftest import Served
from web.desk_world import NOTICE, Desk, app_of, basis, fill

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def farm() -> Iterator[CameraFarm]:
    with CameraFarm() as running:
        yield running


@pytest.fixture
def desk(empty_database_url: str, tmp_path, farm, monkeypatch) -> Iterator[Desk]:
    monkeypatch.setattr(looking_live, "_asked_at", {})
    app, resources = app_of(empty_database_url, tmp_path, NOTICE)
    fill(resources.database, resources.settings, basis(farm.url("still")))
    with resources.database, Served(app) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield Desk(client, resources, empty_database_url)


def _look(desk: Desk, camera: str = "made:001") -> httpx.Response:
    return desk.post("/api/review/live", json={"camera_id": camera, "reason": "a complaint"})


def _events(answer: httpx.Response) -> list[tuple[str, dict]]:
    parts = [part.split("\n", 1) for part in answer.text.strip().split("\n\n")]
    return [(kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for kind, data in parts]


def test_a_look_tells_its_steps_and_shows_a_redacted_picture(desk, tmp_path):
    _look(desk)  # the decoding program is started with the first picture
    looking_live._asked_at.clear()
    before = _everything(desk)
    with watched(tmp_path / "watched") as watch:
        events = _events(_look(desk))

    assert [kind for kind, _ in events][-1] == "seen"
    assert {"connect", "received", "decode"} <= {what["step"] for kind, what in events if kind == "step"}
    seen = events[-1][1]
    assert seen["picture"].startswith("data:image/webp;base64,")
    assert [each["text"] for each in seen["notices"]] == ["CCTV in operation"]
    assert "127.0.0.1" not in json.dumps(events)
    assert watch.strangers() == []
    assert watch.left() == []
    after = _everything(desk)
    assert {name for name in after if after[name] != before[name]} <= {"view_log"}


def _everything(desk: Desk) -> dict[str, list[tuple]]:
    names = [name for (name,) in desk.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'fairnotice'")]
    return {name: desk.rows(f'SELECT t::text FROM fairnotice."{name}" t ORDER BY 1') for name in names}  # noqa: S608


def test_who_looked_and_why_is_written_down(desk):
    _look(desk)
    assert desk.rows("SELECT what, ids, why, viewer <> '' FROM fairnotice.view_log") == [
        ("live look", ["made:001"], "a complaint", True)
    ]


def test_a_camera_is_asked_at_most_once_a_minute(desk):
    _look(desk)
    answer = _look(desk)
    assert (answer.status_code, "wait" in answer.json()["reason"]) == (429, True)
    assert desk.rows("SELECT count(*) FROM fairnotice.view_log") == [(1,)]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ("UPDATE fairnotice.camera SET record = record #- '{frame_source,access_basis}'", "nobody has allowed"),
        ("UPDATE fairnotice.camera SET record = record - 'frame_source'", "no source of frames"),
        (
            """INSERT INTO fairnotice.camera_health
            (camera_id, asked_at, fault, detail, failing_since, failures_in_a_row, seconds)
            VALUES ('made:001', now(), 'auth', 'no', now(), 1, 1)""",
            "lock the account",
        ),
    ],
)
def test_no_camera_is_contacted_that_may_not_be(desk, change, word):
    with desk.resources.database.transaction() as connection:
        connection.execute(change)
    answer = _look(desk)
    assert (answer.status_code, word in answer.json()["reason"]) == (422, True), answer.text
    assert desk.rows("SELECT count(*) FROM fairnotice.view_log") == [(0,)]


def test_a_camera_in_maintenance_is_left_alone(desk):
    with desk.resources.database.transaction() as connection:
        connection.execute(
            "INSERT INTO fairnotice.maintenance (subject, subject_id, starts, ends, said_by, reason, set_at)"
            " VALUES ('camera', 'made:001', now() - interval '1 h', now() + interval '1 h', 'x', 'works', now())"
        )
    ((kind, what),) = _events(_look(desk))
    assert (kind, what["fault"]) == ("failed", CaptureFault.MAINTENANCE)


def test_a_camera_that_fails_is_said_to_fail(empty_database_url, tmp_path, farm, monkeypatch):
    monkeypatch.setattr(looking_live, "_asked_at", {})
    app, resources = app_of(empty_database_url, tmp_path)
    fill(resources.database, resources.settings, basis(farm.url("html")))
    with resources.database, Served(app) as address, httpx.Client(base_url=address, timeout=30) as client:
        events = _events(_look(Desk(client, resources, empty_database_url)))
    assert (events[-1][0], events[-1][1]["fault"]) == ("failed", CaptureFault.NOT_AN_IMAGE)
