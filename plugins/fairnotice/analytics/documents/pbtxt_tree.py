"""Protobuf's text format as a tree: Triton's config.pbtxt, label maps of TensorFlow.

Fields that stand several times are the items of one list, and entries of a map (``key``, ``value``) are
keys with their values, so that what reads the tree sees the same as in YAML.
"""

from __future__ import annotations

import ast
import re

from fairnotice.analytics.documents.node import Kind, Node, scalar_kind
from fairnotice.analytics.documents.reading import text_of

_MOST_VALUES = 400_000
_DEEPEST = 40
_LONGEST_TEXT = 100_000
_TOKEN = re.compile(
    r"(?:[\s,;]++|#[^\n]*+)*+(?:"
    r"(?P<text>\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+')|(?P<sign>[{}\[\]<>:])|(?P<word>[^\s\"'{}\[\]<>:,;#]++)|(?P<end>\Z))"
)
_CLOSES = {"{": "}", "<": ">", "[": "]"}
_TYPED = ("string_value", "int64_value", "double_value", "bool_value")


class _RefusedError(ValueError):
    """The text is no protobuf text, or asks for what no configuration needs."""


def pbtxt_tree(data: bytes) -> tuple[Node | None, str | None]:
    """Return the tree of a protobuf text, and why not all of it is in there."""
    text, doubt = text_of(data)
    if not text:
        return None, doubt
    reader = _Reader(text)
    try:
        root = reader.document()
    except _RefusedError as error:
        return None, f"{error} (line {reader.line})"
    return (root, doubt) if root.children else (None, doubt or "the file holds comments only")


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.line = 1
        self._position = 0
        self._counted = 0
        self._left = _MOST_VALUES

    def document(self) -> Node:
        root = Node("", "", 1)
        open_nodes: list[tuple[Node, str]] = [(root, "")]
        while True:
            kind, word = self._token()
            parent, close = open_nodes[-1]
            if kind == "end":
                if close:
                    raise _RefusedError("it breaks off")
                _gather(root)
                return root
            if kind == "sign" and word == close:
                open_nodes.pop()
                _gather(parent)
                continue
            key = "" if parent.kind is Kind.LIST else self._key(kind, word)
            if key:
                kind, word = self._token()
                if word == ":" and kind == "sign":
                    kind, word = self._token()
            node = self._node(kind, word, key, parent)
            parent.children.append(node)
            if not node.scalar:
                open_nodes.append((node, _CLOSES[word]))
                if len(open_nodes) > _DEEPEST:
                    raise _RefusedError(f"nested deeper than {_DEEPEST} levels")

    def _key(self, kind: str, word: str) -> str:
        if kind == "sign" and word == "[":  # An extension or the type of an Any: [type.example/Message]
            _, name = self._token()
            if self._token() != ("sign", "]"):
                raise _RefusedError("a field without a name")
            return name or "extension"
        if kind != "word":
            raise _RefusedError("a field without a name")
        return word

    def _node(self, kind: str, word: str, key: str, parent: Node) -> Node:
        self._left -= 1
        if self._left < 0:
            raise _RefusedError(f"more than {_MOST_VALUES} values")
        path = f"{parent.path}.{key}" if parent.path and key else key or f"{parent.path}[{len(parent.children)}]"
        if kind == "sign":
            if word not in _CLOSES:
                raise _RefusedError("a value is missing")
            return Node(key, path, self.line, Kind.LIST if word == "[" else Kind.MAP)
        if kind == "text":
            return Node(key, path, self.line, Kind.TEXT, _unescaped(word) + self._more_text())
        if kind == "end":
            raise _RefusedError("it breaks off")
        return Node(key, path, self.line, scalar_kind(word), word)

    def _more_text(self) -> str:
        """Return the texts that follow right behind a text: they are one."""
        parts: list[str] = []
        size = 0
        while (match := _TOKEN.match(self.text, self._position)) and match.lastgroup == "text":
            gap = self.text[self._position : match.start("text")]
            if "," in gap or ";" in gap:
                break
            parts.append(_unescaped(self._token()[1]))
            size += len(parts[-1])
            if size > _LONGEST_TEXT:
                raise _RefusedError("a text in too many pieces")
        return "".join(parts)

    def _token(self) -> tuple[str, str]:
        match = _TOKEN.match(self.text, self._position)
        if match is None or match.lastgroup is None:
            raise _RefusedError("not protobuf text: a quote without its end")
        kind = match.lastgroup
        self.line += self.text.count("\n", self._counted, match.start(kind))
        self._counted = match.start(kind)
        self._position = match.end()
        return kind, match[kind]


def _unescaped(quoted: str) -> str:
    inner = quoted[1:-1]
    if "\\" not in inner:
        return inner
    try:
        # The escapes are C's: those of a Python literal of bytes. Its value is data, never code.
        plain = ast.literal_eval("b" + quoted) if quoted.isascii() and len(quoted) <= _LONGEST_TEXT else inner
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return inner
    return plain.decode("utf-8", "replace") if isinstance(plain, bytes) else inner


def _gather(node: Node) -> None:
    """Make one list of fields of the same name, and a mapping of the entries of a map."""
    if node.kind is not Kind.MAP:
        return
    by_key: dict[str, list[Node]] = {}
    for child in node.children:
        by_key.setdefault(child.key, []).append(child)
    if any(len(alike) > 1 for alike in by_key.values()):
        node.children = [alike[0] if len(alike) == 1 else _list(alike) for alike in by_key.values()]
    for child in node.children:
        entries = child.children if child.kind is Kind.LIST else [child]
        if entries and all(_is_entry(entry) for entry in entries):
            child.kind, child.children = Kind.MAP, [_entry(entry) for entry in entries]


def _list(alike: list[Node]) -> Node:
    key, path, line = alike[0].key, alike[0].path, alike[0].line
    items: list[Node] = []
    for node in alike:
        items += node.children if node.kind is Kind.LIST else [node]
    for number, item in enumerate(items):
        item.key = ""
        _move(item, item.path, f"{path}[{number}]")
    return Node(key, path, line, Kind.LIST, children=items)


def _move(node: Node, old: str, new: str) -> None:
    """Write the place of a node and of what stands in it anew."""
    node.path = new + node.path.removeprefix(old)
    for child in node.children:
        _move(child, old, new)


def _is_entry(node: Node) -> bool:
    return node.kind is Kind.MAP and {child.key for child in node.children} == {"key", "value"}


def _entry(node: Node) -> Node:
    key, value = node.value("key") or "", node.child("value")
    if value is None:
        return node
    inner = value.child(*_TYPED) if not value.scalar and len(value.children) == 1 else None
    value = inner or value
    return Node(key, node.path, node.line, value.kind, value.text, value.children)
