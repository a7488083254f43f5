"""YAML as a tree of nodes: no tag is constructed, several documents are several parts.

An alias stands for the part that its anchor marks, and a merge key (``<<``) for that part's keys where they are not
given anew, also where that part holds aliases itself. How a small file unfolds to a huge one is known: what aliases add
is counted, and what repeats too much or holds itself is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

import yaml

from fairnotice.analytics.documents import keys
from fairnotice.analytics.documents.node import Kind, Node, pointer
from fairnotice.analytics.documents.reading import text_of

_MOST_EVENTS = 400_000
_DEEPEST = 40
_MOST_DOCUMENTS = 200
_MOST_REPEATED = 20_000
"""Nodes that aliases of one file may add."""
_MERGE = "<<"
_OPENCV = re.compile(r"\A%YAML:1\.\d(?=\s)")
"""How OpenCV's files, such as the settings of DeepStream's trackers, begin; YAML has a blank there."""
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "map", "seq"))
_BEGINNING = (yaml.ScalarEvent, yaml.CollectionStartEvent)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER = yaml.resolver.Resolver()
_KINDS = {"bool": Kind.TRUTH, "int": Kind.NUMBER, "float": Kind.NUMBER, "null": Kind.NOTHING}


class _RefusedError(ValueError):
    """The document asks for what a configuration does not need."""


def yaml_tree(data: bytes) -> tuple[Node | None, str | None]:
    """Return the tree of a YAML document, and why not all of it is in there."""
    text, doubt = text_of(data)
    if not text:
        return None, doubt
    try:
        root = _build(_OPENCV.sub("", text, 1))
    except _RefusedError as error:
        return None, str(error)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        return None, "not valid YAML" + (f" at line {mark.line + 1}" if mark else "")
    if root is None:
        return None, doubt or "the file is empty"
    return root, doubt


def _build(text: str) -> Node | None:
    """Build the tree from the stream of events: a bomb costs nothing while it is only that."""
    building = _Building()
    for count, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        if count > _MOST_EVENTS:
            raise _RefusedError("too many values")
        building.take(event, event.start_mark.line + 1 if event.start_mark else 0)
    building.switch_off_what_nothing_repeats()
    roots = [root for root in building.roots if root.children or root.text.strip()]
    if len(roots) > 1:
        return Node("", "", 1, Kind.LIST, children=roots)
    return roots[0] if roots else None


@dataclass
class _Building:
    roots: list[Node] = field(default_factory=list)
    open_nodes: list[Node] = field(default_factory=list)
    waiting: str | None = None
    """The key whose value comes next."""
    waiting_line: int = 0
    anchored: dict[str, Node] = field(default_factory=dict)
    merged: dict[int, list[Node]] = field(default_factory=dict)
    """Keys that a mapping, by identity, takes over where it does not give them anew."""
    repeated: int = 0
    repeatable: dict[int, list[str]] = field(default_factory=dict)
    """Anchors of alternatives, by the identity of the mapping that these stand in."""
    named: set[str] = field(default_factory=set)
    """Anchors that an alias outside such a mapping names."""

    def take(self, event: yaml.Event, line: int) -> None:
        """Take in the next event."""
        if isinstance(event, _BEGINNING):
            self._begin(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close(self.open_nodes.pop())
        elif isinstance(event, yaml.AliasEvent):
            self._repeat(event.anchor or "", line)

    def _begin(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
        if event.tag and event.tag not in _PLAIN_TAGS:
            raise _RefusedError(f"the tag in line {line} is not read")
        parent = self.open_nodes[-1] if self.open_nodes else None
        if parent is not None and parent.kind is Kind.MAP and self.waiting is None:
            if not isinstance(event, yaml.ScalarEvent):
                raise _RefusedError(f"a key that is a list or a mapping (line {line})")
            self.waiting, self.waiting_line = event.value, line
            return
        node = _node(event, parent, self.waiting, line if self.waiting is None else self.waiting_line)
        self._put(node, parent)
        if event.anchor:
            self.anchored[event.anchor] = node
            if parent is not None and keys.role(parent.key).alternatives:
                self.repeatable.setdefault(id(parent), []).append(event.anchor)
        if isinstance(event, yaml.CollectionStartEvent):
            self.open_nodes.append(node)
            if len(self.open_nodes) > _DEEPEST:
                raise _RefusedError(f"nested deeper than {_DEEPEST} levels")

    def _put(self, node: Node, parent: Node | None) -> None:
        self.waiting = None
        if parent is not None:
            parent.children.append(node)
            return
        self.roots.append(node)
        if len(self.roots) > _MOST_DOCUMENTS:
            raise _RefusedError(f"more than {_MOST_DOCUMENTS} documents")

    def _repeat(self, name: str, line: int) -> None:
        """Put what an anchor marks in the place of its alias."""
        known, parent = self.anchored.get(name), self.open_nodes[-1] if self.open_nodes else None
        if known is None or parent is None or (parent.kind is Kind.MAP and self.waiting is None):
            raise _RefusedError(f"an alias that stands for nothing read before, or for a key (line {line})")
        if not any(id(each) in self.repeatable for each in self.open_nodes):
            self.named.add(name)
        if any(known is each for each in self.open_nodes):
            raise _RefusedError(f"an alias that stands in what it stands for (line {line})")
        key, self.waiting = self.waiting, None
        if key == _MERGE and known.kind is Kind.MAP:
            self.repeated += len(known.children)
            if self.repeated > _MOST_REPEATED:
                raise _RefusedError("its aliases repeat too much")
            self.merged.setdefault(id(parent), []).extend(known.children)
            return
        self._copy(known, key or "", parent, line, len(self.open_nodes))

    def switch_off_what_nothing_repeats(self) -> None:
        """Say of an alternative that no alias names that it is off, where aliases name others beside it."""
        for names in self.repeatable.values():
            if not self.named.isdisjoint(names):
                for node in (self.anchored[name] for name in names if name not in self.named):
                    if node.kind is Kind.MAP:
                        node.children.append(
                            Node("enabled", pointer(node.path, "enabled"), node.line, Kind.TRUTH, "false")
                        )

    def _copy(self, node: Node, key: str, parent: Node, line: int | None, depth: int) -> None:
        self.repeated += 1
        if self.repeated > _MOST_REPEATED:
            raise _RefusedError("its aliases repeat too much")
        if depth > _DEEPEST:
            raise _RefusedError(f"nested deeper than {_DEEPEST} levels by its aliases")
        place = pointer(parent.path, key or len(parent.children))
        copy = Node(key, place, line, node.kind, node.text)
        parent.children.append(copy)
        for child in node.children:
            self._copy(child, child.key, copy, line, depth + 1)

    def _close(self, node: Node) -> None:
        if id(node) not in self.merged:
            return
        given = {child.key for child in node.children}
        for child in self.merged.pop(id(node)):
            if child.key not in given:
                given.add(child.key)
                self._copy(child, child.key, node, node.line, len(self.open_nodes) + 1)


def _node(event: yaml.ScalarEvent | yaml.CollectionStartEvent, parent: Node | None, key: str | None, line: int) -> Node:
    path = ""
    if parent is not None:
        path = f"{parent.path}/{len(parent.children)}" if key is None else pointer(parent.path, key)
    if isinstance(event, yaml.ScalarEvent):
        kind = _kind_of_tag(event.tag) if event.tag else _kind(event.value, *event.implicit)
        return Node(key or "", path, line, kind, event.value)
    return Node(key or "", path, line, Kind.MAP if isinstance(event, yaml.MappingStartEvent) else Kind.LIST)


@lru_cache(maxsize=20_000)
def _kind(value: str, plain: bool, quoted: bool) -> Kind:
    """Return what a scalar without a tag means; the same few words stand in a configuration again and again."""
    tag: str = _RESOLVER.resolve(yaml.ScalarNode, value, (plain, quoted))  # type: ignore[no-untyped-call]
    return _kind_of_tag(tag)


def _kind_of_tag(tag: str) -> Kind:
    return _KINDS.get(tag.rsplit(":", 1)[-1], Kind.TEXT)
