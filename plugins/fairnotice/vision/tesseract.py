"""Recognise single lines with Tesseract, in scripts that the reader's own models do not know.

Tesseract is given pictures in memory and writes nothing. Its data come with the operating system (Debian:
``tesseract-ocr-rus``, ``tesseract-ocr-ukr``, ``tesseract-ocr-kor``); where those of a script are missing its lines stay
unread, which is said once in the log.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from fairnotice.domain import Pixels
from fairnotice.vision.text_lines import Quad, cut_strip, printable

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
_PAPER_PX = 12

_log = logging.getLogger(__name__)


def data_folder(language: str) -> Path | None:
    """Return the folder that Tesseract's data of a language are in, or None where they are not installed."""
    told = os.environ.get("TESSDATA_PREFIX")
    folders = [Path(told), Path(told) / "tessdata"] if told else []
    for pattern in FOLDERS:
        # Newest version first.
        folders += sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    return next((folder for folder in folders if (folder / f"{language}.traineddata").is_file()), None)


class TesseractLines:
    """Tesseract with the data of a script's languages, or nothing. Not for several threads at once."""

    def __init__(self, languages: Sequence[str], script: str, is_of_script: Callable[[str], bool]) -> None:
        """Open Tesseract, or say in the log that there is none.

        Args:
            languages: Of the data, as Tesseract calls them. The first is needed, others are used where they are too.
            script: What its letters are called, for the log.
            is_of_script: Whether a text is of it; what Tesseract makes of other letters is not.
        """
        self._is_of_script = is_of_script
        self._tesseract: Any = _open(languages, script)

    @property
    def available(self) -> bool:
        """Tell whether the script can be read here."""
        return self._tesseract is not None

    def recognise(self, pixels: Pixels, quad: Quad, *, seldom: bool = False) -> tuple[str, float]:
        """Return text and score 0..1 of one line; no text where nothing of the script stands there.

        Args:
            pixels: The picture, BGR ``uint8``.
            quad: The line, in px of the picture.
            seldom: Whether few such lines are of the script: one try in which nothing of it is seen is enough.
        """
        best, seen = ("", 0.0), not seldom
        for height in STRIP_HEIGHTS if self.available else ():
            found = self._at(ink_on_paper(cut_strip(pixels, _tighter(quad), height)))
            best, seen = max(best, found, key=lambda reading: reading[1]), seen or bool(found[0])
            if best[1] >= SURE_ENOUGH or not seen:
                break
        return best

    def _at(self, ink: npt.NDArray[np.uint8]) -> tuple[str, float]:
        height, width = ink.shape
        self._tesseract.SetImageBytes(ink.tobytes(), width, height, 1, width)
        self._tesseract.SetSourceResolution(300)
        text = printable(self._tesseract.GetUTF8Text().replace("\n", " "))
        score = self._tesseract.MeanTextConf() / 100
        self._tesseract.Clear()
        return (text.strip("|[]_ "), float(np.clip(score, 0, 1))) if self._is_of_script(text) else ("", 0.0)


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


def _tighter(quad: Quad) -> Quad:
    across, down = quad[1] - quad[0], quad[3] - quad[0]
    long, short = (max(float(np.linalg.norm(side)), 1e-6) for side in (across, down))
    by = TIGHTER * min(long, short)
    right, below = across / long * by, down / short * by
    inwards = np.array([right + below, below - right, -right - below, right - below])
    return np.asarray(quad + inwards, np.float32)


def _open(languages: Sequence[str], script: str) -> Any:
    folder = data_folder(languages[0])
    if folder is None:
        _log.warning("%s signs stay unread: Tesseract's data %s are not installed", script, languages[0])
        return None
    there = [language for language in languages if (folder / f"{language}.traineddata").is_file()]
    try:
        import tesserocr

        engine = tesserocr.PyTessBaseAPI(
            path=str(folder), lang="+".join(there), psm=tesserocr.PSM.SINGLE_LINE, oem=tesserocr.OEM.LSTM_ONLY
        )
    except (ImportError, RuntimeError) as error:
        _log.warning("%s signs stay unread: Tesseract does not open: %s", script, error)
        return None
    # Its remarks on single pictures would stand on the terminal.
    engine.SetVariable("debug_file", os.devnull)
    return engine
