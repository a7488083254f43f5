"""Who asks too often or sends too much is refused with a reason; nobody else is."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from fairnotice.settings import settings
from fairnotice.web import limiting
from fairnotice.web.app import create_app
from fairnotice.web.identity import CSRF_HEADER, SESSION_COOKIE
from fairnotice.web.limiting import MOST_BODY_BYTES, VIEWERS_OF_ONE_ADDRESS
from web.conftest import HERE

ELSEWHERE = {"base_url": "https://map.example", "client": ("203.0.113.4", 50000)}
ASKED = "/static/main.js"


@pytest.fixture
def slow_app(monkeypatch):
    monkeypatch.setenv("FAIRNOTICE_REQUESTS_PER_MINUTE", "3")
    settings.cache_clear()
    yield create_app("postgresql://nowhere.invalid/x")
    settings.cache_clear()


def codes(client, number, **headers):
    return [client.get(ASKED, headers=headers).status_code for _ in range(number)]


def test_who_asks_too_often_is_told_when_to_come_back(slow_app):
    client = TestClient(slow_app, **ELSEWHERE)
    assert codes(client, 3) == [200] * 3
    refused = client.get(ASKED)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 121
    assert "seconds" in refused.json()["reason"]
    assert refused.headers["content-security-policy"]


def test_another_session_or_address_is_counted_apart(slow_app):
    client = TestClient(slow_app, **ELSEWHERE)
    assert codes(client, 4)[-1] == 429
    assert codes(client, 3, Cookie=f"{SESSION_COOKIE}=colleague") == [200] * 3
    assert codes(client, 1, Cookie=f"{SESSION_COOKIE}=colleague") == [429]
    assert codes(TestClient(slow_app, **{**ELSEWHERE, "client": ("203.0.113.5", 1)}), 3) == [200] * 3


def test_another_cookie_each_time_does_not_help(slow_app):
    client = TestClient(slow_app, **ELSEWHERE)
    most = 3 * VIEWERS_OF_ONE_ADDRESS
    found = [codes(client, 1, Cookie=f"{SESSION_COOKIE}=made-up-{n}")[0] for n in range(most + 1)]
    assert found == [200] * most + [429]


def test_nor_does_another_address_of_one_ipv6_network(slow_app):
    found = [
        codes(TestClient(slow_app, **{**ELSEWHERE, "client": (f"2001:db8::{n}", 1)}), 1)[0]
        for n in range(1, 3 * VIEWERS_OF_ONE_ADDRESS + 1)
    ]
    assert found == [200] * 3 + [429] * (len(found) - 3)


def test_the_person_at_this_machine_is_not_counted(slow_app):
    assert codes(TestClient(slow_app, **HERE), 8) == [200] * 8
    through_a_proxy = {"X-Forwarded-For": "203.0.113.9"}
    assert codes(TestClient(slow_app, **HERE), 4, **through_a_proxy)[-1] == 429


@pytest.mark.parametrize("in_pieces", [False, True])
def test_what_is_larger_than_any_form_is_refused_unread(in_pieces, monkeypatch):
    client = TestClient(create_app("postgresql://nowhere.invalid/x"), **HERE)
    body = b'{"login": "' + b"a" * MOST_BODY_BYTES + b'"}'
    content = (body[n : n + 1000] for n in range(0, len(body), 1000)) if in_pieces else body
    headers = {"Content-Type": "application/json", CSRF_HEADER: "page"}
    refused = client.post("/api/login", content=content, headers=headers)
    assert refused.status_code == 413
    assert "64 KiB" in refused.json()["reason"]
    small = client.post("/api/login", content=b"{}", headers=headers)
    assert small.status_code == 400


@pytest.mark.parametrize(("given", "counted"), [(b"-1", 0), (b"9" * 30, 0), (b"12", 12)])
def test_a_length_that_is_no_number_is_left_to_the_server(given, counted):
    assert limiting._announced({"headers": [(b"content-length", given)]}) == counted


def test_a_browser_is_told_to_come_by_tls_only_under_the_name_that_speaks_it(monkeypatch):
    monkeypatch.setenv("FAIRNOTICE_PUBLIC_URL", "https://map.example/cameras")
    settings.cache_clear()
    app = create_app("postgresql://nowhere.invalid/x")
    monkeypatch.delenv("FAIRNOTICE_PUBLIC_URL")
    settings.cache_clear()
    assert "max-age" in TestClient(app, **ELSEWHERE).get(ASKED).headers["strict-transport-security"]
    assert "strict-transport-security" not in TestClient(app, **HERE).get(ASKED).headers


def test_no_browser_keeps_what_the_api_says_of_a_person():
    app = create_app("postgresql://nowhere.invalid/x")
    assert TestClient(app, **HERE).get("/api/base-map").headers["cache-control"] == "no-store"
    assert TestClient(app, root_path="/fairnotice", **HERE).get("/fairnotice/api/base-map").headers[
        "cache-control"
    ] == "no-store"  # fmt: skip
