"""What a configuration of Triton leaves open: outputs that tell things apart and name none of them."""

from __future__ import annotations

from dataclasses import replace

from fairnotice.analytics.node import Node
from fairnotice.analytics.reading import Reading

_MOST_CLASSES = 1_000
_NAMES_LABELS = frozenset({"labels", "classes", "class_names", "label_map", "names"})


def with_open_outputs(reading: Reading, root: Node) -> Reading:
    """Return ``reading``, incomplete if an output is a row of numbers that nothing names."""
    outputs = root.child("output")
    if outputs is None or reading.references or reading.error or root.child("ensemble_scheduling"):
        return reading
    parameters = root.child("parameters")
    if parameters is not None and any(each.key.casefold() in _NAMES_LABELS for each in parameters.children):
        return reading
    for output in outputs.children if not outputs.child("name") else [outputs]:
        count = _classes(output)
        if count and output.value("label_filename") is None:
            said = f"its output '{output.value('name') or ''}' tells {count} things apart that no label file names"
            return replace(reading, error=said)
    return reading


def _classes(output: Node) -> int:
    """Return how many things an output tells apart, 0 if it is no row of scores."""
    dims = output.child("dims")
    sizes = [each.text for each in dims.children] if dims is not None else []
    sizes = sizes or ([dims.text] if dims is not None and dims.text else [])
    if len(sizes) != 1 or not sizes[0].isdecimal() or len(sizes[0]) > 6:
        return 0
    return int(sizes[0]) if 1 < int(sizes[0]) <= _MOST_CLASSES else 0
