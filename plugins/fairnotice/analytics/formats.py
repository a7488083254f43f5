"""Which reader a file belongs to: by its bytes where they tell, else by its name.

A name is the owner's word and bytes are the file's own: an ONNX model called ``labels.txt`` is read
as a model, and a text of an unknown ending as what it looks like.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import BinaryIO

from fairnotice.analytics.label_map import read_label_map
from fairnotice.analytics.onnx_metadata import looks_like_onnx, read_onnx
from fairnotice.analytics.reading import Reading
from fairnotice.analytics.tree import read_tree
from fairnotice.analytics.yaml_tree import yaml_tree

MOST_TEXT_BYTES = 4 * 1024 * 1024
MOST_MODEL_BYTES = 2 * 1024 * 1024 * 1024
_LABELS = frozenset({".txt", ".labels", ".names", ".label", ".lst", ""})
_TREES = frozenset({".yaml", ".yml", ".json"})
_OPAQUE = frozenset({".pt", ".pth", ".engine", ".plan", ".tflite", ".h5", ".bin", ".pb", ".trt", ".onnx_data", ".pkl"})
_HEAD = 4096

ReadText = Callable[[bytes], Reading]


def read(stream: BinaryIO, size: int, name: str) -> Reading:
    """Read one file by the reader that it belongs to.

    Args:
        stream: The file from its beginning; must be seekable.
        size: Its length in bytes; nothing beyond is believed.
        name: Its name without folders.
    """
    suffix = PurePosixPath(name).suffix.lower()
    head = stream.read(_HEAD)
    stream.seek(0)
    if suffix == ".onnx" or (suffix not in _LABELS | _TREES | _OPAQUE and looks_like_onnx(head)):
        return read_onnx(stream, size)
    if suffix in _OPAQUE:
        return Reading("opaque", error=f"'{suffix}' files are not opened; hand in the label map beside it")
    if size > MOST_TEXT_BYTES:
        return Reading("opaque", error=f"larger than {MOST_TEXT_BYTES} bytes")
    reader = _reader_of_text(head, suffix)
    return reader(stream.read(size)) if reader else Reading("unknown", error=f"'{suffix}' files are not read yet")


def _reader_of_text(head: bytes, suffix: str) -> ReadText | None:
    del head  # More formats are told by their first bytes.
    if suffix in _TREES:
        return _yaml
    return read_label_map if suffix in _LABELS else None


def _yaml(data: bytes) -> Reading:
    root, problem = yaml_tree(data)
    return read_tree(root, "yaml", error=problem) if root is not None else Reading("yaml", error=problem)
