"""Settings by line as a tree: INI sections, properties, environment files, ``key value``.

Comments are not read: what is commented out does nothing. Quotes and 'export' are taken off, and keys
with dots are taken apart. A value goes on in the next line behind a backslash, or in lines that are indented.
"""

from __future__ import annotations

import json
import re

from fairnotice.analytics.documents.key_paths import KeyPaths, TooMuchError
from fairnotice.analytics.documents.node import Kind, Node
from fairnotice.analytics.documents.reading import text_of
from fairnotice.analytics.documents.text_encoding import decode

_MOST_SECTIONS = 20_000
_GOES_ON = "\\"
_LONGEST_JOINED = 20_000
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*_[A-Z0-9_]*")
_COMMENTS = ("#", ";", "//", "!", "--[[", "REM ")
_SECTION = re.compile(r"\[{1,2}(?P<name>[^\[\]]{1,500})\]{1,2}\s*+(?:[#;].*)?$")
_SETTING = re.compile(
    r"(?:export\s++|set\s++|-\s++)?+(?P<key>[^\s=:#;\"'][^=:]{0,500}?|\"[^\"]{1,500}\"|'[^']{1,500}')"
    r"[ \t]{0,20}(?:=(?!=)|:(?!//))\s*+(?P<value>.*)$"
)
_WORDS = re.compile(r"(?P<key>[A-Za-z_][\w.-]{0,200})\s++(?P<value>\S.*)$")
_INLINE_COMMENT = re.compile(r"(?<=\S)\s++(?:#|;\s|//\s).*$")
_MAY_BE_COMMENTED = re.compile(r"[#;]|//")
_QUOTES = ('"', "'")
_QUOTED = re.compile(r"(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)')\s*+(?:,\s*+|(?:[#;]|//).*)?$")


def ini_tree(data: bytes) -> tuple[Node | None, str | None]:
    """Return the tree of a file of settings, and why not all of it is in there."""
    text, doubt = text_of(data)
    if text and doubt:
        text, doubt = decode(data)
    if not text:
        return None, doubt
    reader = _Reader()
    try:
        for number, line in enumerate(text.split("\n"), 1):
            reader.line(number, line.rstrip())
    except TooMuchError as error:
        return None, str(error)
    if not reader.root.children:
        return None, doubt or "the file holds comments only"
    return reader.finished(), doubt


class _Reader:
    def __init__(self) -> None:
        self.root = Node("", "", 1)
        self.paths = KeyPaths(self.root)
        self.sections = 0
        self.last: Node | None = None
        self.goes_on = False
        self.bracketed: list[Node] = []
        """Values that may be written as lists."""

    def line(self, number: int, line: str) -> None:
        """Take in the next line, without white space at its end."""
        stripped = line.lstrip()
        if self.goes_on and self.last is not None:
            self._join(stripped)
        elif not stripped or stripped.startswith(_COMMENTS):
            self.last = self.last if stripped else None
        elif (
            stripped[0] == "[" and (section := _SECTION.match(stripped)) and not section["name"].startswith(('"', "{"))
        ):
            self._section(number, section["name"])
        elif setting := _SETTING.match(stripped):
            self._setting(number, setting["key"], setting["value"])
        elif line[0] in " \t" and self.last is not None:
            self._continue(self.last, number, unquoted(stripped))
        elif words := _WORDS.match(stripped):
            self._setting(number, words["key"], words["value"])
        else:
            self._word(number, unquoted(stripped))

    def _section(self, number: int, name: str) -> None:
        self.sections += 1
        if self.sections > _MOST_SECTIONS:
            raise TooMuchError(f"more than {_MOST_SECTIONS} sections")
        name = name.strip(" \"'")
        section = Node(name, name, number)
        self.root.children.append(section)
        self.paths = KeyPaths(section)
        self.last = None

    def _setting(self, number: int, key: str, value: str) -> None:
        self.goes_on = value.endswith(_GOES_ON)
        text = unquoted(value.rstrip(_GOES_ON) if self.goes_on else value)
        self.last = self._noted(self.paths.add(key.strip("\"' "), text, number))

    def _word(self, number: int, word: str) -> None:
        at = self.paths.root
        at.children.append(self._noted(Node("", at.path, number, Kind.TEXT, word)))
        self.last = None

    def _join(self, more: str) -> None:
        self.goes_on = more.endswith(_GOES_ON)
        if self.last is None:
            return
        if len(self.last.text) + len(more) > _LONGEST_JOINED:
            raise TooMuchError(f"a value of more than {_LONGEST_JOINED} characters over several lines")
        self.last.text = f"{self.last.text} {unquoted(more.rstrip(_GOES_ON))}".strip()
        self.last.kind = Kind.TEXT
        self._noted(self.last)

    def _continue(self, node: Node, number: int, text: str) -> None:
        """Make the value a list of lines: the first of them may stand beside the key."""
        if node.scalar:
            first = [self._noted(Node("", node.path, node.line, Kind.TEXT, node.text))] if node.text else []
            node.kind, node.text, node.children = Kind.LIST, "", first
        node.children.append(self._noted(Node("", node.path, number, Kind.TEXT, text.strip("\"', "))))

    def _noted(self, node: Node) -> Node:
        if node.text.startswith("[") and (not self.bracketed or self.bracketed[-1] is not node):
            self.bracketed.append(node)
        return node

    def finished(self) -> Node:
        """Return the whole tree; a section of bare words is a list, and of a variable's values the last one holds."""
        last = {child.key: child for child in self.root.children if _VARIABLE.fullmatch(child.key)}
        self.root.children = [
            child for child in self.root.children if not child.scalar or last.get(child.key, child) is child
        ]
        for node in (self.root, *self.root.children):
            if node.children and not any(child.key for child in node.children):
                node.kind = Kind.LIST
        for node in self.bracketed:
            if node.kind is Kind.TEXT and node.text.startswith("[") and node.text.endswith("]"):
                _unfold(node)
        return self.root


def unquoted(value: str) -> str:
    """Return a value without its quotes, or else without a comment behind it."""
    if (quoted := _QUOTED.match(value) if value[:1] in _QUOTES else None) is not None:
        return quoted["double"] or quoted["single"] or ""
    return (_INLINE_COMMENT.sub("", value) if _MAY_BE_COMMENTED.search(value) else value).strip()


def _unfold(node: Node) -> None:
    """Make a list of a value that is written as one: ``labels = ["a person with a bag", "a person without"]``."""
    if len(node.text) > _LONGEST_JOINED:
        return
    try:
        values = json.loads(node.text)
    except (ValueError, RecursionError):
        return
    if isinstance(values, list) and values and all(isinstance(value, str) for value in values):
        path, line = node.path, node.line
        node.children = [Node("", f"{path}[{k}]", line, Kind.TEXT, value) for k, value in enumerate(values)]
        node.kind, node.text = Kind.LIST, ""
