"""The second look: what is written on a plate, and where its QR code leads.

Chinese, Japanese, Latin and Greek letters are read by rapidocr's models (`text_lines`), Cyrillic and Korean ones by
Tesseract where its data are installed (`cyrillic`, `hangul`, `scripts_read`). Arabic or Thai lines are found, but come
back unread. Nothing is ever downloaded, and the address in a QR code is never opened.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np

from fairnotice.domain import Box, Pixels
from fairnotice.errors import VisionError
from fairnotice.vision import cyrillic, hangul
from fairnotice.vision.pictures import require_pixels
from fairnotice.vision.plate_text import Line, Reading, has_han, in_reading_order
from fairnotice.vision.qr import read_qr
from fairnotice.vision.rectify import Corners, find_corners, frontal, slant
from fairnotice.vision.tesseract import TesseractLines, data_folder
from fairnotice.vision.text_lines import Quad, TextLines, along, as_canvas, cut_strip, letters, quad_size

__all__ = ["MIN_HEIGHT_PX", "Line", "Reader", "Reading", "scripts_read"]

MARGIN = 0.15
"""Share of the plate's size that is looked at around it, since proposals cut letters off."""
BELONGS = 0.1
"""Share of the plate's size around it in which a line's centre still counts as on it: of 120 drawn signs whose
boxes were off by up to a tenth 3 had lost their first line."""
MIN_HEIGHT_PX = 12
"""Plates lower than this are not read: a line on them would be 3 px high."""
READING_SIDE = 960
"""Longest side, in px, at which lines are looked for; larger plates are reduced to it."""
GLANCE_SIDES = (192, 448)
"""Longest side, in px, at which a plate is glanced at first: its own size within these bounds. Most plates are windows
and doors; where no line shows, the finer search is spared."""
LEAST_LINE = 1.6
"""Length over height of the shortest line of text; a lone 'letter' is a window pane or a wheel."""
ENLARGED_SIDE = 448
"""Longest side, in px, that a small plate is enlarged to: of 120 drawn signs 640 px read not one more."""
PICTURE_SIDE = 1280
"""Longest side, in px, at which lines are looked for in a whole picture."""

LEAST_SLANT = 12.0
"""Tilt of a plate's sides, in degrees, from which lines are looked for on the straightened plate as well."""
SEEN_AROUND = 0.3
"""Share of a straightened plate's longer side that is looked at around it: what was taken for the plate may be
the field below its heading."""

UPRIGHT_SCORE = 0.93
"""Score from which a line certainly stands upright. Upside down Latin words come out with scores up to 0.88 and
some letters missing ('camras', 'VIDADO'), and 'by video' as Cyrillic with 0.84."""


def scripts_read() -> tuple[str, ...]:
    """Return the scripts that can be read on this machine, by their ISO 15924 codes."""
    installed = (("Cyrl", cyrillic.LANGUAGES[0]), ("Kore", hangul.LANGUAGES[0]))
    return ("Latn", "Hans", "Hant", "Jpan", "Grek", *(script for script, data in installed if data_folder(data)))


