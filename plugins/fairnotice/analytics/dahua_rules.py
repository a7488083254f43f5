"""What the rules of a configManager say beyond their words: bundles of face attributes, 'Nation' in a list of features.

The field names are those of Dahua's VideoAnalyseRule; that 'Nation' means an ethnicity there follows from
the NetSDK's EM_NATION_TYPE, and is not read from a device: the vocabulary says how far it is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from fairnotice.analytics import keys
from fairnotice.analytics.node import Node
from fairnotice.analytics.reading import Reading, Scope, Statement
from fairnotice.analytics.vocabulary import Where
from fairnotice.domain import Level

PRESENT = re.compile(rb"FeatureEnable|FeatureList")
"""What a file must hold for its rules to be looked at."""
_FACES = frozenset({"facedetection", "faceattribute", "faceanalysis", "facerecognition"})
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
    return replace(reading, statements=(*reading.statements, *statements), error=error)


def _rules(node: Node, left: int) -> Iterator[tuple[Node, Node]]:
    """Yield each rule with its settings."""
    config = node.child("Config")
    if config is not None and not config.scalar:
        yield node, config
    if left:
        for child in node.children:
            yield from _rules(child, left - 1)


def _of_faces(rule: Node) -> bool:
    return any((rule.value(key) or "").casefold() in _FACES for key in ("Class", "Type"))
