"""What a pickle would build, worked out from its opcodes without building it.

No name is imported, no function called: calls become nodes that hold their arguments. The opcodes are
those of ``pickletools`` (protocols 0 to 5).
"""

from __future__ import annotations

import io
import pickletools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from fairnotice.analytics.documents.node import Kind, Node

_MOST_OPCODES = 500_000
_MOST_NODES = 100_000
_DEEPEST = 120
"""A network in a network takes four levels: the object, its state, the mapping of its parts, the part."""
_LONGEST_TEXT = 2_000
_LONGEST_LINE = 1024 * 1024


class PickleRefusedError(ValueError):
    """The bytes are no pickle, or build more than is looked at."""


@dataclass(slots=True, eq=False)
class Part:
    """A value that the pickle would build."""

    kind: Kind
    at: int
    """The offset of the opcode that begins it, in bytes."""
    text: str = ""
    items: list[tuple[Part | None, Part]] | None = None
    """Keys and values of a mapping, or values alone of a list; of an object its arguments, state and items."""

    def add(self, items: list[tuple[Part | None, Part]]) -> None:
        """Add items of a mapping or a list."""
        if self.items is None:
            self.items = items
        else:
            self.items += items


class Pickle:
    """The stack and memory of the machine that a pickle is a program for, holding descriptions only."""

    def __init__(self, most_bytes: int) -> None:
        """Begin with at most ``most_bytes`` to be read, by all pickles that are walked one after another."""
        self.left = most_bytes
        self.globals: dict[str, int] = {}
        """Classes and functions that the pickle names, with the offset of the opcode."""
        self._steps = 0

    def walk(self, stream: BinaryIO) -> Part:
        """Return what the pickle at the stream's position would build; the stream ends behind it.

        Raises:
            PickleRefusedError: It is no pickle, or it builds more than is looked at.
        """
        bounded = _Bounded(stream, self.left)
        self._stack: list[Part] = []
        self._marks: list[int] = []
        self._memo: dict[int, Part] = {}
        at = 0
        try:
            for opcode, argument, position in pickletools.genops(cast("BinaryIO", bounded)):
                at = position or 0
                self._steps += 1
                if self._steps > _MOST_OPCODES:
                    raise PickleRefusedError(f"more than {_MOST_OPCODES} opcodes")
                self._step(opcode.name, argument, at)
            self.left = bounded.left
            return self._stack[-1]
        except PickleRefusedError:
            raise
        except (ValueError, IndexError, KeyError, OverflowError, MemoryError, EOFError, TypeError) as error:
            raise PickleRefusedError(f"it is no readable pickle at byte {at} ({type(error).__name__})") from None

    def _step(self, name: str, argument: Any, at: int) -> None:
        if name in _CONSTANTS:
            kind = Kind.TRUTH if isinstance(argument, bool) else _CONSTANTS[name]
            self._push(kind, at, "" if argument is None else _short_number(argument))
        elif name in _STRINGS:
            self._push(Kind.TEXT, at, _string(argument, name))
        elif name in _EMPTY:
            self._push(_EMPTY[name], at)
        elif name in _TO_MARK:
            self._collect(at, self._to_mark(), _TO_MARK[name])
        elif name in _TUPLES:
            self._collect(at, self._take(_TUPLES[name]), paired=False)
        elif name in _ADDING:
            number, paired = _ADDING[name]
            self._add(self._take(number) if number else self._to_mark(), paired=paired)
        elif name in _OTHERS:
            _OTHERS[name](self)
        elif name in ("PUT", "BINPUT", "LONG_BINPUT"):
            self._memo[argument] = self._stack[-1]
        elif name == "MEMOIZE":
            self._memo[len(self._memo)] = self._stack[-1]
        elif name in ("GET", "BINGET", "LONG_BINGET"):
            self._stack.append(self._memo[argument])
        elif name == "MARK":
            self._marks.append(len(self._stack))
        elif name in _OBJECTS:
            self._object(name, argument, at)
        elif name not in ("PROTO", "FRAME", "STOP", "READONLY_BUFFER"):
            self._push(Kind.NOTHING, at)

    def _push(self, kind: Kind, at: int, text: str = "") -> None:
        self._stack.append(Part(kind, at, text))

    def _take(self, number: int) -> list[Part]:
        if number > len(self._stack):
            raise IndexError
        taken = self._stack[len(self._stack) - number :]
        del self._stack[len(self._stack) - number :]
        return taken

    def _to_mark(self) -> list[Part]:
        return self._take(len(self._stack) - self._marks.pop())

    def _collect(self, at: int, parts: list[Part], paired: bool) -> None:
        self._stack.append(Part(Kind.MAP if paired else Kind.LIST, at, items=_items(parts, paired=paired)))

    def _add(self, parts: list[Part], paired: bool) -> None:
        """Add items to what lies on top of the stack."""
        self._stack[-1].add(_items(parts, paired=paired))

    def drop(self) -> None:
        """Forget what lies on top, or the last mark."""
        if self._marks and self._marks[-1] == len(self._stack):
            self._marks.pop()
        else:
            self._take(1)

    def drop_marked(self) -> None:
        """Forget what was pushed since the last mark."""
        self._to_mark()

    def again(self) -> None:
        """Push what lies on top once more."""
        self._stack.append(self._stack[-1])

    def _object(self, name: str, argument: Any, at: int) -> None:
        """Push a class, or an object as it would be made by a call."""
        if name in ("GLOBAL", "STACK_GLOBAL"):
            text = argument if name == "GLOBAL" else " ".join(part.text for part in self._take(2))
            text = str(text)[:_LONGEST_TEXT].replace(" ", ".")
            self.globals.setdefault(text, at)
            self._push(Kind.NOTHING, at, text)
            return
        if name == "INST":
            self.globals.setdefault(str(argument)[:_LONGEST_TEXT].replace(" ", "."), at)
            arguments = self._to_mark()
        elif name == "OBJ":
            arguments = self._to_mark()[1:]
        else:
            arguments = self._take(3 if name == "NEWOBJ_EX" else 2)[1:]
        # Arguments are kept as they are: copies of copies would grow without end.
        self._collect(at, arguments, paired=False)

    def persistent(self) -> None:
        """Put a tensor's storage, which stands elsewhere, in the place of its description."""
        (description,) = self._take(1)
        self._push(Kind.NOTHING, description.at)


