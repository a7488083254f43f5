"""Words that settle nothing by themselves, and bear out a pictogram that is probably a camera that watches."""

from __future__ import annotations

import re
from functools import lru_cache

import yaml

from fairnotice.vision.folding import plain_letters
from fairnotice.vision.phrasebook import PHRASES

_WORD = re.compile(r"\w+")
MOST_LETTERS = 60
"""Longest text that one word can stand for; in a longer one it may be about anything."""


def mentioned(text: str) -> str | None:
    """Return the first word of a short text that has to do with cameras and recordings, or None.

    Args:
        text: What was read on a sign.
    """
    if sum(character.isalnum() for character in text) > MOST_LETTERS:
        return None
    alone, inside = _words()
    for word in _WORD.findall(text):
        if plain_letters(word) in alone:
            return str(word)
    plain = plain_letters("".join(text.split()))
    return next((piece for piece in inside if plain_letters(piece) in plain), None)


@lru_cache(maxsize=1)
def _words() -> tuple[frozenset[str], tuple[str, ...]]:
    loaded = yaml.safe_load((PHRASES / "mentions.yaml").read_text(encoding="utf-8"))
    return frozenset(plain_letters(str(word)) for word in loaded["mentions"]), tuple(loaded["inside"])
