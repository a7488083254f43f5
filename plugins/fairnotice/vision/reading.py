"""The second look: what is written on a plate, and where its QR code leads.

Chinese, Japanese, Latin and Greek letters are read by rapidocr's models (`text_lines`), Cyrillic ones by
Tesseract where its data are installed (`cyrillic`, `scripts_read`). Arabic, Thai or Hangul lines are found,
but come back unread. Nothing is ever downloaded, and the address in a QR code is never opened.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from fairnotice.domain import Box, Pixels
from fairnotice.errors import VisionError
from fairnotice.vision.cyrillic import (
    DOUBTED_LATIN_SCORE,
    CyrillicLines,
    as_cyrillic,
    data_folder,
    goes_before,
    is_cyrillic,
)
from fairnotice.vision.pictures import require_pixels
from fairnotice.vision.rectify import Corners, find_corners, frontal, slant
from fairnotice.vision.text_lines import STEP, Quad, TextLines, along, cut_strip, letters, printable, quad_size

MARGIN = 0.15
"""Share of the plate's size that is looked at around it, since proposals cut letters off."""
BELONGS = 0.1
"""Share of the plate's size around it in which a line's centre still counts as on it: proposals that were a
tenth off cut the first line off one full notice in ten."""
MIN_HEIGHT_PX = 12
"""Plates lower than this are not read: a line on them would be 3 px high."""
READING_SIDE = 960
"""Longest side, in px, at which lines are looked for; larger plates are reduced to it."""
ENLARGED_SIDE = 448
"""Longest side, in px, that a small plate is enlarged to: of 120 drawn signs 640 px read not one more."""
MAX_ENLARGED = 4.0
PICTURE_SIDE = 1280
"""Longest side, in px, at which lines are looked for in a whole picture."""

LEAST_SLANT = 12.0
"""Tilt of a plate's sides, in degrees, from which lines are looked for on the straightened plate as well."""
SEEN_AROUND = 0.3
"""Share of a straightened plate's longer side that is looked at around it: what was taken for the plate may be
the field below its heading."""

USABLE_SCORE = 0.5
"""Score of a line from which its words count."""
READ_SCORE = 0.85
"""Score of a line from which it counts as read. Lines in scripts that the model does not know were misread
with scores up to 0.84 where letters came out at all; sharp Latin and Chinese lines score above 0.95."""
UPRIGHT_SCORE = 0.93
"""Score from which a line certainly stands upright. Upside down Latin words come out with scores up to 0.88 and
some letters missing ('camras', 'VIDADO'), and 'by video' as Cyrillic with 0.84."""
CYRILLIC_READ_SCORE = 0.75
"""The same for Tesseract, which is less sure of itself."""
MIN_LETTERS_PER_HEIGHT = 0.8
MIN_HAN_PER_HEIGHT = 0.4
"""Letters per line height of length that a line read in full has at least; on drawn signs Latin ones had 1.4 to
2.6, Chinese ones 0.9 to 1.4."""
MAX_TEXT = 2000
MAX_QR = 512
QR_ENLARGED = (2.0, 3.0)
QR_SIDE = 640
"""Longest side of a plate, in px, below which its QR code is looked for enlarged too."""

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
        enough = CYRILLIC_READ_SCORE if is_cyrillic(self.text) else READ_SCORE
        dense = MIN_HAN_PER_HEIGHT if _has_han(self.text) else MIN_LETTERS_PER_HEIGHT
        return self.score >= enough and letters(self.text) >= max(1.0, dense * self.aspect)

    @property
    def usable(self) -> bool:
        """Tell whether the line's words count."""
        return self.score >= USABLE_SCORE and letters(self.text) > 0

    @property
    def graphic(self) -> bool:
        """Tell whether this is rather a pictogram that looks like a letter or two."""
        short = self.aspect < _GRAPHIC_ASPECT and letters(self.text) <= _GRAPHIC_LETTERS
        return short and not self.read and not _has_han(self.text)


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


def scripts_read() -> tuple[str, ...]:
    """Return the scripts that can be read on this machine, by their ISO 15924 codes."""
    always = ("Latn", "Hans", "Hant", "Jpan", "Grek")
    return (*always, "Cyrl") if data_folder() else always


