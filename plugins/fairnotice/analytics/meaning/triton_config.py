"""What a configuration of Triton leaves open: outputs that tell things apart and name none of them."""

from __future__ import annotations

import re
from dataclasses import replace

from fairnotice.analytics.documents.node import Node, walk
from fairnotice.analytics.documents.reading import Reading

_MOST_CLASSES = 1_000
_MOST_LOADED = 500
_EXPLICIT = re.compile(rb"model-control-mode[=\s\"',\]\[-]{1,8}explicit")
_LOADED = re.compile(rb"load-model[=\s\"',\]\[-]{1,8}([A-Za-z0-9][\w.-]{0,100})")
"""Options of tritonserver: github.com/triton-inference-server/server, docs/user_guide/model_management.md."""
_SERVER = re.compile(rb"tritonserver(?![:@/\w-])(?<!nvidia/tritonserver)")
"""The program, and not the image of a container that is called like it."""
_COMMENTED = re.compile(rb"(?m)^[ \t]*#.*$")
_LOADED_OTHERWISE = re.compile(rb"load-model[=\s\"',\]\[-]{1,8}[$*{]|/load\b")
"""By a variable, by a pattern, or by a request later on."""
FILE = "config.pbtxt"
_NAMES_LABELS = frozenset({"labels", "classes", "class_names", "label_map", "names"})


def loaded(data: bytes) -> tuple[str, ...]:
    """Return the only models that a server loads, where a command line chooses them; else it loads all there are."""
    said = _COMMENTED.sub(b"", data)
    if len(_SERVER.findall(said)) != 1 or not _EXPLICIT.search(said) or _LOADED_OTHERWISE.search(said):
        return ()
    return tuple(dict.fromkeys(name.decode() for name in _LOADED.findall(said)[:_MOST_LOADED]))


def with_open_outputs(reading: Reading, root: Node) -> Reading:
    """Return ``reading``, incomplete if an output is a row of numbers that nothing names.

    An ensemble names its outputs by its steps: which models these are is told with it.
    """
    outputs, ensemble = root.child("output"), root.child("ensemble_scheduling")
    if ensemble is not None:
        steps = (each.text for each in walk(ensemble) if each.key == "model_name" and each.scalar)
        reading = replace(reading, loads=tuple(dict.fromkeys(steps)))
    if outputs is None or reading.references or reading.error or ensemble is not None:
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
