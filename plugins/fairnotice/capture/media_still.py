"""Decodes one JPEG or PNG in a child of the decoding program; imported nowhere else."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from fairnotice.domain import Pixels

# The words are libjpeg's (jerror.h) and libpng's; they come on the standard error, for the pixels do come.
_HARMLESS = re.compile(rb"Invalid SOS parameters|Unknown Adobe color transform|libpng warning")
_SURPLUS = re.compile(rb"Corrupt JPEG data: (\d+) extraneous bytes before marker 0xd9")
_MOST_SURPLUS = 8
"""Cameras that count a few bytes too many are common; a damaged picture leaves a few dozen or more."""


def prepare() -> None:
    """Set up OpenCV for a process with one thread."""
    cv2.setNumThreads(1)


@dataclass(frozen=True, slots=True)
class Still:
    """A picture in memory: shape (height, width, 3), ``uint8``, BGR."""

    pixels: Pixels
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
        yield memoryview(self.pixels.tobytes() if not self.pixels.flags.c_contiguous else self.pixels.data).cast("B")


def decode(order: dict[str, Any], source: int | None) -> Still | str:
    """Decode the picture whose bytes are in ``source``, ``order["bytes"]`` of them.

    Returns:
        The picture, upright by its EXIF orientation; ``damaged`` where the decoder had to make up a
        part of it, or ``undecodable``.
    """
    if source is None:
        return "undecodable"
    complaints, pixels = _complaints_and_pixels(os.pread(source, order["bytes"], 0))
    if pixels is None:
        return "undecodable"
    return "damaged" if _is_damaged(complaints) else Still(pixels)


def _complaints_and_pixels(data: bytes) -> tuple[bytes, Pixels | None]:
    # A picture may give rise to more complaints than anybody reads.
    heard, said = os.pipe2(os.O_NONBLOCK)
    os.dup2(said, 2)
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        pixels = None
    try:
        return os.read(heard, 4096), pixels
    except BlockingIOError:
        return b"", pixels


def _is_damaged(complaints: bytes) -> bool:
    for line in complaints.splitlines():
        surplus = _SURPLUS.match(line)
        if not (_HARMLESS.search(line) or (surplus and int(surplus[1]) <= _MOST_SURPLUS)):
            return True
    return False
