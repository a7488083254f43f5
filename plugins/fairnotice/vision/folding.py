"""Text reduced to what readers get right: letters and digits, without case, accents, spaces and doubtful shapes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml

from fairnotice.vision.confusable import unmixed
from fairnotice.vision.repair import Keywords, repairs
from fairnotice.vision.traditional import TO_SIMPLIFIED

CUT = "¦"
"""Stands in folded text for letters that no pattern may use any more."""

_KEYWORDS = Path(__file__).parent / "phrases" / "keywords.yaml"
_LATIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d"})
_MARKS = re.compile("[\u0300-\u036f]")
_STOPS = frozenset(".!?;。！？；…•|")
_LONG_WORD = 18
"""A word of more letters is taken for several whose spaces were lost, so that a word may begin inside."""
_STOP_NEEDS = 3
"""Letters and digits that the word before a full stop needs to end a sentence: 'Tel.', 'St.' and 'Art.' do not."""
_NOT_ALPHABETIC = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "HALFWIDTH KATAKANA")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in folded letters, each of which knows where it stood."""

    text: str
    origin: tuple[int, ...] = field(repr=False)
    """For each folded character, where it stood in the raw text."""
    raw: str
    starts: tuple[bool, ...] = field(repr=False)
    """For each folded character, whether a word may begin with it."""
    ends: tuple[bool, ...] = field(repr=False)
    """For each folded character, whether a word may end with it."""
    sentence: tuple[int, ...] = field(repr=False)
    """For each folded character, the number of its sentence."""

    def words(self, span: tuple[int, int]) -> str:
        """Return the raw words that the folded characters of ``span`` came from, on one line."""
        first, last = self.origin[span[0]], self.origin[span[1] - 1]
        return " ".join(self.raw[first : last + 1].split())


def fold(text: str) -> Folded:
    """Reduce a text to lower-case letters and digits without accents, keeping where each came from.

    Words of mixed alphabets become words of one, and long words that announce cameras are put right.
    """
    letters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(unmixed(text)):
        for plain in plain_letters(character):
            if plain.isalnum():
                letters.append(plain)
                origin.append(index)
    folded = "".join(letters)
    # Digits that readers put for letters, inside words only: 'vide0', 'v1deo'.
    folded = re.sub(r"(?<=[a-z])0(?=[a-z])", "o", folded)
    folded = re.sub(r"(?<=[a-z])1(?=[a-z])", "i", folded)
    for start, end, word in reversed(list(repairs(folded, origin, text, _keywords()))):
        folded = folded[:start] + word + folded[end:]
        first, last = origin[start], origin[end - 1]
        steps = max(1, len(word) - 1)
        origin[start:end] = [first + (last - first) * step // steps for step in range(len(word))]
    return outlined(folded, origin, text)


@lru_cache(maxsize=1)
def _keywords() -> Keywords:
    return Keywords.loaded(yaml.safe_load(_KEYWORDS.read_text(encoding="utf-8")), plain_letters)


@lru_cache(maxsize=8192)
def plain_letters(text: str) -> str:
    """Return the letters that patterns are compared with: `l` and `i` are one, since readers confuse them."""
    if text.isascii():
        return text.lower().replace("l", "i")
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(_LATIN).translate(TO_SIMPLIFIED)
    return unicodedata.normalize("NFC", _MARKS.sub("", decomposed)).replace("l", "i")


def outlined(folded: str, origin: Sequence[int], raw: str) -> Folded:
    """Add to folded letters where words begin and end, and which sentence each stands in."""
    word, sentence = _words(raw), _sentences(raw)
    sizes = Counter(word)
    at = [word[index] for index in origin]
    free = [_boundless(raw[index]) or sizes[word[index]] > _LONG_WORD for index in origin]
    starts = tuple(free[i] or i == 0 or at[i] != at[i - 1] for i in range(len(at)))
    ends = tuple(free[i] or i + 1 == len(at) or at[i] != at[i + 1] for i in range(len(at)))
    return Folded(folded, tuple(origin), raw, starts, ends, tuple(sentence[index] for index in origin))


def _words(raw: str) -> list[int]:
    """Number the words of a text, character by character; digits are words of their own."""
    numbers: list[int] = []
    kind, number = "", 0
    for character in raw:
        now = _kind(character)
        if now != kind:
            number += 1
            kind = now
        numbers.append(number)
    return numbers


@lru_cache(maxsize=4096)
def _kind(character: str) -> str:
    if _boundless(character):
        return "letter of a script without spaces"
    return "letter" if character.isalpha() or unicodedata.combining(character) else "digit" * character.isdigit()


def _sentences(raw: str) -> list[int]:
    numbers: list[int] = []
    number = size = 0
    for index, character in enumerate(raw):
        numbers.append(number)
        after = raw[index + 1 : index + 2]
        stop = character in _STOPS and (character != "." or (size > _STOP_NEEDS and not after.isalnum()))
        if stop or (character == "\n" and after == "\n"):
            number += 1
        size = size + 1 if character.isalnum() else 0
    return numbers


@lru_cache(maxsize=4096)
def _boundless(character: str) -> bool:
    """Tell whether the script of a letter is written without spaces between words."""
    return not character.isascii() and unicodedata.name(character, "").startswith(_NOT_ALPHABETIC)
