"""The second look: what is written on a plate, and where its QR code leads.

Text is read by rapidocr with the models inside its wheel (Chinese, Japanese, Latin and Greek letters;
no Cyrillic, Arabic, Thai or Hangul: such lines are found, but come back unread). Nothing is ever
downloaded, and the address in a QR code is never opened.
"""

from __future__ import annotations

import logging
import threading
import unicodedata
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from fairnotice.domain import Box, Pixels
from fairnotice.errors import ConfigurationError, VisionError
from fairnotice.vision.offline import keep_offline
from fairnotice.vision.pictures import require_pixels

MARGIN = 0.1
"""Share of the plate's size that is looked at around it, since proposals cut letters off."""
MIN_HEIGHT_PX = 12
"""Plates lower than this are not read: a line on them would be 3 px high."""
READING_SIDE = 960
"""Longest side, in px, at which lines are looked for; larger plates are reduced to it."""
ENLARGED_SIDE = 640
"""Longest side, in px, that a small plate is enlarged to. On drawn plates 32 to 240 px high 960 read not one
more than 640, and took a sixth longer."""
MAX_ENLARGED = 4.0

USABLE_SCORE = 0.5
"""Score of a line from which its words count."""
READ_SCORE = 0.85
"""Score of a line from which it counts as read. Lines in scripts that the model does not know were misread
with scores up to 0.84 where letters came out at all; sharp Latin and Chinese lines score above 0.95."""
MIN_LETTERS_PER_HEIGHT = 0.4
"""Letters per line height of length that a line read in full has at least; Latin has 1.2 to 2.5, Chinese 1."""
MAX_TEXT = 2000
MAX_QR = 512

