from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairnotice.capture.limits import CaptureError
from fairnotice.capture.rtsp_framing import RtspGuard
from fairnotice.domain import CaptureFault

OK = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"
DESCRIBED = b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Length: 11\r\n\r\nv=0\r\nRTSP/1"
PACKET = b"$\x00\x00\x05RTSP/"
CHALLENGE = b"RTSP/1.0 401 Unauthorized\nWWW-Authenticate: Basic\n\n"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([OK, DESCRIBED, PACKET, CHALLENGE]), max_size=8), st.integers(1, 50))
def test_honest_messages_pass_unchanged_however_they_are_cut(messages: list[bytes], step: int) -> None:
    whole = b"".join(messages)
    guard = RtspGuard()
    passed = b"".join(guard.feed(whole[at : at + step]) for at in range(0, len(whole), step))
    assert passed == whole
    assert guard.packets == messages.count(PACKET)


def test_the_last_status_is_remembered() -> None:
    guard = RtspGuard()
    guard.feed(OK + CHALLENGE)
    assert guard.status == 401


REFUSED = [
    (b"RTSP/1.0 302 Moved\r\nLocation: rtsp://10.0.0.1/\r\n\r\n", CaptureFault.POLICY, "a redirect"),
    (b"RTSP/1.0 301 Moved\n\n", CaptureFault.POLICY, "one with bare line feeds"),
    (b"RTSP/1.0 200 OK\r\nLocation: rtsp://10.0.0.1/\r\n\r\n", CaptureFault.POLICY, "an address in a plain answer"),
    (b"\r\rRTSP/1.0 302 M\r\n\r\n", CaptureFault.POLICY, "carriage returns, which FFmpeg skips"),
    (b"ANNOUNCE rtsp://10.0.0.1/ RTSP/1.0\r\n\r\n", CaptureFault.NOT_AN_IMAGE, "a request by the server"),
    (b"RTSP/1.0 200 OK\r\n$\x00\x00\x04abcd\r\n\r\n", CaptureFault.NOT_AN_IMAGE, "a packet amid a head"),
    (b"RTSP/1.0 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n", CaptureFault.NOT_AN_IMAGE, "two lengths"),
    (
        b"RTSP/1.0 200 OK\r\nContent-Lengthy: 62\r\n\r\nRTSP/1.0 302 Moved\r\nLocation: rtsp://10.0.0.1/\r\n\r\n",
        CaptureFault.NOT_AN_IMAGE,
        "a redirect in what FFmpeg takes for no body",
    ),
    (b"RTSP/1.0 200 OK\r\nContent-Length : 62\r\n\r\n", CaptureFault.NOT_AN_IMAGE, "the same by a space"),
    (b"RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n", CaptureFault.NOT_AN_IMAGE, "a negative length"),
    (b"RTSP/1.0 200 OK\r\nX: " + b"a" * 5000 + b"\r\n\r\n", CaptureFault.NOT_AN_IMAGE, "a line that FFmpeg would cut"),
    (b"RTSP/1.0 200 OK\r\nX: a\0b\r\n\r\n", CaptureFault.NOT_AN_IMAGE, "a zero byte"),
    (b"HTTP/1.1 200 OK\r\n\r\n", CaptureFault.NOT_AN_IMAGE, "another protocol"),
    (b"a" * 40_000, CaptureFault.NOT_AN_IMAGE, "a head without an end"),
]


@pytest.mark.parametrize(("data", "fault", "what"), REFUSED)
@pytest.mark.parametrize("step", [1, 64, 100_000])
def test_what_could_lead_the_player_astray_is_held_back(data: bytes, fault: CaptureFault, what: str, step: int) -> None:
    passed: list[bytes] = []
    with pytest.raises(CaptureError) as caught:
        _pass_all(data, step, passed)
    assert caught.value.fault is fault, what
    assert b"".join(passed) == b""


def _pass_all(data: bytes, step: int, passed: list[bytes]) -> None:
    guard = RtspGuard()
    for at in range(0, len(data), step):
        passed.append(guard.feed(data[at : at + step]))


@pytest.mark.parametrize(
    ("challenges", "answered"),
    [
        (b'WWW-Authenticate: Basic realm="yard"\r\n', False),
        (b'WWW-Authenticate: Digest realm="yard", nonce="1"\r\n', True),
        (b'WWW-Authenticate: Basic realm="yard"\r\nWWW-Authenticate: Digest realm="yard", nonce="1"\r\n', True),
        (b"", False),
    ],
)
def test_a_password_is_not_sent_readable_where_its_entry_forbids_it(challenges: bytes, answered: bool) -> None:
    head = b"RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\n" + challenges + b"\r\n"
    assert RtspGuard().feed(head) == head
    if answered:
        assert RtspGuard(refuse_basic=True).feed(head) == head
    else:
        with pytest.raises(CaptureError, match="allow_plain"):
            RtspGuard(refuse_basic=True).feed(head)
