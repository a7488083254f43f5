"""Alternatives of which a file uses some: a profile that no camera of the file chooses runs nowhere that it says."""

from __future__ import annotations

from fairnotice.analytics import keys
from fairnotice.analytics.node import Kind, Node, walk

_MOST = 200


def unused(root: Node, holder: Node) -> frozenset[str]:
    """Return the names of alternatives that nothing in the file speaks of, while others of them are chosen.

    Where none is chosen by its name, something else than this file chooses: then all may be in use.

    Args:
        root: The whole document.
        holder: A map of alternatives by their names, such as ``profiles``.
    """
    names = {child.key: child for child in holder.children[:_MOST] if child.kind is Kind.MAP and child.key}
    if holder.kind is not Kind.MAP or len(names) < 2:
        return frozenset()
    plural = keys.role(holder.key).words[-1]
    own = {id(inner): name for name, child in names.items() for inner in walk(child)}
    chosen: set[str] = set()
    spoken_of: set[str] = set()
    for node in walk(root):
        for child in node.children:
            named = child.text.strip() if child.scalar else ""
            if named in names and own.get(id(child)) != named:
                spoken_of.add(named)
                if keys.role(child.key or node.key).words[-1:] in ((plural,), (plural.removesuffix("s"),)):
                    chosen.add(named)
    return frozenset(names.keys() - spoken_of) if chosen else frozenset()
