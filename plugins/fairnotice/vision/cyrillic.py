"""Recognise Cyrillic lines with Tesseract, where its Russian data are installed.

Tesseract is given pictures in memory and writes nothing. Its data come with the operating system
(Debian: ``tesseract-ocr-rus``); where they are missing, Cyrillic lines stay unread, which is said once in
the log.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from fairnotice.domain import Pixels
from fairnotice.vision.text_lines import Quad, cut_strip, letters, printable

LANGUAGE = "rus"
FOLDERS = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
"""Where operating systems put the data; ``TESSDATA_PREFIX`` is looked at first."""
STRIP_HEIGHTS = (48, 32, 64)
"""Heights in px of a line with its margins, tried in turn until one is read surely. At 48 px letters are about
32 px high; no one height reads all small lines best."""
SURE_ENOUGH = 0.85
TIGHTER = 0.04
"""Share of a line's height that is cut off all around: lines are found with room to spare."""
SURE_SCORE = 0.55
"""Score from which a line that was not read otherwise is Cyrillic. On drawn signs it took none of 37 unread
Latin and Chinese lines for Cyrillic, and read 183 of 257 Russian ones."""
SURE_SHORT_SCORE = 0.85
"""The same for fewer than `SHORT` letters, as other scripts and pictograms come out."""
SHORT = 5
OVERRULING_SCORE = 0.93
"""Score from which Cyrillic goes before Latin letters that were read, but with doubt."""
AMONG_CYRILLIC_SCORE = 0.7
"""The same where other lines of the plate are Cyrillic."""
DOUBTED_LATIN_SCORE = 0.97
"""Score of Latin letters below which they may be Cyrillic ones: 'BAC CHMMAET' had 0.94."""
_PAPER_PX = 12
_LOOKS_LATIN = str.maketrans("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху")
_PUNCTUATION = frozenset(" .,:;!?-–—()\"'«»/№+@%*&|[]’")

_log = logging.getLogger(__name__)


def data_folder() -> Path | None:
    """Return the folder that Tesseract's Russian data are in, or None where they are not installed."""
    told = os.environ.get("TESSDATA_PREFIX")
    folders = [Path(told), Path(told) / "tessdata"] if told else []
    for pattern in FOLDERS:
        # Newest version first.
        folders += sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    return next((folder for folder in folders if (folder / f"{LANGUAGE}.traineddata").is_file()), None)


class CyrillicLines:
    """Tesseract with its Russian data, or nothing. Not for several threads at once."""

    def __init__(self) -> None:
        """Open Tesseract, or say in the log that there is none."""
        self._tesseract: Any = _open(data_folder())

    @property
    def available(self) -> bool:
        """Tell whether Cyrillic can be read here."""
        return self._tesseract is not None

    def recognise(self, pixels: Pixels, quad: Quad) -> tuple[str, float]:
        """Return text and score 0..1 of one line; no text where nothing Cyrillic stands there.

        Args:
            pixels: The picture, BGR ``uint8``.
            quad: The line, in px of the picture.
        """
        best = "", 0.0
        for height in STRIP_HEIGHTS if self.available else ():
            best = max(best, self._at(ink_on_paper(cut_strip(pixels, _tighter(quad), height))), key=lambda r: r[1])
            if best[1] >= SURE_ENOUGH:
                break
        return best

    def _at(self, ink: npt.NDArray[np.uint8]) -> tuple[str, float]:
        height, width = ink.shape
        self._tesseract.SetImageBytes(ink.tobytes(), width, height, 1, width)
        self._tesseract.SetSourceResolution(300)
        text = printable(self._tesseract.GetUTF8Text().replace("\n", " "))
        score = self._tesseract.MeanTextConf() / 100
        self._tesseract.Clear()
        return (text.strip("|[]_ "), float(np.clip(score, 0, 1))) if is_cyrillic(text) else ("", 0.0)


def ink_on_paper(strip: Pixels) -> npt.NDArray[np.uint8]:
    """Return a strip as Tesseract reads best: grey, full contrast, dark letters on a light margin."""
    grey = cv2.cvtColor(strip, cv2.COLOR_BGR2GRAY)
    grey = cv2.addWeighted(grey, 2.5, cv2.GaussianBlur(grey, (0, 0), 3), -1.5, 0)
    dark, light = (float(value) for value in np.percentile(grey, (2, 98)))
    stretched = np.clip((grey.astype(np.float32) - dark) * (255 / max(light - dark, 1.0)), 0, 255).astype(np.uint8)
    level, _ = cv2.threshold(stretched, 0, 255, cv2.THRESH_OTSU)
    paper_is_dark = float((stretched <= level).mean()) > 0.5
    ink = 255 - stretched if paper_is_dark else stretched
    padded = cv2.copyMakeBorder(ink, _PAPER_PX, _PAPER_PX, _PAPER_PX, _PAPER_PX, cv2.BORDER_CONSTANT, value=(255,))
    return np.asarray(padded, np.uint8)


def is_cyrillic(text: str) -> bool:
    """Tell whether a text is Cyrillic: at least three such letters, and hardly anything else but digits.

    Tesseract writes Latin words with the signs that look most like them: 'Сатега$ аге'.
    """
    cyrillic = sum("\u0400" <= character <= "\u052f" for character in text)
    other = sum(not character.isdigit() and character not in _PUNCTUATION for character in text) - cyrillic
    return cyrillic >= 3 and other <= 0.2 * cyrillic


def as_cyrillic(text: str) -> str | None:
    """Return Latin letters as the Cyrillic ones that look the same, or None where some have no such twin."""
    turned = text.translate(_LOOKS_LATIN)
    return turned if not any(character.isascii() and character.isalpha() for character in turned) else None


def goes_before(cyrillic: tuple[str, float], other: tuple[str, float], *, read: bool, among_cyrillic: bool) -> bool:
    """Decide between two readings of one line.

    Args:
        cyrillic: What Tesseract read, and its score.
        other: What the reader for the other scripts read, and its score.
        read: Whether the other reader read the line in full.
        among_cyrillic: Whether other lines of the plate are Cyrillic.
    """
    if not cyrillic[0]:
        return False
    if not read:
        return cyrillic[1] >= (SURE_SCORE if letters(cyrillic[0]) >= SHORT else SURE_SHORT_SCORE)
    return other[1] < DOUBTED_LATIN_SCORE and cyrillic[1] >= (
        AMONG_CYRILLIC_SCORE if among_cyrillic else OVERRULING_SCORE
    )


def _tighter(quad: Quad) -> Quad:
    across, down = quad[1] - quad[0], quad[3] - quad[0]
    long, short = (max(float(np.linalg.norm(side)), 1e-6) for side in (across, down))
    by = TIGHTER * min(long, short)
    right, below = across / long * by, down / short * by
    inwards = np.array([right + below, below - right, -right - below, right - below])
    return np.asarray(quad + inwards, np.float32)


def _open(folder: Path | None) -> Any:
    if folder is None:
        _log.warning("Cyrillic signs stay unread: Tesseract's data %s are not installed", LANGUAGE)
        return None
    try:
        import tesserocr

        engine = tesserocr.PyTessBaseAPI(
            path=str(folder), lang=LANGUAGE, psm=tesserocr.PSM.SINGLE_LINE, oem=tesserocr.OEM.LSTM_ONLY
        )
    except (ImportError, RuntimeError) as error:
        _log.warning("Cyrillic signs stay unread: Tesseract does not open: %s", error)
        return None
    # Its remarks on single pictures would stand on the terminal.
    engine.SetVariable("debug_file", os.devnull)
    return engine
