"""Flows of Node-RED: which nodes are switched off, and what a function asks a model for.

A node is off if it says ``d``, or if the tab, group or subflow that it stands on (``z``, ``g``) is: `nodered.org/docs`,
"Enable or disable nodes and flows", and the flow file's format. A function's program is not run, and only texts that it
gives a name such as ``prompt`` are read.
"""

from __future__ import annotations

import re

from fairnotice.analytics import keys
from fairnotice.analytics.node import Kind, Node

PRESENT = re.compile(rb"\"wires\"\s*+:")
"""What every flow has."""
_ON = ("z", "g")
_PROGRAMS = ("func", "initialize")
_COMMENTS = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_TEXTS = re.compile(
    r"(?P<key>[A-Za-z_]\w{0,60})[\"']?\s{0,4}[:=]\s{0,4}"
    r"(?:\"(?P<double>(?:[^\"\\\n]|\\.){1,2000})\"|'(?P<single>(?:[^'\\\n]|\\.){1,2000})'|`(?P<template>[^`]{1,2000})`)"
)
_MOST_TEXTS = 200


def read_flows(root: Node) -> None:
    """Say in a tree which nodes are off and what functions ask; nothing changes in what is no flow."""
    nodes = [each for each in root.children if each.kind is Kind.MAP] if root.kind is Kind.LIST else []
    off = {each.value("id") for each in nodes if _is_off(each)}
    for each in nodes:
        if _is_off(each) or any(each.value(key) in off for key in _ON if each.value(key)):
            each.children.append(Node("enabled", f"{each.path}/d", each.line, Kind.TRUTH, "false"))
        for program in each.children:
            if program.key in _PROGRAMS and program.kind is Kind.TEXT:
                _read_program(program)


def _is_off(node: Node) -> bool:
    return node.value("d") == "true" or node.value("disabled") == "true"


def _read_program(program: Node) -> None:
    found = list(_TEXTS.finditer(_COMMENTS.sub("", program.text)))[:_MOST_TEXTS]
    texts = [(each["key"], each["double"] or each["single"] or each["template"]) for each in found]
    program.children = [
        Node(key, f"{program.path}/{key}", program.line, Kind.TEXT, text)
        for key, text in texts
        if keys.role(key).instructs
    ]
    if program.children:
        program.kind, program.text = Kind.MAP, ""
