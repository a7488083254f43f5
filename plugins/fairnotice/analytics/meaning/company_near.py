"""What stands together in a part of a configuration, as the company of the words in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from fairnotice.analytics.documents import keys
from fairnotice.analytics.documents.node import CONTAINERS, Kind, Node, walk
from fairnotice.analytics.documents.reading import FIRST_TEXTS, Scope
from fairnotice.analytics.documents.value_texts import LONGEST_ITEM
from fairnotice.analytics.words.vocabulary import vocabulary

_MOST_COMPOUND = 20
_LEAST_LISTED, _MOST_LISTED = 2, 50
_GENERAL = frozenset({"task"})
"""What every model has says nothing about persons, and is no company."""
_HOST = re.compile(r"^[a-z][a-z0-9+.-]{1,20}://[^/\s?#]*(?:/(?:v1/)?chat/completions|/api/chat)?", re.IGNORECASE)
"""Where something is asked; where models that read words are, ``chat`` stands in the path, a cat in French."""


def beginning(root: Node) -> Iterator[str]:
    """Yield the texts with which a tree begins, but for prose and secrets."""
    found = (node for node in walk(root) if not keys.role(node.key).silent)
    texts = (text for node in found for text in (node.key, node.text if node.kind is Kind.TEXT else "") if text)
    return islice(texts, FIRST_TEXTS)


def near(node: Node) -> Iterator[str]:
    """Yield what stands together in a node."""
    yield from _texts(node)
    if node.key and vocabulary().telling(node.key):
        # 'race.start' of a file of properties is one name, whatever tree it makes.
        yield from (f"{node.key} {child.key}" for child in node.children[:_MOST_COMPOUND] if child.key)


def asked_with(request: Node, scope: Scope) -> Scope:
    """Return what stands near an address: also what is sent to it or comes from it, which says what it is about."""
    bodies = [child for child in request.children if child.kind in CONTAINERS]
    if not bodies:
        return scope
    return Scope(scope, lambda: (text for body in bodies for text in _texts(body)))


def _texts(node: Node) -> Iterator[str]:
    """Yield the keys and short values that stand in a node, and what things listed in it are called, as company."""
    if node.key and not keys.is_chat(node):
        yield node.key
    if len(node.children) >= _LEAST_LISTED and node.children[-1].kind is Kind.MAP:
        yield from _listed(node)
    for child in node.children:
        role = keys.role(child.key)
        if role.silent or child.key in _GENERAL:
            continue
        if child.key and not keys.is_chat(child):
            yield child.key
        if child.kind is Kind.TEXT and len(child.text) <= LONGEST_ITEM and not role.names_place:
            # A host's name says nothing of what is asked of it.
            yield _HOST.sub("", child.text)


def _listed(node: Node) -> Iterator[str]:
    """Yield the names of things that are listed alike: ``[{name: age}, {name: gender}]``, ``<Feature name="age"/>``."""
    things = [child for child in node.children[:_MOST_LISTED] if child.kind is Kind.MAP]
    if len(things) < _LEAST_LISTED or keys.role(node.key).holds_places or len({child.key for child in things}) > 1:
        return
    if keys.role(things[0].key).holds_places:
        return
    for each in things:
        for child in each.children:
            if child.kind is Kind.TEXT and keys.role(child.key).names and len(child.text) <= LONGEST_ITEM:
                yield child.text
