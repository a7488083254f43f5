"""Korean lines: what Tesseract's Korean data make of a line, and how that goes together with what else was read.

Korean signs write 'CCTV' and numbers among Hangul. Tesseract reads Hangul well and garbles 'CCTV' ('607', '667'); the
reader for Latin letters reads that well and no Hangul.
"""

from __future__ import annotations

import re

from fairnotice.vision.tesseract import TesseractLines

LANGUAGES = ("kor",)
SURE_SCORE = 0.7
"""Score from which a line that was not read otherwise is Korean. On drawn signs of part ``val`` it took none of 100
unread lines in other scripts for Korean; the strongest had 0.67."""
SURE_SHORT_SCORE = 0.85
"""The same for fewer than `SHORT` syllables."""
SHORT = 3
BESIDE_SCORE = 0.75
"""Score from which Hangul is put beside what was read in full, on a plate whose other lines are Korean."""
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_OF_HANGUL = re.compile(r"[\d\s.,:;!?()\"'/@~\-\uac00-\ud7a3]")
_HAN = re.compile(r"[\u2e80-\u9fff]+")
_CCTV = re.compile(r"C+T?C*T?V|CCT\b", re.IGNORECASE)
_GARBLED = re.compile(r"[^\s\uac00-\ud7a3().,:;!?~]{2,7}")
"""What Tesseract makes of 'CCTV'."""


def hangul_lines() -> TesseractLines:
    """Return what reads Korean lines here."""
    return TesseractLines(LANGUAGES, "Korean", is_hangul)


def has_hangul(text: str) -> bool:
    """Tell whether there are syllables of Hangul in a text."""
    return _HANGUL.search(text) is not None


def is_hangul(text: str) -> bool:
    """Tell whether a text is Korean: syllables, beside numbers and not more signs of other kinds."""
    syllables = _syllables(text)
    return syllables > 0 and len(text) - len(_OF_HANGUL.findall(text)) <= syllables


def names_cctv(text: str) -> bool:
    """Tell whether 'CCTV' stands in a text, perhaps without one of its letters."""
    return _CCTV.search(text) is not None


def goes_before(hangul: tuple[str, float], *, read: bool, among_hangul: bool) -> bool:
    """Tell whether a line is, or holds, what Tesseract read.

    Args:
        hangul: What it read, and its score.
        read: Whether the other reader read the line in full: as Latin letters, numbers or what it took for Chinese.
        among_hangul: Whether other lines of the plate are Korean.
    """
    text, score = hangul
    if not text:
        return False
    if read:
        return score >= BESIDE_SCORE
    return score >= (SURE_SCORE if _syllables(text) >= SHORT or among_hangul else SURE_SHORT_SCORE)


def with_latin(hangul: str, latin: str, *, read: bool) -> str:
    """Return one line's text from two readings of it.

    Args:
        hangul: What Tesseract read.
        latin: What the reader for Latin letters and numbers read.
        read: Whether it read them in full; else only 'CCTV' is taken from it.
    """
    if read:
        words = [word for word in hangul.split() if has_hangul(word)]
        # What it takes for Chinese in the same line is Hangul.
        kept = _HAN.sub("", latin)
        return " ".join([*words, kept] if has_hangul(hangul.split()[0]) else [kept, *words])
    if not names_cctv(latin):
        return hangul
    garbled = next((found for found in _GARBLED.finditer(hangul) if found[0] not in latin), None)
    if garbled is None:
        return f"CCTV {hangul}"
    return f"{hangul[: garbled.start()]}CCTV{hangul[garbled.end() :]}"


def _syllables(text: str) -> int:
    return len(_HANGUL.findall(text))
