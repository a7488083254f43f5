"""Services whose documented default sorts people: what is asked of them, and of which version.

Neither says so where it is called. It counts as configured only where the call or the switch and the version are both
shown, and of the same service; else somebody must look. Which services these are stands in ``services.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from fairnotice.analytics.documents import keys
from fairnotice.analytics.documents.node import CONTAINERS, Kind, Node
from fairnotice.analytics.documents.reading import Label, LabelList, Reading, Statement
from fairnotice.analytics.meaning.own_switches import own_switches
from fairnotice.analytics.words.service_defaults import CalledService, Calls, Switches, services
from fairnotice.analytics.words.vocabulary import Where
from fairnotice.domain import Level

_DEEPEST = 60
_LONGEST = 4_000
_IMAGE = "image"
_RECORDS = frozenset({"http", "log"})
"""Formats of what was once asked, and may have been refused."""
_STATUS = ("status", "status_code", "statusCode")


@dataclass(frozen=True, slots=True)
class _Asked:
    named: bool
    """Whether it names what is wanted."""
    own: bool
    """Whether its keys are the service's own."""
    shown: bool
    """Whether it holds the picture, does not name it emptily, and was not refused."""


@dataclass
class _Seen:
    service: Node | None = None
    version: bool = False
    runs: bool = False
    """Whether it is started in a version that is shown, and not switched off."""
    unnamed: list[tuple[Node, bool]] = field(default_factory=list)
    """Calls that do not name what they want, and whether each shows all that was asked of a service that answers."""
    named: int = 0
    listed: list[LabelList] = field(default_factory=list)
    """What calls want, where they stand in a text that is no configuration itself: a program's line."""
    asked: dict[int, _Asked] = field(default_factory=dict)
    """Of each request, by its identity; each is walked once."""


def are_named(data: bytes) -> bool:
    """Tell whether a file holds anything of such a service, so that its tree is worth a look."""
    return services().present.search(data) is not None


def with_services(reading: Reading, root: Node) -> Reading:
    """Return ``reading`` with what the services called in ``root`` do by default."""
    found: list[Statement] = []
    lists: list[LabelList] = []
    runs: set[str] = set()
    waits: list[tuple[str, str]] = []
    asks: set[str] = set()
    for calls in services().calls:
        seen = _Seen()
        for node, parents, off in _walk(root, (), _DEEPEST, off=False):
            _look(node, parents, calls, seen, off=off)
        found += _called(calls.service, seen)
        lists += seen.listed
        if seen.runs:
            runs.add(calls.service.default)
        elif seen.service is not None and not seen.version and reading.format not in _RECORDS:
            sent = (call for call, shown in seen.unnamed if shown and calls.named.search(_host(call.text)))
            waits += [(calls.service.default, call.path) for call in sent]
        if seen.named:
            asks.add(calls.service.default)
    for switches in services().switches:
        found += _switched(switches, reading, root)
    return replace(
        reading,
        statements=(*reading.statements, *found),
        lists=(*reading.lists, *lists),
        runs=frozenset(runs),
        waits=tuple(waits),
        asks=frozenset(asks),
    )


def _host(address: str) -> str:
    """Return the host that an address names; empty where it names none."""
    try:
        return urlsplit(address.strip()).hostname or ""
    except ValueError:
        return ""


def _walk(
    node: Node, parents: tuple[Node, ...], left: int, *, off: bool
) -> Iterator[tuple[Node, tuple[Node, ...], bool]]:
    off = off or (node.kind in CONTAINERS and keys.is_off(node))
    yield node, parents, off
    if left:
        for child in node.children:
            yield from _walk(child, (*parents[-3:], node), left - 1, off=off)


def _look(node: Node, parents: tuple[Node, ...], calls: Calls, seen: _Seen, *, off: bool) -> None:
    value = node.text[:_LONGEST]
    text = f"{node.key}: {value}" if node.key else value
    if calls.named.search(text):
        seen.service = seen.service or node
        seen.version = seen.version or bool(calls.versioned.search(text))
        seen.runs = seen.runs or (not off and node.key.casefold() == _IMAGE and bool(calls.image.search(value)))
    if calls.set.search(text):
        seen.named += 1
    if node.kind is not Kind.TEXT or not calls.called.search(value):
        return
    request = parents[-1] if parents else node
    if request.kind is Kind.LIST:
        request = node
    if id(request) not in seen.asked:
        seen.asked[id(request)] = _asked(request, calls.service)
    asked = seen.asked[id(request)]
    if asked.named or calls.service.asks in node.text:
        seen.named += 1
        if (wanted := calls.listed.search(value)) is not None and not keys.role(node.key).silent:
            seen.listed.append(_listed(wanted[1], calls.service, node, off=off))
        return
    seen.unnamed.append((node, (asked.shown or bool(calls.within.search(value))) and not off))
    seen.service = seen.service or (node if asked.own else None)


def _listed(wanted: str, service: CalledService, node: Node, *, off: bool) -> LabelList:
    labels = [Label(word.strip(" \"'\\"), node.path, node.line) for word in wanted.split(",")]
    return LabelList(tuple(labels), (service.name, "face"), None, Level.CAPABILITY if off else Level.CONFIGURED)


def _asked(request: Node, service: CalledService) -> _Asked:
    given = list(_keys(request, _DEEPEST))
    names = {key for key, _ in given}
    wanted = service.asks
    named = (wanted, True) in given or any(wanted in child.text[:_LONGEST] for child in request.children)
    status = request.value(*_STATUS) or ""
    shown = not names.isdisjoint(service.pictures | service.own) and not any(wanted in name for name in names)
    return _Asked(named, not names.isdisjoint(service.own), shown and not status.strip().startswith(("4", "5")))


def _keys(node: Node, left: int) -> Iterator[tuple[str, bool]]:
    yield node.key.casefold(), node.kind is not Kind.NOTHING
    if left:
        for child in node.children:
            yield from _keys(child, left - 1)


def _called(service: CalledService, seen: _Seen) -> Iterator[Statement]:
    if seen.service is None:
        return
    for call, shown in seen.unnamed:
        level = Level.CONFIGURED if seen.version and shown else Level.CAPABILITY
        yield _statement(service.default, call, level, f"no {service.asks} are named")
    if not seen.unnamed and not seen.named:
        yield _statement(service.unknown, seen.service, Level.CAPABILITY, "no call is shown")


def _switched(switches: Switches, reading: Reading, root: Node) -> Iterator[Statement]:
    own = own_switches(root, switches)
    if not own:
        return
    default = switches.service.default
    for statement in reading.statements:
        on = switches.switch.search(statement.text) and statement.level is Level.CONFIGURED
        if on and (statement.path, statement.line) in own:
            yield replace(statement, text=default, where=Where.KEY)
    for each in reading.lists:
        for label in each.labels if each.level is Level.CONFIGURED and not each.only_sets else ():
            if switches.switch.search(label.text) and (label.path, label.line) in own:
                yield Statement(default, label.path, label.line, shown=label.text)


def _statement(text: str, node: Node, level: Level, why: str) -> Statement:
    return Statement(text, node.path, node.line, Where.KEY, None, level, f"{node.key}: {node.text[:120]} ({why})")
