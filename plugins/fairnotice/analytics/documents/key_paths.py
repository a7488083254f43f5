"""Keys that are paths, ``Rule[0].Config.List[2]``, put together to the tree that they stand for."""

from __future__ import annotations

import re

from fairnotice.analytics.documents.node import Kind, Node, scalar_kind

_DEEPEST = 30
_MOST_NODES = 400_000
_STEP = re.compile(r"\[(?P<index>\w{1,40})\]|\.?(?P<name>[^.\[\]]+)|(?P<odd>.)", re.DOTALL)


class TooMuchError(ValueError):
    """More keys than a configuration needs, or deeper ones."""


class KeyPaths:
    """A tree that grows by one path after the other; each node's place is its path as written."""

    def __init__(self, root: Node) -> None:
        """Begin at ``root``, whose path every path is put behind."""
        self.root = root
        self._known: dict[str, Node] = {}
        self._left = _MOST_NODES

    def add(self, key: str, text: str, line: int) -> Node:
        """Add one value, and the maps and lists that lead to it.

        Raises:
            TooMuchError: The path is deeper than 30 steps, or there are more than 400,000 parts.
        """
        above, _, name = key.rpartition(".")
        parent = self._known.get(above) if name and "[" not in name else None
        if parent is None:
            parent, name = self._place(key, line)
        leaf = Node(name, self._path(key), line, scalar_kind(text), text)
        return self._put(leaf, parent)

    def _place(self, key: str, line: int) -> tuple[Node, str]:
        """Return the node that holds the last step of ``key``, and that step's name; an index has none."""
        end = max(key.rfind("."), key.rfind("["))
        if end < 0:
            return self.root, key
        above = key[:end]
        index = key[end] == "["
        if not above or (index and not key.endswith("]")) or end == len(key) - 1:
            return self.root, key
        return self._inner(above, line, Kind.LIST if index else Kind.MAP), "" if index else key[end + 1 :]

    def _inner(self, key: str, line: int, kind: Kind) -> Node:
        known = self._known.get(key)
        if known is None:
            if _may_be_deep(key) and len(_STEP.findall(key, 0, 10_000)) > _DEEPEST:
                raise TooMuchError(f"a key of more than {_DEEPEST} steps (line {line})")
            parent, name = self._place(key, line)
            known = self._known[key] = self._put(Node(name, self._path(key), line, kind), parent)
        return known

    def _put(self, node: Node, parent: Node) -> Node:
        self._left -= 1
        if self._left < 0:
            raise TooMuchError(f"more than {_MOST_NODES} values")
        parent.children.append(node)
        return node

    def _path(self, key: str) -> str:
        return f"{self.root.path}.{key}" if self.root.path else key


def _may_be_deep(key: str) -> bool:
    """Tell whether it is worth counting a key's steps: each sign between two is at most one, and ends one."""
    return 2 * (key.count(".") + key.count("[") + key.count("]")) + 1 > _DEEPEST
