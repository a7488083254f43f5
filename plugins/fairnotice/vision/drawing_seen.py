"""The picture of what was seen, for the person who asked: boxes in it, and what they hold in a legend below.

A status is told apart by its colour, its line and its sign, so that no reader depends on colour. What may
be stored of a camera's frame is made by `fairnotice.vision.redaction`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import cv2
import numpy as np

from fairnotice.domain import Box, Inspection, Notice, NoticeStatus, Pixels
from fairnotice.errors import RedactionError, VisionError
from fairnotice.vision.describe import best_first, headline, in_one_line, sentences
from fairnotice.vision.people import People
from fairnotice.vision.pictures import require_pixels
from fairnotice.vision.redaction import caption, redacted, with_panels

DRAWN_SIDE = 2560
"""Most px of the longer side of a picture that is drawn on; a larger one is shown reduced."""
MIN_WIDTH = 640
"""Least px across, so that the legend can be read below a narrow picture too."""
MAX_LISTED = 15
"""Most plates in the legend, confirmed ones first; it would outgrow the picture."""
MAX_LETTERS = 400
"""Most letters of one sentence in the legend; the rest is in the printed result."""

Colour = tuple[int, int, int]

_INK: Colour = (30, 30, 30)
_PAPER: Colour = (250, 250, 250)


@dataclass(frozen=True, slots=True)
class _Style:
    sign: str
    colour: Colour
    """BGR. Source: the palette of Okabe and Ito (2008), which colour-blind readers tell apart."""
    dash: tuple[int, int] | None
    """Drawn and left out, in line widths; None: an unbroken line."""


_STYLES: dict[NoticeStatus, _Style] = {
    NoticeStatus.CONFIRMED: _Style("√", (115, 158, 0), None),
    NoticeStatus.CANDIDATE: _Style("?", (0, 94, 213), (5, 3)),
    NoticeStatus.REJECTED: _Style("×", (100, 100, 100), (1, 3)),
}


def draw_seen(pixels: Pixels, inspection: Inspection, *, title: str) -> Pixels:
    """Draw what was seen on a copy of a picture, which shows the scene as it is.

    Args:
        pixels: The inspected picture, BGR ``uint8`` of shape (height, width, 3), in any size.
        inspection: Of that picture.
        title: What to call it in the legend.

    Returns:
        BGR ``uint8``: the picture, at most `DRAWN_SIDE` px on its longer side, with a legend below it.

    Raises:
        VisionError: If ``pixels`` is not such an array.
    """
    require_pixels(pixels)
    return _drawn(_at_most_drawn(pixels).copy(), inspection, title)


def draw_redacted(pixels: Pixels, inspection: Inspection, *, title: str, people: People | None = None) -> Pixels:
    """Draw what was seen on the redacted picture, in which nobody can be made out.

    Args:
        pixels: The inspected picture, BGR ``uint8`` of shape (height, width, 3), in any size.
        inspection: Of that picture.
        title: What to call it in the legend.
        people: Finds whom to cover in the notices' crops; None: no crop is shown.

    Returns:
        BGR ``uint8``: what `redacted` leaves of the scene, the notices' crops below it, and a legend. Of what
        is written in the picture the legend has the text of confirmed notices only.

    Raises:
        RedactionError: If it cannot be redacted.
    """
    try:
        require_pixels(pixels)
    except VisionError as error:
        raise RedactionError(f"not redacted, so nothing is drawn: {error}") from error
    across, down = pixels.shape[1] / max(inspection.width, 1), pixels.shape[0] / max(inspection.height, 1)
    notices = [
        replace(each, box=(each.box[0] * across, each.box[1] * down, each.box[2] * across, each.box[3] * down))
        for each in best_first(inspection.notices)
    ]
    done = redacted(pixels, notices, people)
    panels = [(f"{crop.index + 1} {caption(crop)}", crop.pixels) for crop in done.kept]
    return _drawn(done.coarse, inspection, title, panels)


def _at_most_drawn(pixels: Pixels) -> Pixels:
    """Return a picture with at most `DRAWN_SIDE` px on its longer side, itself if it has no more."""
    height, width = pixels.shape[:2]
    if max(height, width) <= DRAWN_SIDE:
        return pixels
    scale = DRAWN_SIDE / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _drawn(canvas: Pixels, inspection: Inspection, title: str, panels: Sequence[tuple[str, Pixels]] = ()) -> Pixels:
    """Draw boxes into ``canvas``, which is a copy already, and put the panels and the legend below."""
    height, width = canvas.shape[:2]
    across, down = width / max(inspection.width, 1), height / max(inspection.height, 1)
    size = _letter_size(max(height, width))
    notices = best_first(inspection.notices)
    boxes = [_within(notice.box, across, down, width, height) for notice in notices]
    for notice, box in reversed(list(zip(notices, boxes, strict=True))):
        _outline(canvas, box, _STYLES[notice.status])
    _label(canvas, notices, boxes, size)
    return _above_legend(with_panels(canvas, panels), inspection, notices, title)


def _letter_size(side: int) -> int:
    return int(np.clip(side / 60, 13, 34))


def _within(box: Box, across: float, down: float, width: int, height: int) -> tuple[int, int, int, int]:
    x0, x1 = (int(np.clip(round(x * across), 0, width - 1)) for x in (box[0], box[2]))
    y0, y1 = (int(np.clip(round(y * down), 0, height - 1)) for y in (box[1], box[3]))
    return x0, y0, x1, y1


def _outline(canvas: Pixels, box: tuple[int, int, int, int], style: _Style) -> None:
    x0, y0, x1, y1 = box
    thickness = max(2, round(max(canvas.shape[:2]) / 500))
    # A pale line below keeps the coloured one apart from any background.
    cv2.rectangle(canvas, (x0, y0), (x1, y1), _PAPER, thickness + 2)
    if style.dash is None:
        cv2.rectangle(canvas, (x0, y0), (x1, y1), style.colour, thickness)
        return
    drawn, left_out = (thickness * part for part in style.dash)
    for along in range(x0, x1 + 1, drawn + left_out):
        for y in (y0, y1):
            cv2.line(canvas, (along, y), (min(along + drawn, x1), y), style.colour, thickness)
    for along in range(y0, y1 + 1, drawn + left_out):
        for x in (x0, x1):
            cv2.line(canvas, (x, along), (x, min(along + drawn, y1)), style.colour, thickness)


# --- letters -----------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _face() -> Any:
    """Return OpenCV's built-in face, which has Latin, Cyrillic, Greek, Chinese, Japanese and Korean letters."""
    return cv2.FontFace("uni")


