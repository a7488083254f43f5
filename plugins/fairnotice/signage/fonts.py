"""Which installed fonts can show a text, so that a sign never carries empty boxes for letters."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

import typst

from fairnotice.errors import SignageError

PREFERRED: tuple[str, ...] = ("Liberation Sans", "Open Sans", "Roboto", "DejaVu Sans", "Noto Sans", "Noto Sans CJK SC")
"""Families in the order in which they are tried; the last one is the one that covers Chinese."""


@lru_cache(maxsize=1)
def system_fonts() -> Any:
    """Return the fonts of this machine, as typst sees them."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)


@lru_cache(maxsize=1)
def _faces() -> dict[str, tuple[str, int]]:
    """Map each family to the file and index of its regular face."""
    faces: dict[str, tuple[int, str, int]] = {}
    for font in system_fonts().fonts():
        if font.path is None or font.style != "normal":
            continue
        distance = abs(font.weight - 400)
        if font.family not in faces or distance < faces[font.family][0]:
            faces[font.family] = (distance, font.path, font.index)
    return {family: (path, index) for family, (_, path, index) in faces.items()}


@lru_cache(maxsize=32)
def covered(family: str) -> frozenset[int]:
    """Return the code points that a family can show; none if it is not installed."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    if family not in _faces():
        return frozenset()
    path, index = _faces()[family]
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap())


def families_for(text: str, preferred: str | None = None) -> tuple[str, ...]:
    """Return installed families that together show every letter of ``text``, the preferred one first.

    Raises:
        SignageError: If some letter could not be shown; the message names it and what to install.
    """
    missing = {
        ord(letter) for letter in text if not letter.isspace() and unicodedata.category(letter) not in ("Cf", "Cc")
    }
    chosen: list[str] = []
    if preferred and covered(preferred):
        chosen.append(preferred)
        missing -= covered(preferred)
    for family in PREFERRED:
        if missing & covered(family) or (not chosen and not missing and covered(family)):
            chosen.append(family)
            missing -= covered(family)
    if missing:
        shown = ", ".join(f"U+{point:04X}" for point in sorted(missing)[:5])
        package = "fonts-noto-cjk" if any(0x2E80 <= point <= 0x9FFF for point in missing) else "fonts-dejavu-core"
        raise SignageError(f"no installed font shows {shown}; install {package} or another font that does")
    if not chosen:
        raise SignageError("no font is installed; install fonts-dejavu-core")
    return tuple(chosen)
