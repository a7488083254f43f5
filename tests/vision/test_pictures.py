"""Pictures that somebody hands in: decoded upright in eight bits, or refused with a reason."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from fairnotice.errors import VisionError
from fairnotice.vision.offline import keep_offline
from fairnotice.vision.pictures import decode

CAP = 40_000_000


def _bytes(image: Image.Image, file_format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def _quarters() -> Image.Image:
    """Red, green / blue, white: 40 x 20 px."""
    pixels = np.zeros((20, 40, 3), np.uint8)
    pixels[:10, :20], pixels[:10, 20:], pixels[10:, :20], pixels[10:, 20:] = (
        (255, 0, 0),
        (0, 255, 0),
        (0, 0, 255),
        (255, 255, 255),
    )
    return Image.fromarray(pixels)


def _png(width: int, height: int, *, data: bytes = b"") -> bytes:
    """A PNG by its header; what it holds may be nothing at all."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def _turned(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return _bytes(_quarters(), "PNG", exif=exif)


@pytest.mark.parametrize("file_format", ["PNG", "BMP", "GIF", "WEBP", "JPEG"])
def test_formats_come_out_as_bgr(file_format):
    options = {"lossless": True} if file_format == "WEBP" else {"quality": 95} if file_format == "JPEG" else {}
    pixels = decode(_bytes(_quarters(), file_format, **options), CAP)
    assert pixels.shape == (20, 40, 3)
    assert pixels.dtype == np.uint8
    assert np.abs(pixels[3, 3].astype(int) - (0, 0, 255)).max() < 12  # red, in BGR
    assert np.abs(pixels[15, 3].astype(int) - (255, 0, 0)).max() < 12


@pytest.mark.parametrize(
    ("orientation", "shape", "red_at"),
    [(1, (20, 40), (3, 3)), (3, (20, 40), (16, 36)), (6, (40, 20), (3, 16)), (8, (40, 20), (36, 3))],
)
def test_a_picture_held_sideways_is_turned_upright(orientation, shape, red_at):
    pixels = decode(_turned(orientation), CAP)
    assert pixels.shape[:2] == shape
    assert tuple(pixels[red_at]) == (0, 0, 255)


@pytest.mark.parametrize(
    ("image", "file_format", "expected"),
    [
        pytest.param(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG", (0, 0, 255), id="CMYK red"),
        pytest.param(Image.fromarray(np.full((8, 8), 40000, np.uint16)), "PNG", (156,) * 3, id="16 bits grey"),
        pytest.param(Image.new("RGBA", (8, 8), (255, 0, 0, 0)), "PNG", (255,) * 3, id="transparent lies on white"),
        pytest.param(Image.new("LA", (8, 8), (0, 128)), "PNG", (127,) * 3, id="half-transparent grey"),
        pytest.param(Image.new("1", (8, 8), 1), "PNG", (255,) * 3, id="one bit"),
        pytest.param(Image.new("P", (8, 8), 0), "GIF", (0,) * 3, id="palette"),
    ],
)
def test_other_colour_spaces_come_down_to_what_a_screen_shows(image, file_format, expected):
    pixels = decode(_bytes(image, file_format), CAP)
    assert np.abs(pixels[4, 4].astype(int) - expected).max() <= 3


@pytest.mark.parametrize("file_format", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_picture_counts(file_format):
    first, second = Image.new("RGB", (16, 16), "red"), Image.new("RGB", (16, 16), "blue")
    data = _bytes(first, file_format, save_all=True, append_images=[second], duration=100)
    assert np.abs(decode(data, CAP)[8, 8].astype(int) - (0, 0, 255)).max() < 12


def test_a_single_pixel_is_a_picture():
    assert decode(_bytes(Image.new("RGB", (1, 1), "white"), "PNG"), CAP).tolist() == [[[255, 255, 255]]]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"<html>503</html>", "HTML", id="an error page"),
        pytest.param(b"%PDF-1.7", "PDF", id="a PDF"),
        pytest.param(b"II*\0" + b"\0" * 40, "TIFF", id="a TIFF"),
        pytest.param(b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC", id="a phone's HEIC"),
        pytest.param(b"\x80\x04\x95pickle", "not a picture", id="something else"),
        pytest.param(_bytes(_quarters(), "JPEG")[:-200], "truncated", id="a truncated JPEG"),
        pytest.param(_bytes(_quarters(), "PNG")[:-30], "cannot be decoded", id="a truncated PNG"),
        pytest.param(_png(10, 10), "cannot be decoded", id="a PNG without its pixels"),
        pytest.param(_png(8000, 6000), "8000 x 6000 px, more than the 40000000 px allowed", id="48 megapixels"),
        pytest.param(_png(20000, 10000), "too large", id="200 megapixels"),
        pytest.param(_png(0, 10), "not a picture|nothing to look at", id="no width"),
        pytest.param(_bytes(_quarters(), "JPEG") + b"\xff\xda" * 500, "scans", id="a bomb of empty scans"),
    ],
)
def test_what_cannot_be_used_says_why(data, says):
    with pytest.raises(VisionError, match=says):
        decode(data, CAP)


def test_a_library_that_wraps_pillow_changes_nothing():
    keep_offline()
    import ultralytics.utils.patches as patches

    assert Image.open is patches.image_open  # or this test is no longer needed
    with pytest.raises(VisionError, match="HTML"):
        decode(b"<html>503</html>", CAP)


def test_a_bomb_is_refused_by_its_header_before_anything_is_decoded(monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("it was decoded"))
    with pytest.raises(VisionError, match="FAIRNOTICE_MAX_PIXELS"):
        decode(_png(7000, 7000, data=b"\0" * 1000), CAP)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    which=st.sampled_from([("PNG", {}), ("JPEG", {}), ("WEBP", {}), ("GIF", {}), ("BMP", {})]),
    edits=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=8),
    cut=st.integers(0, 400),
)
def test_damaged_bytes_give_a_picture_or_a_clear_error(which, edits, cut):
    data = bytearray(_bytes(_quarters(), which[0]))
    for place, value in edits:
        data[place % len(data)] = value
    try:
        pixels = decode(bytes(data[: len(data) - cut] if cut < len(data) else data), 1_000_000)
    except VisionError:
        return
    assert pixels.dtype == np.uint8
    assert pixels.ndim == 3
