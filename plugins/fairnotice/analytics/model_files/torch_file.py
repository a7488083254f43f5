"""What a PyTorch file or another pickle says about itself, read without unpickling anything.

A file of ``torch.save`` is a zip archive with the pickle ``data.pkl`` beside the weights, or in the old
format a row of pickles with the weights behind them. TorchScript keeps texts of its own under ``extra/``.
Format: https://github.com/pytorch/pytorch/blob/main/torch/serialization.py
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import BinaryIO

from fairnotice.analytics.documents.node import Node
from fairnotice.analytics.documents.reading import Reading
from fairnotice.analytics.meaning.tree import read_tree
from fairnotice.analytics.model_files.model_metadata import (
    NO_NAMES,
    PARTS_ONLY,
    RefusedMetadataError,
    capability_only,
    has_names,
    json_node,
    layers,
)
from fairnotice.analytics.model_files.pickle_opcodes import Pickle, PickleRefusedError, tree
from fairnotice.analytics.model_files.zip_members import ArchiveRefusedError, Members

_FORMAT = "pytorch"
_ZIP = b"PK\x03\x04"
_PICKLES = tuple(bytes((0x80, protocol)) for protocol in range(2, 6))
_MAGIC = b"\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
"""The number that opens the old format, as a pickle without its first two bytes."""
_OPENINGS = (b"\x95", b"}", b"c")
"""What a pickle mostly begins with: a frame, a mapping, or the name of a class."""
_OLD_PICKLES = 4
"""The number, the format's version, the system and then what was saved."""
_MOST_PICKLE = 16 * 1024 * 1024
_MOST_PICKLES = 4
_MOST_EXTRA = 1024 * 1024
_MOST_EXTRAS = 20


def read_torch(stream: BinaryIO, size: int) -> Reading:
    """Read what a PyTorch file says about itself: names of classes, settings, names of its parts.

    Args:
        stream: The file from its beginning; must be seekable.
        size: Its length in bytes.
    """
    root = Node("", "")
    problem = None
    try:
        if stream.read(4) == _ZIP:
            problem = _in_archive(root, Members(stream, size))
        else:
            stream.seek(0)
            _in_pickles(root, stream)
    except (ArchiveRefusedError, PickleRefusedError) as error:
        return Reading(_FORMAT, error=f"not read as a PyTorch file: {error}")
    # What the parts of an object are called shows what it could tell, not that it does.
    reading = capability_only(read_tree(root, _FORMAT, levels=PARTS_ONLY))
    missing = None if has_names(reading) else NO_NAMES
    return replace(reading, references=(), error=problem or missing)


def looks_like_torch(head: bytes) -> bool:
    """Tell whether ``head`` begins a PyTorch file or a pickle of protocol 2 or later."""
    in_archive = head.startswith(_ZIP) and b"/data.pkl" in head[30:300]
    in_pickle = head.startswith(_PICKLES) and (head[2:].startswith(_MAGIC) or head[2:3] in _OPENINGS)
    return in_archive or in_pickle


def _in_archive(root: Node, members: Members) -> str | None:
    pickles = [name for name in members.names if name.rsplit("/", 1)[-1] == "data.pkl"]
    if not pickles:
        raise ArchiveRefusedError("the archive holds no data.pkl")
    if len(pickles) > _MOST_PICKLES:
        raise ArchiveRefusedError(f"the archive holds {len(pickles)} pickles")
    machine = Pickle(_MOST_PICKLE)
    for name in pickles:
        part = machine.walk(BytesIO(members.read(name, _MOST_PICKLE)))
        root.children.append(tree(part, "", "data.pkl"))
    root.children.append(layers(machine.globals, "data.pkl"))
    extras = [name for name in members.names if "/extra/" in f"/{name}"]
    problems = [problem for name in extras[:_MOST_EXTRAS] if (problem := _in_extra(root, members, name))]
    return problems[0] if problems else None


def _in_extra(root: Node, members: Members, name: str) -> str | None:
    last = name.rsplit("/", 1)[-1]
    data = members.read(name, _MOST_EXTRA)
    if not data.lstrip().startswith(b"{"):
        return None
    try:
        root.children.append(json_node("", f"extra/{last}", data))
    except RefusedMetadataError as error:
        return str(error)
    return None


def _in_pickles(root: Node, stream: BinaryIO) -> None:
    """Read a row of pickles; behind the last, where the old format keeps weights, nothing is read."""
    machine = Pickle(_MOST_PICKLE)
    first = machine.walk(stream)
    parts = [first]
    if first.text == "a large number":
        parts = [machine.walk(stream) for _ in range(_OLD_PICKLES - 1)]
    root.children += [tree(part, "", "pickle") for part in parts]
    root.children.append(layers(machine.globals, "pickle"))
