"""Which names of classes a list or a map of a configuration holds."""

from __future__ import annotations

import re

from fairnotice.analytics.documents import keys
from fairnotice.analytics.documents.node import Kind, Node
from fairnotice.analytics.documents.reading import MOST_LABELS, Label
from fairnotice.analytics.documents.value_texts import LONGEST_ITEM, MOST_WORDS, is_setting
from fairnotice.analytics.words.vocabulary import vocabulary

_NUMBERED = re.compile(r"^\s*(?:-?\d+|[A-Za-z]{1,8}_?\d{1,12})\s*$")
"""Keys that only count: '0', '-1', 'class_3', or the ids of WordNet's nouns."""
_MOSTLY = 1.34
"""Of numbered texts, how many there may be for one that is short enough for a label."""
_LABEL_KEYS = ("name", "label", "class", "display_name")
_GROUPS = frozenset({"groups"})
_LEAST_CAPTIONS = 2
_TEXT_OR_NOTHING = frozenset({Kind.TEXT, Kind.NOTHING})
_TEXT_KEYS = ("text", "value")
"""Keys of a label, where what it stands in is called one."""


def labels_in(node: Node) -> tuple[list[Label], bool]:
    """Return the labels of a list of words, or of a mapping between numbers and words, or of a mapping's keys."""
    children = node.children[: MOST_LABELS + 1]
    if node.kind is Kind.LIST:
        words = [child for child in children if child.scalar and child.text.strip() and not is_setting(child.text)]
        if words:
            return [label_of(child) for child in words], False
        return _named(children, (*_LABEL_KEYS, *(_TEXT_KEYS if keys.role(node.key).holds_labels else ()))), True
    if not children:
        return [], False
    elements = [child for child in children if child.kind is Kind.MAP and keys.role(child.key).holds_labels]
    if len(elements) > 1 and len({child.key for child in elements}) == 1:
        return _named(elements, (*_LABEL_KEYS, *_TEXT_KEYS)), True
    if all(child.scalar and _NUMBERED.match(child.key) for child in children):
        labels = [label_of(child) for child in children if len(child.text.split()) <= MOST_WORDS]
        # What is too long for a label is read as what it is.
        return (labels if _MOSTLY * len(labels) >= len(children) else []), len(labels) < len(children)
    if are_codes(node):
        return [label_of(child) for child in children if len(child.text.split()) <= MOST_WORDS], True
    if _is_index(node, children):
        return [Label(child.key, child.path, child.line) for child in children], False
    # Keys mean something together only if two of them are known at all.
    telling = vocabulary().telling
    if len(children) < 2 or sum(telling(child.key) for child in children) < 2:
        return [], True
    return [Label(child.key, child.path, child.line) for child in children if child.key], True


def is_doubtful(node: Node, labels: list[Label], *, of_people: bool) -> bool:
    """Tell whether what looks like labels may as well be something else: codes, texts, groups of cameras.

    Args:
        node: The map or list.
        labels: What in it looks like labels.
        of_people: Whether it `may_be_of_people`.
    """
    counted = node.kind is Kind.MAP and len(labels) < len(node.children) and _NUMBERED.match(node.children[0].key)
    return bool(counted) or are_codes(node) or (of_people and not vocabulary().telling(node.key))


def are_codes(node: Node) -> bool:
    """Tell whether a map spells out codes of one letter each: ``{P: Protestant, C: Catholic}``."""
    return node.kind is Kind.MAP and all(
        child.kind is Kind.TEXT and len(child.key) == 1 and child.key.isalpha() for child in node.children
    )


def _named(items: list[Node], names: tuple[str, ...]) -> list[Label]:
    """Return the labels of maps that describe one each: ``{"id": 0, "name": "White"}``, ``<Label text="White"/>``."""
    found = [each.child(*names) or _described(each) for each in items]
    return [label_of(each) for each in found if each is not None and each.kind is Kind.TEXT]


def _described(item: Node) -> Node | None:
    """Return how an element that is called a label itself says what it is: ``<Label><id>0</id><desc>White</desc>``."""
    return item.child("desc") if item.key and keys.role(item.key).holds_labels else None


def _is_index(node: Node, children: list[Node]) -> bool:
    """Tell whether a mapping gives each of its keys a number in a row; of two keys, 0 and 1 may as well be switches."""
    if any(child.kind is not Kind.NUMBER for child in children):
        return False
    numbers = {child.text.strip() for child in children}
    count = len(children)
    if len(numbers) < count or count < (2 if keys.role(node.key).holds_labels else 3):
        return False
    return numbers in ({str(n) for n in range(count)}, {str(n) for n in range(1, count + 1)})


def label_of(node: Node) -> Label:
    """Return a single value as a label."""
    return Label(node.text.strip(), node.path, node.line)


def may_be_of_people(node: Node) -> bool:
    """Tell whether what looks like a list of places may be one of people: groups of cameras, or of persons."""
    words = keys.role(node.key).words
    if node.kind is not Kind.LIST or _GROUPS.isdisjoint(words[-1:]):
        return False
    people = vocabulary().groups["person"] | vocabulary().groups["face"]
    return not words[:-1] or vocabulary().telling(node.key) or not people.isdisjoint(words)


def are_captions(node: Node) -> bool:
    """Tell whether a map only says how its keys are written for people: ``ethnicity: Ethnicity``, a dictionary."""
    if node.kind is not Kind.MAP or any(child.kind not in _TEXT_OR_NOTHING for child in node.children):
        return False
    values = [child for child in node.children if child.kind is Kind.TEXT]
    return len(values) >= _LEAST_CAPTIONS and any(
        each.text[:1].isupper() and keys.role(each.key).words[-1:] == (each.text[:LONGEST_ITEM].strip().casefold(),)
        for each in values
    )
