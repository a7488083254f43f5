"""What model files say about themselves, whatever their format: names of classes, of outputs, of layers.

Each format's reader builds one tree of it, so that all are read alike.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from fairnotice.analytics.documents.node import Kind, Node, pointer
from fairnotice.analytics.documents.reading import Reading
from fairnotice.analytics.meaning.mentions import lower
from fairnotice.analytics.meaning.tree import read_tree
from fairnotice.domain import Level

OUTPUTS = "outputs"
LAYERS = "layers"
ABOUT = "about"
_NAMES = frozenset(
    {
        "names", "labels", "classes", "class_names", "classnames", "label_names", "labels_map", "label_map",
        "id2label", "label2id", "class_to_idx", "idx_to_class", "categories", "class_labels", "classes_",
    }
)  # fmt: skip
"""Keys under which Ultralytics, Hugging Face, torchvision, scikit-learn and others keep what a model tells apart."""
NO_NAMES = "the model carries no names of what it tells apart"
PARTS_ONLY = {LAYERS: Level.CAPABILITY, ABOUT: Level.CAPABILITY}
"""What a model's parts are called, and what is written about it, shows what it could tell, not that it does."""
_DEEPEST = 8
_LONGEST_LITERAL = 256 * 1024
"""The names of ten thousand classes take about as much."""
_LITERAL = re.compile(
    r"(?:\s++|[\[\](){},:]|None|True|False|[+-]?\d{1,40}(?:\.\d{1,40})?(?:e[+-]?\d{1,3})?"
    r"|[uU]?'(?:[^'\\\n]|\\.)*+'|[uU]?\"(?:[^\"\\\n]|\\.)*+\")*+"
)
"""Brackets, numbers and strings: no names, calls or operators, which cost the parser more than they can say."""
_MOST_NODES = 100_000
_LONGEST_NAME = 1_000
_MOST_LAYERS = 2_000
_SPLIT = re.compile(r"[/.:;]+")
_COUNT = re.compile(r"\s*\d{1,6}\s*$")
"""How many classes there are, which some write where others write their names."""
_COUNTED = re.compile(r"[_-]?\d+$")


class RefusedMetadataError(ValueError):
    """Metadata that are not what they must be, or too much of it."""


def read_model(format_: str, root: Node, *, error: str | None = None) -> Reading:
    """Read the tree of what a model says about itself.

    Args:
        format_: The format's name in results.
        root: Its metadata; lists under ``OUTPUTS`` are what it gives, under ``LAYERS`` and ``ABOUT`` a capability.
        error: Why not all of it is in the tree.
    """
    reading = read_tree(root, format_, levels=PARTS_ONLY, error=error)
    if error is None and not has_names(reading):
        return replace(reading, error=NO_NAMES)
    return reading


def has_names(reading: Reading) -> bool:
    """Tell whether the classes that a model tells apart are named in it."""
    return any(not each.only_sets and each.company and is_names_key(each.company[0]) for each in reading.lists)


def is_names_key(key: str) -> bool:
    """Tell whether the names of classes stand under ``key``."""
    return key.casefold() in _NAMES


def capability_only(reading: Reading) -> Reading:
    """Return a reading whose single words prove a capability at most; its lists of labels keep what they prove."""
    return replace(
        reading,
        statements=tuple(replace(each, level=lower(each.level, Level.CAPABILITY)) for each in reading.statements),
    )


def text_nodes(texts: Iterable[str], key: str, path: str) -> Node:
    """Return a list of texts as a node; their places are numbered."""
    children = [Node("", f"{path}/{index}", None, Kind.TEXT, text) for index, text in enumerate(texts)]
    return Node(key, path, None, Kind.LIST, children=children)


def layers(names: Iterable[str], path: str, outputs: Iterable[str] = ()) -> Node:
    """Return the different words in the names of a network's parts: 'race_head' of '/race_head/fc/Gemm_12'.

    What is said of them as ``outputs`` is not said again.
    """
    found: dict[str, None] = {}
    said = set(outputs)
    for name in names:
        if name in said:
            continue
        for part in _SPLIT.split(name[:_LONGEST_NAME]):
            word = _COUNTED.sub("", part)
            if word and not word.isdigit():
                found.setdefault(word)
        if len(found) > _MOST_LAYERS:
            break
    children = [Node("", path, None, Kind.TEXT, word) for word in list(found)[:_MOST_LAYERS]]
    return Node(LAYERS, path, None, Kind.LIST, children=children)


