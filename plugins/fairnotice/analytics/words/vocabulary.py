"""The vocabulary of classifiers of persons, as data: what names one, in which company, and what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from fairnotice.analytics.words.languages import with_languages
from fairnotice.analytics.words.tokens import LONGEST_TEXT, folded, tokens, written
from fairnotice.domain import Level
from fairnotice.errors import ConfigurationError

VOCABULARY = Path(__file__).parent / "vocabulary.yaml"
_MOST_FROM_MEMORY = 0.85
_AFFIXES = frozenset(
    {
        "person", "people", "man", "men", "woman", "women", "male", "males", "female", "females", "face", "race",
        "skin", "ethnicity", "complexion", "is", "a", "an", "the", "looks", "look", "looking", "photo", "of",
        "follower", "followers", "believer", "pessoa", "pessoas", "persona", "personas", "personne", "personnes",
        "homem", "mulher", "hombre", "mujer", "homme", "femme", "mensch", "orang", "szemely", "szemelyek", "אדם",
        "شخص", "บคคล", "osoby", "clovek", "osoba", "человек", "persoon", "kisi",
    }
)  # fmt: skip
_LONG = 7
"""Letters: a shorter word may be two, as EthNic is a network's card."""
PLAIN = 0.8
"""Certainty alone below which a word is an everyday word."""
_PLURAL = re.compile(r"[a-z]{3,}[a-rt-z]")
"""English words whose plural is a word of the same group."""
_ALNUM = re.compile(r"[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+")
"""What no sign of ASCII but letters and digits parts: no token goes beyond it."""
_NO_WORDS = frozenset[str]()
_MOST_KEPT = 50_000
_LONGEST_KEPT = 80
"""Texts of at most 80 characters are taken apart once: the same keys stand in thousands of files."""
_GROUPS_OF_THE_MATCHER = {
    "pipeline",
    "person",
    "face",
    "analysis",
    "colours",
    "denial_before",
    "denial_after",
    "connectives",
    "demographics",
    "heads",
    "neutral",
    "sites",
    "sites_before",
    "directions",
    "from_to",
    "watching",
    "asking",
    "durations",
    "descent",
}
_HEADS = ("heads", "pipeline", "analysis", "face", "person", "ancestry", "connectives")
"""Groups of words after which a word such as 'race' is still the thing itself."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$")]
Share = Annotated[float, Field(ge=0, le=1)]
Kind = Literal["strong", "weak", "colour"]
Member = tuple[Kind, int]
"""How much a label says by itself, and which member of its set it is."""


class Where(StrEnum):
    """What kind of text a word stands in."""

    LABEL = "label"
    KEY = "key"
    TEXT = "text"
    NAME = "name"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Entry(_Strict):
    """Words that name one category."""

    id: Id
    words: tuple[str, ...] = Field(min_length=1)
    category: Literal[
        "race",
        "ethnicity",
        "religion",
        "religious_dress",
        "race_proxy",
        "ethnicity_proxy",
        "health",
        "social_class",
        "political_opinion",
        "trade_union",
        "sex_life",
        "sexual_orientation",
    ]
    alone: Share
    beside: Share | None = None
    needs: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    least_against: int = Field(1, ge=1, description="Words of one such group that it takes.")
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    modifies: bool = Field(False, description="It may merely say what kind of thing the next word is: 'race barrier'.")
    where: tuple[Where, ...] = (Where.LABEL, Where.KEY, Where.TEXT, Where.NAME)
    level: Level | None = Field(None, description="The most that a match can prove.")
    language: str = "en"
    certainty: Literal["read", "language", "memory"]
    source: str = Field(min_length=1)
    settles: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.certainty == "memory" and self.alone > _MOST_FROM_MEMORY:
            raise ValueError(f"a word of certainty 'memory' stays at or below {_MOST_FROM_MEMORY} alone")
        if (self.beside is None) != (not self.needs):
            raise ValueError("'beside' and 'needs' belong together")
        if self.beside is not None and self.beside < self.alone:
            raise ValueError("company cannot make a word less certain: 'beside' is below 'alone'")
        return self


class LabelSet(_Strict):
    """Labels that name a category only together. Each member is a list of its spellings."""

    id: Id
    category: str
    strong: tuple[tuple[str, ...], ...] = Field(min_length=1)
    weak: tuple[tuple[str, ...], ...] = ()
    colours: tuple[tuple[str, ...], ...] = ()
    least: int = Field(2, ge=2, description="Members of it that must stand together.")
    most: Share = Field(1.0, description="The most that is certain, whatever stands near.")
    against: tuple[str, ...] = ()
    source: str
    certainty: Literal["read", "language", "memory"]


class FalseFriend(_Strict):
    """Phrases that contain a word of the vocabulary and mean something else."""

    words: tuple[str, ...] = Field(min_length=1)
    why: str


class Document(_Strict):
    """The vocabulary's file."""

    version: str
    groups: dict[str, tuple[str, ...]]
    against_plain_words: tuple[str, ...] = Field(
        description="Groups that stand against every entry that needs company and is less certain than 0.8 alone."
    )
    decisive: tuple[str, ...] = Field(
        description="Words of the groups above that stand nowhere by chance; each counts three times."
    )
    entries: tuple[Entry, ...]
    sets: tuple[LabelSet, ...]
    false_friends: tuple[FalseFriend, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [entry.id for entry in self.entries] + [each.id for each in self.sets]
        if len(set(ids)) != len(ids):
            raise ValueError("two entries or sets share an id")
        named = {g for entry in self.entries for g in (*entry.needs, *entry.against)}
        named |= set(self.against_plain_words)
        named |= {g for each in self.sets for g in each.against} | _GROUPS_OF_THE_MATCHER
        if unknown := sorted(named - set(self.groups)):
            raise ValueError(f"no such group: {', '.join(unknown)}")
        if homeless := sorted(set(self.decisive) - {word for words in self.groups.values() for word in words}):
            raise ValueError(f"decisive words of no group: {', '.join(homeless)}")
        return self


class Vocabulary:
    """The vocabulary, ready to be matched against tokens."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._kept: dict[str, tuple[list[str], bool, frozenset[str]]] = {}
        self.categories = sorted(
            {entry.category for entry in document.entries} | {each.category for each in document.sets}
        )
        self.known = frozenset(_spaceless(document)) | _long_words(document)
        self.groups = {
            name: self._group(words, plurals=name in document.against_plain_words)
            for name, words in document.groups.items()
        }
        decisive = self._group(document.decisive, plurals=True)
        self.decisive = {name: words & decisive for name, words in self.groups.items()}
        self.heads = frozenset(word for name in _HEADS for word in self.groups[name])
        self.phrases: dict[str, list[tuple[tuple[str, ...], Entry | FalseFriend]]] = {}
        meanings: tuple[Entry | FalseFriend, ...] = (*document.entries, *document.false_friends)
        for meaning in meanings:
            for word in written(meaning.words):
                parts = tuple(tokens(word, self.known))
                self.phrases.setdefault(parts[0], []).append((parts, meaning))
        self.sets = [(each, self._members(each)) for each in document.sets]
        """Each set with its members by spelling, as joined tokens."""
        self._labels = frozenset(word for _, members in self.sets for word in members)
        self._beginnings = self._by_first_word()
        for candidates in self.phrases.values():
            # The longest phrase wins; of two equally long ones the false friend.
            candidates.sort(key=lambda found: (-len(found[0]), isinstance(found[1], Entry)))

    def tokens(self, text: str) -> list[str]:
        """Take ``text`` apart by the words of this vocabulary."""
        return self._apart(text)[0]

    def opposing(self, entry: Entry) -> tuple[str, ...]:
        """Return the groups of words that make an entry something else."""
        plain = entry.needs and entry.alone < PLAIN
        return (*entry.against, *self.document.against_plain_words) if plain else entry.against

    def telling(self, text: str) -> bool:
        """Tell whether ``text`` names anything, or is a member of a set of labels: most of all texts are neither."""
        known = self._kept.get(text)
        return self._apart(text)[1] if known is None else known[1]

    def could_name_any(self, texts: Iterable[str]) -> bool:
        """Tell whether any of many texts `could_name` something, by the different words in all of them."""
        words = {word for word in _ALNUM.findall("\n".join(texts)) if not word.isdigit()}
        parts = {part for word in words for part in self._apart(word)[0]}
        return any(
            all(part in parts or part.isdigit() for part in phrase)
            for first in self._beginnings.keys() & parts
            for phrase in self._beginnings[first]
        )

    def could_name(self, text: str) -> bool:
        """Tell whether any part of ``text`` is telling, however it is taken apart; so are texts that are very long."""
        parts = self._apart(text)[0]
        if self._beginnings.keys().isdisjoint(parts):
            return len(text) > LONGEST_TEXT
        bare = [part for part in parts if not _says_nothing(part)]
        return any(
            some[start : start + len(phrase)] == phrase
            for some in (parts, bare)
            for start, part in enumerate(some)
            for phrase in self._beginnings.get(part, ())
        )

    def names(self, text: str) -> bool:
        """Tell whether ``text`` is one of the words that name a classifier, whole and with nothing beside it."""
        parts = self.tokens(text) if text.replace("_", "").isalpha() else []
        return bool(parts) and any(
            phrase == tuple(parts) and isinstance(meaning, Entry) for phrase, meaning in self.phrases.get(parts[0], ())
        )

    def is_label(self, joined: str) -> bool:
        """Tell whether tokens, joined by spaces, are a member of a set of labels."""
        return joined in self._labels

    def told_apart(self, text: str, *, colours: bool = False) -> frozenset[str]:
        """Return the categories of the sets that ``text`` is a member of, whole; a colour is none unless asked."""
        spelled = spellings(self.tokens(text))
        found = ((each.category, members.get(one)) for each, members in self.sets for one in spelled)
        return frozenset(category for category, member in found if member and (colours or member[0] != "colour"))

    def speaks_of_models(self, text: str) -> bool:
        """Tell whether a word in ``text`` is one of models, of what they tell apart, or of what follows such a word."""
        return not self.heads.isdisjoint(self.tokens(text))

    def asks(self, text: str) -> bool:
        """Tell whether a word in ``text`` is one by which something is asked for."""
        return not self.groups["asking"].isdisjoint(self.tokens(text))

    def near(self, texts: Iterable[str]) -> tuple[list[list[str]], frozenset[str]]:
        """Return texts as tokens, and the words that stand in them in another sense: 'race' in 'race start'."""
        parts, senses = [], _NO_WORDS
        for text in texts:
            known = self._kept.get(text) or self._apart(text)
            parts.append(known[0])
            if known[2]:
                senses |= known[2]
        return parts, senses

    def _apart(self, text: str) -> tuple[list[str], bool, frozenset[str]]:
        known = self._kept.get(text)
        if known is None:
            parts = tokens(text, self.known)
            named = not self.phrases.keys().isdisjoint(parts)
            known = parts, self._tells(parts, named), self._senses(parts) if named else _NO_WORDS
            if len(text) <= _LONGEST_KEPT:
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.clear()
                self._kept[text] = known
        return known

    def _by_first_word(self) -> dict[str, list[list[str]]]:
        """Return all that names a classifier or is a label of a set, as tokens, by the first of these."""
        entries = (list(phrase) for some in self.phrases.values() for phrase, each in some if isinstance(each, Entry))
        found: dict[str, list[list[str]]] = {}
        for phrase in (*entries, *(label.split() for label in self._labels)):
            found.setdefault(phrase[0], []).append(phrase)
        return found

    def _tells(self, parts: list[str], named: bool) -> bool:
        for start, part in enumerate(parts if named else ()):
            for phrase, meaning in self.phrases.get(part, ()):
                if isinstance(meaning, Entry) and tuple(parts[start : start + len(phrase)]) == phrase:
                    return True
        return not self._labels.isdisjoint(spellings(parts))

    def _senses(self, parts: list[str]) -> frozenset[str]:
        found: set[str] = set()
        start = 0
        while start < len(parts):
            for phrase, meaning in self.phrases.get(parts[start], ()):
                if tuple(parts[start : start + len(phrase)]) == phrase:
                    if isinstance(meaning, FalseFriend) and len(phrase) > 1:
                        found.update(phrase)
                    start += len(phrase) - 1
                    break
            start += 1
        return frozenset(found)

    def _group(self, words: Iterable[str], *, plurals: bool) -> frozenset[str]:
        joined = {self._joined(word) for word in written(words)}
        return frozenset(joined | {f"{word}s" for word in joined if plurals and _PLURAL.fullmatch(word)})

    def _joined(self, word: str) -> str:
        return " ".join(tokens(word, self.known))

    def _members(self, each: LabelSet) -> dict[str, Member]:
        kinds: tuple[tuple[Kind, tuple[tuple[str, ...], ...]], ...]
        kinds = (("colour", each.colours), ("weak", each.weak), ("strong", each.strong))
        return {
            self._joined(word): (kind, number)
            for kind, spellings in kinds
            for number, words in enumerate(spellings)
            for word in written(words)
        }


def _long_words(document: Document) -> frozenset[str]:
    """Return the words that are known however they are written; short ones end other words in camelCase."""
    words = (word for entry in document.entries for word in entry.words)
    return frozenset(w for w in words if w.isascii() and w.isalpha() and w.islower() and len(w) >= _LONG)


def spellings(parts: Sequence[str]) -> tuple[str, str]:
    """Return a label as it is, and without numbers and words such as 'person' that say nothing of its kind."""
    return " ".join(parts), " ".join(part for part in parts if not _says_nothing(part))


def _says_nothing(part: str) -> bool:
    return part in _AFFIXES or part.isdigit()


def _spaceless(document: Document) -> list[str]:
    """Return the words of scripts that are taken apart by known words: everything not in ASCII."""
    words = [word for group in document.groups.values() for word in group]
    words += [word for entry in document.entries for word in (*entry.words, *entry.not_before, *entry.not_after)]
    words += [word for friend in document.false_friends for word in friend.words]
    words += [word for each in document.sets for member in (*each.strong, *each.weak) for word in member]
    whole = [word.casefold() for word in words if not word.isascii() and " " not in word]
    return [*whole, *(bare for word in whole if not (bare := folded(word)).isascii())]


@lru_cache(maxsize=1)
def vocabulary(path: Path = VOCABULARY) -> Vocabulary:
    """Return the vocabulary in ``path``.

    Raises:
        ConfigurationError: The file is not a valid vocabulary.
    """
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        read = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
        Document.model_validate(read)  # what is wrong in the file itself is said of it, before languages join
        return Vocabulary(Document.model_validate(with_languages(read)))
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(part) for part in problem["loc"])
        raise ConfigurationError(f"{path.name}, {place}: {problem['msg']}. Correct the vocabulary") from None
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path.name}: not a readable YAML file. Correct the vocabulary") from error
    except ValueError as error:
        raise ConfigurationError(f"{path.name}: {error}. Correct the vocabulary") from None
