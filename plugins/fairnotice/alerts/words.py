"""The words of messages: one data file for each language, so that a language is added without code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "words"
_JURISDICTIONS = "jurisdictions"
FALLBACK = "en"


class Words:
    """The words of one language.

    Args:
        tag: The language's BCP 47 tag, as its file is named.
        texts: Sentences by key; a key that counts something has the forms ``.one`` and ``.other``.
    """

    def __init__(self, tag: str, texts: Mapping[str, str]) -> None:
        self.tag = tag
        self._texts = texts

    def __call__(self, key: str, **values: Any) -> str:
        """Return a sentence with its values put in."""
        return self._texts[key].format_map(values) if values else self._texts[key]

    def counted(self, key: str, n: int, **values: Any) -> str:
        """Return the form of a sentence for ``n`` things."""
        return self(f"{key}.{'one' if n == 1 else 'other'}", n=n, **values)

    def known(self, key: str) -> bool:
        """Tell whether there is such a sentence."""
        return key in self._texts


def languages() -> tuple[str, ...]:
    """Return the tags of all languages that there are words of."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.json") if path.stem != _JURISDICTIONS))


@cache
def words(tag: str) -> Words:
    """Return the words of a language that there are words of."""
    return Words(tag, json.loads((_FOLDER / f"{tag}.json").read_text(encoding="utf-8")))


@cache
def _by_jurisdiction() -> Mapping[str, str]:
    found: dict[str, str] = json.loads((_FOLDER / f"{_JURISDICTIONS}.json").read_text(encoding="utf-8"))
    return found


def language_for(stated: str | None, setting: str | None, jurisdiction: str | None) -> str:
    """Choose the language of a message.

    Args:
        stated: What the registry says of the operator, as a BCP 47 tag.
        setting: What the authority set for those of whom the registry says nothing.
        jurisdiction: Code of the place of the operator's cameras.

    Returns:
        The first of these that there are words of, else English.
    """
    by_place = _by_jurisdiction().get((jurisdiction or "").split("-")[0])
    for tag in (stated, setting, by_place):
        short = (tag or "").replace("_", "-").split("-")[0].lower()
        if short in languages():
            return short
    return FALLBACK
