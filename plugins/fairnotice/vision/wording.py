"""What the words on a sign mean: do they announce cameras, something else, and which facts do they give.

What is known of wording stands in ``phrases/``. Text is compared folded: without spaces (readers lose them),
accents and case, so that 'VIDEO SURVEILLANCE' and 'vidéosurveillance' meet the same pattern.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any, Literal

from fairnotice.vision.concepts import Spot, first_match
from fairnotice.vision.folding import CUT, Folded, fold
from fairnotice.vision.phrasebook import Phrasebook, phrasebook
from fairnotice.vision.prefilter import Prefiltered
from fairnotice.vision.signature import signed

ELEMENTS = (
    "controller",
    "contact",
    "purpose",
    "rights",
    "retention",
    "legal_basis",
    "further_information",
    "biometric_use",
    "authority",
)
"""What is looked for on a notice, by the ids of rule packs."""

NAME_SHARE = 0.4
"""Share of the letters that a bare name must be, if nothing else makes the sign a notice: a shop that
sells video surveillance says much else, a plate that announces it does not."""
LINE_SHARE = 0.85
"""Share of a line's letters that are all of it but for what was misread."""
_NOTICE_LIKE = frozenset({"purpose", "rights", "retention", "legal_basis", "biometric_use"})

ELEMENT_LANGUAGES = frozenset({"de", "en", "es", "fr", "ru", "zh"})
"""Languages that all elements are looked for in; in others, what announces cameras only."""

MAX_TEXT = 4000
"""Most characters that are looked at; more is not a sign but an attack on the patterns."""


_ENDING = 2
"""Most letters by which a word may go on where a pattern of another kind of sign ends."""


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
    is_of_known_words: bool = False
    """Whether the phrase is of languages that all elements are looked for in, so that one may be told to be missing."""


def interpret(text: str) -> Meaning:
    """Say what the text of one sign means.

    Args:
        text: Lines of the sign, in reading order, joined by line breaks.

    Returns:
        Its meaning. That an element is not in ``present`` does not mean that the sign lacks it: that
        depends on how well it was read.
    """
    folded = fold(text[:MAX_TEXT])
    phrases = phrasebook()
    worth = phrases.shortlist.of(folded.text)
    look_alike, look_alike_words, remaining = _look_alikes(folded, phrases, worth)
    spots = _spots(folded, folded.text, phrases)
    present = _elements(folded, spots, phrases)
    says: Mapping[str, Any] = {
        "present": present,
        "look_alike": look_alike,
        "look_alike_says": phrases.look_alikes[look_alike].says if look_alike else "",
        "look_alike_phrase": look_alike_words,
    }
    found = _longest(phrases.surveillance["statement"], remaining, worth)
    if found:
        return _announced("statement", folded, *found, says)
    left = spots if remaining == folded.text else _spots(folded, remaining, phrases)
    if _advertises(folded, left, phrases):
        return Meaning(**says)
    match = first_match(phrases.statement, left, folded)
    if not match and not look_alike:
        match = first_match(phrases.weak_statement, left, folded)
    if match:
        return _announced("statement", folded, tuple(match[1]), match[0], says)
    spot = next((spot for spot in left.get("camera", ()) if spot.languages & ELEMENT_LANGUAGES), None)
    if spot and not look_alike and present & _NOTICE_LIKE:
        return _announced("statement", folded, tuple(spot.languages), (spot.start, spot.end), says)
    found = _longest(phrases.surveillance["name"], remaining, worth) or _named(left)
    if found and not look_alike and _name_counts(folded, found[1], spots, present):
        return _announced("name", folded, *found, says)
    return Meaning(**says)


def _advertises(folded: Folded, spots: Mapping[str, list[Spot]], phrases: Phrasebook) -> bool:
    """Tell whether the sign offers goods, services, work or lessons: what it says of cameras is about those."""
    words = any(spot.languages & ELEMENT_LANGUAGES for spot in spots.get("trade", ()))
    return words or any(offer.search(folded.raw) for offer in phrases.marks.offers)


def _announced(
    kind: Literal["statement", "name"],
    folded: Folded,
    languages: tuple[str, ...],
    span: tuple[int, int],
    says: Mapping[str, Any],
) -> Meaning:
    language = languages[0] if len(languages) == 1 else None
    known = bool(languages) and ELEMENT_LANGUAGES.issuperset(languages)
    return Meaning(kind, folded.words(span), language, is_of_known_words=known, **says)


