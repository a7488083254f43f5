"""The header that Ultralytics writes before a TensorRT engine: four bytes of length, then JSON.

The engine behind it is opaque: only the version of TensorRT that built it can read it. Format:
https://github.com/ultralytics/ultralytics/blob/main/ultralytics/utils/export/engine.py
"""

from __future__ import annotations

from typing import BinaryIO

from fairnotice.analytics.documents.reading import Reading
from fairnotice.analytics.model_files.model_metadata import RefusedMetadataError, json_node, read_model

_FORMAT = "tensorrt"
_LENGTH = 4
_MOST_HEADER = 1024 * 1024


def read_tensorrt(stream: BinaryIO, size: int) -> Reading:
    """Read the header before a TensorRT engine; an engine without one says nothing about itself.

    Args:
        stream: The file from its beginning; must be seekable.
        size: Its length in bytes; a header that claims more is refused.
    """
    length = int.from_bytes(stream.read(_LENGTH), "little")
    if stream.read(1) != b"{":
        return Reading(_FORMAT, error="an engine without a header that says what it tells apart")
    most = min(size - _LENGTH, _MOST_HEADER)
    if not 0 < length <= most:
        return Reading(_FORMAT, error=f"its header claims {length} bytes, of which at most {most} are read")
    stream.seek(_LENGTH)
    try:
        root = json_node("", "header", stream.read(length))
    except RefusedMetadataError as error:
        return Reading(_FORMAT, error=f"not a readable header: {error}")
    return read_model(_FORMAT, root)


def looks_like_tensorrt(head: bytes) -> bool:
    """Tell whether ``head`` begins with such a header."""
    return 0 < int.from_bytes(head[:_LENGTH], "little") <= _MOST_HEADER and head[_LENGTH:].startswith(b'{"')
