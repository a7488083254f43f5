from __future__ import annotations

import datetime as dt
import io
import struct
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from fairnotice.capture import photo as photo_room
from fairnotice.capture.limits import CaptureError
from fairnotice.capture.photo import decode_photo
from fairnotice.domain import CaptureFault, Point
from fakes.phone import photo
from fakes.scenes import draw_scene

pytestmark = pytest.mark.slow

SCENE = draw_scene(3, 400, 300)
HARBOUR = Point(-38.0412, 31.5077)
SOUTH = Point(151.2003, -33.5043)
CHINA = dt.timezone(dt.timedelta(hours=8))
MOST = 40_000_000


def _like(pixels: np.ndarray, other: np.ndarray) -> bool:
    return pixels.shape == other.shape and np.abs(pixels.astype(int) - other).mean() < 8


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "HEIF"])
def test_a_phones_photo_is_decoded_with_what_it_says_of_place_and_time(file_format):
    taken = dt.datetime(2026, 11, 20, 10, 11, 12, tzinfo=CHINA)
    seen = decode_photo(photo(SCENE, file_format, taken=taken, place=SOUTH), MOST)

    assert _like(seen.pixels, SCENE)
    assert (seen.width, seen.height) == (400, 300)
    assert seen.taken is not None
    assert seen.taken.at == taken
    assert seen.place is not None
    assert (seen.place.lon, seen.place.lat) == pytest.approx((SOUTH.lon, SOUTH.lat), abs=1e-5)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "HEIF"])
def test_a_photo_without_metadata_is_decoded_all_the_same(file_format):
    seen = decode_photo(photo(SCENE, file_format), MOST)
    assert (seen.taken, seen.place) == (None, None)
    assert _like(seen.pixels, SCENE)


def test_a_photo_that_was_taken_upright_stands_upright():
    lying = np.ascontiguousarray(np.rot90(SCENE))
    seen = decode_photo(photo(lying, orientation=6), MOST)
    assert _like(seen.pixels, SCENE)
    assert (seen.width, seen.height) == (400, 300)


def test_a_clock_without_a_time_zone_may_mean_any():
    seen = decode_photo(photo(SCENE, taken=dt.datetime(2026, 11, 20, 12)), MOST)  # noqa: DTZ001 - that is the point
    assert seen.taken is not None
    assert seen.taken.between() == (
        dt.datetime(2026, 11, 19, 22, tzinfo=dt.UTC),
        dt.datetime(2026, 11, 21, 0, tzinfo=dt.UTC),
    )


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "HEIF"])
def test_a_large_photo_comes_smaller_and_says_how_large_it_is(file_format):
    seen = decode_photo(photo(SCENE, file_format, orientation=1), 200 * 150)
    assert seen.pixels.shape == (150, 200, 3)
    assert (seen.width, seen.height) == (400, 300)


def test_a_photo_in_tiles_as_iphones_write_it_is_put_together():
    import pillow_heif

    file = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(SCENE[..., ::-1])).save(file, quality=90, tile_size=256)
    assert _like(decode_photo(file.getvalue(), MOST).pixels, SCENE)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "HEIF"])
def test_what_stands_behind_a_photo_is_not_looked_at(file_format):
    seen = decode_photo(photo(SCENE, file_format) + b"<script>alert(1)</script>PK\x03\x04" + bytes(300), MOST)
    assert _like(seen.pixels, SCENE)


def _png(width: int, height: int, packed: bytes, text: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    says = chunk(b"zTXt", b"Comment\0\0" + text) if text else b""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + says + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


JPEG, PNG, HEIC = (photo(SCENE, each) for each in ("JPEG", "PNG", "HEIF"))
HUGE_JPEG = cv2.imencode(".jpg", np.zeros((16, 16, 3), np.uint8))[1].tobytes()
HUGE_JPEG = HUGE_JPEG.replace(struct.pack(">HH", 16, 16), struct.pack(">HH", 65000, 65000), 1)


@pytest.mark.parametrize(
    ("data", "fault", "what"),
    [
        (b"", CaptureFault.NOT_AN_IMAGE, "nothing"),
        (b"GIF89a" + bytes(99), CaptureFault.NOT_AN_IMAGE, "a GIF"),
        (b"<html>" + JPEG, CaptureFault.NOT_AN_IMAGE, "a page with a photo behind it"),
        (b"%PDF-1.7" + JPEG, CaptureFault.NOT_AN_IMAGE, "a PDF that is a photo too"),
        (b"PK\x03\x04" + JPEG, CaptureFault.NOT_AN_IMAGE, "an archive"),
        (b"\xff\xd8\xff" + bytes(999), CaptureFault.TRUNCATED, "a JPEG's first bytes"),
        (JPEG[: len(JPEG) // 2], CaptureFault.TRUNCATED, "half a JPEG"),
        (PNG[: len(PNG) // 2], CaptureFault.TRUNCATED, "half a PNG"),
        (HEIC[:200], CaptureFault.TRUNCATED, "a HEIC's header"),
        (HEIC[: len(HEIC) // 2], CaptureFault.TRUNCATED, "half a HEIC"),
        (_png(60000, 60000, zlib.compress(bytes(9_000_000))), CaptureFault.TOO_LARGE, "a PNG of 3,600 megapixels"),
        (HUGE_JPEG, CaptureFault.TOO_LARGE, "a JPEG of 4,225 megapixels"),
        (_png(9, 9, b"", zlib.compress(bytes(99_000_000))), CaptureFault.TRUNCATED, "a PNG with a bomb of words"),
        (_png(0, 0, b""), CaptureFault.TRUNCATED, "a PNG of no size"),
        (b"\0\0\0\x18ftypavif" + bytes(300), CaptureFault.NOT_AN_IMAGE, "an AVIF"),
        (b"\0\0\0\x18ftypheic" + bytes(300), CaptureFault.TRUNCATED, "a HEIC of nothing"),
    ],
)
def test_what_is_no_whole_photo_is_refused(data, fault, what):
    with pytest.raises(CaptureError) as raised:
        decode_photo(data, MOST)
    assert raised.value.fault is fault, what


def _fault_of(data: bytes) -> CaptureFault | None:
    try:
        assert decode_photo(data, MOST).pixels.ndim == 3
    except CaptureError as error:
        return error.fault
    return None


def test_damaged_metadata_says_nothing_and_keeps_no_photo_out():
    file = photo(SCENE, taken=dt.datetime(2026, 11, 20, tzinfo=CHINA), place=HARBOUR)
    start = file.index(b"Exif\0\0") + 14
    rng = np.random.default_rng(5)
    for _ in range(12):
        broken = bytearray(file)
        for place in rng.integers(start, start + 200, 12):
            broken[place] = rng.integers(256)
        assert decode_photo(bytes(broken), MOST).pixels.size == SCENE.size


@pytest.mark.parametrize("data", [JPEG, PNG, HEIC], ids=["JPEG", "PNG", "HEIC"])
def test_changed_bytes_come_to_pixels_or_to_a_reason(data):
    rng = np.random.default_rng(7)
    for _ in range(8):
        broken = bytearray(data)
        for place in rng.integers(0, len(data), 20):
            broken[place] = rng.integers(256)
        assert _fault_of(bytes(broken)) is not CaptureFault.ERROR


def test_a_decoder_that_was_taken_over_says_nothing_that_is_believed():
    from fairnotice.capture.media_process import Answer

    assert photo_room._taken(Answer("taken", 20269999, 999999, 9)) is None
    assert photo_room._taken(Answer("taken", 20260101, 120000, 999_999_999)) is None
    assert photo_room._place(Answer("place", 999_999_999, 0)) is None
