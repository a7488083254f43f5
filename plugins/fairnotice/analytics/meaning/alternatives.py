"""Alternatives of which a file uses some: a profile that no camera of the file chooses runs nowhere that it says."""

from __future__ import annotations

import re
from collections import Counter

from fairnotice.analytics.documents import keys
from fairnotice.analytics.documents.node import Kind, Node, walk

_MOST = 200
_MOST_HOLDERS = 10
_MOST_NODES = 50_000
_WORD = re.compile(r"[\w.-]+")
_LONGEST = 200
_DEFAULT = frozenset({"default", "standard", "base"})
_OF_VIDEO = frozenset({"baseline", "main", "high", "high10", "main10", "low", "medium", "fast", "slow", "s", "t"})
"""Profiles of codecs and of ONVIF, by which encoders choose something else."""
_OPEN = ("$", "{{", "%", "<")
"""How a value begins that is filled in later."""


class Alternatives:
    """What one document speaks of, looked at once."""

    def __init__(self, root: Node) -> None:
        """Remember the document; it is walked when the first holder of alternatives asks."""
        self._root = root
        self._words: Counter[str] | None = None
        self._chosen: dict[str, list[str]] = {}
        self._holders: Counter[str] = Counter()
        self._asked = 0

    def unused(self, holder: Node) -> frozenset[str]:
        """Return the names of alternatives that nothing in the document speaks of, while others of them are chosen.

        Where none is chosen by its name, or one is by a variable, something else than this document chooses: then
        all may be in use. So may one that is switched on itself, or is called the default.

        Args:
            holder: A map of alternatives by their names, such as ``profiles``.
        """
        names = {child.key: child for child in holder.children[:_MOST] if child.kind is Kind.MAP and child.key}
        self._asked += 1
        if holder.kind is not Kind.MAP or len(names) < 2 or self._asked > _MOST_HOLDERS:
            return frozenset()
        if self._words is None:
            self._look()
        plural = keys.role(holder.key).words[-1]
        chosen = self._chosen.get(plural.removesuffix("s"), [])
        if self._words is None or self._holders[plural] > 1 or any(each.startswith(_OPEN) for each in chosen):
            return frozenset()
        folded = {name.casefold() for name in names}
        if not folded & set(chosen) or folded & _OF_VIDEO:
            return frozenset()
        return frozenset(
            name for name, child in names.items()
            if name.casefold() not in _DEFAULT and not _is_on(child) and not self._is_spoken_of(name.casefold(), child)
        )  # fmt: skip

    def _look(self) -> None:
        found: Counter[str] = Counter()
        for count, node in enumerate(walk(self._root)):
            if count > _MOST_NODES:
                return
            found.update(_said(node))
            role = keys.role(node.key)
            if role.alternatives and node.kind is Kind.MAP:
                self._holders[role.words[-1]] += 1
            for child in node.children:
                key = keys.role(child.key or node.key).words[-1:]
                if key and child.scalar:
                    self._chosen.setdefault(key[0].removesuffix("s"), []).append(child.text.strip().casefold())
        self._words = found

    def _is_spoken_of(self, name: str, own: Node) -> bool:
        inside = sum(word == name for node in walk(own) for word in _said(node))
        return self._words is not None and self._words[name] > inside


def _said(node: Node) -> list[str]:
    """Return the words of a key and its value, and the value whole."""
    text = node.text[:_LONGEST].strip().casefold() if node.scalar else ""
    words = [node.key.casefold(), *_WORD.findall(text)] if text else [node.key.casefold()]
    return [*words, text] if text and text != words[-1] else words


def _is_on(node: Node) -> bool:
    """Tell whether an alternative is switched on itself, or says for which cameras it is."""
    return any(keys.role(child.key).holds_places or keys.is_turned_on(child) for child in node.children)
