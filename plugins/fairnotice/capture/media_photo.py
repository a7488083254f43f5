"""Decodes one photo of a phone (JPEG, PNG or HEIC) in a child of the decoding program; imported nowhere else.

What the photo says of itself leaves the child as numbers, so that nobody outside of it reads its metadata.
"""

from __future__ import annotations

import io
import math
import os
import re
import struct
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pillow_heif
from PIL import ExifTags, Image, ImageOps, JpegImagePlugin

from fairnotice.capture.media_process import NO_OFFSET

if TYPE_CHECKING:
    from fairnotice.domain import Pixels

_FORMATS = ("PNG", "HEIF")
_JPEG_START = b"\xff\xd8\xff"
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    TypeError,
    struct.error,
    OverflowError,
    ArithmeticError,
    LookupError,
)
"""What decoders and readers of metadata raise on damaged bytes."""
_MOST_JPEG_PIXELS = 250_000_000
"""A JPEG of a phone with 200 megapixels is decoded at a half or a quarter of its sides."""

_TAKEN = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


def prepare() -> None:
    """Load everything that decoding needs: a child opens no file."""
    Image.init()
    Image.MAX_IMAGE_PIXELS = None  # the order limits it
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo in memory: shape (height, width, 3), ``uint8``, BGR, upright."""

    pixels: Pixels
    notes: tuple[bytes, ...] = ()
    """What it says of itself, each a word and numbers."""
    skipped: int = 0

    @property
    def width(self) -> int:
        """Width in px."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Height in px."""
        return int(self.pixels.shape[0])

    def rows(self) -> Iterator[memoryview]:
        """Yield all pixels in one piece."""
        yield memoryview(self.pixels.data).cast("B")


def decode(order: dict[str, Any], source: int | None) -> Photo | str:
    """Decode the photo whose bytes are in ``source``, ``order["bytes"]`` of them, within ``order["shown_pixels"]``.

    Returns:
        The photo; ``damaged`` where a part of it is missing or makes no sense, or ``too_large``.
    """
    if source is None:
        return "damaged"
    data = os.pread(source, order["bytes"], 0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = _opened(data)
        except _BROKEN:
            return "damaged"
        is_jpeg = data.startswith(_JPEG_START)
        if image.width * image.height > (_MOST_JPEG_PIXELS if is_jpeg else order["max_pixels"]):
            return "too_large"
        whole, shown = (image.width, image.height), order["shown_pixels"]
        says = _said(image)
        factor = next((each for each in (1, 2, 4) if whole[0] * whole[1] <= shown * each * each), None)
        if factor is None:
            return "too_large"
        try:
            if factor > 1 and is_jpeg:
                image.draft(None, (max(1, whole[0] // factor), max(1, whole[1] // factor)))
            image.load()
            if image.width * image.height > shown:
                image = image.reduce(factor)
            upright = ImageOps.exif_transpose(image)
            rgb = np.asarray(_on_white(upright), np.uint8)
        except _BROKEN:
            return "damaged"
        if (upright.width > upright.height) != (whole[0] > whole[1]):
            whole = whole[::-1]
        return Photo(np.ascontiguousarray(rgb[..., ::-1]), (b"whole %d %d" % whole, *says))


def _opened(data: bytes) -> Image.Image:
    if data.startswith(_JPEG_START):
        # By its class: Image.open would also try what else such bytes could be.
        return JpegImagePlugin.JpegImageFile(io.BytesIO(data))
    return Image.open(io.BytesIO(data), formats=_FORMATS)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image, np.uint16) >> 8).astype(np.uint8)).convert("RGB")
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")


def _said(image: Image.Image) -> tuple[bytes, ...]:
    """Return when and where a photo says that it was taken; of damaged metadata nothing counts."""
    try:
        exif = image.getexif()
        return (*_taken(exif.get_ifd(ExifTags.IFD.Exif)), *_place(exif.get_ifd(ExifTags.IFD.GPSInfo)))
    except _BROKEN:
        return ()


def _taken(tags: Mapping[int, Any]) -> Iterator[bytes]:
    """Yield the moment of exposure: ``taken YYYYMMDD HHMMSS OFFSET``, the offset in minutes, with a day added."""
    for moment, offset in (
        (ExifTags.Base.DateTimeOriginal, ExifTags.Base.OffsetTimeOriginal),
        (ExifTags.Base.DateTimeDigitized, ExifTags.Base.OffsetTimeDigitized),
    ):
        found = _TAKEN.match(str(tags.get(moment, "")))
        if found is None:
            continue
        zone = _OFFSET.match(str(tags.get(offset, "")))
        minutes = NO_OFFSET
        if zone is not None and int(zone[2]) < 24 and int(zone[3]) < 60:
            minutes = 1440 + (-1 if zone[1] == "-" else 1) * (int(zone[2]) * 60 + int(zone[3]))
        day, time = "".join(found.groups()[:3]), "".join(found.groups()[3:])
        yield f"taken {int(day)} {int(time)} {minutes}".encode()
        return


def _place(tags: Mapping[int, Any]) -> Iterator[bytes]:
    """Yield the place: ``place LATITUDE LONGITUDE``, in millionths of a degree from 90 south and 180 west."""
    latitude = _degrees(tags.get(ExifTags.GPS.GPSLatitude), tags.get(ExifTags.GPS.GPSLatitudeRef), "NS", 90)
    longitude = _degrees(tags.get(ExifTags.GPS.GPSLongitude), tags.get(ExifTags.GPS.GPSLongitudeRef), "EW", 180)
    # A receiver without a fix writes zeros.
    if latitude is not None and longitude is not None and (latitude or longitude):
        yield b"place %d %d" % (round((latitude + 90) * 1e6), round((longitude + 180) * 1e6))


def _degrees(value: Any, reference: Any, letters: str, most: int) -> float | None:
    if not isinstance(value, tuple) or len(value) != 3 or str(reference)[:1] not in letters or not reference:
        return None
    degrees, minutes, seconds = (float(each) for each in value)
    angle = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(angle) or not 0 <= angle <= most:
        return None
    return -angle if str(reference)[0] == letters[1] else angle
