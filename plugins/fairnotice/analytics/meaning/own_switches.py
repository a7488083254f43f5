"""Whether a switch is a certain service's: only where the service's version stands with the switch.

A file about several services may show the version of one and a switch of that name in another, which says nothing
about the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from fairnotice.analytics.documents.node import CONTAINERS, Kind, Node
from fairnotice.analytics.words.service_defaults import NUMBER, Switches

_DEEPEST = 60
_LONGEST = 4_000
_PROGRAM = frozenset(
    {
        "build", "command", "container", "container_name", "engine", "entrypoint", "exec", "execstart", "image",
        "library", "package", "program", "run", "sdk", "service",
    }
)  # fmt: skip
"""Keys that say which program a mapping is about."""

Place = tuple[str, int | None]
"""Path and line: several documents in one file have the same paths."""


@dataclass
class _Found:
    owners: dict[int, set[int]] = field(default_factory=dict)
    """Mappings that show a version, by identity, and in what stands each version."""
    around: set[int] = field(default_factory=set)
    """What a version stands in, however deep."""
    programs: list[tuple[Node, ...]] = field(default_factory=list)
    flags: list[tuple[Node, tuple[Node, ...]]] = field(default_factory=list)


def own_switches(root: Node, service: Switches) -> frozenset[Place]:
    """Return where switches stand that are a service's own.

    A switch is its own if it stands in the same mapping as the version, or if the one stands within
    the mapping of the other and that is about no other program.

    Args:
        root: The whole document.
        service: The service.
    """
    found = _Found()
    for node, above in _walk(root, (), _DEEPEST):
        _take(node, above, service, found)
    others = {id(each) for chain in found.programs if id(chain[-1]) not in found.owners for each in chain}
    own: set[Place] = set()
    foreign: set[Place] = set()
    for node, above in found.flags:
        place = (node.path, node.line)
        (own if service.versioned.search(_text(node)) or _belongs(node, above, found, others) else foreign).add(place)
    return frozenset(own - foreign)


def _walk(node: Node, above: tuple[Node, ...], left: int) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    yield node, above
    if left:
        for child in node.children:
            yield from _walk(child, (*above, node), left - 1)


def _text(node: Node) -> str:
    return f"{node.key}: {node.text[:_LONGEST]}" if node.key else node.text[:_LONGEST]


def _take(node: Node, above: tuple[Node, ...], service: Switches, found: _Found) -> None:
    text = _text(node)
    if _shows_version(node, service):
        found.owners.setdefault(id(node), set()).add(id(node))
        found.around.update(id(each) for each in above)
    if service.versioned.search(text):
        found.owners.setdefault(id(_mapping(above) or node), set()).add(id(above[-1]) if above else 0)
        found.around.update(id(each) for each in above)
    if service.switch.search(text):
        found.flags.append((node, above))
    if node.kind is Kind.MAP and any(child.key.casefold() in _PROGRAM and _names(child) for child in node.children):
        found.programs.append((*above, node))


def _shows_version(node: Node, service: Switches) -> bool:
    """Tell whether a mapping is about the service and says its version: ``{"sdk": "InspireFace", "version": "1"}``."""
    version = node.value("version") if node.kind is Kind.MAP else None
    if version is None or not NUMBER.match(version.strip()):
        return False
    about = [child.text for child in node.children if child.key.casefold() in _PROGRAM and child.scalar]
    return any(service.named.search(text) for text in (node.key, *about))


def _names(child: Node) -> bool:
    """Tell whether a key names a program: a mapping under it is looked at by itself."""
    return child.kind not in CONTAINERS or child.kind is Kind.LIST


def _mapping(above: tuple[Node, ...]) -> Node | None:
    return next((each for each in reversed(above) if each.kind is Kind.MAP), above[0] if above else None)


def _belongs(node: Node, above: tuple[Node, ...], found: _Found, others: set[int]) -> bool:
    mapping = _mapping(above)
    if mapping is None:
        return False
    if id(mapping) in found.owners:
        # Lines of one list may be commands of different programs.
        command = above[-1].kind is Kind.LIST and len(node.text.split(None, 1)) > 1
        return not command or found.owners[id(mapping)] != {id(above[-1])}
    owner = next((each for each in reversed(above) if id(each) in found.owners), None)
    if owner is not None:
        return id(owner) not in others
    return id(mapping) in found.around and id(mapping) not in others
