"""Photos as a phone writes them, with what it says of where and when it took them."""

from __future__ import annotations

import datetime as dt
import io
from typing import Literal

import numpy as np
import pillow_heif
from PIL import Image

from fairnotice.domain import Pixels, Point

Format = Literal["JPEG", "PNG", "HEIF"]


def photo(
    pixels: Pixels,
    file_format: Format = "JPEG",
    *,
    taken: dt.datetime | None = None,
    place: Point | None = None,
    orientation: int = 1,
    quality: int = 90,
) -> bytes:
    """Return a photo's file.

    Args:
        pixels: BGR ``uint8`` of shape (height, width, 3), as the sensor sees it.
        file_format: Of the file.
        taken: What its clock said; a time zone is written where it has one.
        place: What its receiver said.
        orientation: How it was held, as EXIF counts it.
        quality: Of the compression.
    """
    pillow_heif.register_heif_opener()
    file = io.BytesIO()
    image = Image.fromarray(np.ascontiguousarray(pixels[..., ::-1]))
    image.save(file, file_format, exif=_exif(taken, place, orientation), quality=quality)
    return file.getvalue()


def _exif(taken: dt.datetime | None, place: Point | None, orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    if taken is not None:
        tags = exif.get_ifd(0x8769)
        tags[0x9003] = f"{taken:%Y:%m:%d %H:%M:%S}"
        if taken.utcoffset() is not None:
            tags[0x9011] = f"{taken:%z}"[:3] + ":" + f"{taken:%z}"[3:]
    if place is not None:
        tags = exif.get_ifd(0x8825)
        tags[1], tags[2] = "N" if place.lat >= 0 else "S", _sexagesimal(place.lat)
        tags[3], tags[4] = "E" if place.lon >= 0 else "W", _sexagesimal(place.lon)
    return exif


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    minutes, seconds = divmod(abs(degrees) * 3600, 60)
    return float(minutes // 60), float(minutes % 60), round(seconds, 4)
