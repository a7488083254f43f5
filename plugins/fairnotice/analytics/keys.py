"""What a key says about what stands under and beside it: a switch, a place's name, a sentence, a file.

The words are data (``keys.yaml``), in English as the formats have them; what names a classifier is in
the vocabulary, not here.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from fairnotice.analytics.node import Kind, Node
from fairnotice.analytics.tokens import tokens
from fairnotice.errors import names_a_secret

_FILE_ENDINGS = (".txt", ".names", ".labels", ".label", ".json", ".yaml", ".yml", ".lst", ".csv", ".pbtxt")


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    switches: frozenset[str]
    off_switches: frozenset[str]
    off_values: frozenset[str]
    on_values: frozenset[str]
    denials: frozenset[str]
    supported: frozenset[str]
    prose: frozenset[str]
    names_of_places: frozenset[str]
    names: frozenset[str]
    places: frozenset[str]
    label_files: frozenset[str]
    labels: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    return _Words.model_validate(yaml.safe_load(text))


@lru_cache(maxsize=20_000)
def words_of(key: str) -> tuple[str, ...]:
    """Return the words of a key, folded."""
    return tuple(tokens(key[:200]))


@lru_cache(maxsize=20_000)
def _joined(key: str) -> str:
    return " ".join(words_of(key))


@lru_cache(maxsize=20_000)
def is_secret(key: str) -> bool:
    """Tell whether what stands under this key is never looked at."""
    return names_a_secret(key)


def is_prose(key: str) -> bool:
    """Tell whether the value is a sentence about something, not a setting."""
    last = words_of(key)[-1:]
    return bool(last) and last[0] in _words().prose


def names_a_place(key: str) -> bool:
    """Tell whether the value is the name of a place, a person or a thing, not of a function."""
    return _joined(key) in _words().names_of_places


def is_name(key: str) -> bool:
    """Tell whether the value is a name of whatever it stands in."""
    return _joined(key) in _words().names


def holds_places(key: str) -> bool:
    """Tell whether what stands under this key are places, devices or people with names of their own."""
    last = words_of(key)[-1:]
    return bool(last) and last[0] in _words().places


def holds_labels(key: str) -> bool:
    """Tell whether what stands under this key are the names of a model's classes."""
    return any(word in _words().labels for word in words_of(key))


def denies(key: str) -> bool:
    """Tell whether what stands under this key is left out: ``exclude_attributes``, ``disabled_modules``."""
    return any(word in _words().denials for word in words_of(key))


def merely_supports(key: str) -> bool:
    """Tell whether what stands under this key could be, which does not say that it is."""
    return any(word in _words().supported for word in words_of(key))


def names_label_file(node: Node) -> bool:
    """Tell whether a value names a file of labels."""
    if node.kind is not Kind.TEXT or _joined(node.key) not in _words().label_files:
        return False
    text = node.text.strip().casefold()
    return text.endswith(_FILE_ENDINGS) and len(text.split()) == 1


def is_off(node: Node) -> bool:
    """Tell whether a single value switches off what its key names."""
    return node.scalar and node.text.strip().casefold() in _words().off_values


def switched_off(node: Node) -> bool:
    """Tell whether a mapping holds a switch that turns it off: ``enabled: false``, ``disabled: true``."""
    return any(_turns_off(child) for child in node.children if child.scalar)


def _turns_off(switch: Node) -> bool:
    key = _joined(switch.key)
    value = switch.text.strip().casefold()
    if key in _words().switches:
        return value in _words().off_values
    return key in _words().off_switches and value in _words().on_values
