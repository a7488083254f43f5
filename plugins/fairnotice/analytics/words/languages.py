"""The same few words in many languages, as data: what a language adds to the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from fairnotice.analytics.words.tokens import folded

LANGUAGES = Path(__file__).parent / "languages.yaml"
_GROUPS = ("face", "demographics", "person", "analysis", "asking", "denial_before", "records", "animals")
_EITHER = re.compile(r"\(([^()]*)\)")
_SOURCE = "plain words"
_DENIALS = "denial_before"
_LEAST_LETTERS = 5
"""Of a word that is company in every file."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Member(_Strict):
    set: str
    as_: str = Field(alias="as")
    kind: Literal["strong", "weak", "colours"]


class Languages(_Strict):
    """The languages' file."""

    concepts: dict[str, dict[str, Any]]
    """Fields of an entry, by what a language's words mean."""
    labels: dict[str, _Member]
    languages: dict[str, dict[str, tuple[str, ...]]]
    memory: tuple[str, ...] = ()
    """Languages of which the plain meaning of the words was not looked up."""

    @model_validator(mode="after")
    def _consistent(self) -> Languages:
        known = {*self.concepts, *self.labels, *_GROUPS}
        for language, words in self.languages.items():
            if unknown := sorted(words.keys() - known):
                raise ValueError(f"{language}: neither a concept, a label nor a group: {', '.join(unknown)}")
        return self


def spelled_out(words: Iterable[str]) -> Iterator[str]:
    """Yield words with each of their endings: 'etnick(á|é) skupina' is two."""
    for word in words:
        parts = _EITHER.split(word)
        for chosen in product(*(part.split("|") if at % 2 else [part] for at, part in enumerate(parts))):
            yield " ".join("".join(chosen).split())


def with_languages(document: dict[str, Any], path: Path = LANGUAGES) -> dict[str, Any]:
    """Return a vocabulary's document, as read, with the words of each language; what it has itself stays as it is.

    Raises:
        pydantic.ValidationError: The languages' file is not valid.
        ValueError: It names a set or a spelling that the document has not.
    """
    found = _languages(path)
    groups = {name: list(words) for name, words in document["groups"].items()}
    sets = {each["id"]: {kind: [list(one) for one in each.get(kind, ())] for kind in ("strong", "weak", "colours")}
            for each in document["sets"]}  # fmt: skip
    taken = {name: {word for kind in each.values() for one in kind for word in one} for name, each in sets.items()}
    entries = list(document["entries"])
    for language, words in found.languages.items():
        certainty = "memory" if language in found.memory else "language"
        for concept, given in words.items():
            all_of_them = list(spelled_out(given))
            if concept in found.concepts:
                entries.append(_entry(language, concept, all_of_them, found.concepts[concept], certainty))
            elif concept in found.labels:
                member = found.labels[concept]
                if member.set not in sets:
                    raise ValueError(f"{concept}: no set is called '{member.set}'")
                new = [word for word in all_of_them if word not in taken[member.set]]
                _spellings(sets[member.set], member).extend(new)
                taken[member.set].update(new)
            else:
                company = (word for word in all_of_them if not _means_much_elsewhere(word, concept))
                groups.setdefault(concept, []).extend(company)
    members = [{**each, **sets[each["id"]]} for each in document["sets"]]
    return {**document, "groups": groups, "entries": entries, "sets": members}


def _means_much_elsewhere(word: str, group: str) -> bool:
    """Tell whether a word without its accents is as short as words of other languages: 'pär', 'ne', 'cấm'."""
    bare = folded(word.casefold())
    # 'inte' and 'ikke' deny in a language of their own.
    lost = bare != word.casefold()
    return bare.isascii() and len(bare) < _LEAST_LETTERS + lost - (group == _DENIALS and not lost)


def _entry(language: str, concept: str, words: list[str], fields: Mapping[str, Any], certainty: str) -> dict[str, Any]:
    return {
        "id": f"{language}.{concept.replace('_', '-')}-words",
        "words": words,
        "language": language,
        "certainty": certainty,
        "source": _SOURCE,
        **fields,
    }


def _spellings(each: Mapping[str, list[list[str]]], member: _Member) -> list[str]:
    """Return the list of spellings that a label's translations join."""
    for spellings in each[member.kind]:
        if member.as_ in spellings:
            return spellings
    raise ValueError(f"no label '{member.as_}' among the {member.kind} ones of '{member.set}'")


@lru_cache(maxsize=2)
def _languages(path: Path) -> Languages:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Languages.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=loader))  # noqa: S506
