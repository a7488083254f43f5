"""What may be stored of a frame: a picture so coarse that nobody can be made out, by construction.

The whole frame is reduced to averages of cells, `CELLS` across its longer side, and only those averages
go into the picture; then the outlines of the notices are drawn over them. No detector can fail, since
none is needed. No crop of the scene is stored, not even of a notice: that would need the person and
face detectors that mask what stands in or behind it, and they are not here yet.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np

from fairnotice.domain import Box, Notice, NoticeStatus, Pixels
from fairnotice.errors import RedactionError, VisionError
from fairnotice.vision.pictures import require_pixels

MEDIA_TYPE = "image/png"
CELLS = 64
"""Cells across the longer side. A person who fills half the height of a 16:9 frame is 18 cells high and a
head 2 to 3 cells: a posture at most, nobody's face."""
MIN_CELL_PX = 8
"""Least side of a cell in px of the frame, so that a small picture is not kept as it is."""
PICTURE_SIDE = 640
"""Longer side in px of what is stored: the cells, enlarged, with room for readable labels."""
_PNG = (cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_UP, cv2.IMWRITE_PNG_COMPRESSION, 6)
"""Equal rows vanish under the 'up' filter: 12 kB where the default took 85."""

COLOURS: dict[NoticeStatus, tuple[int, int, int]] = {
    NoticeStatus.CONFIRMED: (60, 160, 20),
    NoticeStatus.CANDIDATE: (0, 150, 230),
    NoticeStatus.REJECTED: (120, 120, 120),
}
"""BGR colour of each status, told apart by a label too."""


def redact(pixels: Pixels, notices: Sequence[Notice]) -> bytes:
    """Make the picture of a frame that may be stored.

    Args:
        pixels: BGR ``uint8`` of shape (height, width, 3).
        notices: What was seen in it, boxes in its px; outlined and labelled with their status.

    Returns:
        A PNG without metadata, at most `PICTURE_SIDE` px on its longer side. It depends on the frame
        through its size and the averages of its cells only, and equal input gives equal bytes.

    Raises:
        RedactionError: If anything is not as it should be; then nothing may be stored.
    """
    try:
        require_pixels(pixels)
    except VisionError as error:
        raise RedactionError(f"not redacted, so nothing may be stored: {error}") from error
    height, width = pixels.shape[:2]
    boxes = [_checked(notice.box) for notice in notices]
    try:
        picture = _enlarged(cell_averages(pixels))
        for notice, box in zip(notices, boxes, strict=True):
            _outline(picture, box, (width, height), notice.status)
        done, encoded = cv2.imencode(".png", picture, _PNG)
    except (cv2.error, ValueError, KeyError) as error:
        raise RedactionError(f"not redacted, so nothing may be stored: {type(error).__name__}") from error
    if not done:
        raise RedactionError("the redacted picture could not be written as PNG, so nothing may be stored")
    return np.asarray(encoded, np.uint8).tobytes()


def cell_averages(pixels: Pixels) -> Pixels:
    """Return the mean colour of each cell, at most `CELLS` on the longer side.

    Args:
        pixels: BGR ``uint8`` of shape (height, width, 3).

    Returns:
        BGR ``uint8`` of shape (rows, columns, 3), rounded down.
    """
    height, width = pixels.shape[:2]
    cell = max(MIN_CELL_PX, max(height, width) / CELLS)
    rows, columns = max(1, math.floor(height / cell)), max(1, math.floor(width / cell))
    tops = np.arange(rows) * height // rows
    lefts = np.arange(columns) * width // columns
    # A row of cells at a time: sums of the whole frame would take a gigabyte where it has 40 megapixels.
    bands = np.split(pixels, tops[1:])
    down = np.concatenate([cv2.reduce(band, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S) for band in bands])
    sums = np.add.reduceat(down, lefts, axis=1, dtype=np.uint64)
    tall = np.diff(tops, append=height)
    wide = np.diff(lefts, append=width)
    averages = sums // (tall[:, None] * wide[None, :])[..., None].astype(np.uint64)
    return np.asarray(averages, np.uint8)


def _enlarged(cells: Pixels) -> Pixels:
    """Draw every cell as a square of one colour."""
    side = PICTURE_SIDE // max(cells.shape[:2])
    return np.ascontiguousarray(np.repeat(np.repeat(cells, side, axis=0), side, axis=1))


def _checked(box: Box) -> Box:
    if len(box) != 4 or not all(math.isfinite(value) for value in box):
        raise RedactionError("a notice's box is not four finite numbers, so nothing may be stored")
    return box


def _outline(picture: Pixels, box: Box, frame: tuple[int, int], status: NoticeStatus) -> None:
    tall, wide = picture.shape[:2]
    across, down = wide / frame[0], tall / frame[1]
    x0, x1 = (min(max(round(x * across), 0), wide - 1) for x in (box[0], box[2]))
    y0, y1 = (min(max(round(y * down), 0), tall - 1) for y in (box[1], box[3]))
    colour = COLOURS[status]
    cv2.rectangle(picture, (x0, y0), (x1, y1), colour, 2)
    label = status.value
    (label_width, label_height), _ = cv2.getTextSize(label, cv2.FONT_HERSHEY_SIMPLEX, 0.45, 1)
    left = min(x0, max(0, wide - label_width - 4))
    bottom = y0 - 3 if y0 > label_height + 6 else min(y1 + label_height + 6, tall - 3)
    cv2.rectangle(picture, (left, bottom - label_height - 3), (left + label_width + 4, bottom + 3), colour, cv2.FILLED)
    cv2.putText(picture, label, (left + 2, bottom), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (255, 255, 255), 1, cv2.LINE_AA)