_GRAPHIC_ASPECT = 2.0
"""Unread 'lines' shorter than this, as width / height, are taken for pictograms."""
_MIN_SIDE = 64
"""Least side, in px, of what the text detector is shown; its own steps halve a picture five times."""


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

    @property
    def read(self) -> bool:
        """Tell whether the line was read in full."""
        return self.score >= READ_SCORE and _letters(self.text) >= max(1.0, MIN_LETTERS_PER_HEIGHT * self.aspect)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read on one plate."""

    lines: tuple[Line, ...] = ()
    """All lines that were found, also those that could not be read."""
    qr: str | None = None
    tried: bool = True
    """False where the plate is too small to read."""

    @property
    def text(self) -> str:
        """Return the lines whose words count, joined by line breaks."""
        words = (line.text for line in self.lines if line.score >= USABLE_SCORE and _letters(line.text))
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


class Reader:
    """The text reader of this process, behind a lock; its models are loaded with the first plate."""

    _engine: Any = None
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
        crop, offset = _crop(pixels, box)
        if min(box[3] - box[1], box[2] - box[0]) < MIN_HEIGHT_PX or 0 in crop.shape:
            return Reading(tried=False)
        canvas, scale = _canvas(crop)
        plate = _within(box, offset, scale)
        try:
            with self._lock:
                found = self._lines(canvas, scale)
        except (RuntimeError, ValueError, cv2.error) as error:
            raise VisionError(f"the text reader failed on a plate: {type(error).__name__}") from error
        return Reading(lines=tuple(line for quad, line in found if _inside(quad, plate)), qr=_qr(crop))

    def _lines(self, canvas: Pixels, scale: float) -> list[tuple[npt.NDArray[np.float32], Line]]:
        """Return each line that was found, with its corners in px of ``canvas``."""
        engine = self._engine_of_process()
        from rapidocr.ch_ppocr_rec import TextRecInput  # after the switches that opening the engine sets

        found = engine.text_det(canvas)
        if found.boxes is None or not len(found.boxes):
            return []
        strips = engine.crop_text_regions(canvas, found.boxes)
        read = [
            _line(quad, *text, scale)
            for quad, text in zip(found.boxes, _texts(engine.text_rec(TextRecInput(img=strips))), strict=True)
        ]
        doubtful = [index for index, line in enumerate(read) if not line.read]
        if doubtful:
            # A plate may hang upside down, or be turned by a quarter either way.
            turned = [np.rot90(strips[index], 2).copy() for index in doubtful]
            for index, text in zip(doubtful, _texts(engine.text_rec(TextRecInput(img=turned))), strict=True):
                read[index] = max(read[index], _line(found.boxes[index], *text, scale), key=_substance)
        return list(zip(found.boxes, read, strict=True))

    @classmethod
    def _engine_of_process(cls) -> Any:
        if Reader._engine is None:
            Reader._engine = _open_engine()
        return Reader._engine


def _open_engine() -> Any:
    """Open rapidocr on the models of its wheel.

    It would download a model that it is asked for by name and does not find; given as a path, a missing
    one is an error. Its logger would write to the terminal.
    """
    models = Path(str(files("rapidocr"))) / "models"
    finder, reader = models / "PP-OCRv6_det_small.onnx", models / "PP-OCRv6_rec_small.onnx"
    for model in (finder, reader):
        if not model.is_file():
            raise ConfigurationError(f"the text reader's model {model.name} is not in rapidocr's package; reinstall it")
    keep_offline()
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Det.model_path": str(finder),
            "Det.limit_type": "max",
            "Det.limit_side_len": READING_SIDE,
            "Rec.model_path": str(reader),
        }
    )
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    engine._load_det_model()
    engine._load_rec_model()
    return engine


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def _substance(line: Line) -> float:
    """Weigh a reading by how much it says and how sure it is: the wrong way up few letters survive."""
    return line.score * _letters(line.text)


def _texts(output: Any) -> list[tuple[str, float]]:
    return [(_clean(text), float(score)) for text, score in zip(output.txts or (), output.scores, strict=False)]


def _clean(text: str) -> str:
    """Drop control and formatting characters: what is on a sign is written by anybody."""
    return "".join(c for c in text if unicodedata.category(c)[0] != "C").strip()


def _crop(pixels: Pixels, box: Box) -> tuple[Pixels, tuple[int, int]]:
    """Return the plate with a margin, and where its corner stands in the frame."""
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = box
    across, down = (x1 - x0) * MARGIN, (y1 - y0) * MARGIN
    left, top = max(0, int(x0 - across)), max(0, int(y0 - down))
    right, bottom = min(width, int(np.ceil(x1 + across))), min(height, int(np.ceil(y1 + down)))
    return pixels[top:bottom, left:right], (left, top)


def _canvas(crop: Pixels) -> tuple[Pixels, float]:
    """Return the crop at reading size, padded at right and bottom if very narrow, and its scale."""
    height, width = crop.shape[:2]
    longest = max(height, width)
    scale = min(READING_SIDE / longest, max(1.0, min(MAX_ENLARGED, ENLARGED_SIDE / longest)))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    resized = cv2.resize(crop, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    down, right = max(0, _MIN_SIDE - size[1]), max(0, _MIN_SIDE - size[0])
    if down or right:
        resized = cv2.copyMakeBorder(resized, 0, down, 0, right, cv2.BORDER_REPLICATE)
    return np.asarray(resized, np.uint8), scale


def _within(box: Box, offset: tuple[int, int], scale: float) -> Box:
    """Return the plate's box in px of the canvas."""
    left, top = offset
    return (box[0] - left) * scale, (box[1] - top) * scale, (box[2] - left) * scale, (box[3] - top) * scale


def _inside(quad: npt.NDArray[np.float32], plate: Box) -> bool:
    """Tell whether a line's centre lies on the plate: its neighbours' words are not its own."""
    x, y = (float(value) for value in quad.mean(axis=0))
    return plate[0] <= x <= plate[2] and plate[1] <= y <= plate[3]


def _line(quad: npt.NDArray[np.float32], text: str, score: float, scale: float) -> Line:
    sides = np.linalg.norm(quad - np.roll(quad, -1, axis=0), axis=1)
    along, across = float(sides[::2].mean()), float(sides[1::2].mean())
    long, short = max(along, across), max(min(along, across), 1e-6)
    return Line(text, score, short / scale, long / short)


def _qr(crop: Pixels) -> str | None:
    """Return what the plate's QR code says, or None; it is never opened."""
    import zxingcpp

    codes = zxingcpp.read_barcodes(np.ascontiguousarray(crop), formats=zxingcpp.BarcodeFormat.QRCode)
    return next((text for code in codes if (text := _clean(code.text)[:MAX_QR])), None)