def property_node(key: str, path: str, text: str) -> Node:
    """Return one property of a model, whose text may hold a Python literal, JSON or a list with commas.

    Raises:
        RefusedMetadataError: The property must be a list of names and is none.
    """
    parsed = _parsed(text) if text.strip()[:1] in tuple("[{(") or is_names_key(key) else None
    value = text if parsed is None else parsed
    if is_names_key(key) and not _are_names(value) and not _COUNT.match(text):
        raise RefusedMetadataError(f"its metadata '{key}' is not a list of names")
    return value_node(key, path, value)


def value_node(key: str, path: str, value: object) -> Node:
    """Return a value of JSON or a Python literal as a node.

    Raises:
        RefusedMetadataError: It holds too many values, or they are nested too deep.
    """
    return _node(key, path, value, 0, iter(range(_MOST_NODES)))


def json_node(key: str, path: str, data: bytes) -> Node:
    """Return a JSON object as a node.

    Raises:
        RefusedMetadataError: It is no JSON object in UTF-8, or too much of it.
    """
    return value_node(key, path, json_object(data))


def json_object(data: bytes) -> dict[str, object]:
    """Return a JSON object.

    Raises:
        RefusedMetadataError: It is no JSON object in UTF-8, or nested too deep.
    """
    try:
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise RefusedMetadataError("no JSON in UTF-8") from None
    if not isinstance(value, dict):
        raise RefusedMetadataError("no JSON object")
    return value


def _node(key: str, path: str, value: object, depth: int, left: Iterator[int]) -> Node:
    if next(left, None) is None:
        raise RefusedMetadataError(f"its metadata hold more than {_MOST_NODES} values")
    if depth > _DEEPEST:
        raise RefusedMetadataError(f"its metadata are nested deeper than {_DEEPEST} levels")
    if isinstance(value, dict):
        pairs = [(_whole(str(name)), each) for name, each in value.items()]
        children = [_node(name, pointer(path, name), each, depth + 1, left) for name, each in pairs]
        return Node(key, path, None, Kind.MAP, children=children)
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=repr) if isinstance(value, set | frozenset) else value
        children = [_node("", pointer(path, index), each, depth + 1, left) for index, each in enumerate(items)]
        return Node(key, path, None, Kind.LIST, children=children)
    return Node(key, path, None, *_scalar(value))


def _scalar(value: object) -> tuple[Kind, str]:
    if isinstance(value, bool):
        return Kind.TRUTH, str(value).lower()
    if isinstance(value, int | float):
        # The text of a huge number costs more than it says.
        return Kind.NUMBER, str(value) if isinstance(value, float) or value.bit_length() < 64 else "a large number"
    if isinstance(value, str):
        return Kind.TEXT, _whole(value)
    return Kind.NOTHING, ""


def _whole(text: str) -> str:
    """Return a text without halves of signs, which an escape can write and nothing can print."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _parsed(text: str) -> object:
    """Return the value of a Python literal or of JSON, the parts of a text with commas, or None."""
    if _depth(text) > _DEEPEST:
        return None
    try:
        # The parser of Python takes half a gigabyte for a megabyte of small numbers, that of JSON thirty.
        return ast.literal_eval(text.strip()) if _is_literal(text) else json.loads(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return None if text.strip()[:1] in tuple("[{(") else _parts(text)


def _is_literal(text: str) -> bool:
    """Tell whether a text is short enough for Python's parser and has only what values are written with."""
    return len(text) <= _LONGEST_LITERAL and _LITERAL.fullmatch(text) is not None


def _parts(text: str) -> list[str] | None:
    parts = [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]
    return None if any(len(part) > _LONGEST_NAME for part in parts) else parts


def _are_names(value: object) -> bool:
    if isinstance(value, dict):
        numbered = all(isinstance(name, str) for name in value.values())
        counted = all(isinstance(name, str) and isinstance(each, int) for name, each in value.items())
        return bool(value) and (numbered or counted)
    return isinstance(value, list | tuple | set) and bool(value) and all(isinstance(each, str) for each in value)


def _depth(text: str) -> int:
    """Return how deep brackets are nested; a deep literal would cost the parser its stack."""
    depth = deepest = 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    return deepest
