"""TensorFlow Lite models as bytes, written by the package ``flatbuffers``: outputs, metadata, packed files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import flatbuffers


def tflite(
    outputs: Sequence[str],
    *,
    described: Mapping[str, str] | None = None,
    names_files: Sequence[str] = (),
    files: Mapping[str, bytes] | None = None,
    parts: Sequence[str] = (),
) -> bytes:
    """Return a model.

    Args:
        outputs: The names of its outputs.
        described: What the metadata say about each output, by its name in there.
        names_files: Which files of labels the metadata name.
        files: Which are packed behind the model.
        parts: The names of further tensors.
    """
    builder = flatbuffers.Builder(256)
    metadata = _metadata(described or {}, names_files) if described or names_files else None
    buffers = [_table(builder, {})]
    entries = []
    if metadata is not None:
        buffers.append(_table(builder, {0: builder.CreateByteVector(metadata)}))
        entries = [_table(builder, {0: builder.CreateString("TFLITE_METADATA")}, numbers={1: 1})]
    tensors = [_table(builder, {3: builder.CreateString(name)}) for name in (*parts, *outputs)]
    indices = _numbers(builder, range(len(parts), len(tensors)))
    subgraph = _table(builder, {0: _vector(builder, tensors), 2: indices})
    root = {
        2: _vector(builder, [subgraph]),
        3: builder.CreateString("converted"),
        4: _vector(builder, buffers),
        6: _vector(builder, entries),
    }
    builder.Finish(_table(builder, root, numbers={0: 3}), file_identifier=b"TFL3")
    model = bytes(builder.Output())
    if files:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        model += packed.getvalue()
    return model


def _metadata(described: Mapping[str, str], files: Sequence[str]) -> bytes:
    builder = flatbuffers.Builder(256)
    named = [_table(builder, {0: builder.CreateString(name)}) for name in files]
    outputs = []
    for index, (name, about) in enumerate(described.items() or [("output", "")]):
        fields = {0: builder.CreateString(name), 1: builder.CreateString(about)}
        if named and index == 0:
            fields[6] = _vector(builder, named)
        outputs.append(_table(builder, fields))
    subgraph = _table(builder, {3: _vector(builder, outputs)})
    root = {0: builder.CreateString("net"), 3: _vector(builder, [subgraph])}
    builder.Finish(_table(builder, root), file_identifier=b"M001")
    return bytes(builder.Output())


def _table(builder: flatbuffers.Builder, offsets: Mapping[int, int], numbers: Mapping[int, int] | None = None) -> int:
    builder.StartObject(10)
    for field, offset in offsets.items():
        builder.PrependUOffsetTRelativeSlot(field, offset, 0)
    for field, number in (numbers or {}).items():
        builder.PrependUint32Slot(field, number, 0)
    return builder.EndObject()


def _vector(builder: flatbuffers.Builder, offsets: Sequence[int]) -> int:
    builder.StartVector(4, len(offsets), 4)
    for offset in reversed(offsets):
        builder.PrependUOffsetTRelative(offset)
    return builder.EndVector()


def _numbers(builder: flatbuffers.Builder, numbers: Sequence[int]) -> int:
    builder.StartVector(4, len(numbers), 4)
    for number in reversed(numbers):
        builder.PrependInt32(number)
    return builder.EndVector()
