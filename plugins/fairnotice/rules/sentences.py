"""The sentences of a judgement in a reader's language, from data: one file of sentences for each language.

A step and what would settle it are stored with the finding in English, as they were said: history is append-only and
hashed. Each such sentence is an English one of ``words/en.json`` with values in its gaps, so that it is found again
with its values, also one of years ago, and said by the sentence of the same key in another language. A value that is
one of our own terms is translated too; what a registry, an operator or a device wrote stays as it was written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from fairnotice.errors import RulePackError
from fairnotice.rules.load import load_pack_version
from fairnotice.rules.pack_values import Text

STORED = "en"
"""The language in which sentences are stored."""
_FOLDER = Path(__file__).parent / "words"
_GAP = re.compile(r"\{(\w+)\}")
_LONGEST = 1500
"""Letters: longer ones are quoted, since somebody else's words in them could be made to fit slowly."""
_SHAPES = {
    "day": r"\d{4}-\d\d-\d\d|None",
    "days": r"[\d, -]+",
} | dict.fromkeys(("n", "number", "alone", "least", "most", "px"), r"[\d.,%]+")
"""What a gap holds; another one anything."""
_BETWEEN = ("items", "list", "says", "either")
"""What parts a value that is several: the outermost first."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """An English sentence, by which stored ones are recognised."""

    key: str
    pattern: re.Pattern[str]
    fixed: int
    """How many letters are no gap: of two sentences that fit, the one with more is meant."""


@cache
def languages() -> tuple[str, ...]:
    """Return the tags of all languages that there are sentences in."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.json")))


def said_in(sentence: str, language: str, *, pack_id: str = "", pack_version: str = "") -> str | None:
    """Return a stored sentence in another language, or None where there is none: then it is quoted as it was stored.

    Args:
        sentence: A step of a finding, or what would settle it, as stored.
        language: BCP 47 tag; of ``zh-Hans`` the first part counts.
        pack_id: The pack that judged, whose exemptions and questions are said in its own translations.
        pack_version: Its version.
    """
    tag = language.split("-")[0].lower()
    if tag == STORED:
        return sentence
    if tag not in languages():
        return None
    from_pack = _of_pack(pack_id, pack_version)
    if (whole := from_pack.get(sentence)) is not None:
        return _in(whole, tag)
    found = _found(sentence, "said.", "settles.")
    if found is None or (template := _words(tag).get(found[0])) is None:
        return None
    values = {name: _value(name, value, tag, from_pack) for name, value in found[1].items()}
    return template.format_map(values)


def said_in_each(sentence: str, *, pack_id: str = "", pack_version: str = "") -> dict[str, str]:
    """Return a stored sentence in every language that has it, by tag; English is always there."""
    each = {tag: said_in(sentence, tag, pack_id=pack_id, pack_version=pack_version) for tag in languages()}
    return {tag: said for tag, said in each.items() if said is not None}


@cache
def _words(tag: str) -> Mapping[str, str]:
    words: dict[str, str] = json.loads((_FOLDER / f"{tag}.json").read_text(encoding="utf-8"))
    return words


@cache
def _sentences(*kinds: str) -> tuple[_Sentence, ...]:
    """Return the English sentences of these kinds, those first that say most by themselves."""
    made = []
    for key, template in _words(STORED).items():
        if not key.startswith(kinds):
            continue
        parts = _GAP.split(template)
        pattern = "".join(
            f"(?P<{part}>{_SHAPES.get(part, '.+')})" if number % 2 else re.escape(part)
            for number, part in enumerate(parts)
        )
        made.append(_Sentence(key, re.compile(pattern, re.DOTALL), sum(map(len, parts[::2]))))
    return tuple(sorted(made, key=lambda each: -each.fixed))


@cache
def _terms() -> Mapping[str, Mapping[str, str]]:
    """Return the key of each of our own English terms, by the gap that it stands in."""
    found: dict[str, dict[str, str]] = {}
    for key, term in _words(STORED).items():
        if key.startswith("term."):
            found.setdefault(key.split(".")[1], {})[term] = key
    return found


@lru_cache(maxsize=4096)
def _found(sentence: str, *kinds: str) -> tuple[str, Mapping[str, str]] | None:
    for known in _sentences(*kinds) if len(sentence) <= _LONGEST else ():
        if fits := known.pattern.fullmatch(sentence):
            return known.key, fits.groupdict()
    return None


def _value(gap: str, value: str, tag: str, from_pack: Mapping[str, Text]) -> str:
    if value in from_pack:
        return _in(from_pack[value], tag) or value
    if (part := _found(value, f"part.{gap}.")) is not None and (template := _words(tag).get(part[0])) is not None:
        return template.format_map(part[1])
    return _term(value, _terms().get(gap, {}), _words(tag)) or value


def _term(value: str, terms: Mapping[str, str], words: Mapping[str, str]) -> str | None:
    """Return a term, or several, of which each must be known: half a translation would mislead."""
    if value in terms:
        return words.get(terms[value])
    for kind in _BETWEEN:
        parts = value.split(_words(STORED)[f"between.{kind}"])
        if len(parts) > 1:
            said = [_term(part, terms, words) for part in parts]
            known = [each for each in said if each is not None]
            return words[f"between.{kind}"].join(known) if len(known) == len(parts) else None
    return None


def _in(text: Text, tag: str) -> str | None:
    return text.zh if tag == "zh" else text.others.get(tag)


@lru_cache(maxsize=200)
def _of_pack(pack_id: str, version: str) -> Mapping[str, Text]:
    """Return what a version of a pack says in several languages, by its English words."""
    if not pack_id or not version:
        return {}
    try:
        pack = load_pack_version(pack_id, version)
    except RulePackError:
        # Its file may be an authority's own, which is elsewhere by now: its words are quoted as they were stored.
        return {}
    said = [rule.wording for rule in pack.rules if rule.wording is not None]
    said += [text for rule in pack.rules for each in rule.exemptions for text in (each.text, each.question)]
    return {text.en: text for text in said}
