"""Files within a file: a ConfigMap's `pipeline.yaml: |`, a configuration that an installer writes out.

What stands in such a value is read like the file that its key names, one level deep: a file in a file in a file stays
the text that it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from fairnotice.analytics.documents.ini_tree import ini_tree
from fairnotice.analytics.documents.json_tree import json_tree
from fairnotice.analytics.documents.node import Kind, Node
from fairnotice.analytics.documents.pbtxt_tree import pbtxt_tree
from fairnotice.analytics.documents.yaml_tree import yaml_tree

_MOST_FILES = 100
_LONGEST = 200_000
_DEEPEST = 40
_TREES: Mapping[str, Callable[[bytes], tuple[Node | None, str | None]]] = {
    **dict.fromkeys((".yaml", ".yml"), yaml_tree),
    ".json": json_tree,
    **dict.fromkeys((".ini", ".conf", ".cfg", ".config", ".properties", ".env", ".toml"), ini_tree),
    **dict.fromkeys((".pbtxt", ".prototxt"), pbtxt_tree),
}


PRESENT = re.compile(
    rb"\.(?:ya?ml|json|ini|conf|cfg|config|properties|env|toml|pbtxt|prototxt)[\"']?\s*+:", re.IGNORECASE
)
"""What stands in every document that has one: its key."""


def unfold(root: Node) -> str | None:
    """Put the trees of embedded files in the place of their texts; tell what of them could not be read.

    Args:
        root: A document; it is changed.
    """
    problem = None
    left = _MOST_FILES
    waiting = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        for child in node.children:
            tree_of = _tree_of(child)
            if tree_of is None:
                if child.children and depth < _DEEPEST:
                    waiting.append((child, depth + 1))
                continue
            if not left or len(child.text) > _LONGEST:
                problem = problem or f"the file in it at {child.path} is one of too many, or too long"
                continue
            left -= 1
            inner, refusal = tree_of(child.text.encode("utf-8", "replace"))
            if inner is None or not inner.children:
                problem = problem or (f"the file in it at {child.path}: {refusal}" if refusal else None)
                continue
            problem = problem or refusal
            _put(child, inner)
    return problem


def _tree_of(node: Node) -> Callable[[bytes], tuple[Node | None, str | None]] | None:
    if node.kind is not Kind.TEXT or "\n" not in node.text:
        return None
    return _TREES.get(PurePosixPath(node.key[-80:]).suffix.casefold())


def _put(node: Node, inner: Node) -> None:
    above, before = node.path, node.line or 0
    waiting = list(inner.children)
    while waiting:
        each = waiting.pop()
        each.path = f"{above}{each.path}" if each.path.startswith("/") else f"{above}: {each.path}"
        each.line = before + each.line if each.line and before else node.line
        waiting += each.children
    node.kind, node.text, node.children = inner.kind, "", inner.children
