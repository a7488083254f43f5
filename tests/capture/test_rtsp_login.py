from __future__ import annotations

import base64
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.asking import ask_failure, known_here
from fairnotice.capture.limits import CaptureError
from fairnotice.capture.login import Login
from fairnotice.capture.rtsp_login import LoginSwap
from fairnotice.domain import CaptureFault

USER, PASSWORD = "inspector", 'cörrect: "horse"@/'
PLAIN = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
DIGESTS = {
    "digest without qop": 'Digest realm="yard", nonce="5a7b"',
    "digest with qop": 'Digest realm="yard", nonce="5a7b", qop="auth", algorithm=MD5, opaque="0f"',
    "digest by session": 'Digest realm="yard", nonce="5a7b", qop="auth", algorithm=MD5-sess',
}


class _Asking(StreamRequestHandler):
    """A camera that knows one login, and has no stream even for whoever shows it."""

    def handle(self) -> None:
        while (line := self.rfile.readline().decode()) and line.strip():
            method, uri, _ = line.split(" ")
            headers = {}
            while header := self.rfile.readline().decode().strip():
                name, _, value = header.partition(":")
                headers[name.lower()] = value.strip()
            self.server.seen.append(headers.get("authorization", ""))  # type: ignore[attr-defined]
            known = _holds(headers.get("authorization", ""), method, uri)
            challenge = f"WWW-Authenticate: {self.server.challenge}\r\n"  # type: ignore[attr-defined]
            status = "404 Not Found\r\n" if known else f"401 Unauthorized\r\n{challenge}"
            self.wfile.write(f"RTSP/1.0 {status}CSeq: {headers['cseq']}\r\n\r\n".encode())


def _holds(shown: str, method: str, uri: str) -> bool:
    if shown.startswith("Basic "):
        return shown == f"Basic {PLAIN}"
    fields = {name: quoted or plain for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]+))', shown)}

    def hashed(text: str) -> str:
        return md5(text.encode(), usedforsecurity=False).hexdigest()

    key = hashed(f"{USER}:yard:{PASSWORD}")
    if fields.get("algorithm") == "MD5-sess":
        key = hashed(f"{key}:5a7b:{fields['cnonce']}")
    middle = f"5a7b:{fields['nc']}:{fields['cnonce']}:auth" if fields.get("qop") else "5a7b"
    return fields.get("username") == USER and fields["response"] == hashed(
        f"{key}:{middle}:{hashed(f'{method}:{uri}')}"
    )


@contextmanager
def _camera(challenge: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the address of a camera that asks so, and what logins it is shown."""
    with ThreadingTCPServer(("127.0.0.1", 0), _Asking) as server:
        server.daemon_threads = True
        server.challenge, server.seen = challenge, []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"rtsp://127.0.0.1:{server.server_address[1]}/live", server.seen  # type: ignore[attr-defined]
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("challenge", [*DIGESTS.values(), 'Basic realm="yard"'], ids=[*DIGESTS, "basic"])
def test_the_camera_is_shown_the_login_that_the_player_does_not_know(challenge: str) -> None:
    with _camera(challenge) as (url, seen):
        failure = ask_failure(url, credential="yard", credentials=lambda name: known_here(USER, PASSWORD))
        assert failure.fault is CaptureFault.REFUSED, (failure, seen)
        assert "404" in failure.detail
        refused = ask_failure(url, credential="yard", credentials=lambda name: known_here(USER, "another"))
        assert refused.fault is CaptureFault.AUTH
        assert "refused the login" in refused.detail


REQUEST = b"DESCRIBE rtsp://127.0.0.1:5/live RTSP/1.0\r\nCSeq: 2\r\n%s\r\n\r\n"
OPTIONS = b"OPTIONS rtsp://127.0.0.1:5/live RTSP/1.0\r\nCSeq: 1\r\n\r\n"
PACKET = b"$\x01\x00\x04a\r\n\r"


def _swap(**more: bool) -> LoginSwap:
    return LoginSwap(Login(USER, PASSWORD), **{"refuse_basic": False, **more})


def test_a_player_that_shows_the_password_readable_is_stopped() -> None:
    with pytest.raises(CaptureError, match="others on the way") as caught:
        _swap(refuse_basic=True).feed(REQUEST % b"Authorization: Basic Y2FtZXJhOjE=")
    assert caught.value.fault is CaptureFault.POLICY


@pytest.mark.parametrize("header", [b"Authorization: Bearer abc", b"AUTHORIZATION: NTLM x", b"Authorization:"])
def test_a_form_that_no_player_uses_is_stopped(header: bytes) -> None:
    with pytest.raises(CaptureError):
        _swap().feed(REQUEST % header)


def test_a_request_without_end_is_stopped() -> None:
    with pytest.raises(CaptureError, match="no player"):
        _swap().feed(b"DESCRIBE " + b"a" * 20_000)


@given(st.integers(1, 80))
def test_all_else_passes_as_it_is_however_it_is_cut(step: int) -> None:
    sent = OPTIONS + PACKET + REQUEST % b"Accept: application/sdp" + PACKET * 3
    swap = _swap()
    assert b"".join(swap.feed(sent[at : at + step]) for at in range(0, len(sent), step)) == sent


@pytest.mark.parametrize("login", [None, Login("", "a token")])
def test_without_a_password_nothing_is_invented(login: Login | None) -> None:
    swap = LoginSwap(login, refuse_basic=True)
    assert swap.invented is None
    assert swap.feed(b"anything") == b"anything"
