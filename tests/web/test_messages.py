"""What operators were told and would be told, over HTTP as the desk asks."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from types import SimpleNamespace

import httpx
import psycopg
import pytest

from fairnotice.alerts.channels import local_mailbox
from fairnotice.alerts.deliver import deliver
from fairnotice.settings import Settings
from fairnotice.web import messages
from web.conftest import Served
from web.desk_world import RULE, app_of, fill

pytestmark = pytest.mark.slow

TOMORROW = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)


@pytest.fixture
def desk(empty_database_url: str, tmp_path, monkeypatch) -> Iterator[SimpleNamespace]:
    own = Settings(home=tmp_path, message_language="en", public_url="https://audit.example/map/")
    monkeypatch.setattr(messages, "settings", lambda: own)
    app, resources = app_of(empty_database_url, tmp_path)
    fill(resources.database, own)
    with resources.database, Served(app) as address, httpx.Client(base_url=address, timeout=20) as client:
        client.headers["X-Fairnotice-CSRF"] = client.get("/api/me").json()["csrf"]
        yield SimpleNamespace(client=client, database=resources.database, settings=own, url=empty_database_url)


def released(desk) -> str:
    with desk.database.transaction() as connection:
        connection.execute("UPDATE fairnotice.alert SET status = 'ready'")
    deliver(desk.database, desk.settings, TOMORROW)
    (message,) = desk.client.get("/api/messages").json()["messages"]
    return message["digest_id"]


def test_an_inspector_sees_what_an_operator_would_get_before_it_is_released(desk):
    (waiting,) = desk.client.get("/api/messages").json()["waiting"]
    assert (waiting["operator_id"], waiting["held"], waiting["ready"]) == ("op-1", 1, 0)
    seen = desk.client.get("/api/messages/preview", params={"operator": "op-1"}).json()

    assert "Preview: this was not sent." in seen["text"].replace("\n", " ")
    assert "Quay 1" in seen["text"]
    assert 'src="data:image/png;base64,' in seen["html"]
    assert "%%LINK" not in seen["html"] + seen["text"]
    assert desk.client.get("/api/messages").json()["messages"] == []
    with psycopg.connect(desk.url) as connection:
        assert connection.execute("SELECT count(*) FROM fairnotice.answer_link").fetchone() == (0,)


def test_a_preview_can_be_had_in_another_language(desk):
    seen = desk.client.get("/api/messages/preview", params={"operator": "op-1", "language": "zh"}).json()
    assert seen["language"] == "zh"
    assert "待整改" in seen["subject"]


def test_a_message_that_was_sent_is_shown_without_the_link_that_lets_people_in(desk):
    digest_id = released(desk)
    (sent,) = [path.read_text() for path in local_mailbox(desk.settings).messages()]
    assert "https://audit.example/map/answer/" in sent.replace("=\n", "")

    shown = desk.client.get(f"/api/messages/{digest_id}").json()
    page = desk.client.get(f"/api/messages/{digest_id}/page.html")
    assert "Quay 1" in shown["text"]
    assert "/answer/" not in shown["text"] + shown["html"] + page.text
    assert "sandbox" in page.headers["Content-Security-Policy"]
    with psycopg.connect(desk.url) as connection:
        stored = connection.execute("SELECT plain || html FROM fairnotice.digest").fetchone()
    assert "/answer/" not in stored[0]


def test_what_is_muted_is_listed_and_ended(desk):
    until = TOMORROW + dt.timedelta(days=30)
    asked = {"subject": "site", "subject_id": "made:001", "until": until.isoformat(), "reason": "the square is rebuilt"}
    mute_id = desk.client.post("/api/messages/mutes", json=asked).raise_for_status().json()["mute_id"]
    (made,) = desk.client.get("/api/messages/mutes").json()
    assert (made["subject_id"], made["reason"], made["is_over"]) == ("made:001", "the square is rebuilt", False)

    assert desk.client.delete(f"/api/messages/mutes/{mute_id}").status_code == 204
    assert desk.client.delete(f"/api/messages/mutes/{mute_id}").status_code == 404
    assert desk.client.get("/api/messages/mutes").json() == []


def test_a_test_message_says_by_what_it_left(desk):
    (done,) = desk.client.post("/api/messages/test", json={"operator_id": "op-1"}).json()
    assert done["via"] == "local mailbox"
    assert "not set up" in done["why_local"]
    (sent,) = local_mailbox(desk.settings).messages()
    assert "Test message" in sent.read_text()


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/messages/preview?operator=nobody", None, 404),
        ("GET", "/api/messages/preview", None, 422),
        ("GET", "/api/messages?status=lost", None, 422),
        ("GET", f"/api/messages/{uuid.UUID(int=7)}", None, 404),
        ("GET", "/api/messages/1", None, 422),
        ("POST", "/api/messages/test", {"operator_id": "nobody"}, 404),
        ("POST", "/api/messages/mutes", {"subject": "street"}, 422),
        (
            "POST",
            "/api/messages/mutes",
            {"subject": "camera", "subject_id": "no:1", "until": TOMORROW.isoformat(), "reason": "r"},
            400,
        ),
        (
            "POST",
            "/api/messages/mutes",
            {"subject": "rule", "subject_id": RULE, "until": "2020-01-01T00:00:00Z", "reason": "r"},
            400,
        ),
        (
            "POST",
            "/api/messages/mutes",
            {"subject": "rule", "subject_id": RULE, "until": "2030-01-01T00:00:00", "reason": "r"},
            400,
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(desk, method, path, body, status):
    answer = desk.client.request(method, path, json=body)
    assert answer.status_code == status or (status == 422 and answer.status_code == 400)
    assert answer.json()


def test_nobody_writes_without_the_pages_token(desk):
    del desk.client.headers["X-Fairnotice-CSRF"]
    assert desk.client.post("/api/messages/test", json={}).status_code == 403
