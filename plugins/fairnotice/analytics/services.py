"""Services whose documented default sorts people: what is asked of them, and of which version.

DeepFace's ``analyze`` without ``actions`` returns emotion, age, gender and race; InspireFace's face
attributes are race, gender and age. Neither says so where it is called. It counts as configured only
where the call and the version are both shown, and of the same service; else somebody must look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from fairnotice.analytics import inspireface, keys
from fairnotice.analytics.node import CONTAINERS, Kind, Node
from fairnotice.analytics.reading import Reading, Statement
from fairnotice.analytics.vocabulary import Where
from fairnotice.domain import Level

PRESENT = re.compile(rb"(?i)deepface|inspireface|/analyze|face_attribute")
"""What a file must hold for its services to be looked at."""
_DEEPEST = 60
_LONGEST = 4_000
_PART = r"(?:[-_./ ]?(?:api|cpu|gpu|image|server|service|tag|version|worker))*"
_NUMBER = r"v?(?!\d+(?:\.\d+){3})\d+\.\d"
_VERSION = rf"{_PART}[\"']?(?:\s?(?:===?|[:=@])\s?[\"']?(?:==)?| ){_NUMBER}"
"""One version: not the least or a compatible one, nor a host's port or address, nor another number of the service."""
_DEEPFACE, _DEEPFACE_VERSION = re.compile(r"(?i)deepface"), re.compile(rf"(?i)deepface(?:{_VERSION})")
_INSPIREFACE_VERSION = re.compile(rf"(?i)inspireface(?:{_VERSION})")
_ENDPOINT = re.compile(r"(?i)/analyze/?(?:[?#\s\"']|$)")
_CALL = re.compile(r"(?i)deepface\.analyze\s?\(")
_ONLY_DEEPFACE = frozenset({"detector_backend", "enforce_detection", "anti_spoofing", "expand_percentage"})
_PICTURE = frozenset({"img", "img_path"})
_IMG = re.compile(r"\bimg(?:_path)?\b")
_STATUS = ("status", "status_code", "statusCode")


@dataclass(frozen=True, slots=True)
class _Asked:
    named: bool
    """Whether it names actions."""
    own: bool
    """Whether its keys are DeepFace's own."""
    shown: bool
    """Whether it holds the picture, names no empty ``actions``, and was not refused."""


@dataclass
class _Seen:
    deepface: Node | None = None
    deepface_version: bool = False
    unnamed: list[tuple[Node, bool]] = field(default_factory=list)
    """Calls that do not name their actions, and whether each shows all that was asked of a service that answers."""
    named: int = 0
    asked: dict[int, _Asked] = field(default_factory=dict)
    """Of each request, by its identity; each is walked once."""


def with_services(reading: Reading, root: Node) -> Reading:
    """Return ``reading`` with what the services called in ``root`` do by default."""
    seen = _Seen()
    for node, parents, off in _walk(root, (), _DEEPEST, off=False):
        _look(node, parents, seen, off=off)
    found = [*_deepface(seen), *_inspireface(reading, root)]
    return replace(reading, statements=(*reading.statements, *found)) if found else reading


def _walk(
    node: Node, parents: tuple[Node, ...], left: int, *, off: bool
) -> Iterator[tuple[Node, tuple[Node, ...], bool]]:
    off = off or (node.kind in CONTAINERS and keys.is_off(node))
    yield node, parents, off
    if left:
        for child in node.children:
            yield from _walk(child, (*parents[-3:], node), left - 1, off=off)


def _look(node: Node, parents: tuple[Node, ...], seen: _Seen, *, off: bool) -> None:
    text = f"{node.key}: {node.text[:_LONGEST]}" if node.key else node.text[:_LONGEST]
    if _DEEPFACE.search(text):
        seen.deepface = seen.deepface or node
        seen.deepface_version = seen.deepface_version or bool(_DEEPFACE_VERSION.search(text))
    if node.kind is not Kind.TEXT or not (_ENDPOINT.search(node.text[:_LONGEST]) or _CALL.search(node.text[:_LONGEST])):
        return
    request = parents[-1] if parents else node
    if request.kind is Kind.LIST:
        request = node
    if id(request) not in seen.asked:
        seen.asked[id(request)] = _asked(request)
    asked = seen.asked[id(request)]
    if asked.named or "actions" in node.text:
        seen.named += 1
        return
    within = bool(_CALL.search(node.text[:_LONGEST]) or _IMG.search(node.text[:_LONGEST]))
    seen.unnamed.append((node, (asked.shown or within) and not off))
    seen.deepface = seen.deepface or (node if asked.own else None)


def _asked(request: Node) -> _Asked:
    given = list(_keys(request, _DEEPEST))
    names = {key for key, _ in given}
    named = ("actions", True) in given or any("actions" in child.text[:_LONGEST] for child in request.children)
    status = request.value(*_STATUS) or ""
    shown = not names.isdisjoint(_PICTURE | _ONLY_DEEPFACE) and "actions" not in names
    return _Asked(named, not names.isdisjoint(_ONLY_DEEPFACE), shown and not status.strip().startswith(("4", "5")))


def _keys(node: Node, left: int) -> Iterator[tuple[str, bool]]:
    yield node.key.casefold(), node.kind is not Kind.NOTHING
    if left:
        for child in node.children:
            yield from _keys(child, left - 1)


def _deepface(seen: _Seen) -> Iterator[Statement]:
    if seen.deepface is None:
        return
    for call, shown in seen.unnamed:
        level = Level.CONFIGURED if seen.deepface_version and shown else Level.CAPABILITY
        yield _statement("deepface default actions", call, level, "no actions are named")
    if not seen.unnamed and not seen.named:
        yield _statement("deepface unknown actions", seen.deepface, Level.CAPABILITY, "no call is shown")


def _inspireface(reading: Reading, root: Node) -> Iterator[Statement]:
    own = inspireface.own_flags(root, _INSPIREFACE_VERSION)
    if not own:
        return
    for statement in reading.statements:
        flagged = inspireface.FLAG.search(statement.text) and statement.level is Level.CONFIGURED
        if flagged and (statement.path, statement.line) in own:
            yield replace(statement, text="inspireface face attributes", where=Where.KEY)
    for each in reading.lists:
        for label in each.labels if each.level is Level.CONFIGURED and not each.only_sets else ():
            if inspireface.FLAG.search(label.text) and (label.path, label.line) in own:
                yield Statement("inspireface face attributes", label.path, label.line, shown=label.text)


def _statement(text: str, node: Node, level: Level, why: str) -> Statement:
    return Statement(text, node.path, node.line, Where.KEY, None, level, f"{node.key}: {node.text[:120]} ({why})")
