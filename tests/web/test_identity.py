from __future__ import annotations

import getpass
import json
import socket
from typing import Annotated

import httpx
import pytest
from fastapi import Depends

from fairnotice.settings import settings
from fairnotice.web.app import create_app
from fairnotice.web.identity import CSRF_HEADER, Role, Viewer, require
from fairnotice.web.reader import Reader
from web.conftest import Served, Town


@pytest.fixture
def writable(kestrel_bay: Town):
    app = create_app(kestrel_bay.url, kestrel_bay.storage)

    @app.post("/try")
    def attempt(viewer: Annotated[Viewer, Depends(require(Role.SUPERVISOR))]) -> dict[str, str]:
        return {"name": viewer.name}

    with Served(app) as address, httpx.Client(base_url=address) as client:
        yield client


def test_the_person_at_this_machine_is_the_supervisor(client):
    said = client.get("api/me").json()
    assert (said["role"], said["name"], said["account"]) == ("supervisor", getpass.getuser(), False)


@pytest.mark.parametrize(
    "headers", [{"X-Forwarded-For": "203.0.113.4"}, {"Forwarded": "for=203.0.113.4"}, {"Host": "map.example"}]
)
def test_whoever_comes_through_a_proxy_or_by_another_name_is_not_the_person_at_this_machine(client, headers):
    assert client.get("api/me", headers=headers).json()["role"] == "public"


def test_a_proxy_that_says_nothing_of_whom_it_asks_for_is_not_the_person_at_this_machine(client):
    address = client.base_url
    with socket.create_connection((address.host, address.port), timeout=10) as plain:
        plain.sendall(f"GET /api/me HTTP/1.0\r\nHost: 127.0.0.1:{address.port}\r\nConnection: close\r\n\r\n".encode())
        with plain.makefile("rb") as answer:
            said = json.loads(answer.read().partition(b"\r\n\r\n")[2])
    assert said["role"] == "public"


def test_a_writing_request_needs_the_token_of_its_viewer(writable):
    token = writable.get("api/me").json()["csrf"]
    assert writable.post("try", headers={CSRF_HEADER: token}).status_code == 200
    for headers in ({}, {CSRF_HEADER: "guess"}, {CSRF_HEADER: "0" * len(token)}):
        refused = writable.post("try", headers=headers)
        assert refused.status_code == 403
        assert CSRF_HEADER in refused.json()["reason"]


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_page_from_elsewhere_writes_nothing_whatever_token_it_has(writable, headers):
    token = writable.get("api/me").json()["csrf"]
    assert writable.post("try", headers={CSRF_HEADER: token, **headers}).status_code == 403


def test_the_database_knows_who_asks_until_the_transaction_ends(kestrel_bay):
    reader = Reader(kestrel_bay.url)
    odd = 'a"b,{c}\\'
    with reader.connection(Viewer(Role.INSPECTOR, "Ada", districts=("west", odd))) as connection:
        told = connection.execute(
            "SELECT current_setting('fairnotice.role') AS role, "
            "cast(current_setting('fairnotice.districts') AS text []) AS districts"
        ).fetchone()
    assert told == {"role": "inspector", "districts": ["west", odd]}
    with reader.connection() as connection:
        after = connection.execute("SELECT current_setting('fairnotice.role', true) AS role").fetchone()
    assert after == {"role": ""}
    reader.close()


def test_where_others_reach_it_by_an_address_nobody_is_the_person_at_this_machine(client, monkeypatch):
    monkeypatch.setenv("FAIRNOTICE_PUBLIC_URL", "https://map.example")
    settings.cache_clear()
    try:
        assert client.get("api/me").json()["role"] == "public"
        monkeypatch.setenv("FAIRNOTICE_PUBLIC_URL", "http://127.0.0.1:8090")
        settings.cache_clear()
        assert client.get("api/me").json()["role"] == "supervisor"
    finally:
        monkeypatch.delenv("FAIRNOTICE_PUBLIC_URL")
        settings.cache_clear()
