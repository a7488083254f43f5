"""The names that an ONNX model carries in its metadata, read without loading the model.

Only the outermost fields of the protobuf message are walked, and the graph with its weights is
skipped. Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, ``ModelProto``.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from typing import BinaryIO

from fairnotice.analytics.reading import Label, LabelList, Reading, Scope, Statement

_FORMAT = "onnx"
_IR_VERSION, _GRAPH, _METADATA_PROPS = 1, 7, 14
_KEY, _VALUE = 1, 2
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_NAMES = ("names", "labels", "classes", "class_names")
_MOST_FIELDS = 10_000
_MOST_METADATA = 1024 * 1024
_DEEPEST = 8
_LONGEST_NAME = 1_000


class _BrokenModelError(ValueError):
    """The bytes are not the message that they claim to be."""


def read_onnx(stream: BinaryIO, size: int) -> Reading:
    """Read the label names in the ``metadata_props`` of an ONNX model.

    Args:
        stream: The model from its beginning; must be seekable.
        size: Its length in bytes; nothing beyond is believed.
    """
    try:
        properties = _properties(stream, size)
    except _BrokenModelError as error:
        return Reading(_FORMAT, error=f"not a readable ONNX model: {error}")
    scope = Scope()
    scope.texts += properties
    keys = tuple(Statement(key, f"metadata_props/{key}", scope=scope) for key in properties if key not in _NAMES)
    lists = []
    for key in _NAMES:
        if key in properties:
            names = _names(properties[key])
            if names is None:
                return Reading(_FORMAT, statements=keys, error=f"its metadata '{key}' is not a list of names")
            labels = tuple(Label(text, f"metadata_props/{key}/{number}") for number, text in names)
            lists.append(LabelList(labels, (key,)))
    if not lists:
        return Reading(_FORMAT, statements=keys, error="the model carries no names of what it tells apart")
    return Reading(_FORMAT, tuple(lists), keys)


def looks_like_onnx(head: bytes) -> bool:
    """Tell whether ``head`` may begin an ONNX model: it opens with its format's version, a small number."""
    return len(head) > 2 and head[0] == _IR_VERSION << 3 | _VARINT and 0 < head[1] < 0x40


def _properties(stream: BinaryIO, size: int) -> dict[str, str]:
    found: dict[str, str] = {}
    total = 0
    has_graph = False
    for number, start, length in _fields(stream, 0, size):
        has_graph = has_graph or number == _GRAPH
        if number != _METADATA_PROPS:
            continue
        total += length
        if total > _MOST_METADATA:
            raise _BrokenModelError(f"its metadata are larger than {_MOST_METADATA} bytes")
        entry = dict.fromkeys((_KEY, _VALUE), b"")
        for inner, inner_start, inner_length in _fields(stream, start, start + length):
            if inner in entry:
                stream.seek(inner_start)
                entry[inner] = stream.read(inner_length)
        try:
            found[entry[_KEY].decode("utf-8")] = entry[_VALUE].decode("utf-8")
        except UnicodeDecodeError:
            raise _BrokenModelError("its metadata are not UTF-8") from None
    if not has_graph:
        raise _BrokenModelError("it holds no graph")
    return found


def _fields(stream: BinaryIO, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield number, start and length of each length-delimited field between two offsets."""
    position = start
    for _ in range(_MOST_FIELDS):
        if position == end:
            return
        stream.seek(position)
        tag, position = _varint(stream, position, end)
        number, wire = tag >> 3, tag & 7
        if number == 0:
            raise _BrokenModelError("a field has no number")
        if wire == _BYTES:
            length, position = _varint(stream, position, end)
            if length > end - position:
                raise _BrokenModelError(f"a field claims {length} bytes where {end - position} are left")
            yield number, position, length
            position += length
        elif wire == _VARINT:
            _, position = _varint(stream, position, end)
        elif wire in (_FIXED32, _FIXED64):
            position += 4 if wire == _FIXED32 else 8
            if position > end:
                raise _BrokenModelError("it ends inside a field")
        else:
            raise _BrokenModelError(f"a field of unknown kind {wire}")
    raise _BrokenModelError(f"more than {_MOST_FIELDS} fields")


def _varint(stream: BinaryIO, position: int, end: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if position >= end:
            raise _BrokenModelError("it ends inside a number")
        byte = stream.read(1)
        if not byte:
            raise _BrokenModelError("it ends early")
        position += 1
        value |= (byte[0] & 0x7F) << shift
        if not byte[0] & 0x80:
            return value, position
    raise _BrokenModelError("a number has too many digits")


def _names(text: str) -> list[tuple[str, str]] | None:
    """Return number and name of each class, from a Python literal or JSON, or None if it is neither."""
    if _depth(text) > _DEEPEST:
        return None
    value: object
    try:
        value = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            if text.strip()[:1] in "[{(":
                return None
            value = [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]
            if any(len(part) > _LONGEST_NAME for part in text.split(",")):
                return None
    return _numbered(value)


def _numbered(value: object) -> list[tuple[str, str]] | None:
    pairs: list[tuple[object, object]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
        if all(isinstance(key, str) and isinstance(name, int) for key, name in pairs):
            pairs = [(number, name) for name, number in pairs]
    elif isinstance(value, list | tuple):
        pairs = list(enumerate(value))
    if not pairs or not all(isinstance(name, str) for _, name in pairs):
        return None
    return [(str(key), str(name)) for key, name in pairs]


def _depth(text: str) -> int:
    """Return how deep brackets are nested; a deep literal would cost the parser its stack."""
    depth = deepest = 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    return deepest
