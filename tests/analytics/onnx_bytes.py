"""ONNX models as bytes, just enough of them: a version, a graph, metadata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def varint(value: int) -> bytes:
    """Return ``value`` in protobuf's variable length."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))


def graph(outputs: Sequence[str] = (), nodes: Sequence[str] = (), weights: Mapping[str, int] | None = None) -> bytes:
    """Return a graph of outputs, nodes and weights by their names; weights hold so many zeros."""
    return b"".join(
        (
            *(
                field(1, field(1, b"x") + field(2, b"y") + field(3, name.encode()) + field(4, b"Gemm"))
                for name in nodes
            ),
            field(2, b"net"),
            *(field(5, field(9, bytes(size)) + field(8, name.encode())) for name, size in (weights or {}).items()),
            *(field(12, field(1, name.encode()) + field(2, b"")) for name in outputs),
        )
    )


def field(number: int, payload: bytes) -> bytes:
    """Return a length-delimited field."""
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def onnx(metadata: Mapping[str, str], inside: bytes = b"\x0a\x00" * 8) -> bytes:
    """Return a model with ``metadata`` and the graph ``inside``."""
    properties = b"".join(
        field(14, field(1, key.encode()) + field(2, value.encode())) for key, value in metadata.items()
    )
    return b"\x08\x08" + field(2, b"test") + field(7, inside) + field(8, b"\x10\x11") + properties
