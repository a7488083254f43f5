"""The header of a safetensors file: eight bytes of length, then JSON with metadata and the tensors' names.

Format: https://github.com/huggingface/safetensors#format
"""

from __future__ import annotations

from typing import BinaryIO

from fairnotice.analytics.documents.node import Node, pointer
from fairnotice.analytics.documents.reading import Reading
from fairnotice.analytics.model_files.model_metadata import (
    RefusedMetadataError,
    json_object,
    layers,
    property_node,
    read_model,
)

_FORMAT = "safetensors"
_LENGTH = 8
_MOST_HEADER = 8 * 1024 * 1024
_METADATA = "__metadata__"


def read_safetensors(stream: BinaryIO, size: int) -> Reading:
    """Read the header of a safetensors file: its metadata, and the words in the names of its tensors.

    Args:
        stream: The file from its beginning; must be seekable.
        size: Its length in bytes; a header that claims more is refused.
    """
    length = int.from_bytes(stream.read(_LENGTH), "little")
    most = min(size - _LENGTH, _MOST_HEADER)
    if not 0 < length <= most:
        return Reading(_FORMAT, error=f"its header claims {length} bytes, of which at most {most} are read")
    root = Node("", "")
    try:
        header = json_object(stream.read(length))
        metadata = header.pop(_METADATA, {})
        properties = Node(_METADATA, _METADATA)
        root.children = [properties, layers(header, "header")]
        if not isinstance(metadata, dict) or not all(isinstance(text, str) for text in metadata.values()):
            raise RefusedMetadataError(f"'{_METADATA}' is not a mapping of texts")
        properties.children = [property_node(key, pointer(_METADATA, key), text) for key, text in metadata.items()]
    except RefusedMetadataError as error:
        return read_model(_FORMAT, root, error=f"not a readable header: {error}")
    return read_model(_FORMAT, root)


def looks_like_safetensors(head: bytes) -> bool:
    """Tell whether ``head`` begins with such a header."""
    return 0 < int.from_bytes(head[:_LENGTH], "little") <= _MOST_HEADER and head[_LENGTH:].startswith(b'{"')
