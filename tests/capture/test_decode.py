from __future__ import annotations

import contextlib
import struct
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairnotice.capture import decode
from fairnotice.capture.decode import decode_picture
from fairnotice.capture.limits import Budget, CaptureError, CaptureLimits
from fairnotice.domain import CaptureFault, Pixels
from fakes import farm_bytes

PIXELS = farm_bytes.still_pixels()
JPEG = farm_bytes.still_jpeg()
PNG = farm_bytes.still_png()
PROGRESSIVE = bytes(cv2.imencode(".jpg", PIXELS, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])[1])
IN_INTERVALS = bytes(cv2.imencode(".jpg", PIXELS, [cv2.IMWRITE_JPEG_RST_INTERVAL, 20])[1])
GREY = bytes(cv2.imencode(".jpg", PIXELS[:, :, 0])[1])
DEEP = bytes(cv2.imencode(".png", PIXELS.astype(np.uint16) * 257)[1])
SEE_THROUGH = bytes(cv2.imencode(".png", np.dstack([PIXELS, PIXELS[:, :, :1]]))[1])


def _decoded(data: bytes, max_pixels: int) -> Pixels:
    return decode_picture(data, Budget(CaptureLimits(max_pixels=max_pixels)))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (JPEG, "a plain JPEG"),
        (PROGRESSIVE, "a progressive one"),
        (GREY, "one without colour"),
        (PNG, "a PNG"),
        (DEEP, "one of 16 bits"),
        (SEE_THROUGH, "one with an alpha channel"),
        (JPEG + bytes(500), "a JPEG padded with zeros, as some cameras send"),
        (JPEG + b"\r\n", "a JPEG with a line end behind it"),
    ],
)
def test_a_whole_picture_is_decoded(data: bytes, what: str) -> None:
    pixels = _decoded(data, 640 * 360)
    assert pixels.shape == (360, 640, 3), what
    assert pixels.dtype == np.uint8


def test_a_picture_is_turned_upright_by_its_exif() -> None:
    # One IFD entry: Orientation (0x0112), SHORT, 6: turned by a quarter.
    tiff = b"II*\x00\x08\x00\x00\x00\x01\x00" + struct.pack("<HHII", 0x0112, 3, 1, 6) + bytes(4)
    segment = b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\x00\x00" + tiff
    assert _decoded(JPEG[:2] + segment + JPEG[2:], 640 * 360).shape == (640, 360, 3)


