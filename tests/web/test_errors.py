from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from fairnotice.web.app import create_app
from web.conftest import HERE

LONG = "x" * 400

BAD = [
    ("/tiles/1/x/0.mvt", "x: "),
    (f"/tiles/{'9' * 5000}/0/0.mvt", "z: "),
    ("/tiles/0/0/0.mvt?verdict=guilty", "verdict: "),
    ("/tiles/0/0/0.mvt?verdct=fail", "verdct: "),
    ("/tiles/0/0/0.mvt?operator=%00", "operator: "),
    (f"/tiles/0/0/0.mvt?rule={LONG}", "rule: "),
    ("/tiles/0/0/0.mvt?source=nowhere", "source: "),
    ("/api/cameras?mode=secret", "mode: "),
    ("/api/cameras?mode=simulated&source=sample", "source: "),
    ("/api/cameras?limit=0", "limit: "),
    ("/api/cameras?limit=100000", "limit: "),
    ("/api/cameras?limit=all", "limit: "),
    ("/api/cameras?offset=-1", "offset: "),
    ("/api/cameras?offset=99999999999999999999", "offset: "),
    ("/api/cameras?bbox=1,2,3", "bbox: "),
    ("/api/cameras?bbox=a,b,c,d", "bbox: "),
    ("/api/cameras?bbox=nan,0,1,1", "bbox: "),
    ("/api/cameras?bbox=5,0,1,1", "bbox: "),
    ("/api/cameras?bbox=-181,0,1,1", "bbox: "),
    ("/api/summary?" + "&".join(["rule=a"] * 101), "rule: "),
    ("/api/cameras/a%00b", "camera: "),
    ("/evidence/../../etc/passwd", ""),
    ("/evidence/ABC", "sha256: "),
    (f"/evidence/{'A' * 64}", "sha256: "),
]


@pytest.mark.parametrize(("path", "told"), BAD, ids=[path[:40] for path, _ in BAD])
def test_bad_input_is_refused_with_a_reason(client: httpx.Client, path: str, told: str) -> None:
    answer = client.get(path)

    assert 400 <= answer.status_code < 500
    assert answer.json()["reason"].startswith(told)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/nowhere", "/static/../app.py", "/static/%2e%2e/app.py", "/vendor/pywidget.js", "/docs"]
)
def test_nothing_else_is_served(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/api/summary"])
def test_nothing_can_be_written(client: httpx.Client, path: str) -> None:
    assert client.post(path, headers={"X-Fairnotice-CSRF": client.get("api/me").json()["csrf"]}).status_code == 405


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> str:
    """Address of a database that does not run, with a password in it; nobody waits for it for long."""
    monkeypatch.setattr("fairnotice.web.reader._WAIT_S", 1)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return f"postgresql://fairnotice:hunter2-secret@127.0.0.1:{port}/fairnotice"


def test_a_database_that_is_down_is_said_clearly(nobody: str, caplog: pytest.LogCaptureFixture) -> None:
    client = TestClient(create_app(nobody), raise_server_exceptions=False)
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert "database cannot be reached" in answer.json()["reason"]
    assert answer.headers["retry-after"]
    assert client.get("/").status_code == 200
    assert "hunter2-secret" not in answer.text + caplog.text


def test_a_database_that_comes_back_is_used_again(nobody: str, kestrel_bay: Any) -> None:
    there, gone = urlsplit(kestrel_bay.url), urlsplit(nobody)
    login = there.netloc.rpartition("@")[0]
    url = urlunsplit(there._replace(netloc=f"{login}@127.0.0.1:{gone.port}"))
    with TestClient(create_app(url), raise_server_exceptions=False) as client:
        assert client.get("/healthz").status_code == 503

        with forwarding(gone.port or 0, (there.hostname or "127.0.0.1", there.port or 5432)) as connections:
            assert client.get("/healthz").status_code == 200
            for each in connections:  # as when the server restarts while a connection lies idle
                each.shutdown(socket.SHUT_RDWR)
            assert client.get("/healthz").status_code == 200


@contextmanager
def forwarding(port: int, target: tuple[str, int]) -> Iterator[list[socket.socket]]:
    """Let ``port`` lead to ``target``; yield the connections that come in."""
    connections: list[socket.socket] = []

    def pour(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def accept() -> None:
        with suppress(OSError):
            while True:
                inner, _ = listener.accept()
                outer = socket.create_connection(target)
                connections.append(inner)
                for pair in ((inner, outer), (outer, inner)):
                    threading.Thread(target=pour, args=pair, daemon=True).start()

    with socket.create_server(("127.0.0.1", port)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield connections
        listener.shutdown(socket.SHUT_RDWR)


def test_a_database_without_our_tables_is_said_clearly(new_database: Callable[..., str]) -> None:
    answer = TestClient(create_app(new_database()), raise_server_exceptions=False, **HERE).get("/api/summary")

    assert answer.status_code == 503
    assert "migrate" in answer.json()["reason"]


def test_no_database_at_all_is_said_clearly(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    from fairnotice.settings import settings

    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path))
    monkeypatch.delenv("FAIRNOTICE_DATABASE_URL", raising=False)
    settings.cache_clear()
    try:
        answer = TestClient(create_app(), raise_server_exceptions=False).get("/healthz")
    finally:
        settings.cache_clear()

    assert answer.status_code == 503
    assert "FAIRNOTICE_DATABASE_URL" in answer.json()["reason"]
