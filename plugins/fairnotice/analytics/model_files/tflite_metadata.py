"""What a TensorFlow Lite model says about itself: its outputs, its metadata and the files packed with it.

A model is a FlatBuffer; metadata are a second one in one of its buffers; label files are a zip archive
behind it. Field numbers: ``schema.fbs`` of https://github.com/tensorflow/tensorflow (tensorflow/lite) and
``metadata_schema.fbs`` of https://github.com/tensorflow/tflite-support.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from fairnotice.analytics.documents.label_map import read_label_map
from fairnotice.analytics.documents.node import Kind, Node
from fairnotice.analytics.documents.reading import Label, LabelList, Reading
from fairnotice.analytics.model_files.flatbuffer import BrokenBufferError, FlatBuffer, Table
from fairnotice.analytics.model_files.model_metadata import (
    ABOUT,
    NO_NAMES,
    OUTPUTS,
    RefusedMetadataError,
    has_names,
    layers,
    property_node,
    read_model,
    text_nodes,
)
from fairnotice.analytics.model_files.zip_members import ArchiveRefusedError, Members, ends_in_archive

_FORMAT = "tflite"
_MODEL, _METADATA = b"TFL3", b"M001"
_SUBGRAPHS, _DESCRIPTION, _BUFFERS, _MODEL_METADATA, _SIGNATURES = 2, 3, 4, 6, 7
_TENSORS, _OUTPUTS, _TENSOR_NAME = 0, 2, 3
_DATA = 0
_SUBGRAPH_METADATA, _OUTPUT_METADATA = 3, 3
_FILES_OF_MODEL, _FILES_OF_SUBGRAPH, _FILES_OF_TENSOR = 6, 4, 6
_NAME, _ABOUT = 0, 1
_MOST_SUBGRAPHS = 20
_MOST_TENSORS = 10_000
_MOST_OUTPUTS = 1_000
_MOST_ENTRIES = 100
_MOST_METADATA = 1024 * 1024
_MOST_LABEL_FILE = 1024 * 1024
_MOST_FILES = 20


@dataclass(slots=True)
class _Found:
    """What was read so far."""

    outputs: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    """Files that the metadata name."""
    properties: list[Node] = field(default_factory=list)
    lists: list[LabelList] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_tflite(stream: BinaryIO, size: int) -> Reading:
    """Read what a TensorFlow Lite model says about itself.

    Args:
        stream: The model from its beginning; must be seekable.
        size: Its length in bytes; no offset beyond is followed.
    """
    found = _Found()
    try:
        _in_model(FlatBuffer(stream, 0, size), found)
    except BrokenBufferError as error:
        found.problems.append(f"not a readable TensorFlow Lite model: {error}")
    try:
        _in_archive(stream, size, found)
    except ArchiveRefusedError as error:
        found.problems.append(f"the files packed with it are not read: {error}")
    about = [Node(ABOUT, "metadata", None, Kind.TEXT, text) for text in found.about if text]
    outputs = text_nodes(dict.fromkeys(filter(None, found.outputs)), OUTPUTS, "outputs")
    root = Node("", "", children=[*about, outputs, layers(found.parts, "tensors", found.outputs), *found.properties])
    reading = read_model(_FORMAT, root)
    named = bool(found.lists) or has_names(reading)
    problem = next(iter(found.problems), None if named else NO_NAMES)
    return replace(reading, lists=(*found.lists, *reading.lists), error=problem)


def looks_like_tflite(head: bytes) -> bool:
    """Tell whether ``head`` begins a TensorFlow Lite model."""
    return head[4:8] == _MODEL


def _in_model(buffer: FlatBuffer, found: _Found) -> None:
    if buffer.identifier() != _MODEL:
        raise BrokenBufferError("it does not say that it is one")
    model = buffer.root()
    found.about.append(model.text(_DESCRIPTION))
    for entry in model.tables(_MODEL_METADATA, _MOST_ENTRIES):
        if entry.text(0) == "TFLITE_METADATA":
            _in_metadata(buffer, model.item(_BUFFERS, entry.number(1)), found)
    for signature in model.tables(_SIGNATURES, _MOST_ENTRIES):
        found.outputs += [output.text(_NAME) for output in signature.tables(1, _MOST_OUTPUTS)]
    for subgraph in model.tables(_SUBGRAPHS, _MOST_SUBGRAPHS):
        for index in subgraph.numbers(_OUTPUTS, _MOST_OUTPUTS):
            tensor = subgraph.item(_TENSORS, index)
            found.outputs.append(tensor.text(_TENSOR_NAME) if tensor is not None else "")
        found.parts += [tensor.text(_TENSOR_NAME) for tensor in subgraph.tables(_TENSORS, _MOST_TENSORS)]


def _in_metadata(buffer: FlatBuffer, holder: Table | None, found: _Found) -> None:
    start, length = holder.vector(_DATA) if holder is not None else (0, 0)
    if length > _MOST_METADATA:
        raise BrokenBufferError(f"its metadata claim {length} bytes, of which at most {_MOST_METADATA} are read")
    inner = buffer.part(start, length)
    if inner.identifier() != _METADATA:
        raise BrokenBufferError("its metadata do not say that they are some")
    metadata = inner.root()
    found.about += [metadata.text(_NAME), metadata.text(_ABOUT)]
    found.files += _file_names(metadata, _FILES_OF_MODEL)
    for subgraph in metadata.tables(_SUBGRAPH_METADATA, _MOST_SUBGRAPHS):
        found.files += _file_names(subgraph, _FILES_OF_SUBGRAPH)
        for output in subgraph.tables(_OUTPUT_METADATA, _MOST_OUTPUTS):
            found.outputs.append(output.text(_NAME))
            found.about.append(output.text(_ABOUT))
            found.files += _file_names(output, _FILES_OF_TENSOR)


def _file_names(table: Table, files: int) -> Iterator[str]:
    return (each.text(_NAME) for each in table.tables(files, _MOST_ENTRIES))


def _in_archive(stream: BinaryIO, size: int, found: _Found) -> None:
    """Read the label files and properties behind the model."""
    members = Members(stream, size) if ends_in_archive(stream, size) else None
    packed = members.names if members is not None else ()
    if missing := [name for name in found.files if name not in packed]:
        found.problems.append(f"it names a file that is not packed with it ({missing[0][:100]})")
    if members is None:
        return
    for name in packed[:_MOST_FILES]:
        if name.lower().endswith((".txt", ".json", ".names", ".labels")):
            _in_file(name, members.read(name, _MOST_LABEL_FILE), found)
    if len(packed) > _MOST_FILES:
        found.problems.append(f"of the {len(packed)} files packed with it, {_MOST_FILES} were read")


def _in_file(name: str, data: bytes, found: _Found) -> None:
    # Ultralytics packs its properties as JSON, formerly as a Python literal in a text.
    if data.lstrip().startswith(b"{"):
        try:
            node = property_node("", name, data.decode("utf-8"))
        except (RefusedMetadataError, UnicodeDecodeError) as error:
            found.problems.append(f"{name[:100]} is not read ({error})")
        else:
            found.properties.append(node)
            found.problems += [] if node.children else [f"{name[:100]} is not read: neither JSON nor a Python literal"]
        return
    labels = read_label_map(data)
    if labels.error:
        found.problems.append(f"{name[:100]}: {labels.error}")
    for each in labels.lists:
        moved = tuple(Label(label.text, f"{name}/{label.path}", label.line) for label in each.labels)
        found.lists.append(replace(each, labels=moved, company=(*each.company, name)))
