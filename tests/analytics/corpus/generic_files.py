"""The same tree of settings as JSON, YAML, XML and INI, the way people write each."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import yaml

FORMATS = ("json", "yaml", "xml", "ini")
NAMES = {"json": "config.json", "yaml": "settings.yaml", "xml": "server.xml", "ini": "analytics.ini"}


def as_json(tree: dict[str, Any]) -> str:
    """Indented, with letters of every script."""
    return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"


def as_yaml(tree: dict[str, Any]) -> str:
    """Block style, with a heading comment."""
    return "# written by the installer; edit with care\n" + yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)


def plain(value: object) -> str:
    """A scalar as configuration files spell it."""
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def as_xml(tree: dict[str, Any], root: str = "configuration") -> str:
    """Elements by key; keys that are no XML names become entries with an attribute."""

    def element(name: str, value: object, depth: int) -> str:
        pad = "  " * depth
        opening, closing = (
            (name, name) if re.fullmatch(r"[^\W\d][\w.-]*", name) else (f"entry key={quoteattr(name)}", "entry")
        )
        if isinstance(value, dict):
            inside = "\n".join(element(key, inner, depth + 1) for key, inner in value.items())
            return f"{pad}<{opening}>\n{inside}\n{pad}</{closing}>"
        if isinstance(value, list):
            inside = "\n".join(element("item", inner, depth + 1) for inner in value)
            return f"{pad}<{opening}>\n{inside}\n{pad}</{closing}>"
        return f"{pad}<{opening}>{escape(plain(value))}</{closing}>"

    return f'<?xml version="1.0" encoding="UTF-8"?>\n{element(root, tree, 0)}\n'


def as_ini(tree: dict[str, Any]) -> str:
    """A section for each branch, commas between scalars of a list."""
    lines: list[str] = ["; analytics server"]

    def section(name: str, branch: dict[str, Any]) -> None:
        simple, deeper = [], []
        for key, value in branch.items():
            if isinstance(value, dict):
                deeper.append((f"{name}.{key}", value))
            elif isinstance(value, list) and value and isinstance(value[0], dict):
                deeper += [(f"{name}.{key}.{number}", inner) for number, inner in enumerate(value)]
            elif isinstance(value, list):
                simple.append(f"{key} = {', '.join(plain(inner) for inner in value)}")
            else:
                simple.append(f"{key} = {plain(value)}")
        lines.extend(["", f"[{name}]", *simple])
        for inner_name, inner in deeper:
            section(inner_name, inner)

    for key, value in tree.items():
        if isinstance(value, dict):
            section(key, value)
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                section(f"{key}.{number}", inner if isinstance(inner, dict) else {"value": inner})
        else:
            lines.append(f"{key} = {plain(value)}")
    return "\n".join(lines) + "\n"


def written(kind: str, tree: dict[str, Any]) -> dict[str, str]:
    """The one file of a tree in a format."""
    make = {"json": as_json, "yaml": as_yaml, "xml": as_xml, "ini": as_ini}[kind]
    return {NAMES[kind]: make(tree)}


def pair(number: int) -> tuple[str, str]:
    """Two different formats, each combination in turn."""
    first = number % 4
    return FORMATS[first], FORMATS[(first + 1 + (number // 4) % 3) % 4]
