from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from fairnotice.errors import RegistryError
from fairnotice.registry.fetch import fetch_registry

LOOPBACK = ("127.0.0.0/8", "::1/128")
Answer = Callable[[socket.socket, threading.Event], None]


def plain(text: str) -> Answer:
    """Send an answer, written with bare line feeds in its head, and close."""
    head, blank, body = text.partition("\n\n")
    return lambda connection, stop: connection.sendall(f"{head}{blank}".replace("\n", "\r\n").encode() + body.encode())


def ok(body: str) -> Answer:
    return plain(f"HTTP/1.1 200 OK\nContent-Length: {len(body)}\n\n{body}")


def silent(connection: socket.socket, stop: threading.Event) -> None:
    stop.wait(20)


def dripping(start: bytes) -> Answer:
    """Send a start, then a byte every now and then, so that no single read waits long."""

    def answer(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(start)
        while not stop.wait(0.02):
            connection.sendall(b"x")

    return answer


@pytest.fixture
def requests() -> list[bytes]:
    """What the servers were asked."""
    return []


@pytest.fixture
def serve(requests: list[bytes]) -> Iterator[Callable[[Answer], str]]:
    """Start a server that answers every connection in one way; returns its address."""
    stop = threading.Event()
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def handle(connection: socket.socket, answer: Answer) -> None:
        with connection, suppress(OSError):
            requests.append(connection.recv(65536))
            answer(connection, stop)

    def accept(listener: socket.socket, answer: Answer) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=handle, args=(connection, answer), daemon=True)
            threads.append(thread)
            thread.start()

    def start(answer: Answer) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        thread = threading.Thread(target=accept, args=(listener, answer), daemon=True)
        thread.start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/registry.csv"

    yield start
    stop.set()
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    for thread in threads:
        thread.join(5)


def get(url: str, **options: object) -> bytes:
    defaults: dict[str, object] = {"max_bytes": 1000, "deadline_s": 10.0, "allowed_networks": LOOPBACK}
    return fetch_registry(url, **(defaults | options))  # type: ignore[arg-type]


def test_a_registry_is_fetched(serve: Callable[[Answer], str]) -> None:
    assert get(serve(ok("lat,lon\n48.7,9.1\n"))) == b"lat,lon\n48.7,9.1\n"


def test_it_can_be_fetched_inside_a_running_loop(serve: Callable[[Answer], str]) -> None:
    url = serve(ok("lat,lon"))

    async def inside() -> bytes:
        return get(url)

    assert asyncio.run(inside()) == b"lat,lon"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (plain("HTTP/1.1 503 Busy\nContent-Length: 2\n\nno"), "answered 503 Busy"),
        (plain("HTTP/1.1 200 OK\nContent-Length: 100\n\nlat,lon"), "check the address"),
        (plain("HTTP/1.1 200 OK\nContent-Length: 1001\n\n"), "larger than 1000 bytes"),
        (plain("HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: 2\n\nxx"), "compressed"),
        (plain("hello\n\n"), "check the address"),
        (plain(""), "check the address"),
        (ok("x" * 1001), "larger than 1000 bytes"),
        (plain("HTTP/1.1 200 OK\n\n" + "x" * 1001), "larger than 1000 bytes"),
        (plain("HTTP/1.1 302 Found\nLocation: file:///etc/passwd\nContent-Length: 0\n\n"), "not an http or https"),
        (plain("HTTP/1.1 302 Found\nLocation: /again\nContent-Length: 0\n\n"), "more than 5 redirects"),
    ],
)
def test_what_is_not_the_whole_answer_is_an_error(answer: Answer, says: str, serve: Callable[[Answer], str]) -> None:
    with pytest.raises(RegistryError, match=says):
        get(serve(answer))


@pytest.mark.parametrize(
    "answer",
    [silent, dripping(b"HTTP/1.1 200 OK\r\nX-Slow: "), dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")],
    ids=["silent", "drips its headers", "drips its body"],
)
def test_the_deadline_ends_everything(answer: Answer, serve: Callable[[Answer], str]) -> None:
    with pytest.raises(RegistryError, match=r"not complete after 0\.3 s"):
        get(serve(answer), deadline_s=0.3)


def test_redirects_are_followed(serve: Callable[[Answer], str]) -> None:
    target = serve(ok("lat,lon"))
    assert get(serve(plain(f"HTTP/1.1 301 Moved\nLocation: {target}\nContent-Length: 0\n\n"))) == b"lat,lon"


def test_a_redirect_into_a_private_network_is_refused(serve: Callable[[Answer], str]) -> None:
    for target in ("http://169.254.169.254/latest", "http://[::1]/", "http://10.0.0.1/", "http://[::ffff:10.0.0.1]/"):
        url = serve(plain(f"HTTP/1.1 302 Found\nLocation: {target}\nContent-Length: 0\n\n"))
        with pytest.raises(RegistryError, match="private network"):
            get(url, allowed_networks=("127.0.0.0/8",))


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://127.0.0.1:9/x", "private network"),
        ("http://localhost/x", "private network"),
        ("http://0.0.0.0/x", "private network"),
        ("http://[2002:0a00:0001::]/x", "private network"),
        ("ftp://feeds.example/x", "not an http or https address"),
        ("file:///etc/passwd", "not an http or https address"),
        ("registry.csv", "not an http or https address"),
        ("http://", "not an http or https address"),
        ("http://[bad", "check the address"),
        ("https://user:hunter2@feeds.example/x", "holds a user name or password"),
    ],
)
def test_addresses_that_are_refused(url: str, says: str) -> None:
    with pytest.raises(RegistryError, match=says) as raised:
        get(url, allowed_networks=())
    assert "hunter2" not in str(raised.value)


def test_the_checked_address_is_the_one_contacted(
    serve: Callable[[Answer], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that answers publicly when checked and privately afterwards must not get through."""
    port = int(serve(ok("lat,lon")).rpartition(":")[2].partition("/")[0])
    asked: list[str] = []

    async def resolve(self: asyncio.AbstractEventLoop, host: str, port: int, **_: object) -> list[object]:
        asked.append(host)
        first = len([name for name in asked if name == "feeds.example"]) == 1
        address = "127.0.0.1" if host == "127.0.0.1" or first else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", resolve)
    assert get(f"http://feeds.example:{port}/x", allowed_networks=("127.0.0.0/8",)) == b"lat,lon"
    assert asked.count("feeds.example") == 1


def test_the_server_is_told_which_host_is_meant(serve: Callable[[Answer], str], requests: list[bytes]) -> None:
    url = serve(ok("x")).replace("127.0.0.1", "localhost")
    assert get(url) == b"x"
    assert b"\r\nhost: " + url.split("/")[2].encode() + b"\r\n" in requests[0].lower()
