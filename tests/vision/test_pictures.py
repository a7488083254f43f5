"""Pictures that somebody hands in: decoded upright in eight bits, or refused with a reason."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps

from fairnotice.domain import Inspection, Notice, NoticeStatus, Quality
from fairnotice.errors import VisionError
from fairnotice.vision.offline import keep_offline
from fairnotice.vision.pictures import decode, open_picture

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


def _png(width: int, height: int, *, data: bytes = b"", depth: int = 8, colour: int = 2) -> bytes:
    """A PNG by its header; what it holds may be nothing at all."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def _noise(width: int = 200, height: int = 120) -> Image.Image:
    return Image.fromarray(np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8))


def _scan_bomb(scans: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again, each a pass over all pixels."""
    sound = _bytes(_quarters(), "JPEG", progressive=True)
    last = sound.rindex(b"\xff\xda")
    return sound[:last] + sound[last:-2] * scans + sound[-2:]


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
    [
        (0, (20, 40), (3, 3)),  # not defined
        (1, (20, 40), (3, 3)),
        (2, (20, 40), (3, 36)),
        (3, (20, 40), (16, 36)),
        (4, (20, 40), (16, 3)),
        (5, (40, 20), (3, 3)),
        (6, (40, 20), (3, 16)),
        (7, (40, 20), (36, 16)),
        (8, (40, 20), (36, 3)),
        (9, (20, 40), (3, 3)),  # not defined
    ],
)
def test_a_picture_held_sideways_is_turned_upright(orientation, shape, red_at):
    picture = open_picture(_turned(orientation), CAP)
    assert picture.pixels.shape[:2] == (picture.height, picture.width) == shape
    assert tuple(picture.pixels[red_at]) == (0, 0, 255)
    with Image.open(io.BytesIO(_turned(orientation))) as image:
        assert np.array_equal(picture.pixels[..., ::-1], np.asarray(ImageOps.exif_transpose(image)))


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


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(_bytes(_quarters(), "JPEG", progressive=True, quality=95), id="progressive"),
        pytest.param(_bytes(_quarters(), "JPEG", quality=95) + b"\xff\xda" * 500, id="a film behind its end"),
        pytest.param(_bytes(_quarters(), "JPEG", quality=95, exif=b"Exif\0\0" + b"\xff\xda" * 500), id="odd metadata"),
        pytest.param(
            _bytes(_quarters(), "MPO", quality=95, save_all=True, append_images=[_noise(40, 20)]), id="a double picture"
        ),
        pytest.param(
            _bytes(
                _quarters(),
                "JPEG",
                quality=95,
                icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
            ),
            id="a colour profile",
        ),
        pytest.param(_bytes(_quarters(), "JPEG", quality=95, icc_profile=b"no profile"), id="a broken colour profile"),
    ],
)
def test_unusual_jpegs_are_read(data):
    pixels = decode(data, CAP)
    assert pixels.shape == (20, 40, 3)
    assert np.abs(pixels[3, 3].astype(int) - (0, 0, 255)).max() < 12


@pytest.mark.parametrize(
    ("depth", "colour", "sample", "expected"),
    [(16, 0, (40000,), (156,) * 3), (16, 2, (65535, 32768, 0), (0, 128, 255)), (16, 6, (0, 0, 0, 0), (255,) * 3)],
    ids=["grey", "RGB", "transparent RGB"],
)
def test_sixteen_bits_come_down_to_eight(depth, colour, sample, expected):
    row = b"\0" + struct.pack(f">{len(sample)}H", *sample) * 8
    assert (
        np.abs(decode(_png(8, 8, data=row * 8, depth=depth, colour=colour), CAP)[4, 4].astype(int) - expected).max()
        <= 1
    )


def test_a_palette_with_transparency_lies_on_white():
    image = Image.new("P", (8, 8), 1)
    image.putpalette([0, 0, 0, 255, 0, 0])
    assert decode(_bytes(image, "PNG"), CAP)[4, 4].tolist() == [0, 0, 255]
    assert decode(_bytes(image, "PNG", transparency=1), CAP)[4, 4].tolist() == [255, 255, 255]


@pytest.mark.parametrize(("width", "height"), [(1, 5000), (5000, 1)])
def test_a_line_of_pixels_is_a_picture(width, height):
    assert decode(_bytes(Image.new("RGB", (width, height)), "PNG"), CAP).shape == (height, width, 3)


@pytest.mark.parametrize(
    ("cap", "shape"),
    [(401 * 303, (401, 303)), (401 * 303 - 1, (201, 152)), (201 * 152 - 1, (101, 76))],
    ids=["whole", "half", "quarter"],
)
def test_a_large_jpeg_is_decoded_smaller_and_keeps_its_size(cap, shape):
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = open_picture(_bytes(_quarters().resize((401, 303)), "JPEG", quality=95, exif=exif), cap)
    assert (picture.width, picture.height) == (303, 401)
    assert picture.pixels.shape[:2] == shape
    assert picture.reduced == (shape != (401, 303))
    assert np.abs(picture.pixels[8, -8].astype(int) - (0, 0, 255)).max() < 12  # red, top right when upright


def test_boxes_of_a_reduced_picture_are_in_px_of_the_whole():
    picture = open_picture(_bytes(_quarters().resize((400, 200)), "JPEG"), 400 * 200 - 1)
    assert picture.pixels.shape[:2] == (100, 200)
    notice = Notice((10.0, 20.0, 30.0, 60.0), 0.5, NoticeStatus.CANDIDATE, "unread")
    seen = picture.in_full(Inspection(Quality(usable=True), (notice,), 200, 100, "v"))
    assert (seen.width, seen.height) == (400, 200)
    assert seen.notices[0].box == (20.0, 40.0, 60.0, 120.0)
    assert seen.notices[0].reason == "unread"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(_bytes(_noise(), "PNG"), "more than the 23999 px allowed; reduce it", id="no JPEG"),
        pytest.param(_bytes(_noise(), "JPEG", progressive=True), "progressive JPEG of this size", id="progressive"),
    ],
)
def test_what_cannot_be_decoded_smaller_is_refused(data, says):
    with pytest.raises(VisionError, match=says):
        open_picture(data, 200 * 120 - 1)


def test_a_jpeg_too_large_for_a_quarter_is_refused():
    with pytest.raises(VisionError, match="200 x 120 px, more than the 1499 px allowed"):
        open_picture(_bytes(_noise(), "JPEG"), 1499)
    assert open_picture(_bytes(_noise(), "JPEG"), 1500).pixels.shape == (30, 50, 3)


_IN_LITTLE_MEMORY = """
import re, sys
from pathlib import Path
from fairnotice.domain import Inspection, Notice, NoticeStatus, Quality
from fairnotice.errors import VisionError
from fairnotice.vision.pictures import open_picture

def peak_mb():
    # Not getrusage: what it says of a new process includes the one that started it.
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024

data = Path(sys.argv[1]).read_bytes()
before = peak_mb()
try:
    picture = open_picture(data, 40_000_000)
    said = f"{picture.width}x{picture.height} as {picture.pixels.shape[1]}x{picture.pixels.shape[0]}"
except VisionError as error:
    said = str(error)
print(f"{peak_mb() - before:.0f} {said}")
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file_format", "most_mb", "says"),
    [
        # 27 megapixels: 1 byte grey in Pillow, 4 as RGB there, 3 + 3 as an array before and after turning.
        pytest.param("JPEG", 320, "9000x12000 as 4500x6000", id="a phone's 108 megapixels"),
        pytest.param("PNG", 6, "the picture is 12000 x 9000 px, more than the 40000000 px allowed", id="PNG"),
    ],
)
def test_a_hundred_megapixels_take_little_memory(tmp_path, file_format, most_mb, says):
    exif = Image.Exif()
    exif[0x0112] = 6
    large = tmp_path / "large"
    large.write_bytes(_bytes(Image.new("L", (12000, 9000), 90), file_format, exif=exif))
    told = subprocess.run(
        [sys.executable, "-c", _IN_LITTLE_MEMORY, str(large)], capture_output=True, text=True, check=True, timeout=240
    ).stdout
    grown, said = told.split(" ", 1)
    assert said.strip().startswith(says)
    assert float(grown) < most_mb


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
        pytest.param(_scan_bomb(2000), "more than 100 scans", id="a JPEG of thousands of scans"),
        pytest.param(_bytes(_quarters(), "JPEG")[:20], "JPEG cannot be read", id="a JPEG's first bytes"),
        pytest.param(_bytes(_noise(), "JPEG")[:9000], "truncated", id="a JPEG cut in the middle"),
        pytest.param(_bytes(_quarters(), "TIFF"), "TIFF, which cannot be read; save it as JPEG", id="a sound TIFF"),
        pytest.param(_bytes(_quarters(), "AVIF"), "AVIF, which cannot be read; save it as JPEG", id="an AVIF"),
        pytest.param(b"\n<?xml version='1.0'?>\n<svg/>", "SVG, not a picture in pixels", id="an SVG"),
        pytest.param(b"just some words\n", "not a picture", id="text"),
        pytest.param(_bytes(_quarters(), "ICO"), "not a picture", id="an icon"),
    ],
)
def test_what_cannot_be_used_says_why(data, says):
    with pytest.raises(VisionError, match=says):
        decode(data, CAP)


@pytest.mark.slow  # it imports torch
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


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