class Reader:
    """The text reader of this process, behind a lock; its models are loaded with the first plate."""

    _lines: TextLines | None = None
    _cyrillic: CyrillicLines | None = None
    _lock = threading.RLock()

    def read(self, pixels: Pixels, box: Box) -> Reading:
        """Read one plate.

        Args:
            pixels: The frame, BGR ``uint8`` of shape (height, width, 3).
            box: The plate, ``xyxy`` in px of the frame.

        Raises:
            VisionError: If ``pixels`` is not such an array, or the reader fails.
            ConfigurationError: If the reader's models are missing.
        """
        require_pixels(pixels)
        left, top, right, bottom = _around(pixels, box, MARGIN)
        crop = pixels[top:bottom, left:right]
        if min(box[3] - box[1], box[2] - box[0]) < MIN_HEIGHT_PX or 0 in crop.shape:
            return Reading(tried=False)
        plate = (box[0] - left, box[1] - top, box[2] - left, box[3] - top)
        corners = find_corners(crop, plate)
        with self._lock, _as_vision_error("a plate"):
            quads = [quad for quad in self._found(crop, ENLARGED_SIDE, READING_SIDE) if _inside(quad, plate)]
            lines = self._recognised(crop, quads)
            if corners is not None and slant(corners) >= LEAST_SLANT:
                quads = [quad for quad in self._found_straightened(crop, corners) if _inside(quad, plate)]
                lines = max(lines, self._recognised(crop, quads), key=_letters_read)
            lines = in_reading_order(lines)
        return Reading(
            lines=tuple(_moved(line, left, top) for line in lines),
            qr=_qr(crop),
            corners=None if corners is None else tuple((float(x) + left, float(y) + top) for x, y in corners),
        )

    def read_lines(self, pixels: Pixels, longest_side: int = PICTURE_SIDE) -> tuple[Line, ...]:
        """Read all lines of a whole picture, to look for signs by what they say.

        Args:
            pixels: The picture, BGR ``uint8`` of shape (height, width, 3).
            longest_side: Longest side, in px, at which lines are looked for. What is found is recognised at
                full resolution.

        Returns:
            The lines with their corners in px of the picture, from top to bottom; also those that could not
            be read.

        Raises:
            VisionError: As `read`.
            ConfigurationError: As `read`.
        """
        require_pixels(pixels)
        if 0 in pixels.shape:
            return ()
        with self._lock, _as_vision_error("a picture"):
            lines = self._recognised(pixels, self._found(pixels, longest_side, longest_side), one_sign=False)
        return tuple(sorted(lines, key=lambda line: min(y for _, y in line.quad)))

    def _found(self, crop: Pixels, enlarged: int, reduced: int) -> list[Quad]:
        """Return the lines of a picture, in its px."""
        canvas, scale = _canvas(crop, enlarged, reduced)
        return [along(quad / scale) for quad in self._text_lines().find(canvas)]

    def _found_straightened(self, crop: Pixels, corners: Corners) -> list[Quad]:
        """Return the lines of a slanting plate, in px of the picture, as they are found looking straight at it."""
        view = frontal(crop, corners, SEEN_AROUND)
        quads = self._found(view.pixels, ENLARGED_SIDE, READING_SIDE)
        return [np.asarray(cv2.perspectiveTransform(quad[None], view.to_frame)[0], np.float32) for quad in quads]

    def _recognised(self, crop: Pixels, quads: Sequence[Quad], *, one_sign: bool = True) -> list[Line]:
        """Read lines, the wrong way up and in Cyrillic too where they are not read otherwise.

        Args:
            crop: The picture.
            quads: Its lines, in its px.
            one_sign: Whether all of them stand on one sign, and so are in one script and the same way up.
        """
        lines = [
            _line(quad, *text)
            for quad, text in zip(quads, self._text_lines().recognise([cut_strip(crop, q) for q in quads]), strict=True)
        ]
        self._try_cyrillic(crop, lines)
        settled = one_sign and any(_settles(line) for line in lines)
        doubtful = [] if settled else [index for index, line in enumerate(lines) if not _is_upright(line)]
        if doubtful:
            # A plate may hang upside down, or be turned by a quarter either way; all its lines are then.
            upside_down = [np.roll(quads[index], 2, axis=0) for index in doubtful]
            texts = self._text_lines().recognise([cut_strip(crop, quad) for quad in upside_down])
            turned = [_line(quad, *text) for quad, text in zip(upside_down, texts, strict=True)]
            self._try_cyrillic(crop, turned)
            groups = [doubtful] if one_sign else [[index] for index in doubtful]
            other = dict(zip(doubtful, turned, strict=True))
            for group in groups:
                if sum(_substance(other[index]) for index in group) > sum(_substance(lines[index]) for index in group):
                    for index in group:
                        lines[index] = other[index]
        return lines

    def _try_cyrillic(self, crop: Pixels, lines: list[Line]) -> None:
        """Replace lines by what Tesseract reads there where that is the better reading."""
        reader = self._cyrillic_lines()
        if not reader.available:
            return
        among_cyrillic = False
        for certain in (False, True):
            # Lines that were not read come first: they show whether the plate is Cyrillic at all.
            for index, line in enumerate(lines):
                if line.read is not certain or (certain and not _may_be_cyrillic(line)):
                    continue
                text, score = reader.recognise(crop, np.array(line.quad, np.float32))
                if goes_before((text, score), (line.text, line.score), read=certain, among_cyrillic=among_cyrillic):
                    lines[index] = replace(line, text=text, score=score)
                    among_cyrillic = True
        if among_cyrillic:
            for index, line in enumerate(lines):
                lines[index] = replace(line, text=as_cyrillic(line.text) or line.text)

    @classmethod
    def _text_lines(cls) -> TextLines:
        if Reader._lines is None:
            Reader._lines = TextLines()
        return Reader._lines

    @classmethod
    def _cyrillic_lines(cls) -> CyrillicLines:
        if Reader._cyrillic is None:
            Reader._cyrillic = CyrillicLines()
        return Reader._cyrillic


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