def _named(spots: Mapping[str, list[Spot]]) -> tuple[tuple[str, ...], tuple[int, int]] | None:
    """Return the longest word for the thing, and its languages."""
    longest = max(spots.get("surveillance", ()), key=lambda spot: spot.end - spot.start, default=None)
    return (tuple(longest.languages), (longest.start, longest.end)) if longest else None


def _name_counts(
    folded: Folded, span: tuple[int, int], spots: Mapping[str, list[Spot]], present: frozenset[str]
) -> bool:
    """Tell whether a bare name announces: it is most of the sign, or the rest is what a notice says."""
    if (span[1] - span[0]) / len(folded.text) >= NAME_SHARE or present & _NOTICE_LIKE:
        return True
    # Offers name a firm and its owner too, but nobody who answers for what the heading names.
    return _is_a_line(folded, span) and bool(spots.get("answerable"))


def _is_a_line(folded: Folded, span: tuple[int, int]) -> bool:
    """Tell whether folded characters are nearly all of the line that they stand on."""
    first, last = folded.origin[span[0]], folded.origin[span[1] - 1]
    start, end = folded.raw.rfind("\n", 0, first) + 1, folded.raw.find("\n", last)
    letters = bisect_left(folded.origin, len(folded.raw) if end < 0 else end) - bisect_left(folded.origin, start)
    return span[1] - span[0] >= LINE_SHARE * letters


def _longest(
    patterns: Mapping[str, tuple[Prefiltered, ...]], text: str, worth: Set[Prefiltered]
) -> tuple[tuple[str, ...], tuple[int, int]] | None:
    """Return the languages of the longest match, and where it stands."""
    spans: dict[str, tuple[int, int]] = {}
    for language, alternatives in patterns.items():
        matches = [match.span() for each in alternatives if each in worth for match in each.pattern.finditer(text)]
        if matches:
            spans[language] = max(matches, key=lambda span: span[1] - span[0])
    if not spans:
        return None
    length = max(end - start for start, end in spans.values())
    best = tuple(language for language, (start, end) in spans.items() if end - start == length)
    return best, spans[best[0]]


def _look_alikes(folded: Folded, phrases: Phrasebook, worth: Set[Prefiltered]) -> tuple[str | None, str, str]:
    """Return the kind of other sign, the words that say so, and the text without what they taint."""
    remaining = folded.text
    counts: Counter[str] = Counter()
    words: dict[str, str] = {}
    for kind, look_alike in phrases.look_alikes.items():
        for each in look_alike.patterns:
            if each not in worth:
                continue
            for match in each.pattern.finditer(remaining):
                if not match.group() or not _stands_alone(each, folded, *match.span()):
                    continue
                counts[kind] += len(match.group())
                words.setdefault(kind, folded.words(match.span()))
                if look_alike.taints:
                    start, end = match.span()
                    remaining = remaining[:start] + CUT * (end - start) + remaining[end:]
    if not counts:
        return None, "", remaining
    kind = counts.most_common(1)[0][0]
    return kind, words[kind], remaining


def _stands_alone(each: Prefiltered, folded: Folded, start: int, end: int) -> bool:
    """Tell whether a match is whole words of one sentence: 'camera ban' is no part of 'camera. Bank'."""
    if not folded.starts[start] or folded.sentence[start] != folded.sentence[end - 1]:
        return False
    if each.pattern.pattern.endswith(("}", "*", "+")):
        return True
    return any(folded.ends[at - 1] for at in range(end, min(end + _ENDING, len(folded.ends)) + 1))


def _spots(folded: Folded, text: str, phrases: Phrasebook) -> dict[str, list[Spot]]:
    spots = phrases.lexicon.spots(folded, text)
    everywhere = frozenset(language for found in spots.values() for spot in found for language in spot.languages)
    for concept, (start, end) in phrases.marks.durations(folded.raw):
        span = bisect_left(folded.origin, start), bisect_left(folded.origin, end)
        if span[0] < span[1]:
            spots.setdefault(concept, []).append(Spot(*span, everywhere))
    return spots


def _elements(folded: Folded, spots: Mapping[str, list[Spot]], phrases: Phrasebook) -> frozenset[str]:
    marks, raw = phrases.marks, folded.raw
    found = {element for element, rules in phrases.elements.items() if first_match(rules, spots, folded)}
    if marks.reachable(raw):
        found.add("contact")
    if marks.web.search(marks.mail.sub(" ", raw)):
        found.add("further_information")
    if any(law.search(raw) for law in marks.laws):
        found.add("legal_basis")
    if any(purpose.search(raw) for purpose in marks.purposes):
        found.add("purpose")
    if signed(folded, spots, marks):
        found.add("controller")
    return frozenset(found)
