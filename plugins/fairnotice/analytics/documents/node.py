"""A configuration as a tree, whatever its format: keys, values, places. No format's reader builds anything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a node holds."""

    MAP = "map"
    LIST = "list"
    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth"
    NOTHING = "nothing"


_WORDS = {
    **dict.fromkeys(("true", "false", "yes", "no", "on", "off"), Kind.TRUTH),
    **dict.fromkeys(("", "null", "none", "nil", "~"), Kind.NOTHING),
}
CONTAINERS = frozenset({Kind.MAP, Kind.LIST})


@dataclass(slots=True)
class Node:
    """One key with its value, or one item of a list."""

    key: str
    """Its name in the mapping, element or section around it; empty for an item of a list."""
    path: str
    """Its place as a person would look it up: JSON pointer, XPath or key path."""
    line: int | None = None
    kind: Kind = Kind.MAP
    text: str = ""
    """The value as written, of anything but a map or list."""
    children: list[Node] = field(default_factory=list)
    namespace: str = ""
    """Of an XML element: its namespace's name."""

    @property
    def scalar(self) -> bool:
        """Whether it holds a single value."""
        return self.kind not in CONTAINERS

    def child(self, *keys: str) -> Node | None:
        """Return the first child of one of these names, whatever their case."""
        wanted = {key.casefold() for key in keys}
        return next((each for each in self.children if each.key.casefold() in wanted), None)

    def value(self, *keys: str) -> str | None:
        """Return the text of the first child of one of these names."""
        found = self.child(*keys)
        return found.text if found is not None and found.scalar else None


def walk(root: Node, deepest: int | None = None) -> Iterator[Node]:
    """Yield a node and all below it, each before what stands in it.

    Args:
        root: The node.
        deepest: Levels below it that are looked at; None: all.
    """
    waiting = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        yield node
        if deepest is None or depth < deepest:
            waiting += [(child, depth + 1) for child in reversed(node.children)]


def document_of(node: Node) -> Node:
    """Return a document whose only key is that of ``node``."""
    return Node("", node.path, node.line, Kind.MAP, children=[node])


def pointer(above: str, step: str | int) -> str:
    """Return ``above`` with one more step, as a JSON pointer (RFC 6901)."""
    step = str(step)
    if "/" in step or "~" in step:
        step = step.replace("~", "~0").replace("/", "~1")
    return f"{above}/{step}"


def scalar_kind(text: str) -> Kind:
    """Return what a bare word of a format without types means: a truth, a number, nothing or a text."""
    word = text.strip().casefold()
    if (kind := _WORDS.get(word)) is not None:
        return kind
    digits = word.lstrip("+-").replace(".", "", 1)
    return Kind.NUMBER if digits.isascii() and digits.isdigit() else Kind.TEXT
