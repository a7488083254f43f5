"""Put right the long words that announce cameras where a reader got a letter or two wrong or lost an end.

Only the word is put right; what the sign says of it is for the patterns to tell. So a denial stays a denial,
and a shop a shop.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_MANY = 12
"""Letters of a word that may have two wrong; a shorter one may have one."""
_SHORTEST = 7
"""Letters of the shortest word that may be one of them with letters missing."""
_SHORTEST_PART = 3
"""Letters of the shortest piece of a word that was split: 'no' and 'не' are words and must not be swallowed."""
_PIECE = 9
"""Fewest letters of a word cut off at a sign's edge."""
_OVER_THE_DASH = 2
"""Letters that a piece needs of the other part of the word."""
_SHAPES_WRONG = 3
"""Cyrillic capitals that may have been read as a letter of another shape, in a word of about 15."""
_MOST_WORDS = 400
"""Words of a text that are looked at; a sign has fewer."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word that announces cameras, folded."""

    letters: str
    first_part: int
    """Letters before its dash; 0 for a word that is not put together."""
    wrong: int
    """Letters that may be wrong."""
    parts: tuple[str, ...]
    """One of these is untouched where no more letters than that are wrong."""

    @classmethod
    def of(cls, entry: str, plain: Callable[[str], str]) -> Keyword:
        """Fold a word of ``keywords.yaml``."""
        letters = plain(entry.replace("-", ""))
        wrong = 1 if len(letters) < _MANY else 2
        size = len(letters) // (wrong + 1)
        return cls(
            letters=letters,
            first_part=len(plain(entry.partition("-")[0])) if "-" in entry else 0,
            wrong=wrong,
            parts=tuple(letters[part * size : (part + 1) * size] for part in range(wrong + 1)),
        )


@dataclass(frozen=True, slots=True)
class Keywords:
    """All of them, ready to compare."""

    words: tuple[Keyword, ...]
    shapes: Mapping[int, str]
    capitals: Mapping[str, str]
    """Shapes of a word to the word."""

    @classmethod
    def loaded(cls, data: Mapping[str, Any], plain: Callable[[str], str]) -> Keywords:
        """Read ``keywords.yaml``; ``plain`` folds letters as the text is folded."""
        words = tuple(Keyword.of(entry, plain) for entry in data["keywords"])
        shapes = {ord(letter): group[0] for group in data["shapes"] for letter in group}
        capitals = {word.translate(shapes): plain(word) for word in data["cyrillic_capitals"]}
        return cls(words, shapes, capitals)


def repairs(folded: str, origin: Sequence[int], raw: str, keywords: Keywords) -> Iterator[tuple[int, int, str]]:
    """Yield what to put right: where it stands in the folded text, and the word that was meant.

    One, two or three neighbouring words are taken together, since readers split words too.
    """
    near = [keyword for keyword in keywords.words if any(part in folded for part in keyword.parts)]
    if not near and not raw.isupper():
        return
    parts = {part for keyword in near for part in keyword.parts}
    hints = sorted({match.start() for part in parts for match in re.finditer(part, folded)})
    words = _spans(origin, raw)[:_MOST_WORDS]
    done = 0
    for index, (start, _, at_edge) in enumerate(words):
        if start < done:
            continue
        counts = (1, 2, 3) if words[index][1] - start >= _SHORTEST_PART else (1,)
        for count in counts:
            last = index + count - 1
            if last >= len(words):
                break
            end = words[last][1]
            if count > 1 and words[last][1] - words[last][0] < _SHORTEST_PART:
                break
            hint = bisect_left(hints, start)
            hinted = hint < len(hints) and hints[hint] < end and end - start >= _SHORTEST
            meant = _meant(folded[start:end], near, at_edge and count == 1) if hinted else None
            meant = meant or (_capitals(raw[origin[start] : origin[end - 1] + 1], keywords) if count == 1 else None)
            if meant:
                yield start, end, meant
                done = end
                break


def distance_within(one: str, other: str, limit: int) -> bool:
    """Tell whether at most ``limit`` letters must be put in, left out or changed to turn one into the other."""
    if abs(len(one) - len(other)) > limit:
        return False
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, against in enumerate(other, 1):
            change = before + (letter != against)
            before = row[j]
            row[j] = min(change, row[j] + 1, row[j - 1] + 1)
        if min(row) > limit:
            return False
    return row[-1] <= limit


def _meant(letters: str, near: Sequence[Keyword], at_edge: bool) -> str | None:
    if any(keyword.letters in letters for keyword in near):
        return None
    for keyword in near:
        if (
            abs(len(keyword.letters) - len(letters)) <= keyword.wrong
            and any(part in letters for part in keyword.parts)
            and distance_within(letters, keyword.letters, keyword.wrong)
        ):
            return keyword.letters
    return _whole(letters, near) if at_edge and len(letters) >= _PIECE else None


def _whole(piece: str, near: Sequence[Keyword]) -> str | None:
    """Return the word that a piece is the beginning or the end of, if it reaches over the dash."""
    for word in near:
        if not word.first_part or len(piece) >= len(word.letters):
            continue
        starts = word.letters.startswith(piece) and len(piece) >= word.first_part + _OVER_THE_DASH
        second_part = len(word.letters) - word.first_part
        if starts or (word.letters.endswith(piece) and len(piece) >= second_part + _OVER_THE_DASH):
            return word.letters
    return None


def _capitals(raw: str, keywords: Keywords) -> str | None:
    if not raw.isupper() or len(raw) < _MANY:
        return None
    shape = raw.translate(keywords.shapes)
    return next(
        (word for known, word in keywords.capitals.items() if distance_within(shape, known, _SHAPES_WRONG)), None
    )


def _spans(origin: Sequence[int], raw: str) -> list[tuple[int, int, bool]]:
    """Return the words: where they begin and end in the folded text, and whether they end or begin a line."""
    at = {index: number for number, index in reversed(list(enumerate(origin)))}
    spans: list[tuple[int, int, bool]] = []
    for match in _WORD.finditer(raw):
        first = at.get(match.start())
        if first is None:
            continue
        last = first
        while last < len(origin) and origin[last] < match.end():
            last += 1
        before, after = _beyond(raw, match.start() - 1, -1), _beyond(raw, match.end(), 1)
        at_edge = before in ("", "\n") or after in ("", "\n")
        spans.append((first, last, at_edge))
    return spans


def _beyond(raw: str, index: int, step: int) -> str:
    """Return the next character that is no space, or nothing at the end of the text."""
    while 0 <= index < len(raw) and raw[index] == " ":
        index += step
    return raw[index] if 0 <= index < len(raw) else ""
