"""YAML as a tree of nodes: no tag is constructed, no alias followed, several documents are several parts."""

from __future__ import annotations

import yaml

from fairnotice.analytics.node import Kind, Node, pointer
from fairnotice.analytics.reading import text_of

_MOST_EVENTS = 400_000
_DEEPEST = 40
_MOST_DOCUMENTS = 200
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "map", "seq"))
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
        root = _build(text)
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
    roots: list[Node] = []
    open_nodes: list[Node] = []
    waiting: str | None = None
    waiting_line = 0
    for count, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if count > _MOST_EVENTS:
            raise _RefusedError("too many values")
        if isinstance(event, yaml.AliasEvent):
            raise _RefusedError(f"aliases are not followed (line {line})")
        if isinstance(event, yaml.CollectionEndEvent):
            open_nodes.pop()
            continue
        if not isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            continue
        if event.tag and event.tag not in _PLAIN_TAGS:
            raise _RefusedError(f"the tag in line {line} is not read")
        parent = open_nodes[-1] if open_nodes else None
        if parent is not None and parent.kind is Kind.MAP and waiting is None:
            if not isinstance(event, yaml.ScalarEvent):
                raise _RefusedError(f"a key that is a list or a mapping (line {line})")
            waiting, waiting_line = event.value, line
            continue
        node = _node(event, parent, waiting, line if waiting is None else waiting_line)
        waiting = None
        if parent is None:
            roots.append(node)
            if len(roots) > _MOST_DOCUMENTS:
                raise _RefusedError(f"more than {_MOST_DOCUMENTS} documents")
        else:
            parent.children.append(node)
        if isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append(node)
            if len(open_nodes) > _DEEPEST:
                raise _RefusedError(f"nested deeper than {_DEEPEST} levels")
    roots = [root for root in roots if root.children or root.text.strip()]
    if len(roots) > 1:
        return Node("", "", 1, Kind.LIST, children=roots)
    return roots[0] if roots else None


def _node(event: yaml.ScalarEvent | yaml.CollectionStartEvent, parent: Node | None, key: str | None, line: int) -> Node:
    path = ""
    if parent is not None:
        path = pointer(parent.path, len(parent.children) if key is None else key)
    if isinstance(event, yaml.ScalarEvent):
        return Node(key or "", path, line, _scalar_kind(event), event.value)
    return Node(key or "", path, line, Kind.MAP if isinstance(event, yaml.MappingStartEvent) else Kind.LIST)


def _scalar_kind(event: yaml.ScalarEvent) -> Kind:
    tag: str = event.tag or _RESOLVER.resolve(yaml.ScalarNode, event.value, event.implicit)  # type: ignore[no-untyped-call]
    return _KINDS.get(tag.rsplit(":", 1)[-1], Kind.TEXT)
