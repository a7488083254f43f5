from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairnotice.capture.limits import Budget, CaptureError, CaptureLimits
from fairnotice.capture.mjpeg import live_picture
from fairnotice.domain import CaptureFault

FIRST, SECOND = b"\xff\xd8first\r\n--not the border\xff\xd9", b"\xff\xd8second\xff\xd9"
TYPE = "multipart/x-mixed-replace; boundary=edge"


def _with_lengths(*pictures: bytes) -> bytes:
    return b"".join(
        b"--edge\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%s\r\n" % (len(p), p) for p in pictures
    )


def _without_lengths(*pictures: bytes) -> bytes:
    return b"".join(b"--edge\r\nContent-Type: image/jpeg\r\n\r\n%s\r\n" % p for p in pictures) + b"--edge--\r\n"


def _picture(body: bytes, content_type: str = TYPE, step: int = 7) -> bytes:
    chunks = (body[at : at + step] for at in range(0, len(body), step))
    return live_picture(content_type, chunks, Budget(CaptureLimits(max_bytes=10_000)))


@pytest.mark.parametrize(
    ("body", "expected", "what"),
    [
        (_with_lengths(FIRST, SECOND), SECOND, "the second part proves that the stream is alive"),
        (_without_lengths(FIRST, SECOND), SECOND, "lengths are not always sent"),
        (_without_lengths(FIRST), FIRST, "a stream that ends properly after one part is a still"),
        (b"\r\nintroduction\r\n" + _with_lengths(FIRST, SECOND), SECOND, "text before the first border"),
        (_with_lengths(FIRST, SECOND).replace(b"\r\n", b"\n"), SECOND, "bare line feeds"),
    ],
)
def test_the_picture_of_a_live_stream(body: bytes, expected: bytes, what: str) -> None:
    # Replacing line ends changes the first picture's length, not what is taken of the second.
    body = body.replace(b"Content-Length: %d\n" % len(FIRST), b"Content-Length: %d\n" % (len(FIRST) - 1))
    assert _picture(body) == expected, what


@pytest.mark.parametrize("boundary", ["edge", '"edge"', "--edge", '"--edge"'])
def test_the_boundary_is_found_as_cameras_write_it(boundary: str) -> None:
    body = _with_lengths(FIRST, SECOND)
    assert _picture(body, f"multipart/x-mixed-replace;boundary={boundary}") == SECOND


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 400), st.booleans())
def test_how_the_network_cuts_the_stream_does_not_matter(step: int, lengths: bool) -> None:
    body = _with_lengths(FIRST, SECOND) if lengths else _without_lengths(FIRST, SECOND)
    assert _picture(body, step=step) == SECOND


@pytest.mark.parametrize(
    ("body", "content_type", "fault"),
    [
        (b"", TYPE, CaptureFault.NOT_AN_IMAGE),
        (_with_lengths(FIRST), "multipart/x-mixed-replace", CaptureFault.NOT_AN_IMAGE),
        (_with_lengths(FIRST)[:-10], TYPE, CaptureFault.TRUNCATED),
        (_without_lengths(FIRST)[:-15], TYPE, CaptureFault.TRUNCATED),
        (b"--edge\r\nContent-Length: 60000000000\r\n\r\n", TYPE, CaptureFault.TOO_LARGE),
        (b"--edge\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", TYPE, CaptureFault.TRUNCATED),
        (b"--edge\r\n\r\n" + bytes(20_000), TYPE, CaptureFault.TOO_LARGE),
        (b"--edge\r\n" + b"X-Header: 1\r\n" * 100, TYPE, CaptureFault.NOT_AN_IMAGE),
        (b"--edge\r\n" + b"X" * 20_000, TYPE, CaptureFault.TOO_LARGE),
    ],
)
def test_a_broken_stream_is_named(body: bytes, content_type: str, fault: CaptureFault) -> None:
    with pytest.raises(CaptureError) as caught:
        _picture(body, content_type)
    assert caught.value.fault is fault
