"""What was read on a plate: its lines, in the order they are read, and whether that is all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fairnotice.vision.cyrillic import is_cyrillic
from fairnotice.vision.hangul import has_hangul
from fairnotice.vision.text_lines import letters

USABLE_SCORE = 0.5
"""Score of a line from which its words count."""
READ_SCORE = 0.85
"""Score of a line from which it counts as read. Lines in scripts that the model does not know were misread
with scores up to 0.84 where letters came out at all; sharp Latin and Chinese lines score above 0.95."""
TESSERACT_READ_SCORE = 0.75
"""The same for Tesseract, which is less sure of itself."""
MIN_LETTERS_PER_HEIGHT = 0.8
MIN_HAN_PER_HEIGHT = 0.7
"""Letters per line height of length that a line read in full has at least; on drawn signs Latin ones had 1.4 to
2.6, Chinese ones 0.9 to 1.4. Hangul that was taken for Chinese had 0.68: '品品品', with a score of 0.91."""
MAX_TEXT = 2000

_GRAPHIC_ASPECT = 2.0
"""Unread 'lines' shorter than this, as width / height, are taken for pictograms."""
_GRAPHIC_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text on a plate."""

    text: str
    score: float
    """The reader's own score, 0..1."""
    height_px: float
    """Height in px of the frame."""
    aspect: float
    """Width / height."""
    quad: tuple[tuple[float, float], ...] = ()
    """Corners in px of the frame, clockwise from where the text begins."""

    @property
    def read(self) -> bool:
        """Tell whether the line was read in full."""
        korean = has_hangul(self.text)
        enough = TESSERACT_READ_SCORE if korean or is_cyrillic(self.text) else READ_SCORE
        dense = MIN_HAN_PER_HEIGHT if korean or has_han(self.text) else MIN_LETTERS_PER_HEIGHT
        return self.score >= enough and letters(self.text) >= max(1.0, dense * self.aspect)

    @property
    def usable(self) -> bool:
        """Tell whether the line's words count."""
        return self.score >= USABLE_SCORE and letters(self.text) > 0

    @property
    def graphic(self) -> bool:
        """Tell whether this is rather a pictogram that looks like a letter or two."""
        short = self.aspect < _GRAPHIC_ASPECT and letters(self.text) <= _GRAPHIC_LETTERS
        return short and not self.read and not (has_han(self.text) or has_hangul(self.text))


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read on one plate."""

    lines: tuple[Line, ...] = ()
    """All lines that were found, also those that could not be read."""
    qr: str | None = None
    corners: tuple[tuple[float, float], ...] | None = None
    """Corners of the plate in px of the frame, clockwise, where they were found."""
    tried: bool = True
    """False where the plate is too small to read."""

    @property
    def text(self) -> str:
        """Return the lines whose words count, joined by line breaks."""
        some_read = any(line.read for line in self.lines)
        words = (line.text for line in self.lines if line.usable and not (some_read and line.graphic))
        return "\n".join(words)[:MAX_TEXT]

    @property
    def clear(self) -> bool:
        """Tell whether all that is written on the plate was read."""
        lines = [line for line in self.lines if line.read or line.aspect >= _GRAPHIC_ASPECT]
        return bool(lines) and all(line.read for line in lines)

    @property
    def unread_lines(self) -> int:
        """Return how many lines were found that could not be read."""
        return sum(not line.read and line.aspect >= _GRAPHIC_ASPECT for line in self.lines)


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Return lines from top to bottom and, in a row, from where text begins, whichever way the plate is turned."""
    weights = np.array([max(1, letters(line.text)) * line.score for line in lines])
    if not weights.any():
        return list(lines)
    corners = np.array([line.quad for line in lines])
    directions = corners[:, 1] - corners[:, 0]
    lengths = np.maximum(np.linalg.norm(directions, axis=1, keepdims=True), 1e-6)
    across = (directions / lengths * weights[:, None]).sum(axis=0)
    across /= max(float(np.linalg.norm(across)), 1e-6)
    down = np.array([-across[1], across[0]])
    centres = corners.mean(axis=1)
    rows: list[list[int]] = []
    for index in np.argsort(centres @ down, kind="stable"):
        previous = rows[-1][-1] if rows else None
        step = None if previous is None else float((centres[index] - centres[previous]) @ down)
        least = 0.5 * min(lines[index].height_px, lines[previous].height_px) if previous is not None else 0.0
        if step is not None and step < least:
            rows[-1].append(int(index))
        else:
            rows.append([int(index)])
    return [lines[index] for row in rows for index in sorted(row, key=lambda index: float(centres[index] @ across))]


def has_han(text: str) -> bool:
    """Tell whether there are Chinese or Japanese characters in a text."""
    return any("\u2e80" <= character <= "\u9fff" for character in text)
