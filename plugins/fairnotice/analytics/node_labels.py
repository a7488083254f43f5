"""Which names of classes a list or a map of a configuration holds."""

from __future__ import annotations

import re

from fairnotice.analytics import keys
from fairnotice.analytics.node import Kind, Node
from fairnotice.analytics.reading import MOST_LABELS, Label
from fairnotice.analytics.value_texts import MOST_WORDS, is_setting
from fairnotice.analytics.vocabulary import vocabulary

_NUMBERED = re.compile(r"^\s*(?:-?\d+|[A-Za-z]{1,8}_?\d{1,12})\s*$")
"""Keys that only count: '0', '-1', 'class_3', or the ids of WordNet's nouns."""
_LABEL_KEYS = ("name", "label", "class", "display_name")
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
        if any(len(child.text.split()) > MOST_WORDS for child in children):
            return [], False
        return [label_of(child) for child in children], False
    if _is_index(node, children):
        return [Label(child.key, child.path, child.line) for child in children], False
    # Keys mean something together only if two of them are known at all.
    telling = vocabulary().telling
    if len(children) < 2 or sum(telling(child.key) for child in children) < 2:
        return [], True
    return [Label(child.key, child.path, child.line) for child in children if child.key], True


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
