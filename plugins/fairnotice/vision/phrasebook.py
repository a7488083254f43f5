"""Everything that is known of how signs are worded, loaded once from ``phrases/``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from fairnotice.vision.concepts import Lexicon, Rule
from fairnotice.vision.folding import plain_letters
from fairnotice.vision.marks import Marks
from fairnotice.vision.prefilter import Prefiltered, Shortlist, prefiltered

PHRASES = Path(__file__).parent / "phrases"


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Another kind of sign: what it says, and whether its words about cameras speak of something else."""

    says: str
    taints: bool
    patterns: tuple[Prefiltered, ...]


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """The patterns, words and rules of all languages."""

    surveillance: Mapping[Literal["statement", "name"], Mapping[str, tuple[Prefiltered, ...]]]
    look_alikes: Mapping[str, LookAlike]
    shortlist: Shortlist
    """All patterns of ``surveillance`` and ``look_alikes``."""
    lexicon: Lexicon
    statement: tuple[Rule, ...]
    weak_statement: tuple[Rule, ...]
    """These count only where nothing on the sign belongs to another kind of sign."""
    elements: Mapping[str, tuple[Rule, ...]]
    marks: Marks


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """Return the phrases; they are read at the first call."""
    rules = _load("rules")
    surveillance: dict[Literal["statement", "name"], dict[str, tuple[Prefiltered, ...]]] = {
        kind: {language: _all(sources) for language, sources in languages.items()}
        for kind, languages in _load("statements")["surveillance"].items()
    }
    look_alikes = {
        kind: LookAlike(
            entry["says"],
            entry.get("taints", False),
            tuple(pattern for sources in entry["patterns"].values() for pattern in _all(sources)),
        )
        for kind, entry in _load("look_alikes")["look_alikes"].items()
    }
    every = [pattern for languages in surveillance.values() for found in languages.values() for pattern in found]
    return Phrasebook(
        surveillance=surveillance,
        look_alikes=look_alikes,
        shortlist=Shortlist((*every, *(pattern for kind in look_alikes.values() for pattern in kind.patterns))),
        lexicon=Lexicon(words()),
        statement=tuple(Rule.parsed(source) for source in rules["statement"]),
        weak_statement=tuple(Rule.parsed(source) for source in rules["weak_statement"]),
        elements={
            element: tuple(Rule.parsed(source) for source in sources) for element, sources in rules["elements"].items()
        },
        marks=Marks.compiled(_load("marks")),
    )


def words() -> dict[str, dict[str, list[str]]]:
    """Return the words per language and concept."""
    return {
        path.stem: {concept: _listed(entries) for concept, entries in _load(f"words/{path.stem}").items()}
        for path in sorted((PHRASES / "words").glob("*.yaml"))
    }


def _listed(entries: str) -> list[str]:
    return [word.strip() for word in str(entries).split(",") if word.strip()]


def _load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((PHRASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


def _all(sources: Sequence[str]) -> tuple[Prefiltered, ...]:
    return tuple(prefiltered(plain_letters(source).replace(" ", "")) for source in sources)
