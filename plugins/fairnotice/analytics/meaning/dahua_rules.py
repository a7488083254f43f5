"""What Dahua's rules and events say beyond their words: bundles of face attributes, 'Nation' among those of a face.

The field names are those of Dahua's VideoAnalyseRule; that 'Nation' means an ethnicity there follows from
the NetSDK's EM_NATION_TYPE, and is not read from a device: the vocabulary says how far it is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from fairnotice.analytics.documents import keys
from fairnotice.analytics.documents.node import Kind, Node, walk
from fairnotice.analytics.documents.reading import Reading, Scope, Statement
from fairnotice.analytics.words.vocabulary import Where, vocabulary
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
    """Return ``reading`` with what the rules and events in ``root`` add to it."""
    statements: list[Statement] = []
    error = reading.error
    for node in walk(root, _DEEPEST):
        if (config := node.child("Config")) is not None and not config.scalar:
            added, doubt = _rule(node, config)
            statements += added
            error = error or doubt
        if node.key == _SUPPORTED:
            scope = _scope(each.text for each in node.children[:_MOST_NEAR])
            statements += [_feature(each, each.text, scope, Level.CAPABILITY) for each in node.children]
        elif (nation := _nation_seen(node)) is not None:
            scope = _scope(each.key for each in node.children[:_MOST_NEAR])
            level = Level.CAPABILITY if keys.is_off(node) else Level.CONFIGURED
            statements.append(_feature(nation, nation.key, scope, level, f"{nation.key}: {nation.text}"))
    return replace(reading, statements=(*reading.statements, *statements), error=error)


def _rule(rule: Node, config: Node) -> tuple[list[Statement], str | None]:
    """Return what a rule's features say, and why they may not be all."""
    features, switch = config.child("FeatureList"), config.child("FeatureEnable")
    off = keys.is_off(rule) or keys.is_off(config)
    scope = _scope(each.text for each in rule.children if each.scalar and each.text)
    if features is not None:
        level = Level.CAPABILITY if off else Level.CONFIGURED
        return [_feature(each, each.text, scope, level) for each in features.children], None
    if switch is None or off or not _of_faces(rule):
        return [], None
    bundle = Statement(
        "FeatureEnable bundle", switch.path, switch.line, Where.KEY, scope, Level.CARRIER, "FeatureEnable"
    )
    return [bundle], _BUNDLE.format(switch.path)


def _feature(node: Node, name: str, scope: Scope, level: Level, shown: str = "") -> Statement:
    """Return a feature of a face as the vocabulary knows those of Dahua."""
    return Statement(f"FeatureList {name}", node.path, node.line, Where.KEY, scope, level, shown)


def _scope(texts: Iterable[str]) -> Scope:
    return Scope(look=lambda: texts)


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
