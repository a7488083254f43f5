"""Tables of a FlatBuffer in a stream, with every offset checked and a bound on how many are followed.

The package ``flatbuffers`` wants the whole buffer in memory and believes its offsets. Format:
https://flatbuffers.dev/internals/
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

_MOST_STEPS = 300_000
_LONGEST_TEXT = 64 * 1024
_IDENTIFIER = 4
"""Where the four letters stand that say what a buffer holds."""


class BrokenBufferError(ValueError):
    """An offset leads nowhere, or there are more of them than are followed."""


class FlatBuffer:
    """One buffer, somewhere in a stream."""

    def __init__(self, stream: BinaryIO, start: int, size: int) -> None:
        """Look at ``size`` bytes of a seekable ``stream`` from ``start`` on."""
        self._stream = stream
        self._start = start
        self._size = size
        self._steps = 0

    def identifier(self) -> bytes:
        """Return the four letters that say what the buffer holds."""
        return self.take(_IDENTIFIER, 4)

    def root(self) -> Table:
        """Return the outermost table."""
        return Table(self, self.number("<I", 0))

    def part(self, start: int, size: int) -> FlatBuffer:
        """Return the buffer that a run of bytes in this one is."""
        if start < 0 or size < 0 or start > self._size - size:
            raise BrokenBufferError(f"{size} bytes are claimed where there are none")
        return FlatBuffer(self._stream, self._start + start, size)

    def take(self, position: int, length: int) -> bytes:
        """Return ``length`` bytes at ``position``.

        Raises:
            BrokenBufferError: They lie outside the buffer, or too many places were looked at.
        """
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise BrokenBufferError(f"more than {_MOST_STEPS} offsets")
        if position < 0 or length < 0 or position > self._size - length:
            raise BrokenBufferError(f"an offset leads to byte {position} of {self._size}")
        self._stream.seek(self._start + position)
        return self._stream.read(length)

    def number(self, form: str, position: int) -> int:
        """Return the whole number at ``position``, packed as ``struct`` calls it."""
        try:
            return int(struct.unpack(form, self.take(position, struct.calcsize(form)))[0])
        except struct.error:
            raise BrokenBufferError("it ends early") from None


class Table:
    """One table; fields are numbered in the order of the schema."""

    def __init__(self, buffer: FlatBuffer, position: int) -> None:
        """Read where the fields of the table at ``position`` stand."""
        self._buffer = buffer
        self._position = position
        fields = position - buffer.number("<i", position)
        length = buffer.number("<H", fields)
        entries = buffer.take(fields + 4, max(0, length - 4) & ~1)
        self._offsets = struct.unpack(f"<{len(entries) // 2}H", entries)

    def number(self, field: int, form: str = "<I") -> int:
        """Return a whole number, 0 where the field is left out."""
        place = self._place(field)
        return self._buffer.number(form, place) if place is not None else 0

    def text(self, field: int) -> str:
        """Return a text, empty where the field is left out."""
        place = self._place(field)
        return _text(self._buffer, self._follow(place)) if place is not None else ""

    def table(self, field: int) -> Table | None:
        """Return a table that stands in this one."""
        place = self._place(field)
        return Table(self._buffer, self._follow(place)) if place is not None else None

    def vector(self, field: int) -> tuple[int, int]:
        """Return where the first item of a vector stands, and how many items there are."""
        place = self._place(field)
        if place is None:
            return 0, 0
        at = self._follow(place)
        return at + 4, self._buffer.number("<I", at)

    def tables(self, field: int, most: int) -> Iterator[Table]:
        """Yield the first ``most`` tables of a vector of tables."""
        start, count = self.vector(field)
        for index in range(min(count, most)):
            yield Table(self._buffer, self._follow(start + 4 * index))

    def item(self, field: int, index: int) -> Table | None:
        """Return one table of a vector of tables, if there are so many."""
        start, count = self.vector(field)
        return Table(self._buffer, self._follow(start + 4 * index)) if 0 <= index < count else None

    def numbers(self, field: int, most: int) -> list[int]:
        """Return the first ``most`` numbers of a vector of signed whole numbers of 32 bits."""
        start, count = self.vector(field)
        return [self._buffer.number("<i", start + 4 * index) for index in range(min(count, most))]

    def _place(self, field: int) -> int | None:
        offset = self._offsets[field] if field < len(self._offsets) else 0
        return self._position + offset if offset else None

    def _follow(self, place: int) -> int:
        return place + self._buffer.number("<I", place)


def _text(buffer: FlatBuffer, at: int) -> str:
    length = buffer.number("<I", at)
    if length > _LONGEST_TEXT:
        raise BrokenBufferError(f"a text claims {length} bytes, of which at most {_LONGEST_TEXT} are read")
    return buffer.take(at + 4, length).decode("utf-8", "replace")
