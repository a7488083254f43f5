"""ONNX models as bytes, just enough of them: a version, a graph, metadata."""

from __future__ import annotations


def varint(value: int) -> bytes:
    """Return ``value`` in protobuf's variable length."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))


def field(number: int, payload: bytes) -> bytes:
    """Return a length-delimited field."""
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def onnx(metadata: dict[str, str], graph: bytes = b"\x0a\x00" * 8) -> bytes:
    """Return a model with ``metadata``."""
    properties = b"".join(
        field(14, field(1, key.encode()) + field(2, value.encode())) for key, value in metadata.items()
    )
    return b"\x08\x08" + field(2, b"test") + field(7, graph) + field(8, b"\x10\x11") + properties
