"""Which parts of a configuration can say anything of classifiers, so that the rest of it need not be looked at.

Most of a network's settings are sizes, addresses and zones. A part is worth a look if a word in it can name a
classifier or turn on a service that sorts people, if it names a model's classes or the file that does, or if it is sealed. It is
told of more than is true, never of less.
"""

from __future__ import annotations

from functools import lru_cache

from fairnotice.analytics import keys
from fairnotice.analytics.node import CONTAINERS, Kind, Node
from fairnotice.analytics.service_defaults import services
from fairnotice.analytics.vocabulary import vocabulary

_SHORT = 80
"""Of texts that are looked at once: the same ones stand in thousands of files."""
_LISTS = frozenset(",;|\"")
"""Signs between the items of a list in one value."""


def telling_parts(root: Node) -> frozenset[int]:
    """Return the nodes under ``root`` that can say anything, by identity, each with all that it stands in."""
    found: set[int] = set()
    _look(root, found)
    return frozenset(found)


def _look(node: Node, found: set[int]) -> bool:
    tells = False
    for child in node.children:
        kind = child.kind
        if (
            _text_tells(child.key)
            or (kind is Kind.TEXT and (_text_tells(child.text) or _names_classes(child)))
            or (kind in CONTAINERS and keys.role(child.key).holds_labels)
        ):
            found.add(id(child))
            tells = True
        if child.children and _look(child, found):
            found.add(id(child))
            tells = True
    return tells


def _names_classes(node: Node) -> bool:
    role = keys.role(node.key)
    return keys.names_label_file(node) or (role.holds_labels and not _LISTS.isdisjoint(node.text))


def _text_tells(text: str) -> bool:
    return _short_text_tells(text) if len(text) <= _SHORT else _any_text_tells(text)


@lru_cache(maxsize=50_000)
def _short_text_tells(text: str) -> bool:
    return _any_text_tells(text)


def _any_text_tells(text: str) -> bool:
    if vocabulary().could_name(text) or services().switch.search(text):
        return True
    return keys.looks_packed(text) or ("%" in text and "=" in text)
