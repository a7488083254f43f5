"""What may be stored of a frame: a picture so coarse that nobody can be made out, and masked crops of notices.

The whole frame is reduced to averages of cells, `CELLS` across its longer side, and only those averages go
into the picture, with the outlines of the notices drawn over them. That needs no detector, so none can fail.
Beside it stand the crops of notices, where a detector of people ran and whatever it found was painted over, see
`fairnotice.vision.masking`; where it is missing or fails there is no crop, and the coarse picture remains.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from fairnotice.domain import Box, Notice, NoticeStatus, Pixels
from fairnotice.errors import RedactionError, VisionError
from fairnotice.vision.masking import Crop, Left, masked_crops
from fairnotice.vision.people import People
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

_FACE = (cv2.FONT_HERSHEY_SIMPLEX, 0.45, 1)
"""Of letters: font, scale, thickness."""
_PAPER, _INK = (250, 250, 250), (40, 40, 40)
_GAP = 8


@dataclass(frozen=True, slots=True)
class Redacted:
    """What may be shown of a frame."""

    coarse: Pixels
    """The cells, enlarged; at most `PICTURE_SIDE` px on the longer side."""
    crops: tuple[Crop | Left, ...]
    """Of the notices, the surest first."""

    @property
    def kept(self) -> tuple[Crop, ...]:
        """The crops that there are."""
        return tuple(each for each in self.crops if isinstance(each, Crop))


def redact(pixels: Pixels, notices: Sequence[Notice], people: People | None = None) -> bytes:
    """Make the picture of a frame that may be stored.

    Args:
        pixels: BGR ``uint8`` of shape (height, width, 3).
        notices: What was seen in it, boxes in its px; outlined and labelled with their status.
        people: Finds whom to cover in the notices' crops; None: no crop is made.

    Returns:
        A PNG without metadata: the coarse frame, at most `PICTURE_SIDE` px on its longer side, with the crops
        below it. Outside of the crops it depends on the frame through its size and the averages of its cells
        only, and equal input gives equal bytes.

    Raises:
        RedactionError: If anything is not as it should be; then nothing may be stored.
    """
    done = redacted(pixels, notices, people)
    height, width = pixels.shape[:2]
    numbers = {crop.index: number for number, crop in enumerate(done.kept, start=1)}
    try:
        picture = done.coarse
        for index, notice in enumerate(notices):
            number = f"{numbers[index]} " if index in numbers else ""
            _outline(picture, notice.box, (width, height), f"{number}{notice.status.value}", COLOURS[notice.status])
        panels = [(f"{numbers[crop.index]} {caption(crop)}", crop.pixels) for crop in done.kept]
        ok, encoded = cv2.imencode(".png", with_panels(picture, panels), _PNG)
    except (cv2.error, ValueError, KeyError) as error:
        raise RedactionError(f"not redacted, so nothing may be stored: {type(error).__name__}") from error
    if not ok:
        raise RedactionError("the redacted picture could not be written as PNG, so nothing may be stored")
    return np.asarray(encoded, np.uint8).tobytes()


def redacted(pixels: Pixels, notices: Sequence[Notice], people: People | None = None) -> Redacted:
    """Reduce a frame to what may be shown of it.

    Args:
        pixels: BGR ``uint8`` of shape (height, width, 3).
        notices: What was seen in it, boxes in its px.
        people: Finds whom to cover in the notices' crops; None: no crop is made.

    Raises:
        RedactionError: If anything is not as it should be; then nothing may be shown.
    """
    try:
        require_pixels(pixels)
        for notice in notices:
            _require_box(notice.box)
        coarse = _enlarged(cell_averages(pixels))
    except (VisionError, cv2.error, ValueError) as error:
        said = str(error) if isinstance(error, VisionError) else type(error).__name__
        raise RedactionError(f"not redacted, so nothing may be stored: {said}") from error
    crops = masked_crops(pixels, notices, people) if people is not None else []
    return Redacted(coarse, tuple(crops))


def caption(crop: Crop) -> str:
    """Say what was painted over in a crop."""
    told = [f"{count} {kind.value}{'s' if count > 1 else ''}" for kind, count in crop.covered]
    return f"covered: {', '.join(told)}" if told else "nothing covered"


def with_panels(picture: Pixels, panels: Sequence[tuple[str, Pixels]]) -> Pixels:
    """Set small pictures with a line of text each below a picture, in rows of its width.

    Args:
        picture: BGR ``uint8`` of shape (height, width, 3).
        panels: Text (plain ASCII) and BGR ``uint8`` of each.
    """
    width = max([picture.shape[1], *(panel.shape[1] + 2 * _GAP for _, panel in panels)])
    rows: list[list[Pixels]] = [[]]
    for text, panel in panels:
        titled = _titled(text, panel, width - 2 * _GAP)
        if rows[-1] and sum(each.shape[1] + _GAP for each in rows[-1]) + titled.shape[1] + _GAP > width:
            rows.append([])
        rows[-1].append(titled)
    parts = [_on_paper(picture, picture.shape[0], width)]
    for row in rows if panels else ():
        strip: Pixels = np.full((max(each.shape[0] for each in row) + _GAP, width, 3), _PAPER, np.uint8)
        left = _GAP
        for each in row:
            strip[_GAP : _GAP + each.shape[0], left : left + each.shape[1]] = each
            left += each.shape[1] + _GAP
        parts.append(strip)
    return np.vstack(parts) if len(parts) > 1 else parts[0]


def _titled(text: str, panel: Pixels, most: int) -> Pixels:
    (wide, tall), _ = cv2.getTextSize(text, *_FACE)
    wide = min(most, max(wide + 4, panel.shape[1]))
    titled = _on_paper(panel, panel.shape[0] + tall + 10, wide)
    cv2.putText(titled, text, (1, panel.shape[0] + tall + 5), _FACE[0], _FACE[1], _INK, _FACE[2], cv2.LINE_AA)
    return titled


def _on_paper(pixels: Pixels, height: int, width: int) -> Pixels:
    if pixels.shape[:2] == (height, width):
        return pixels
    paper: Pixels = np.full((height, width, 3), _PAPER, np.uint8)
    paper[: pixels.shape[0], : pixels.shape[1]] = pixels
    return paper


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


def _require_box(box: Box) -> None:
    if len(box) != 4 or not all(math.isfinite(value) for value in box):
        raise VisionError("a notice's box is not four finite numbers")


def _outline(picture: Pixels, box: Box, frame: tuple[int, int], label: str, colour: tuple[int, int, int]) -> None:
    tall, wide = picture.shape[:2]
    across, down = wide / frame[0], tall / frame[1]
    x0, x1 = (min(max(round(x * across), 0), wide - 1) for x in (box[0], box[2]))
    y0, y1 = (min(max(round(y * down), 0), tall - 1) for y in (box[1], box[3]))
    cv2.rectangle(picture, (x0, y0), (x1, y1), colour, 2)
    (label_width, label_height), _ = cv2.getTextSize(label, *_FACE)
    left = min(x0, max(0, wide - label_width - 4))
    bottom = y0 - 3 if y0 > label_height + 6 else min(y1 + label_height + 6, tall - 3)
    cv2.rectangle(picture, (left, bottom - label_height - 3), (left + label_width + 4, bottom + 3), colour, cv2.FILLED)
    cv2.putText(picture, label, (left + 2, bottom), _FACE[0], _FACE[1], (255, 255, 255), _FACE[2], cv2.LINE_AA)
