"""Plain text that reads well in a terminal: folded at words, by the width that characters take."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r" ?[^ ]+")
_WIDTH = 76
_NEVER_FIRST = "，。、；：！？）》」』”’%,.;:!?)"


def fold(text: str, indent: int = 0) -> str:
    """Fold a paragraph; further lines hang under the first.

    Scripts without spaces are folded between characters, but no line begins with a closing mark.
    """
    lines, line, width = [], "", 0
    hang = " " * indent + ("   " if text[:1].isdigit() else "  " if text[:2] == "- " else "")
    room = _WIDTH - len(hang)
    for piece in _pieces(" ".join(text.split())):
        size = width_of(piece)
        if width + size > room and line.strip() and piece[0] not in _NEVER_FIRST:
            lines.append(line.rstrip())
            line, width = "", 0
            piece = piece.lstrip()
            size = width_of(piece)
        line, width = line + piece, width + size
    lines.append(line.rstrip())
    return " " * indent + f"\n{hang}".join(lines)


def rule(heading: str) -> str:
    """Return a heading with a line under it."""
    return f"{heading}\n{'-' * min(width_of(heading), _WIDTH)}"


def width_of(text: str) -> int:
    """Return the columns that a text takes in a terminal."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(maxsize=10_000)
def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _pieces(text: str) -> list[str]:
    """Cut a text where a line may break: before a space, and around wide characters."""
    if text.isascii():
        return _WORD.findall(text)
    pieces: list[str] = []
    for character in text:
        wide = _columns(character) == 2
        if not pieces or character == " " or wide or _columns(pieces[-1][-1]) == 2:
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces


def one_line(text: str) -> str:
    """Return a text on one line, whatever a registry put into a name, and without what stands for a link."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split()).replace("%%LINK", "%LINK")
