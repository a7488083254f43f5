"""What stands near a text: the words around it, and how many of them speak of one thing or another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from fairnotice.analytics.words.vocabulary import Vocabulary

DECISIVE_WEIGHT = 2
"""What a word counts more that stands nowhere by chance: a face, a marathon, a goroutine."""
_TEXTS_PER_HIT = 50


class Company:
    """The words that stand near a text: siblings, other labels, the file's name."""

    def __init__(
        self,
        texts: Iterable[Sequence[str]] = (),
        *,
        placed: bool = False,
        senses: frozenset[str] = frozenset(),
        elsewhere: frozenset[str] = frozenset(),
        document: Company | None = None,
    ) -> None:
        """Count in how many of ``texts`` (as tokens) each token and each whole text stands.

        Args:
            texts: What stands near.
            placed: Whether it is what stands around a place in a document, all of it.
            senses: Words that stand near in another sense, as 'race' does in 'race start'.
            elsewhere: Words that stand so in the same file.
            document: The texts with which the file begins.
        """
        self.senses = senses
        self.elsewhere = elsewhere
        self.document = document
        self._placed = placed
        self.times: Counter[str] = Counter()
        self._size = 0
        self._present: dict[frozenset[str], frozenset[str]] = {}
        for parts in texts:
            self.times.update({*parts, " ".join(parts)})
            self._size += 1

    def joined_by(self, texts: Iterable[Sequence[str]]) -> Company:
        """Return this company with more texts."""
        other = Company(
            texts, placed=self._placed, senses=self.senses, elsewhere=self.elsewhere, document=self.document
        )
        other.times.update(self.times)
        other._size += self._size
        return other

    def present(self, group: frozenset[str]) -> frozenset[str]:
        """Return the words of ``group`` that stand here."""
        if group not in self._present:
            self._present[group] = frozenset(word for word in group if word in self.times)
        return self._present[group]

    def around(self, rest: Collection[str] = (), own: Sequence[str] = ()) -> Around:
        """Return what stands around one phrase: ``rest`` of its own text, and the others.

        Args:
            rest: The other tokens of its text.
            own: The tokens of its text, if it is itself counted here.
        """
        counted = frozenset({*own, " ".join(own)}) if own else frozenset[str]()
        return Around(self, frozenset(rest), counted, self._placed, max(1, self._size // _TEXTS_PER_HIT))


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around one phrase."""

    company: Company
    rest: frozenset[str]
    own: frozenset[str]
    placed: bool
    """Whether it is the surroundings of a place in a document, not of a bare list."""
    enough: int
    """Words of a group that must stand around to mean something: among a thousand labels some 'hair' always does."""

    def hits(self, group: frozenset[str]) -> int:
        """Return how many different words of ``group`` stand around."""
        present = self.company.present(group)
        lost = sum(word in present and self.company.times[word] == 1 for word in self.own)
        gained = sum(word in group and not self._counted(word) for word in self.rest)
        return len(present) - lost + gained

    def _counted(self, word: str) -> bool:
        return self.company.times.get(word, 0) > (word in self.own)

    def support(self, groups: Iterable[str], words: Vocabulary) -> int:
        """Return how many words of one of these groups stand around.

        Age and sex, which forms ask for, count as one unless something is analysed, and then as one more; a face
        counts three times.
        """
        plain = self.hits(words.groups["demographics"])
        analysed = self.hits(words.groups["analysis"]) > 0
        faces = DECISIVE_WEIGHT * self.hits(words.decisive["face"])
        if plain:
            faces += 1 if analysed else 1 - plain
        return max((self.hits(words.groups[each]) + (faces if each == "face" else 0) for each in groups), default=0)

    def speaks_of(self, group: frozenset[str]) -> bool:
        """Tell whether what stands around is about ``group``."""
        return self.hits(group) >= self.enough
