"""From bytes to pixels, after everything that can be refused without decoding was refused."""

from __future__ import annotations

import struct

from fairnotice.capture.limits import Budget, CaptureError
from fairnotice.capture.media_process import Order, empty_picture, in_memory, picture_in, too_slow
from fairnotice.capture.media_program import child_of, turn
from fairnotice.domain import CaptureFault, Pixels

_JPEG_START = b"\xff\xd8\xff"
_PNG_START = b"\x89PNG\r\n\x1a\n"
_OTHERS = ((b"gif8", "GIF"), (b"riff", "WebP or AVI"), (b"bm", "BMP"), (b"<?xml", "XML"), (b"{", "JSON"))

# Start-of-frame markers that carry the size: all of 0xC0-0xCF but DHT, JPG and DAC.
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})

# A progressive picture has some ten scans; every scan costs a pass over all its pixels, so that
# thousands of empty ones are a bomb of time.
_MAX_SCANS = 40

# Far more than any camera writes; without a bound, a header of millions would hold up every other thread.
_MAX_SEGMENTS, _MAX_CHUNKS = 10_000, 100_000

# A picture of 40 megapixels takes about a second; a process that ends at neither is not worth waiting for.
_CPU_S = 10.0
_DECODED_WITHIN_S = 60.0


def decode_picture(data: bytes, budget: Budget) -> Pixels:
    """Decode a whole JPEG or PNG.

    Args:
        data: The bytes as they came from the network.
        budget: A picture with more pixels by its own header than it allows is refused before any
            memory is taken for it; for any other it makes room first.

    Returns:
        An array of shape (height, width, 3), ``uint8``, BGR, upright by its EXIF orientation.

    Raises:
        CaptureError: ``not_an_image``, ``truncated`` or ``too_large``; ``error``, where this machine is too slow.
    """
    check_start(data)
    width, height = _jpeg_size(data) if data.startswith(_JPEG_START) else _png_size(data)
    if width < 1 or height < 1:
        raise _not_an_image(f"the picture's header says {width} x {height} px")
    most = budget.limits.max_pixels
    if width * height > most:
        detail = f"a picture of {width} x {height} px is more than the {most} px allowed; it was not decoded"
        raise CaptureError(CaptureFault.TOO_LARGE, detail)
    if data.startswith(_JPEG_START):
        _check_jpeg(data)
    else:
        _check_png(data)
    return _decoded(data, width, height, budget)


def check_start(data: bytes) -> None:
    """Refuse bytes that do not begin like a JPEG or PNG, saying what they look like instead.

    Raises:
        CaptureError: ``not_an_image``.
    """
    if data.startswith((_JPEG_START, _PNG_START)):
        return
    if not data:
        raise _not_an_image("the answer is empty")
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        raise _not_an_image("an HTML page came instead of a picture")
    for signature, name in _OTHERS:
        if start.startswith(signature):
            raise _not_an_image(f"{name} came instead of a JPEG or PNG")
    raise _not_an_image("the bytes are neither JPEG nor PNG")


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Return (width, height) in px from the start-of-frame segment (ITU-T T.81, B.2.2)."""
    position = 2
    for _ in range(_MAX_SEGMENTS):
        if position + 4 > len(data):
            break
        if data[position] != 0xFF:
            raise _not_an_image("the JPEG's header is broken")
        marker = data[position + 1]
        if marker == 0xFF or marker in _JPEG_WITHOUT_LENGTH:
            position += 1 if marker == 0xFF else 2
            continue
        if marker in (0xD9, 0xDA):
            raise _not_an_image("the JPEG has no frame header")
        if marker in _JPEG_FRAMES:
            if position + 9 > len(data):
                break
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + max(2, int.from_bytes(data[position + 2 : position + 4], "big"))
    else:
        raise CaptureError(CaptureFault.TOO_LARGE, f"the JPEG's header has more than {_MAX_SEGMENTS} segments")
    raise CaptureError(CaptureFault.TRUNCATED, "the JPEG ends within its header")


def _check_jpeg(data: bytes) -> None:
    # Some cameras pad the end; the padding bytes cannot be part of the EOI marker.
    if not data.rstrip(b"\x00\r\n ").endswith(b"\xff\xd9"):
        raise CaptureError(CaptureFault.TRUNCATED, f"the JPEG of {len(data)} bytes does not end in EOI")
    scans = data.count(b"\xff\xda")
    if scans > _MAX_SCANS:
        raise CaptureError(CaptureFault.TOO_LARGE, f"the JPEG has {scans} scans, more than {_MAX_SCANS}")


def _png_size(data: bytes) -> tuple[int, int]:
    """Return (width, height) in px from the IHDR chunk, which must come first."""
    if len(data) < 24:
        raise CaptureError(CaptureFault.TRUNCATED, "the PNG ends within its header")
    if data[12:16] != b"IHDR":
        raise _not_an_image("the PNG has no header")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _check_png(data: bytes) -> None:
    position = len(_PNG_START)
    for _ in range(_MAX_CHUNKS):
        if position + 12 > len(data):
            break
        length = int.from_bytes(data[position : position + 4], "big")
        if data[position + 4 : position + 8] == b"IEND":
            return
        position += 12 + length
    else:
        raise CaptureError(CaptureFault.TOO_LARGE, f"the PNG has more than {_MAX_CHUNKS} chunks")
    raise CaptureError(CaptureFault.TRUNCATED, f"the PNG of {len(data)} bytes does not reach its end chunk")


def _decoded(data: bytes, width: int, height: int, budget: Budget) -> Pixels:
    # Off the clock: the camera has done its part.
    budget.make_room()
    with budget.paused(), turn(), in_memory(data) as source, empty_picture(width * height) as sink:
        with child_of("stills", Order({"bytes": len(data)}, width * height, _CPU_S, (source, sink))) as child:
            answer = child.answer(_DECODED_WITHIN_S)
        if answer is not None and answer.word == "picture":
            if {answer.width, answer.height} != {width, height}:  # a turned picture has its sides the other way round
                raise _not_an_image("the picture's size is not that of its header")
            return picture_in(sink, answer, budget)
    if answer is None:
        raise too_slow(_DECODED_WITHIN_S)
    if answer.word == "too_large":
        raise CaptureError(CaptureFault.TOO_LARGE, "the picture takes too much memory to decode")
    if answer.word == "damaged":
        detail = "the picture is damaged: parts of it are missing, and the decoder would have made them up"
        raise CaptureError(CaptureFault.TRUNCATED, detail)
    raise _not_an_image("the picture cannot be decoded")


def _not_an_image(detail: str) -> CaptureError:
    return CaptureError(CaptureFault.NOT_AN_IMAGE, detail)
