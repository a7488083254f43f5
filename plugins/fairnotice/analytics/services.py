"""Services whose documented default sorts people: what is asked of them, and of which version.

DeepFace's ``analyze`` without ``actions`` returns emotion, age, gender and race; InspireFace's face
attributes are race, gender and age. Neither says so where it is called. It counts as configured only
where the call and the version are both shown; else somebody must look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from fairnotice.analytics.node import Kind, Node
from fairnotice.analytics.reading import Reading, Statement
from fairnotice.analytics.vocabulary import Where
from fairnotice.domain import Level

PRESENT = re.compile(rb"(?i)deepface|inspireface|/analyze|face_attribute")
"""What a file must hold for its services to be looked at."""
_DEEPEST = 60
_LONGEST = 4_000
_VERSION = r"(?:[\w./-]{0,60}[\"']?\s?(?:==|[:=@~]=?)\s?[\"'v]{0,2}\d|(?: [a-z]{1,12})? v?\d+\.\d)"
_DEEPFACE, _DEEPFACE_VERSION = re.compile(r"(?i)deepface"), re.compile(rf"(?i)deepface{_VERSION}")
_INSPIREFACE_VERSION = re.compile(rf"(?i)inspireface{_VERSION}")
_FLAG = re.compile(r"(?i)enable_face_attribute")
_ENDPOINT = re.compile(r"(?i)/analyze/?(?:[?#\s\"']|$)")
_CALL = re.compile(r"(?i)deepface\.analyze\s?\(")
_ONLY_DEEPFACE = frozenset({"detector_backend", "enforce_detection", "anti_spoofing", "expand_percentage"})


@dataclass
class _Seen:
    deepface: Node | None = None
    deepface_version: bool = False
    inspireface_version: bool = False
    unnamed: list[Node] = field(default_factory=list)
    """Calls that do not name their actions."""
    named: int = 0
    asked: dict[int, tuple[bool, bool]] = field(default_factory=dict)
    """Of each request: whether it names actions, and whether its keys are DeepFace's own; each is walked once."""


def with_services(reading: Reading, root: Node) -> Reading:
    """Return ``reading`` with what the services called in ``root`` do by default."""
    seen = _Seen()
    for node, parents in _walk(root, (), _DEEPEST):
        _look(node, parents, seen)
    found = [*_deepface(seen), *_inspireface(reading, seen)]
    return replace(reading, statements=(*reading.statements, *found)) if found else reading


def _walk(node: Node, parents: tuple[Node, ...], left: int) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    yield node, parents
    if left:
        for child in node.children:
            yield from _walk(child, (*parents[-3:], node), left - 1)


def _look(node: Node, parents: tuple[Node, ...], seen: _Seen) -> None:
    text = f"{node.key}: {node.text[:_LONGEST]}" if node.key else node.text[:_LONGEST]
    if _DEEPFACE.search(text):
        seen.deepface = seen.deepface or node
        seen.deepface_version = seen.deepface_version or bool(_DEEPFACE_VERSION.search(text))
    seen.inspireface_version = seen.inspireface_version or bool(_INSPIREFACE_VERSION.search(text))
    if node.kind is not Kind.TEXT or not (_ENDPOINT.search(node.text[:_LONGEST]) or _CALL.search(node.text[:_LONGEST])):
        return
    request = parents[-1] if parents else node
    if request.kind is Kind.LIST:
        request = node
    if id(request) not in seen.asked:
        names = set(_keys(request, _DEEPEST))
        named = "actions" in names or any("actions" in child.text[:_LONGEST] for child in request.children)
        seen.asked[id(request)] = named, not names.isdisjoint(_ONLY_DEEPFACE)
    named, telling = seen.asked[id(request)]
    if named or "actions" in node.text:
        seen.named += 1
    else:
        seen.unnamed.append(node)
        seen.deepface = seen.deepface or (node if telling else None)


def _keys(node: Node, left: int) -> Iterator[str]:
    yield node.key.casefold()
    if left:
        for child in node.children:
            yield from _keys(child, left - 1)


def _deepface(seen: _Seen) -> Iterator[Statement]:
    if seen.deepface is None:
        return
    for call in seen.unnamed:
        level = Level.CONFIGURED if seen.deepface_version else Level.CAPABILITY
        yield _statement("deepface default actions", call, level, "no actions are named")
    if not seen.unnamed and not seen.named:
        yield _statement("deepface unknown actions", seen.deepface, Level.CAPABILITY, "no call is shown")


def _inspireface(reading: Reading, seen: _Seen) -> Iterator[Statement]:
    if not seen.inspireface_version:
        return
    for statement in reading.statements:
        if _FLAG.search(statement.text) and statement.level is Level.CONFIGURED:
            yield replace(statement, text="inspireface face attributes", where=Where.KEY)
    for each in reading.lists:
        for label in each.labels if each.level is Level.CONFIGURED and not each.only_sets else ():
            if _FLAG.search(label.text):
                yield Statement("inspireface face attributes", label.path, label.line, shown=label.text)


def _statement(text: str, node: Node, level: Level, why: str) -> Statement:
    return Statement(text, node.path, node.line, Where.KEY, None, level, f"{node.key}: {node.text[:120]} ({why})")
