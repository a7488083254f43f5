"""The fields of a protobuf message in a stream, found without reading what they hold.

Encoding: https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_LONGEST_VARINT = 10
_HEADER = 2 * _LONGEST_VARINT
"""A field's tag and its length or number."""


class BrokenMessageError(ValueError):
    """The bytes are not the message that they claim to be, or it has more parts than are looked at."""


def fields(stream: BinaryIO, start: int, end: int, most: int) -> Iterator[tuple[int, int, int]]:
    """Yield number, start and length of each length-delimited field of a message.

    Args:
        stream: Seekable; may be moved between two fields.
        start: Where the message begins, in bytes.
        end: Where it ends; no field reaches beyond.
        most: How many fields of any kind are looked at.

    Raises:
        BrokenMessageError: It is no message, or holds more than ``most`` fields.
    """
    position = start
    for _ in range(most):
        if position == end:
            return
        stream.seek(position)
        head = stream.read(min(_HEADER, end - position))
        tag, used = _varint(head, 0)
        number, wire = tag >> 3, tag & 7
        if number == 0:
            raise BrokenMessageError("a field has no number")
        if wire == _BYTES:
            length, used = _varint(head, used)
            position += used
            if length > end - position:
                raise BrokenMessageError(f"a field claims {length} bytes where {end - position} are left")
            yield number, position, length
            position += length
        elif wire == _VARINT:
            position += _varint(head, used)[1]
        elif wire in (_FIXED32, _FIXED64):
            position += used + (4 if wire == _FIXED32 else 8)
            if position > end:
                raise BrokenMessageError("it ends inside a field")
        else:
            raise BrokenMessageError(f"a field of unknown kind {wire}")
    if position != end:
        raise BrokenMessageError(f"more than {most} fields")


def content(stream: BinaryIO, start: int, length: int, most: int) -> bytes:
    """Return what a field holds.

    Raises:
        BrokenMessageError: It is longer than ``most`` bytes.
    """
    if length > most:
        raise BrokenMessageError(f"a text of {length} bytes, of which at most {most} are read")
    stream.seek(start)
    return stream.read(length)


def _varint(head: bytes, position: int) -> tuple[int, int]:
    """Return a number of variable length and where it ends."""
    value = 0
    for shift in range(_LONGEST_VARINT):
        if position >= len(head):
            raise BrokenMessageError("it ends inside a number")
        byte = head[position]
        position += 1
        value |= (byte & 0x7F) << 7 * shift
        if not byte & 0x80:
            return value, position
    raise BrokenMessageError("a number has too many digits")