def _width_of(text: str, size: int) -> int:
    return int(cv2.getTextSize((0, 0), text, (0, 0), _face(), size)[2])


def _write(canvas: Pixels, text: str, baseline: tuple[int, int], colour: Colour, size: int) -> None:
    cv2.putText(canvas, text, baseline, colour, _face(), size)


def _label(canvas: Pixels, notices: Sequence[Notice], boxes: Sequence[tuple[int, int, int, int]], size: int) -> None:
    """Number each box outside of it, where no other label stands if there is such a place."""
    height, width = canvas.shape[:2]
    taken: list[tuple[int, int, int, int]] = []
    pad = max(2, size // 6)
    tall = size + 2 * pad
    for number, (notice, (x0, y0, x1, y1)) in enumerate(zip(notices, boxes, strict=True), start=1):
        style = _STYLES[notice.status]
        text = f"{number} {style.sign}"
        wide = _width_of(text, size) + 2 * pad + 2
        places = [(x0, y0 - tall), (x0, y1), (x1 - wide, y0 - tall), (x1 - wide, y1), (x1, y0), (x0 - wide, y0)]
        inside = [(x, y) for x, y in places if 0 <= x <= width - wide and 0 <= y <= height - tall]
        free = [place for place in inside if not any(_meet((*place, wide, tall), other) for other in taken)]
        x, y = (free or inside or [(int(np.clip(x0, 0, max(0, width - wide))), max(0, y0))])[0]
        taken.append((x, y, wide, tall))
        cv2.rectangle(canvas, (x, y), (x + wide, y + tall), style.colour, cv2.FILLED)
        cv2.rectangle(canvas, (x, y), (x + wide, y + tall), _PAPER, 1)
        _write(canvas, text, (x + pad + 1, y + tall - pad - size // 8), (255, 255, 255), size)


def _meet(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


# --- the legend --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    indent: int = 0
    """In letter sizes."""
    chip: NoticeStatus | None = field(default=None)
    number: int = 0


def _rows(inspection: Inspection, notices: Sequence[Notice], title: str) -> Iterator[_Row]:
    yield _Row(f"{in_one_line(title)}: {headline(inspection)}")
    for number, notice in enumerate(notices[:MAX_LISTED], start=1):
        first, *rest = sentences(notice)
        yield _Row(first, 3, notice.status, number)
        for sentence in rest:
            yield _Row(sentence, 3)
    if len(notices) > MAX_LISTED:
        yield _Row(f"and {len(notices) - MAX_LISTED} more, which are outlined and not listed")


def _above_legend(canvas: Pixels, inspection: Inspection, notices: Sequence[Notice], title: str) -> Pixels:
    width = max(canvas.shape[1], MIN_WIDTH)
    size = _letter_size(width)
    pitch, pad = round(size * 1.5), size
    lines: list[tuple[_Row, str]] = []
    for row in _rows(inspection, notices, title):
        wrapped = _wrapped(_shortened(row.text), width - 2 * pad - row.indent * size, size)
        lines.append((row, wrapped[0]))
        lines += [(_Row("", row.indent), line) for line in wrapped[1:]]
    legend: Pixels = np.full((len(lines) * pitch + 2 * pad, width, 3), _PAPER, np.uint8)
    for index, (row, line) in enumerate(lines):
        baseline = pad + index * pitch + size
        if row.chip is not None:
            style = _STYLES[row.chip]
            chip = f"{row.number} {style.sign}"
            end = pad + _width_of(chip, size) + 6
            cv2.rectangle(legend, (pad - 4, baseline - size), (end, baseline + size // 3), style.colour, cv2.FILLED)
            _write(legend, chip, (pad, baseline), (255, 255, 255), size)
        _write(legend, line, (pad + row.indent * size, baseline), _INK, size)
    if canvas.shape[1] < width:
        beside = np.full((canvas.shape[0], width - canvas.shape[1], 3), _PAPER, np.uint8)
        canvas = np.hstack([canvas, beside])
    return np.ascontiguousarray(np.vstack([canvas, legend]))


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_LETTERS else text[:MAX_LETTERS] + "..."


_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_TOKEN = re.compile(rf"\s*(?:[{_WIDE}]|[^\s{_WIDE}]+)")
"""What a line is not broken in: a word, or one Chinese or Japanese letter."""


def _wrapped(text: str, width: int, size: int) -> list[str]:
    """Break text into lines that fit: at spaces, between Chinese letters, and within a word that fills a line."""
    lines, line = [], ""
    for token in _TOKEN.findall(text):
        if line and _width_of(line + token, size) > width:
            lines.append(line)
            line = ""
        rest = token if line else token.lstrip()
        while len(rest) > 1 and (taken := _width_of(rest, size)) > width:
            fits = max(1, len(rest) * width // taken)
            while fits > 1 and _width_of(rest[:fits], size) > width:
                fits -= 1
            lines.append(rest[:fits])
            rest = rest[fits:]
        line += rest
    return [*lines, line]
