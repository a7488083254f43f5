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
_STREAM = re.compile(r"\s*(?:rtsps?|rtmps?|rtp|srt|udp)://")
_LABEL_KEYS = ("name", "label", "class", "display_name")
_GROUPS = frozenset({"groups"})
_LEAST_CAPTIONS = 2
_LONGEST_SAID = 200
_RATES = frozenset(
    {"accuracy", "auc", "eer", "f1", "fmr", "fnmr", "fnr", "fpr", "frr", "iou", "precision", "recall", "tnr", "tpr"}
)
"""What is measured of a detector, between 0 and 1."""
_BY_GROUP = frozenset({"by", "per"})
_NOT_MEASURED = frozenset({"class", "classes", "label", "labels", "min", "max", "threshold", "thresholds", "limit"})
_TEXT_OR_NOTHING = frozenset({Kind.TEXT, Kind.NOTHING})
_TEXT_KEYS = ("text", "value", "labelName", "label_name")
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
    streams = all(child.kind is Kind.TEXT and _STREAM.match(child.text) for child in children)
    if streams and not keys.role(node.key).holds_labels:
        return [], True  # cameras by their names
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


def are_measured(node: Node, around: Node) -> bool:
    """Tell whether a map says how well something works for groups of people: ``recall_by_group: {White: 0.98}``.

    How well a model tells its own classes, ``recall_per_class``, says that it tells them.

    Args:
        node: The map.
        around: What it stands in, where something else must speak of an evaluation and nothing of what runs.
    """
    words = keys.role(node.key).words
    if node.kind is not Kind.MAP or _BY_GROUP.isdisjoint(words) or not _NOT_MEASURED.isdisjoint(words):
        return False
    groups = [node] if not _RATES.isdisjoint(words) else node.children
    if not all(map(_are_rates, groups)):
        return False
    others = [each for each in around.children if each is not node]
    texts = (around.key, *(f"{each.key} {each.text[:_LONGEST_SAID]}" for each in others))
    said = {part for text in texts for part in vocabulary().tokens(text)}
    return not said.isdisjoint(vocabulary().groups["evaluation"]) and not any(keys.role(o.key).switch for o in others)


def _are_rates(node: Node) -> bool:
    if not node.children or any(child.kind is not Kind.NUMBER for child in node.children):
        return False
    own = keys.role(node.key).words
    named = (*own, *(part for child in node.children for part in keys.role(child.key).words))
    return not _RATES.isdisjoint(named) and any("." in child.text for child in node.children)