def _may_be_cyrillic(line: Line) -> bool:
    """Tell whether a line that was read in other letters may be a Cyrillic one after all."""
    return line.score < DOUBTED_LATIN_SCORE and not _has_han(line.text)


def _has_han(text: str) -> bool:
    """Tell whether there are Chinese or Japanese characters in a text."""
    return any("\u2e80" <= character <= "\u9fff" for character in text)


def _settles(line: Line) -> bool:
    """Tell whether a line shows which way up the plate hangs."""
    return _is_upright(line) and letters(line.text) >= 4


def _is_upright(line: Line) -> bool:
    return line.read and line.score >= UPRIGHT_SCORE


def _substance(line: Line) -> float:
    """Weigh a reading by how much it says and how sure it is: the wrong way up few letters survive."""
    return line.score * letters(line.text)


def _letters_read(lines: Sequence[Line]) -> int:
    return sum(letters(line.text) for line in lines if line.read)


def _around(pixels: Pixels, box: Box, margin: float) -> tuple[int, int, int, int]:
    """Return the part of a frame that the plate and a margin take."""
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = box
    across, down = (x1 - x0) * margin, (y1 - y0) * margin
    left, top = max(0, int(x0 - across)), max(0, int(y0 - down))
    return left, top, min(width, int(np.ceil(x1 + across))), min(height, int(np.ceil(y1 + down)))


def _canvas(crop: Pixels, enlarged: int, reduced: int) -> tuple[Pixels, float]:
    """Return a picture at the size at which lines are looked for, padded to whole steps, and its scale."""
    height, width = crop.shape[:2]
    longest = max(height, width)
    scale = min(reduced / longest, max(1.0, min(MAX_ENLARGED, enlarged / longest)))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    resized = cv2.resize(crop, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    down, right = (-(-side // STEP) * STEP - side for side in (max(size[1], 2 * STEP), max(size[0], 2 * STEP)))
    down, right = down + max(0, 2 * STEP - size[1]), right + max(0, 2 * STEP - size[0])
    padded = cv2.copyMakeBorder(resized, 0, down, 0, right, cv2.BORDER_REPLICATE)
    return np.asarray(padded, np.uint8), scale


def _inside(quad: Quad, plate: Box) -> bool:
    """Tell whether a line's centre lies on the plate: its neighbours' words are not its own."""
    x, y = (float(value) for value in quad.mean(axis=0))
    across, down = (plate[2] - plate[0]) * BELONGS, (plate[3] - plate[1]) * BELONGS
    return plate[0] - across <= x <= plate[2] + across and plate[1] - down <= y <= plate[3] + down


def _line(quad: Quad, text: str, score: float) -> Line:
    long, short = quad_size(quad)
    corners = tuple((float(x), float(y)) for x, y in quad)
    return Line(text, score, short, long / max(short, 1e-6), corners)


def _moved(line: Line, left: int, top: int) -> Line:
    return replace(line, quad=tuple((x + left, y + top) for x, y in line.quad))


def _qr(crop: Pixels) -> str | None:
    """Return what the plate's QR code says, or None; it is never opened."""
    import zxingcpp

    longest = max(crop.shape[:2])
    for scale in (1.0, *(QR_ENLARGED if longest < QR_SIDE else ())):
        looked_at = crop if scale == 1 else cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        # It looks for inverted and turned codes by itself.
        codes = zxingcpp.read_barcodes(np.ascontiguousarray(looked_at), formats=zxingcpp.BarcodeFormat.QRCode)
        text = next((text for code in codes if (text := printable(code.text)[:MAX_QR])), None)
        if text:
            return text
    return None


@contextlib.contextmanager
def _as_vision_error(what: str) -> Iterator[None]:
    try:
        yield
    except (RuntimeError, ValueError, cv2.error) as error:
        raise VisionError(f"the text reader failed on {what}: {type(error).__name__}") from error
