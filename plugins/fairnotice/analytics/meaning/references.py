"""Which other files a value of a configuration names: one of labels, or one of what a model is told."""

from __future__ import annotations

from collections.abc import Iterator

from fairnotice.analytics.documents import keys
from fairnotice.analytics.documents.node import Node
from fairnotice.analytics.documents.reading import Reference
from fairnotice.domain import Level


def named_files(node: Node, level: Level) -> Iterator[Reference]:
    """Yield the files that a value names and that say what is told apart.

    Args:
        node: A single value.
        level: What stands there proves.
    """
    name = node.text.strip()
    if keys.names_label_file(node):
        yield Reference(name, node.path, node.line, level, (node.key,))
    if keys.names_prompt_file(node):
        yield Reference(name, node.path, node.line, level, (), instructs=True)
