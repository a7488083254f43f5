"""Flows of Node-RED: which nodes are switched off, and what a function asks a model for.

A node is off if it says ``d``, or if the tab, group or subflow that it stands on (``z``, ``g``) is: `nodered.org/docs`,
"Enable or disable nodes and flows", and the flow file's format. A function's program is not run; of the texts in it
those that it calls ``prompt`` or the like are read as prompts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from fairnotice.analytics.documents import keys
from fairnotice.analytics.documents.node import Kind, Node

PRESENT = re.compile(rb"\"wires\"\s*+:")
"""What every flow has."""
_ON = ("z", "g")
_HOLDERS = ("tab", "group", "subflow")
_PROGRAMS = ("func", "initialize")
_PARTS = re.compile(
    r"//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?"
    r"|(?<!\w)(?P<key>[A-Za-z_]\w{0,60}+)[\"']?\s{0,4}[:=]\s{0,4}"
    r"(?:\"(?P<double>(?:[^\"\\\n]|\\.){1,2000}+)\"|'(?P<single>(?:[^'\\\n]|\\.){1,2000}+)'|`(?P<bare>[^`]{1,2000}+)`)"
    r"|\"(?:[^\"\\\n]++|\\.)*+\"?|'(?:[^'\\\n]++|\\.)*+'?|`[^`]*+`?"
)
"""Comments, texts with the name that they are given, other texts: what looks like a comment in a text is none."""
_LONGEST = 100_000
_MOST_PARTS = 2_000
_MOST_TEXTS = 200
"""Of one file."""


def read_flows(root: Node) -> None:
    """Say in a tree which nodes are off and what functions ask; nothing changes in what is no flow."""
    documents = root.children if root.kind is Kind.LIST else []
    nodes = [each for each in documents if each.kind is Kind.MAP and each.value("type") and _is_part(each)]
    on: dict[str, bool] = defaultdict(bool)
    for each in nodes:
        if (name := each.value("id")) and str(each.value("type")).startswith(_HOLDERS):
            on[name] = on[name] or not _is_off(each)
    left = _MOST_TEXTS
    for each in nodes:
        held_by = [name for key in _ON if (name := each.value(key)) and name in on]
        if _is_off(each) or not all(on[name] for name in held_by):
            each.children.append(Node("enabled", f"{each.path}/d", each.line, Kind.TRUTH, "false"))
        prompts = list(islice((prompt for program in each.children for prompt in _prompts(program)), left))
        each.children += prompts
        left -= len(prompts)


def _is_part(node: Node) -> bool:
    return node.child("wires") is not None or str(node.value("type")).startswith(_HOLDERS)


def _is_off(node: Node) -> bool:
    said = [each.text for each in node.children if each.key in ("d", "disabled") and each.kind is Kind.TRUTH]
    return said[-1:] == ["true"]


def _prompts(program: Node) -> Iterator[Node]:
    """Yield the texts that a program calls a prompt, a question or the like."""
    if program.key not in _PROGRAMS or program.kind is not Kind.TEXT:
        return
    parts = islice(_PARTS.finditer(program.text[:_LONGEST]), _MOST_PARTS)
    named = (each for each in parts if each["key"] and keys.role(each["key"]).instructs)
    for each in named:
        text = each["double"] or each["single"] or each["bare"]
        yield Node(each["key"], f"{program.path}/{each['key']}", program.line, Kind.TEXT, text)
