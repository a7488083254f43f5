"""What an ONNX model says about itself: its metadata, its outputs and its layers, read without loading it.

Weights are skipped wherever they stand. Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto,
``ModelProto``, ``GraphProto``, ``NodeProto``, ``AttributeProto``, ``TensorProto``, ``ValueInfoProto``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from fairnotice.analytics.documents.node import Kind, Node, pointer
from fairnotice.analytics.documents.reading import MOST_LABELS, Reading
from fairnotice.analytics.model_files.model_metadata import (
    ABOUT,
    OUTPUTS,
    RefusedMetadataError,
    layers,
    property_node,
    read_model,
    text_nodes,
)
from fairnotice.analytics.model_files.protobuf import BrokenMessageError, content, fields

_FORMAT = "onnx"
_IR_VERSION, _GRAPH, _METADATA_PROPS = 1, 7, 14
_TEXTS = {2: "producer_name", 4: "domain", 6: "doc_string"}
_KEY, _VALUE = 1, 2
_NODE, _GRAPH_NAME, _INITIALIZER, _GRAPH_DOC, _OUTPUT = 1, 2, 5, 10, 12
_NODE_OUTPUT, _NODE_NAME, _NODE_OPERATOR, _NODE_ATTRIBUTE, _TENSOR_NAME, _OUTPUT_NAME = 2, 3, 4, 5, 8, 1
_OF_A_NODE = (_NODE_OUTPUT, _NODE_NAME, _NODE_OPERATOR)
_ATTRIBUTE_NAME, _ATTRIBUTE_STRINGS = 1, 9
_CLASSES, _STRINGS = "class_labels", "classlabels_strings"
_OF_CLASSES = frozenset({"ZipMap", "LinearClassifier", "SVMClassifier", "TreeEnsembleClassifier"})
"""Operators of the domain ai.onnx.ml that name what they tell apart: https://onnx.ai/onnx/operators/#ai-onnx-ml."""
_MOST_FIELDS = 10_000
_MOST_PARTS = 200_000
"""Nodes, weights and others of a graph that are stepped over."""
_MOST_NAMED = 20_000
"""Nodes and weights whose name is read."""
_MOST_OF_A_PART = 60
"""Fields of one node or weight that are looked at for its name."""
_MOST_OUTPUTS = 1_000
_MOST_METADATA = 1024 * 1024
_LONGEST_TEXT = 64 * 1024
_LONGEST_NAME = 1_000


def read_onnx(stream: BinaryIO, size: int) -> Reading:
    """Read what an ONNX model says about itself.

    Args:
        stream: The model from its beginning; must be seekable.
        size: Its length in bytes; nothing beyond is believed.
    """
    root = Node("", "")
    try:
        problem = _read_into(root, stream, size)
    except BrokenMessageError as error:
        return Reading(_FORMAT, error=f"not a readable ONNX model: {error}")
    return read_model(_FORMAT, root, error=problem)


def looks_like_onnx(head: bytes) -> bool:
    """Tell whether ``head`` may begin an ONNX model: it opens with its format's version, a small number."""
    return len(head) > 2 and head[0] == _IR_VERSION << 3 and 0 < head[1] < 0x40


def _read_into(root: Node, stream: BinaryIO, size: int) -> str | None:
    """Add to ``root`` what the model says; return why not all of it could be read."""
    properties = Node("metadata_props", "metadata_props")
    graphs: list[tuple[int, int]] = []
    problems: list[str] = []
    total = 0
    for number, start, length in fields(stream, 0, size, _MOST_FIELDS):
        if number == _GRAPH:
            graphs.append((start, start + length))
        elif number in _TEXTS:
            text = _text(content(stream, start, length, _LONGEST_TEXT))
            # What is written about a model is not what it is set to do.
            key = ABOUT if _TEXTS[number] == "doc_string" else _TEXTS[number]
            properties.children.append(Node(key, _TEXTS[number], None, Kind.TEXT, text))
        elif number == _METADATA_PROPS:
            total += length
            if total > _MOST_METADATA:
                raise BrokenMessageError(f"its metadata are larger than {_MOST_METADATA} bytes")
            try:
                properties.children.append(_property(stream, start, length))
            except RefusedMetadataError as error:
                problems.append(str(error))
    if not graphs:
        raise BrokenMessageError("it holds no graph")
    root.children.append(properties)
    try:
        about, parts = _in_graph(stream, *graphs[-1])
        properties.children += about
        root.children += parts
    except BrokenMessageError as error:
        problems.append(f"its graph was not read completely: {error}")
    return problems[0] if problems else None


