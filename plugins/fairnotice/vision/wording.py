"""What the words on a sign mean: do they announce cameras, something else, and which facts do they give.

The patterns stand in ``phrases.yaml``. Text is compared folded: without spaces (readers lose them),
accents and case, so that 'VIDEO SURVEILLANCE' and 'vidéosurveillance' meet the same pattern.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

ELEMENTS = ("controller", "contact", "purpose", "rights", "retention", "legal_basis")
"""What the first patterns look for, by the ids of rule packs."""

NAME_SHARE = 0.4
"""Share of the letters that a bare name must be, if nothing else makes the sign a notice: a shop that
sells video surveillance says much else, a plate that announces it does not."""
_NOTICE_LIKE = frozenset({"purpose", "rights", "retention", "legal_basis"})

MAX_TEXT = 4000
"""Most characters that are looked at; more is not a sign but an attack on the patterns."""

_CUT = "¦"
_LATIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_ACCENTS = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text says."""

    announces: Literal["statement", "name"] | None = None
    """Whether it says, or only names, that cameras watch here."""
    phrase: str = ""
    """The words that say so, as they stand on the sign."""
    language: str | None = None
    """BCP 47 tag of that phrase; None where several languages say it with the same words."""
    look_alike: str | None = None
    """Id of another kind of sign that the text belongs to."""
    look_alike_says: str = ""
    look_alike_phrase: str = ""
    present: frozenset[str] = frozenset()
    """Elements that the text gives."""


@dataclass(frozen=True, slots=True)
class _Folded:
    text: str
    origin: tuple[int, ...] = field(repr=False)
    """For each folded character, where it stood in the raw text."""
    raw: str

    def words(self, span: tuple[int, int]) -> str:
        """Return the raw words that the folded characters of ``span`` came from, on one line."""
        first, last = self.origin[span[0]], self.origin[span[1] - 1]
        return " ".join(self.raw[first : last + 1].split())

    def starts_word(self, at: int) -> bool:
        """Tell whether the folded character ``at`` begins a word, as far as its script has words."""
        start = self.origin[at]
        if not self.raw[start].isascii() and not unicodedata.name(self.raw[start], "").startswith(("LATIN", "CYR")):
            return True
        return start == 0 or not self.raw[start - 1].isalpha()


@dataclass(frozen=True, slots=True)
class _LookAlike:
    says: str
    taints: bool
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class _Phrases:
    surveillance: Mapping[Literal["statement", "name"], Mapping[str, tuple[re.Pattern[str], ...]]]
    look_alikes: Mapping[str, _LookAlike]
    elements: Mapping[str, tuple[re.Pattern[str], ...]]
    contact_marks: tuple[re.Pattern[str], ...]


def interpret(text: str) -> Meaning:
    """Say what the text of one sign means.

    Args:
        text: Lines of the sign, in reading order, joined by line breaks.

    Returns:
        Its meaning. That an element is not in ``present`` does not mean that the sign lacks it: that
        depends on how well it was read.
    """
    folded = fold(text[:MAX_TEXT])
    phrases = _phrases()
    present = _elements(folded, phrases)
    look_alike, look_alike_words, remaining = _look_alikes(folded, phrases)
    says: Mapping[str, Any] = {
        "present": present,
        "look_alike": look_alike,
        "look_alike_says": phrases.look_alikes[look_alike].says if look_alike else "",
        "look_alike_phrase": look_alike_words,
    }
    for kind in ("statement", "name"):
        found = _longest(phrases.surveillance[kind], remaining)
        if not found:
            continue
        languages, span = found
        if kind == "name" and not _name_counts(folded, span, look_alike, present):
            continue
        language = languages[0] if len(languages) == 1 else None
        return Meaning(announces=kind, phrase=folded.words(span), language=language, **says)
    return Meaning(**says)


def fold(text: str) -> _Folded:
    """Reduce a text to lower-case letters and digits without accents, keeping where each came from."""
    letters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        for plain in _plain(character):
            if plain.isalnum():
                letters.append(plain)
                origin.append(index)
    folded = "".join(letters)
    # Digits that readers put for letters, inside words only: 'vide0', 'v1deo'.
    folded = re.sub(r"(?<=[a-z])0(?=[a-z])", "o", folded)
    folded = re.sub(r"(?<=[a-z])1(?=[a-z])", "i", folded)
    return _Folded(folded, tuple(origin), text)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(_LATIN)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed)).replace("l", "i")


def _name_counts(folded: _Folded, span: tuple[int, int], look_alike: str | None, present: frozenset[str]) -> bool:
    if look_alike:
        return False
    return (span[1] - span[0]) / len(folded.text) >= NAME_SHARE or bool(present & _NOTICE_LIKE)


def _longest(
    patterns: Mapping[str, tuple[re.Pattern[str], ...]], text: str
) -> tuple[tuple[str, ...], tuple[int, int]] | None:
    """Return the languages of the longest match, and where it stands."""
    spans: dict[str, tuple[int, int]] = {}
    for language, alternatives in patterns.items():
        matches = [match.span() for pattern in alternatives for match in pattern.finditer(text)]
        if matches:
            spans[language] = max(matches, key=lambda span: span[1] - span[0])
    if not spans:
        return None
    length = max(end - start for start, end in spans.values())
    best = tuple(language for language, (start, end) in spans.items() if end - start == length)
    return best, spans[best[0]]


def _look_alikes(folded: _Folded, phrases: _Phrases) -> tuple[str | None, str, str]:
    """Return the kind of other sign, the words that say so, and the text without what they taint."""
    remaining = folded.text
    counts: Counter[str] = Counter()
    words: dict[str, str] = {}
    for kind, look_alike in phrases.look_alikes.items():
        for pattern in look_alike.patterns:
            for match in pattern.finditer(remaining):
                if not match.group() or not folded.starts_word(match.start()):
                    continue
                counts[kind] += len(match.group())
                words.setdefault(kind, folded.words(match.span()))
                if look_alike.taints:
                    start, end = match.span()
                    remaining = remaining[:start] + _CUT * (end - start) + remaining[end:]
    if not counts:
        return None, "", remaining
    kind = counts.most_common(1)[0][0]
    return kind, words[kind], remaining


def _elements(folded: _Folded, phrases: _Phrases) -> frozenset[str]:
    found = {element for element, patterns in phrases.elements.items() if any(p.search(folded.text) for p in patterns)}
    if any(mark.search(folded.raw) for mark in phrases.contact_marks):
        found.add("contact")
    return frozenset(found)


@lru_cache(maxsize=1)
def _phrases() -> _Phrases:
    data: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "phrases.yaml").read_text(encoding="utf-8"))
    return _Phrases(
        surveillance={kind: _by_language(languages) for kind, languages in data["surveillance"].items()},
        look_alikes={
            kind: _LookAlike(entry["says"], entry.get("taints", False), _all(entry["patterns"]))
            for kind, entry in data["look_alikes"].items()
        },
        elements={element: _all(data["elements"][element]) for element in ELEMENTS},
        contact_marks=tuple(re.compile(mark) for mark in data["contact_marks"]),
    )


def _by_language(languages: Mapping[str, list[str]]) -> dict[str, tuple[re.Pattern[str], ...]]:
    return {language: tuple(_compiled(source) for source in sources) for language, sources in languages.items()}


def _all(languages: Mapping[str, list[str]]) -> tuple[re.Pattern[str], ...]:
    return tuple(_compiled(source) for sources in languages.values() for source in sources)


def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(_plain(source).replace(" ", ""))
