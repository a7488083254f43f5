"""From the bytes of a picture that somebody hands in to pixels, refusing what cannot be trusted.

For files given on the command line and photos that are uploaded; frames of cameras are decoded by the
room that captures them.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from PIL import ExifTags, Image, JpegImagePlugin

from fairnotice.domain import Box, Inspection, Pixels
from fairnotice.errors import VisionError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
"""What is decoded, as Pillow names it. Every further format is further code that hostile bytes reach."""

_REDUCTIONS = (2, 4)
"""A JPEG above the cap is decoded at one half or one quarter of its sides, which takes no more memory than a
small picture: its blocks of 8 x 8 px are unpacked to 4 x 4 or 2 x 2. At one eighth no plate could be read."""

_MAX_SCANS = 100
"""Most scans of a progressive JPEG; a sound one has about ten, and each is a pass over all pixels."""

_JPEG_START = b"\xff\xd8\xff"
_JPEG_MARKER = re.compile(rb"\xff[^\x00\x01\xff\xd0-\xd8]")
"""A marker that a length follows, or the end of the picture."""
_JPEG_SCAN, _JPEG_END = 0xDA, 0xD9

_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, OverflowError, IndexError, KeyError)
"""What Pillow's decoders raise on damaged bytes."""

_SAVE_AS = "save it as JPEG or PNG"
_KNOWN_STARTS = (
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"%PDF", "PDF"),
    (b"8BPS", "a Photoshop picture"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
)
_FTYP_BRANDS = {
    b"avif": "AVIF",
    b"avis": "AVIF",
    b"heic": "HEIC",
    b"heix": "HEIC",
    b"heim": "HEIC",
    b"heis": "HEIC",
    b"hevc": "HEIC",
    b"mif1": "HEIC or AVIF",
    b"msf1": "HEIC or AVIF",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in memory, maybe smaller than it is in its file."""

    pixels: Pixels = field(repr=False)
    """BGR ``uint8`` of shape (height, width, 3), upright."""
    width: int
    """Of the whole picture, upright, in px."""
    height: int

    @property
    def reduced(self) -> bool:
        """Tell whether it was decoded in fewer pixels than it has."""
        return self.pixels.shape[:2] != (self.height, self.width)

    def in_full(self, inspection: Inspection) -> Inspection:
        """Return an inspection of ``pixels`` with its boxes in px of the whole picture."""
        if not self.reduced:
            return inspection
        across, down = self.width / self.pixels.shape[1], self.height / self.pixels.shape[0]

        def scaled(box: Box) -> Box:
            return box[0] * across, box[1] * down, box[2] * across, box[3] * down

        notices = tuple(replace(notice, box=scaled(notice.box)) for notice in inspection.notices)
        return replace(inspection, notices=notices, width=self.width, height=self.height)


def decode(data: bytes, max_pixels: int) -> Pixels:
    """Decode a picture in all its pixels, as `open_picture` does otherwise.

    Returns:
        BGR ``uint8`` of shape (height, width, 3).

    Raises:
        VisionError: As `open_picture`, and if it has more than ``max_pixels``.
    """
    return _opened(data, max_pixels, reductions=()).pixels


def open_picture(data: bytes, max_pixels: int) -> Picture:
    """Decode a picture, upright and in eight bits, whatever its colour space.

    Of an animation or a phone's double picture it is the first one; transparency is laid on white;
    CMYK and 16 bits are brought down to what a screen would show.

    Args:
        data: The file's bytes: JPEG, PNG, WebP, GIF or BMP.
        max_pixels: Most pixels (width x height) to hold in memory. By its own header a larger JPEG is
            decoded at a half or a quarter of its sides, where that is enough, and any other larger
            picture refused before it is decoded.

    Raises:
        VisionError: If it is empty, no picture, of another format, damaged, truncated or too large;
            the message says which, and what to do. It never quotes the bytes.
    """
    return _opened(data, max_pixels, reductions=_REDUCTIONS)


def _opened(data: bytes, max_pixels: int, *, reductions: tuple[int, ...]) -> Picture:
    if not data:
        raise VisionError("the picture is empty (0 bytes); was the file written completely?")
    with warnings.catch_warnings():
        # Pillow warns of large pictures and of odd metadata; the cap below refuses the former.
        warnings.simplefilter("ignore")
        try:
            image = _image(data)
        except Image.DecompressionBombError as error:
            raise VisionError(
                f"the picture is too large: its header asks for more than the {max_pixels} px allowed; reduce it"
            ) from error
        except (*_BROKEN, ImportError) as error:
            # ultralytics wraps Pillow's open() and looks for a package where the bytes are no picture.
            raise VisionError(_unreadable(data)) from error
        with image:
            width, height = image.size
            scans = _jpeg_scans(data) if image.format == "JPEG" else 1
            _fit(image, max_pixels, reductions if scans == 1 else (), scans)
            turned = _orientation(image) >= _FIRST_ON_ITS_SIDE
            return Picture(_decoded(image), *((height, width) if turned else (width, height)))


def _image(data: bytes) -> Image.Image:
    """Open a picture by its header; nothing of it is decoded."""
    if data.startswith(_JPEG_START):
        # By its class: Image.open refuses 200 megapixels, which phones take and a reduction brings down.
        return JpegImagePlugin.JpegImageFile(io.BytesIO(data))
    return Image.open(io.BytesIO(data), formats=FORMATS)


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
    if data.startswith(_JPEG_START):
        return "the JPEG cannot be read: its header is damaged or cut off; get a complete copy"
    for start, name in _KNOWN_STARTS:
        if data.startswith(start):
            return f"the file is {name}, which cannot be read; {_SAVE_AS}"
    if data[4:8] == b"ftyp":
        name = _FTYP_BRANDS.get(data[8:12], "a video, HEIC or AVIF")
        return f"the file is {name}, which cannot be read; {_SAVE_AS}"
    opening = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if opening.startswith(b"<"):
        return f"the file is {'SVG' if b'<svg' in opening else 'HTML or XML'}, not a picture in pixels; {_SAVE_AS}"
    return f"not a picture that can be read ({len(data)} bytes); give a complete JPEG, PNG, WebP, GIF or BMP"


def _fit(image: Image.Image, max_pixels: int, reductions: tuple[int, ...], scans: int) -> None:
    """Have a picture decoded in at most ``max_pixels``, or refuse it."""
    width, height = image.size
    if width < 1 or height < 1:
        raise VisionError(f"the picture's header says {width} x {height} px; it holds nothing to look at")
    if scans > _MAX_SCANS:
        raise VisionError(f"the JPEG has more than {_MAX_SCANS} scans, which no camera writes; save it anew")
    if width * height <= max_pixels:
        return
    for factor in reductions if image.format == "JPEG" else ():
        if -(-width // factor) * -(-height // factor) <= max_pixels:
            image.draft(None, (max(1, width // factor), max(1, height // factor)))
            if image.width * image.height <= max_pixels:
                return
    several = " (a progressive JPEG of this size is not decoded, its parts would fill the memory)" if scans > 1 else ""
    raise VisionError(
        f"the picture is {width} x {height} px, more than the {max_pixels} px allowed{several}; "
        "reduce it, or raise FAIRNOTICE_MAX_PIXELS if you trust where it comes from"
    )


def _jpeg_scans(data: bytes) -> int:
    """Count the scans of a JPEG's first picture, past `_MAX_SCANS` no further.

    A preview in its metadata, a phone's second picture or a film behind its end do not count: they are
    not decoded.
    """
    scans, position = 0, len(_JPEG_START) - 1
    while scans <= _MAX_SCANS and (marker := _JPEG_MARKER.search(data, position)):
        kind = data[marker.end() - 1]
        if kind == _JPEG_END:
            break
        scans += kind == _JPEG_SCAN
        position = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2], "big")
    return scans


def _decoded(image: Image.Image) -> Pixels:
    try:
        image.load()
        rgb = np.asarray(_eight_bits(image), np.uint8)
    except Image.DecompressionBombError as error:
        raise VisionError("the picture unpacks to far more than its header says; it was not decoded") from error
    except _BROKEN as error:
        detail = "it is truncated" if "truncated" in str(error) else "its data are damaged"
        raise VisionError(f"the {image.format} picture cannot be decoded: {detail}; get a complete copy") from error
    # Turned as views of one array: Pillow would turn a copy, and a large picture is in memory often enough.
    return np.ascontiguousarray(_TO_UPRIGHT[_orientation(image)](rgb)[..., ::-1])


_FIRST_ON_ITS_SIDE = 5
"""Orientations of EXIF from here on swap width and height."""

_TO_UPRIGHT: dict[int, Callable[[Pixels], Pixels]] = {
    1: lambda pixels: pixels,
    2: np.fliplr,
    3: lambda pixels: np.rot90(pixels, 2),
    4: np.flipud,
    5: lambda pixels: pixels.swapaxes(0, 1),
    6: lambda pixels: np.rot90(pixels, -1),
    7: lambda pixels: np.rot90(pixels.swapaxes(0, 1), 2),
    8: np.rot90,
}
"""What turns a picture upright, by its orientation. Source: Exif 3.0, tag 274."""


def _orientation(image: Image.Image) -> int:
    """Return how the camera was held, 1..8 as EXIF counts it; 1 where nothing sound is said."""
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    except _BROKEN:
        return 1  # damaged metadata: the pixels are sound, and how they were held is not known
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


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
    return image if image.mode == "RGB" else image.convert("RGB")