def _property(stream: BinaryIO, start: int, length: int) -> Node:
    entry = dict.fromkeys((_KEY, _VALUE), b"")
    for inner, inner_start, inner_length in fields(stream, start, start + length, _MOST_FIELDS):
        if inner in entry:
            entry[inner] = content(stream, inner_start, inner_length, _MOST_METADATA)
    try:
        key, value = entry[_KEY].decode("utf-8"), entry[_VALUE].decode("utf-8")
    except UnicodeDecodeError:
        raise BrokenMessageError("its metadata are not UTF-8") from None
    return property_node(key, pointer("metadata_props", key), value)


def _in_graph(stream: BinaryIO, start: int, end: int) -> tuple[list[Node], list[Node]]:
    """Return the graph's own texts; and what it gives, what it tells apart and the words in the names of its parts."""
    outputs: list[str] = []
    parts: list[tuple[int, int, int]] = []
    about: list[Node] = []
    for number, at, length in fields(stream, start, end, _MOST_PARTS):
        if number == _OUTPUT and len(outputs) < _MOST_OUTPUTS:
            outputs += list(_names(stream, at, length, (_OUTPUT_NAME,)))[:1]
        elif number in (_NODE, _INITIALIZER) and len(parts) < _MOST_NAMED:
            parts.append((number, at, length))
        elif number in (_GRAPH_NAME, _GRAPH_DOC) and length <= _LONGEST_TEXT:
            text = _text(content(stream, at, length, _LONGEST_TEXT))
            about.append(Node(ABOUT, "graph", None, Kind.TEXT, text))
    found = [text_nodes(outputs, OUTPUTS, "graph/output")]
    named: list[str] = []
    for number, at, length in parts:
        for field, text in _texts(stream, at, length, _OF_A_NODE if number == _NODE else (_TENSOR_NAME,)):
            if number != _NODE or field != _NODE_OPERATOR:
                named.append(text)
            elif text in _OF_CLASSES and (classes := list(_classes(stream, at, length))[:MOST_LABELS]):
                found.append(text_nodes(classes, _CLASSES, f"graph/node/{text}"))
    return about, [*found, layers(named, "graph/node", outputs)]


def _classes(stream: BinaryIO, start: int, length: int) -> Iterator[str]:
    """Yield what a classifier of classical learning tells apart, which stands in an attribute of its node."""
    for number, at, inner in fields(stream, start, start + length, _MOST_OF_A_PART):
        if number == _NODE_ATTRIBUTE and list(_names(stream, at, inner, (_ATTRIBUTE_NAME,)))[:1] == [_STRINGS]:
            for field, place, size in fields(stream, at, at + inner, MOST_LABELS):
                if field == _ATTRIBUTE_STRINGS:
                    yield _text(content(stream, place, size, _LONGEST_NAME))


def _names(stream: BinaryIO, start: int, length: int, wanted: tuple[int, ...]) -> Iterator[str]:
    """Yield the texts in the wanted fields of one part, as far as they are found in its first fields."""
    return (text for _, text in _texts(stream, start, length, wanted))


def _texts(stream: BinaryIO, start: int, length: int, wanted: tuple[int, ...]) -> Iterator[tuple[int, str]]:
    """Yield the texts in the wanted fields of one part, each with its field, as far as its first fields hold them."""
    try:
        for number, at, inner in fields(stream, start, start + length, _MOST_OF_A_PART):
            if number in wanted and inner <= _LONGEST_NAME:
                yield number, _text(content(stream, at, inner, _LONGEST_NAME))
    except BrokenMessageError:
        # A part with thousands of fields has said its name by then; a broken one has none.
        return


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