def tree(part: Part, key: str, place: str) -> Node:
    """Return what a pickle would build as a tree; the place of each node is an opcode's offset.

    Raises:
        PickleRefusedError: It is nested too deep or holds too many values.
    """
    walk = _Tree(place)
    return walk.node(part, key, 0) or Node(key, place)


class _Tree:
    def __init__(self, place: str) -> None:
        self._place = place
        self._seen: set[int] = set()
        self._left = iter(range(_MOST_NODES))

    def node(self, part: Part, key: str, depth: int) -> Node | None:
        """Return a part as a node; what was shown already, and numbers in lists, are left out."""
        if part.kind in (Kind.TEXT, Kind.NUMBER, Kind.TRUTH):
            self._count()
            return Node(key, self._at(part), None, part.kind, part.text)
        if not part.items or id(part) in self._seen:
            return None
        if depth > _DEEPEST:
            raise PickleRefusedError(f"nested deeper than {_DEEPEST} levels")
        self._count()
        self._seen.add(id(part))
        node = Node(key, self._at(part), None, Kind.MAP if any(name for name, _ in part.items) else Kind.LIST)
        for name, each in part.items:
            if name is not None or each.kind not in (Kind.NUMBER, Kind.TRUTH):
                inner = self.node(each, _key(name), depth + 1)
                if inner is None and name is not None and name.kind is Kind.TEXT:
                    inner = Node(_key(name), self._at(name), None, Kind.NOTHING)
                node.children += [inner] if inner is not None else []
        return node if node.children else None

    def _at(self, part: Part) -> str:
        return f"{self._place}: opcode offset {part.at}"

    def _count(self) -> None:
        if next(self._left, None) is None:
            raise PickleRefusedError(f"more than {_MOST_NODES} values")


class _Bounded(io.RawIOBase):
    """A stream of which only so many bytes are read, whatever a length claims."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self._stream = stream
        self.left = most

    def read(self, size: int = -1) -> bytes:
        if size > self.left:
            raise PickleRefusedError(f"a value claims {size} bytes, of which at most {self.left} are read")
        data = self._stream.read(size if size >= 0 else self.left)
        self.left -= len(data)
        return data

    def readline(self, size: int | None = -1) -> bytes:
        del size
        data = self._stream.readline(min(self.left, _LONGEST_LINE))
        self.left -= len(data)
        return data

    def tell(self) -> int:
        return self._stream.tell()


def _items(parts: list[Part], paired: bool) -> list[tuple[Part | None, Part]]:
    return list(zip(parts[::2], parts[1::2], strict=True)) if paired else [(None, part) for part in parts]


def _key(name: Part | None) -> str:
    return name.text if name is not None else ""


def _short_number(argument: Any) -> str:
    huge = isinstance(argument, int) and argument.bit_length() > 64
    return "a large number" if huge else str(argument).lower()


def _string(argument: Any, name: str) -> str:
    text = str(argument)[:_LONGEST_TEXT]
    if name in ("STRING", "BINSTRING", "SHORT_BINSTRING"):
        # Python 2 wrote bytes here, which pickletools shows as Latin-1.
        try:
            return text.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return text
    # Halves of signs, which a pickle can hold, cannot be printed.
    return text.encode("utf-8", "replace").decode("utf-8")


_CONSTANTS = {
    **dict.fromkeys(("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4"), Kind.NUMBER),
    **dict.fromkeys(("FLOAT", "BINFLOAT"), Kind.NUMBER),
    "NONE": Kind.NOTHING,
    "NEWTRUE": Kind.TRUTH,
    "NEWFALSE": Kind.TRUTH,
}  # fmt: skip
_STRINGS = frozenset(
    {"STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"}
)
_EMPTY = {"EMPTY_LIST": Kind.LIST, "EMPTY_TUPLE": Kind.LIST, "EMPTY_SET": Kind.LIST, "EMPTY_DICT": Kind.MAP}
_TO_MARK = {"LIST": False, "TUPLE": False, "FROZENSET": False, "DICT": True}
_TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
_ADDING = {
    "APPEND": (1, False),
    "APPENDS": (0, False),
    "ADDITEMS": (0, False),
    "SETITEM": (2, True),
    "SETITEMS": (0, True),
    "BUILD": (1, False),
}
"""How many parts an opcode takes, 0 for all since the last mark, and whether they are keys and values."""
_OTHERS: dict[str, Callable[[Pickle], None]] = {
    "POP": Pickle.drop,
    "POP_MARK": Pickle.drop_marked,
    "DUP": Pickle.again,
    "BINPERSID": Pickle.persistent,
}
_OBJECTS = frozenset({"GLOBAL", "STACK_GLOBAL", "INST", "OBJ", "REDUCE", "NEWOBJ", "NEWOBJ_EX"})
