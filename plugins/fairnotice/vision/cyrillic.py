"""Cyrillic lines: what Tesseract's Russian and Ukrainian data make of a line, and when that is the better reading."""

from __future__ import annotations

from fairnotice.vision.tesseract import TesseractLines
from fairnotice.vision.text_lines import letters

LANGUAGES = ("rus", "ukr")
"""With both together 38 of 40 drawn Ukrainian signs announced cameras, with Russian alone 11; of 30 Russian ones 29."""
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
_LOOKS_LATIN = str.maketrans("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху")
_PUNCTUATION = frozenset(" .,:;!?-–—()\"'«»/№+@%*&|[]’")


def cyrillic_lines() -> TesseractLines:
    """Return what reads Cyrillic lines here."""
    return TesseractLines(LANGUAGES, "Cyrillic", is_cyrillic)


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