@pytest.mark.parametrize(
    ("data", "fault", "word"),
    [
        (b"", CaptureFault.NOT_AN_IMAGE, "empty"),
        (farm_bytes.HTML, CaptureFault.NOT_AN_IMAGE, "HTML"),
        (b"\xef\xbb\xbf\n  <html>", CaptureFault.NOT_AN_IMAGE, "HTML"),
        (b'{"error": 5}', CaptureFault.NOT_AN_IMAGE, "JSON"),
        (b"GIF89a" + bytes(50), CaptureFault.NOT_AN_IMAGE, "GIF"),
        (b"no picture at all", CaptureFault.NOT_AN_IMAGE, "neither"),
        (JPEG[:-2], CaptureFault.TRUNCATED, "EOI"),
        (JPEG[: len(JPEG) // 2], CaptureFault.TRUNCATED, "EOI"),
        (JPEG[:3], CaptureFault.TRUNCATED, "header"),
        (JPEG[:30], CaptureFault.TRUNCATED, "header"),
        (b"\xff\xd8\xff\xd9" + bytes(4), CaptureFault.NOT_AN_IMAGE, "frame header"),
        (PNG[:-12], CaptureFault.TRUNCATED, "end chunk"),
        (PNG[:20], CaptureFault.TRUNCATED, "header"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), CaptureFault.NOT_AN_IMAGE, "header"),
        (PNG[:16] + bytes(8) + PNG[24:], CaptureFault.NOT_AN_IMAGE, "0 x 0"),
        (PNG[:41] + b"garbage" + PNG[48:], CaptureFault.NOT_AN_IMAGE, "decoded"),
    ],
)
def test_what_is_no_whole_picture_is_named(data: bytes, fault: CaptureFault, word: str) -> None:
    with pytest.raises(CaptureError, match=word) as caught:
        _decoded(data, 40_000_000)
    assert caught.value.fault is fault


def _scan(data: bytes) -> int:
    """Return where a JPEG's compressed pixels begin."""
    start = data.index(b"\xff\xda")
    return start + 2 + int.from_bytes(data[start + 2 : start + 4], "big")


def _without(data: bytes, share_from: float, share_to: float) -> bytes:
    """Return a JPEG from whose compressed pixels a part is missing."""
    start, length = _scan(data), len(data) - 2 - _scan(data)
    return data[: start + int(share_from * length)] + data[start + int(share_to * length) :]


@pytest.mark.parametrize("start", [JPEG, PROGRESSIVE, GREY, IN_INTERVALS], ids=["plain", "progressive", "grey", "rst"])
@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda data: _without(data, 0.3, 1), "the lower two thirds are missing, and an EOI is there"),
        (lambda data: _without(data, 0.95, 1), "the last rows are missing, and an EOI is there"),
        (lambda data: _without(data, 0.4, 0.6), "a part in the middle is missing"),
        (lambda data: data[: _scan(data) + 5000] + b"\xff\xd9" + data[_scan(data) + 5000 :], "it ends in its middle"),
    ],
)
def test_a_picture_that_is_partly_made_up_is_never_good(
    start: bytes, change: Callable[[bytes], bytes], what: str
) -> None:
    damaged = change(start)
    made_up = cv2.imdecode(np.frombuffer(damaged, np.uint8), cv2.IMREAD_COLOR)
    assert made_up.shape == (360, 640, 3), "a decoder alone would not have told"
    with pytest.raises(CaptureError, match="damaged") as caught:
        _decoded(damaged, 640 * 360)
    assert caught.value.fault is CaptureFault.TRUNCATED, what


@pytest.mark.parametrize("surplus", [b"\x00", b"\x00" * 8, b"\x55\xaa"])
def test_a_camera_that_counts_a_few_bytes_too_many_is_not_damaged(surplus: bytes) -> None:
    assert _decoded(JPEG[:-2] + surplus + JPEG[-2:], 640 * 360).shape == (360, 640, 3)


def _jpeg_of_size(width: int, height: int) -> bytes:
    place = JPEG.index(b"\xff\xc0") + 5
    return JPEG[:place] + struct.pack(">HH", height, width) + JPEG[place + 4 :]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (farm_bytes.png_bomb(), "20000 x 10000"),
        (_jpeg_of_size(60_000, 60_000), "60000 x 60000"),
        (PNG[:16] + struct.pack(">II", 2**31 - 1, 2**31 - 1) + PNG[24:], "2147483647"),
        (JPEG[:-2] + b"\xff\xda" * 5000 + b"\xff\xd9", "scans"),
        (JPEG[:2] + b"\xff\xfe\x00\x02" * 3_000_000 + JPEG[2:], "segments"),
        (JPEG[:2] + b"\xff" * 12_000_000 + JPEG[2:], "segments"),
        (JPEG[:2] + b"\xff\xd0" * 6_000_000 + JPEG[2:], "segments"),
        (PNG[:33] + (bytes(4) + b"teXt" + bytes(4)) * 1_000_000 + PNG[33:], "chunks"),
    ],
)
def test_a_bomb_is_refused_before_it_is_decoded(data: bytes, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*arguments: object) -> None:
        raise AssertionError("a bomb reached the decoder")

    monkeypatch.setattr(decode, "child_of", never)
    with pytest.raises(CaptureError, match=word) as caught:
        _decoded(data, 40_000_000)
    assert caught.value.fault is CaptureFault.TOO_LARGE


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([JPEG[:4000], PNG[:4000]]), st.integers(0, 3999), st.binary(max_size=40))
def test_broken_bytes_give_a_picture_or_a_named_fault(start: bytes, place: int, change: bytes) -> None:
    data = start[:place] + change + start[place + len(change) :]
    with contextlib.suppress(CaptureError):
        assert _decoded(data, 640 * 360).ndim == 3
