"""From the bytes of a picture that somebody hands in to pixels, refusing what cannot be trusted.

For files given on the command line and photos that are uploaded; frames of cameras are decoded by the
room that captures them.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib

import numpy as np
from PIL import Image, ImageOps

from fairnotice.domain import Pixels
from fairnotice.errors import VisionError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
"""What is decoded, as Pillow names it. Every further format is further code that hostile bytes reach."""

_MAX_SCANS = 100
"""Most scans of a progressive JPEG; a sound one has about ten, and each is a pass over all pixels."""

_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, OverflowError, IndexError, KeyError)
"""What Pillow's decoders raise on damaged bytes."""


def decode(data: bytes, max_pixels: int) -> Pixels:
    """Decode a picture, upright and in eight bits, whatever its colour space.

    Of an animation it is the first picture; transparency is laid on white; CMYK and 16 bits are
    brought down to what a screen would show.

    Args:
        data: The file's bytes: JPEG, PNG, WebP, GIF or BMP.
        max_pixels: Most pixels (width x height) by the picture's own header. A larger one is refused
            before it is decoded.

    Returns:
        BGR ``uint8`` of shape (height, width, 3).

    Raises:
        VisionError: If it is empty, no picture, of another format, damaged, truncated or too large;
            the message says which, and what to do. It never quotes the bytes.
    """
    if not data:
        raise VisionError("the picture is empty (0 bytes); was the file written completely?")
    with warnings.catch_warnings():
        # Pillow warns of large pictures and of odd metadata; the cap below refuses the former.
        warnings.simplefilter("ignore")
        try:
            image = Image.open(io.BytesIO(data), formats=FORMATS)
        except Image.DecompressionBombError as error:
            raise VisionError(f"the picture is too large: its header asks for more than {max_pixels} px") from error
        except (*_BROKEN, ImportError) as error:
            # ultralytics wraps Pillow's open() and looks for a package where the bytes are no picture.
            raise VisionError(_unreadable(data)) from error
        with image:
            _check_size(image, max_pixels)
            _check_scans(image, data)
            return _decoded(image)


def require_pixels(pixels: Pixels) -> None:
    """Refuse what is not a picture in memory.

    Raises:
        VisionError: If it is not ``uint8`` of shape (height, width, 3) with at least one pixel.
    """
    if not isinstance(pixels, np.ndarray):
        raise VisionError(f"expected pixels as an array, got {type(pixels).__name__}")
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or 0 in pixels.shape:
        raise VisionError(f"expected uint8 pixels of shape (height, width, 3), got {pixels.dtype} {pixels.shape}")


def _unreadable(data: bytes) -> str:
    for start, name in ((b"II*\0", "TIFF"), (b"MM\0*", "TIFF"), (b"%PDF", "PDF"), (b"<", "HTML or SVG")):
        if data.startswith(start):
            return f"the file is {name}, not a picture that can be read; save it as JPEG or PNG"
    if data[4:8] == b"ftyp":
        return "the file is HEIC, AVIF or a video, which cannot be read; save it as JPEG or PNG"
    return f"not a picture that can be read ({len(data)} bytes); give a complete JPEG, PNG or WebP"


def _check_size(image: Image.Image, max_pixels: int) -> None:
    width, height = image.size
    if width < 1 or height < 1:
        raise VisionError(f"the picture's header says {width} x {height} px; it holds nothing to look at")
    if width * height > max_pixels:
        raise VisionError(
            f"the picture is {width} x {height} px, more than the {max_pixels} px allowed; "
            "reduce it, or raise FAIRNOTICE_MAX_PIXELS if you trust where it comes from"
        )


def _check_scans(image: Image.Image, data: bytes) -> None:
    if image.format in ("JPEG", "MPO") and data.count(b"\xff\xda") > _MAX_SCANS:
        raise VisionError(f"the JPEG has more than {_MAX_SCANS} scans, which no camera writes; save it anew")


def _decoded(image: Image.Image) -> Pixels:
    try:
        image.load()
        plain = _eight_bits(_upright(image))
        rgb = np.asarray(plain, np.uint8)
    except Image.DecompressionBombError as error:
        raise VisionError("the picture unpacks to far more than its header says; it was not decoded") from error
    except _BROKEN as error:
        detail = "it is truncated" if "truncated" in str(error) else "its data are damaged"
        raise VisionError(f"the {image.format} picture cannot be decoded: {detail}; get a complete copy") from error
    return np.ascontiguousarray(rgb[..., ::-1])


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except _BROKEN:
        return image  # damaged metadata: the pixels are sound, and how they were held is not known


def _eight_bits(image: Image.Image) -> Image.Image:
    """Return the picture as RGB."""
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image, np.uint16) >> 8).astype(np.uint8)).convert("RGB")
    if image.mode in ("I", "F"):
        values = np.nan_to_num(np.asarray(image, np.float64))
        top = 255.0 if values.max() <= 255 else 65535.0
        return Image.fromarray((np.clip(values / top, 0, 1) * 255).astype(np.uint8)).convert("RGB")
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")
    return image.convert("RGB")