class Reader:
    """The text reader of this process, behind a lock; its models are loaded with the first plate."""

    _lines: TextLines | None = None
    _cyrillic: TesseractLines | None = None
    _hangul: TesseractLines | None = None
    _lock = threading.RLock()

    def read(self, pixels: Pixels, box: Box) -> Reading:
        """Read the words of one plate; its QR code is for `read_code`.

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
        corners: Corners | None = None
        lines: list[Line] = []
        with self._lock, _as_vision_error("a plate"):
            if self._is_written_on(crop):
                quads = [quad for quad in self._found(crop, ENLARGED_SIDE, READING_SIDE) if _inside(quad, plate)]
                lines = self._recognised(crop, quads)
                corners = find_corners(crop, plate)
                if corners is not None and slant(corners) >= LEAST_SLANT:
                    quads = [quad for quad in self._found_straightened(crop, corners) if _inside(quad, plate)]
                    lines = max(lines, self._recognised(crop, quads), key=_letters_read)
                lines = in_reading_order(lines)
        return Reading(
            lines=tuple(_moved(line, left, top) for line in lines),
            corners=None if corners is None else tuple((float(x) + left, float(y) + top) for x, y in corners),
        )

    def read_code(self, pixels: Pixels, box: Box) -> str | None:
        """Return what the QR code on a plate says, or None; arguments as for `read`."""
        require_pixels(pixels)
        left, top, right, bottom = _around(pixels, box, MARGIN)
        crop = pixels[top:bottom, left:right]
        return None if 0 in crop.shape else read_qr(crop)

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
        canvas, scale = as_canvas(crop, enlarged, reduced)
        return [along(quad / scale) for quad in self._text_lines().find(canvas)]

    def _is_written_on(self, crop: Pixels) -> bool:
        """Tell whether a glance at a plate shows a line of text, or several letters: most plates are windows."""
        side = int(np.clip(max(crop.shape[:2]), *GLANCE_SIDES))
        quads = self._found(crop, side, side)
        return len(quads) > 1 or any(long >= LEAST_LINE * short for long, short in map(quad_size, quads))

    def _found_straightened(self, crop: Pixels, corners: Corners) -> list[Quad]:
        """Return the lines of a slanting plate, in px of the picture, as they are found looking straight at it."""
        view = frontal(crop, corners, SEEN_AROUND)
        quads = self._found(view.pixels, ENLARGED_SIDE, READING_SIDE)
        return [np.asarray(cv2.perspectiveTransform(quad[None], view.to_frame)[0], np.float32) for quad in quads]

    def _recognised(self, crop: Pixels, quads: Sequence[Quad], *, one_sign: bool = True) -> list[Line]:
        """Read lines, the wrong way up, in Cyrillic and in Korean too where they are not read otherwise.

        Args:
            crop: The picture.
            quads: Its lines, in its px.
            one_sign: Whether all of them stand on one sign, and so are in one script and the same way up.
        """
        lines = [
            _line(quad, *text)
            for quad, text in zip(quads, self._text_lines().recognise([cut_strip(crop, q) for q in quads]), strict=True)
        ]
        self._try_tesseract(crop, lines, one_sign=one_sign)
        settled = one_sign and any(_settles(line) for line in lines)
        # A lone letter is a window or a wheel, whichever way it is turned.
        unsure = [index for index, line in enumerate(lines) if not _is_upright(line) and not line.graphic]
        doubtful = [] if settled else unsure
        if doubtful:
            # A plate may hang upside down, or be turned by a quarter either way; all its lines are then.
            upside_down = [np.roll(quads[index], 2, axis=0) for index in doubtful]
            texts = self._text_lines().recognise([cut_strip(crop, quad) for quad in upside_down])
            turned = [_line(quad, *text) for quad, text in zip(upside_down, texts, strict=True)]
            self._try_tesseract(crop, turned, one_sign=one_sign)
            groups = [doubtful] if one_sign else [[index] for index in doubtful]
            other = dict(zip(doubtful, turned, strict=True))
            for group in groups:
                if sum(_substance(other[index]) for index in group) > sum(_substance(lines[index]) for index in group):
                    for index in group:
                        lines[index] = other[index]
        return lines

    def _try_tesseract(self, crop: Pixels, lines: list[Line], *, one_sign: bool) -> None:
        """Replace lines by what Tesseract reads there where that is the better reading."""
        # Korean first: few other lines pass for it, while of its own some pass for Cyrillic.
        if not self._try_hangul(crop, lines, one_sign=one_sign):
            self._try_cyrillic(crop, lines, one_sign=one_sign)

    def _try_cyrillic(self, crop: Pixels, lines: list[Line], *, one_sign: bool) -> None:
        """Replace lines by Cyrillic ones."""
        reader = self._cyrillic_lines()
        if not reader.available:
            return
        among_cyrillic = False
        for certain in (False, True):
            # Lines that were not read come first: they show whether the plate is Cyrillic at all.
            for index, line in enumerate(lines):
                if line.read is not certain or not _may_be_cyrillic(line, certain=certain):
                    continue
                text, score = reader.recognise(crop, np.array(line.quad, np.float32))
                other = line.text, line.score
                if cyrillic.goes_before((text, score), other, read=certain, among_cyrillic=among_cyrillic):
                    lines[index] = replace(line, text=text, score=score)
                    among_cyrillic = one_sign
        if among_cyrillic:
            for index, line in enumerate(lines):
                lines[index] = replace(line, text=cyrillic.as_cyrillic(line.text) or line.text)

    def _try_hangul(self, crop: Pixels, lines: list[Line], *, one_sign: bool) -> bool:
        """Replace lines by Korean ones, and put Hangul beside what was read; tell whether the plate is Korean."""
        reader = self._hangul_lines()
        among_hangul = False
        for certain in (False, True):
            for index, line in enumerate(lines):
                if line.read is not certain or not _may_be_korean(line, certain=certain, among_hangul=among_hangul):
                    continue
                text, score = reader.recognise(crop, np.array(line.quad, np.float32), seldom=not among_hangul)
                if hangul.goes_before((text, score), read=certain, among_hangul=among_hangul):
                    lines[index] = replace(line, text=hangul.with_latin(text, line.text, read=certain), score=score)
                    among_hangul = one_sign
        return among_hangul

    @classmethod
    def _text_lines(cls) -> TextLines:
        if Reader._lines is None:
            Reader._lines = TextLines()
        return Reader._lines

    @classmethod
    def _cyrillic_lines(cls) -> TesseractLines:
        if Reader._cyrillic is None:
            Reader._cyrillic = cyrillic.cyrillic_lines()
        return Reader._cyrillic

    @classmethod
    def _hangul_lines(cls) -> TesseractLines:
        if Reader._hangul is None:
            Reader._hangul = hangul.hangul_lines()
        return Reader._hangul


def _may_be_cyrillic(line: Line, *, certain: bool) -> bool:
    """Tell whether a line may be a Cyrillic one, also one that was read in other letters."""
    if hangul.has_hangul(line.text):
        return False
    return not certain or (line.score < cyrillic.DOUBTED_LATIN_SCORE and not has_han(line.text))


def _may_be_korean(line: Line, *, certain: bool, among_hangul: bool) -> bool:
    """Tell whether there may be Hangul in a line, also beside letters and numbers that were read."""
    if not certain:
        return True
    return not hangul.has_hangul(line.text) and (among_hangul or hangul.names_cctv(line.text))


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


@contextlib.contextmanager
def _as_vision_error(what: str) -> Iterator[None]:
    try:
        yield
    except (RuntimeError, ValueError, cv2.error) as error:
        raise VisionError(f"the text reader failed on {what}: {type(error).__name__}") from error
