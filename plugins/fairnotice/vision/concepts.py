"""Spot words by what they mean, and see which meanings stand together in a sentence.

A sign says the same in endless ways: 'we film', 'cameras are watching', 'pictures are kept'. So words are
lists of concepts per language, and what matters is which concepts stand close together in one sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from fairnotice.vision.folding import Folded, plain_letters

MASK = "mask"
"""Concept of phrases whose words mean nothing of their own: the protection in 'data protection' is none."""

_KEY = 3
_MOST_SPOTS = 30
"""Most words of one concept that are looked at: a sign has fewer, and pairs of them are compared."""
_BESIDE = 16
"""Folded letters within which a word speaks of what stands beside it."""
_UMLAUTS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"))


@dataclass(frozen=True, slots=True)
class Spot:
    """A word of a concept, where it stands in the folded text."""

    start: int
    end: int
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Stem:
    letters: str
    concept: str
    language: str
    starts_word: bool
    ends_word: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """Concepts that mean something when they stand close together."""

    concepts: tuple[str, ...]
    distance: int
    """Most folded letters between two neighbours of them."""
    banned: tuple[str, ...] = ()
    """Concepts that must not stand among them or beside them in that sentence."""
    over_sentences: bool = False
    """Whether they may stand in different sentences."""

    @classmethod
    def parsed(cls, source: str) -> Rule:
        """Read a rule such as 'camera watch !call 40' or, for different sentences, 'film erase ~40'."""
        *words, distance = source.split()
        return cls(
            concepts=tuple(word for word in words if word[0] != "!"),
            banned=tuple(word[1:] for word in words if word[0] == "!"),
            over_sentences=distance[0] == "~",
            distance=int(distance.strip("~")),
        )


Spots = Mapping[str, Sequence[Spot]]


class Lexicon:
    """The words of all concepts in all languages."""

    def __init__(self, words: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        """Take the words per language and concept.

        Args:
            words: Language to concept to words. `word*` may go on, `*word` may end a longer one.
        """
        self._word: dict[str, list[_Stem]] = defaultdict(list)
        self._part: dict[str, list[_Stem]] = defaultdict(list)
        for language, concepts in words.items():
            for concept, entries in concepts.items():
                for stem in _stems(entries, concept, language):
                    (self._word if stem.starts_word else self._part)[stem.letters[:_KEY]].append(stem)
        self._sizes = tuple(sorted({len(key) for index in (self._word, self._part) for key in index}))

    def spots(self, folded: Folded, text: str) -> dict[str, list[Spot]]:
        """Find the words of all concepts.

        Args:
            folded: The text with its word boundaries.
            text: The same letters, some of which may be cut out.
        """
        found: dict[str, dict[tuple[int, int], set[str]]] = defaultdict(dict)
        for start, starts_word in enumerate(folded.starts):
            for stem in self._at(text, start, starts_word):
                end = start + len(stem.letters)
                if stem.ends_word and not folded.ends[end - 1]:
                    continue
                while not folded.ends[end - 1]:
                    end += 1
                spans = found[stem.concept]
                if (start, end) in spans or len(spans) < _MOST_SPOTS:
                    spans.setdefault((start, end), set()).add(stem.language)
        hidden = found.pop(MASK, {})
        return {
            concept: [
                Spot(*span, frozenset(languages))
                for span, languages in spans.items()
                if not any(first <= span[0] and span[1] <= last and span != (first, last) for first, last in hidden)
            ]
            for concept, spans in found.items()
        }

    def _at(self, text: str, start: int, starts_word: bool) -> list[_Stem]:
        """Return the words that stand at ``start``, wherever they end."""
        found: list[_Stem] = []
        for index in (self._word, self._part) if starts_word else (self._part,):
            for size in self._sizes:
                stems = index.get(text[start : start + size])
                if stems:
                    found += [stem for stem in stems if text.startswith(stem.letters, start)]
        return found


def _stems(entries: Iterable[str], concept: str, language: str) -> Iterator[_Stem]:
    for entry in entries:
        bare = entry.strip("*")
        for spelling in dict.fromkeys((bare, _written_out(bare))):
            letters = "".join(c for c in plain_letters(spelling) if c.isalnum())
            yield _Stem(letters, concept, language, not entry.startswith("*"), not entry.endswith("*"))


def _written_out(word: str) -> str:
    for umlaut, letters in _UMLAUTS:
        word = word.replace(umlaut, letters)
    return word


def first_match(rules: Iterable[Rule], spots: Spots, folded: Folded) -> tuple[tuple[int, int], frozenset[str]] | None:
    """Return where the first rule that fits does, and the languages of its words."""
    for rule in rules:
        match = _match(rule, spots, folded.sentence)
        if match:
            return match
    return None


def _match(rule: Rule, spots: Spots, sentence: Sequence[int]) -> tuple[tuple[int, int], frozenset[str]] | None:
    if not all(spots.get(concept) for concept in rule.concepts):
        return None
    banned = [spot for concept in rule.banned for spot in spots.get(concept, ())]
    for chosen in product(*(spots[concept] for concept in rule.concepts)):
        if not rule.over_sentences and len({sentence[spot.start] for spot in chosen}) > 1:
            continue
        languages = frozenset.intersection(*(spot.languages for spot in chosen))
        if languages and _close(chosen, rule.distance):
            span = min(spot.start for spot in chosen), max(spot.end for spot in chosen)
            if not any(_beside(spot, span, sentence) for spot in banned):
                return span, languages
    return None


def _close(chosen: Sequence[Spot], distance: int) -> bool:
    in_order = sorted(chosen, key=lambda spot: spot.start)
    return all(before.end <= after.start <= before.end + distance for before, after in pairwise(in_order))


def _beside(spot: Spot, span: tuple[int, int], sentence: Sequence[int]) -> bool:
    """Tell whether ``spot`` stands in ``span`` or close to it in the same sentence."""
    near = span[0] - _BESIDE < spot.end and spot.start < span[1] + _BESIDE
    return near and sentence[spot.start] in (sentence[span[0]], sentence[span[1] - 1])
