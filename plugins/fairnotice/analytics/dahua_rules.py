"""What Dahua's rules and events say beyond their words: bundles of face attributes, 'Nation' among those of a face.

The field names are those of Dahua's VideoAnalyseRule; that 'Nation' means an ethnicity there follows from
the NetSDK's EM_NATION_TYPE, and is not read from a device: the vocabulary says how far it is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from fairnotice.analytics import keys
from fairnotice.analytics.node import Kind, Node
from fairnotice.analytics.reading import Reading, Scope, Statement
from fairnotice.analytics.vocabulary import Where, vocabulary
from fairnotice.domain import Level

PRESENT = re.compile(rb"FeatureEnable|FeatureList|SupportFeatures|\bNation\b")
"""What a file must hold for its rules to be looked at."""
_FACES = frozenset({"facedetection", "faceattribute", "faceanalysis", "facerecognition"})
_SUPPORTED, _NATION = "SupportFeatures", "Nation"
_FACE_ATTRIBUTES = frozenset({"Sex", "Age", "Glasses", "Beard", "Mask", "Emotion", "Eye", "Mouth", "Attractive"})
_OF_A_RECORD = frozenset({"Name", "PersonName", "CardNo", "CertificateNo", "UserID", "Birthday"})
_LEAST_ATTRIBUTES, _MOST_NEAR = 3, 200
_DEEPEST = 40
_BUNDLE = "it switches face attributes on ({}) and does not list which; ask the device for its FeatureList"


def with_dahua_rules(reading: Reading, root: Node) -> Reading:
    """Return ``reading`` with what the rules in ``root`` add to it."""
    statements: list[Statement] = []
    error = reading.error
    for rule, config in _rules(root, _DEEPEST):
        features = config.child("FeatureList")
        off = keys.is_off(rule) or keys.is_off(config)
        scope = Scope()
        scope.texts += [each.text for each in rule.children if each.scalar and each.text]
        for feature in features.children if features is not None else ():
            level = Level.CAPABILITY if off else Level.CONFIGURED
            text = f"FeatureList {feature.text}"
            statements.append(Statement(text, feature.path, feature.line, Where.KEY, scope, level))
        switch = config.child("FeatureEnable")
        if features is None and switch is not None and not off and _of_faces(rule):
            statements.append(
                Statement(
                    "FeatureEnable bundle", switch.path, switch.line, Where.KEY, scope, Level.CARRIER, "FeatureEnable"
                )
            )
            error = error or _BUNDLE.format(switch.path)
    for node in _walk(root, _DEEPEST):
        if node.key == _SUPPORTED:
            scope = Scope()
            scope.texts += [each.text for each in node.children[:_MOST_NEAR]]
            for each in node.children:
                text = f"FeatureList {each.text}"
                statements.append(Statement(text, each.path, each.line, Where.KEY, scope, Level.CAPABILITY))
        elif (nation := _nation_seen(node)) is not None:
            scope = Scope()
            scope.texts += [each.key for each in node.children[:_MOST_NEAR]]
            level = Level.CAPABILITY if keys.is_off(node) else Level.CONFIGURED
            shown = f"{nation.key}: {nation.text}"
            text = f"FeatureList {nation.key}"
            statements.append(Statement(text, nation.path, nation.line, Where.KEY, scope, level, shown))
    return replace(reading, statements=(*reading.statements, *statements), error=error)


def _rules(node: Node, left: int) -> Iterator[tuple[Node, Node]]:
    """Yield each rule with its settings."""
    config = node.child("Config")
    if config is not None and not config.scalar:
        yield node, config
    if left:
        for child in node.children:
            yield from _rules(child, left - 1)


def _walk(node: Node, left: int) -> Iterator[Node]:
    for child in node.children:
        yield child
        if left:
            yield from _walk(child, left - 1)


def _nation_seen(node: Node) -> Node | None:
    """Return the people that a device took a face for: beside a staff's nation stands a name, and no beard or mask."""
    nation = node.child(_NATION)
    if nation is None or nation.kind is not Kind.TEXT or not vocabulary().telling(nation.text):
        return None
    near = frozenset(child.key for child in node.children)
    seen = len(_FACE_ATTRIBUTES & near) >= _LEAST_ATTRIBUTES and not near & _OF_A_RECORD
    return nation if seen else None


def _of_faces(rule: Node) -> bool:
    return any((rule.value(key) or "").casefold() in _FACES for key in ("Class", "Type"))
