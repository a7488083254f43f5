"""A file as the body of a request: in memory only, within limits, and refused with a reason."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request

from fairnotice.web import errors, uploads
from fairnotice.web.uploads import body_of
from web.conftest import Served

MOST = 300_000


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    app = FastAPI(openapi_url=None)

    @app.post("/file")
    async def file(request: Request) -> dict[str, int]:
        return {"bytes": len(await body_of(request, MOST, within_s=3, silent_s=0.5))}

    errors.install(app)
    with Served(app) as served:
        yield served


def _post(address: str, content, **headers: str) -> httpx.Response:
    return httpx.post(f"{address}/file", content=content, headers={"Content-Type": "image/jpeg", **headers}, timeout=20)


@pytest.mark.parametrize("media_type", ["image/jpeg", "image/heic", "IMAGE/PNG; x=y", "application/octet-stream", ""])
def test_the_body_is_the_file(address, media_type):
    assert _post(address, b"x" * MOST, **{"Content-Type": media_type}).json() == {"bytes": MOST}


def test_a_file_that_comes_in_pieces_is_put_together(address):
    assert _post(address, (b"x" * 1000 for _ in range(50))).json() == {"bytes": 50_000}


@pytest.mark.parametrize(
    ("content", "headers", "status", "word"),
    [
        (b"x" * (MOST + 1), {}, 413, "larger"),
        ((b"x" * 10_000 for _ in range(1000)), {}, 413, "larger"),
        (b"", {}, 400, "empty"),
        (b"x", {"Content-Type": "text/html"}, 415, "image/jpeg"),
        (b"x", {"Content-Type": "multipart/form-data; boundary=y"}, 415, "itself"),
        (b"x", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "image/jpeg"),
    ],
    ids=["too large", "too large in pieces", "empty", "a page", "a form", "another form"],
)
def test_what_is_not_taken_is_refused_with_a_reason(address, content, headers, status, word):
    answer = _post(address, content, **headers)
    assert answer.status_code == status
    assert word in answer.json()["reason"]


def _raw(address: str, head: str, *pieces: bytes, then_close: bool = False) -> bytes:
    """Send a request by hand and return the answer's first line."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as line:
        line.sendall(f"POST /file HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\n{head}\r\n\r\n".encode())
        for piece in pieces:
            line.sendall(piece)
        if then_close:
            line.shutdown(socket.SHUT_WR)
        return line.recv(4096).partition(b"\r\n")[0]


def test_a_file_announced_as_too_large_is_refused_before_it_comes(address):
    assert b" 413 " in _raw(address, "Content-Length: 999999999999")


def test_a_sender_that_falls_silent_is_let_go(address):
    assert b" 408 " in _raw(address, "Content-Length: 1000", b"x")


def test_a_file_without_end_is_cut(address):
    chunk = b"2710\r\n" + b"x" * 10_000 + b"\r\n"
    assert b" 413 " in _raw(address, "Transfer-Encoding: chunked", *[chunk] * 31)


def test_a_sender_that_announced_more_than_it_sent_is_told_so(address):
    answer = _raw(address, "Content-Length: 1000", b"x" * 999, then_close=True)
    assert answer == b"" or b" 400 " in answer


def test_many_files_at_once_are_put_off(address, monkeypatch):
    monkeypatch.setattr(uploads, "_AT_ONCE", 0)
    answer = _post(address, b"x")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")


def test_after_refusals_there_is_room_for_as_many_as_before(address):
    assert uploads._under_way == 0
