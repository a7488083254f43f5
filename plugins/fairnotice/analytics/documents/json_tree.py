"""JSON as a tree of nodes with lines and JSON pointers, read in one pass without recursion.

The standard library's reader gives neither lines nor doubled keys. Several documents in a row (JSON
lines, as request logs have them) are the parts of one list; each has pointers of its own.
"""

from __future__ import annotations

import re
from json import JSONDecodeError, JSONDecoder

from fairnotice.analytics.documents.node import Kind, Node, pointer
from fairnotice.analytics.documents.reading import text_of

_MOST_VALUES = 400_000
_DEEPEST = 60
_TOKEN = re.compile(r'[ \t\r\n]*+(?:"([^"\\\n]*+)"|([{}\[\],:])|([^\s"\[\]{},:/#]++))')
_TEXT, _SIGN = 1, 2
_VALUE = r'[ \t\r\n]*+(?:"([^"\\\n]*+)"|([{\[])|([^\s"\[\]{},:/#]++))'
_NEXT_ELEMENT = re.compile(rf"[ \t\r\n]*+(,?+)(){_VALUE}")
_NEXT_MEMBER = re.compile(rf'[ \t\r\n]*+(,?+)[ \t\r\n]*+"([^"\\\n]*+)"[ \t]*+:{_VALUE}')
"""What mostly comes next in a list or a map, with the comma before it: all else is read token by token."""
_STRINGS = JSONDecoder(strict=False)
_BLANK = re.compile(r"[ \t\r\n]*+")
_COMMENT = re.compile(r"(?:[ \t\r\n]*+(?://[^\n]*+|#[^\n]*+|/\*.*?\*/))++", re.DOTALL)
_NUMBER = re.compile(r"[-+]?+(?:\d++(?:\.\d*+)?+|\.\d++)(?:[eE][+-]?+\d++)?+")
_WORDS = {"true": Kind.TRUTH, "false": Kind.TRUTH, "null": Kind.NOTHING}
_WORDS |= dict.fromkeys(("NaN", "Infinity", "-Infinity"), Kind.NUMBER)


class _RefusedError(ValueError):
    """The text is not JSON, or asks for what no configuration needs."""


def json_tree(data: bytes) -> tuple[Node | None, str | None]:
    """Return the tree of a JSON text, and why not all of it is in there.

    A text that breaks off gives no tree: what would have switched a part of it off may be missing.
    """
    text, doubt = text_of(data)
    if not text:
        return None, doubt
    reader = _Reader(text)
    try:
        roots = reader.documents()
    except _RefusedError as error:
        return None, f"{error} (line {reader.line})"
    if reader.commented:
        doubt = doubt or "it has comments, which JSON has not; they were skipped"
    return (roots[0] if len(roots) == 1 else Node("", "", 1, Kind.LIST, children=roots)), doubt


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.line = 1
        self.commented = False
        self._position = 0
        self._counted = 0
        self._left = _MOST_VALUES

    def documents(self) -> list[Node]:
        """Read one document after the other."""
        roots = []
        while not self._at_end():
            roots.append(self._document())
        if not roots:
            raise _RefusedError("the file holds comments only")
        return roots

    def _document(self) -> Node:
        root = self._value(*self._token(), "", "")
        open_nodes = [root]
        fresh = True
        while open_nodes and not open_nodes[-1].scalar:
            parent = open_nodes[-1]
            item = self._usual(parent, fresh=fresh) or self._next(parent, fresh=fresh)
            fresh = item is not None and not item.scalar
            if item is None:
                open_nodes.pop()
                continue
            parent.children.append(item)
            if fresh:
                open_nodes.append(item)
                if len(open_nodes) > _DEEPEST:
                    raise _RefusedError(f"nested deeper than {_DEEPEST} levels")
        return root

    def _next(self, parent: Node, *, fresh: bool) -> Node | None:
        """Return what comes next in a map or list, read token by token; None where it closes."""
        kind, word = self._token()
        if not fresh and word == "," and kind == _SIGN:
            kind, word = self._token()
        elif not fresh and (kind != _SIGN or word not in "}]"):
            raise _RefusedError("not valid JSON: a comma is missing")
        if kind == _SIGN and word in "}]":
            if (word == "}") != (parent.kind is Kind.MAP):
                raise _RefusedError("not valid JSON: the wrong bracket closes")
            return None
        return self._member(kind, word, parent) if parent.kind is Kind.MAP else self._element(kind, word, parent)

    def _usual(self, parent: Node, *, fresh: bool) -> Node | None:
        """Return what comes next in a map or list if it is written as usual; else nothing was read."""
        is_map = parent.kind is Kind.MAP
        match = (_NEXT_MEMBER if is_map else _NEXT_ELEMENT).match(self.text, self._position)
        if match is None:
            return None
        comma, key, text, bracket, bare = match.groups()
        if bool(comma) is fresh:
            return None
        if text is not None:
            kind, word = Kind.TEXT, text
        elif bracket:
            kind, word = Kind.MAP if bracket == "{" else Kind.LIST, ""
        else:
            found = _WORDS.get(bare) or (Kind.NUMBER if _NUMBER.fullmatch(bare) else None)
            if found is None:
                return None
            kind, word = found, bare
        self._left -= 1
        if self._left < 0:
            raise _RefusedError(f"more than {_MOST_VALUES} values")
        start = match.start(2) if is_map else match.start(match.lastindex or 0)
        self.line += self.text.count("\n", self._counted, start)
        self._counted, self._position = start, match.end()
        path = pointer(parent.path, key) if is_map else f"{parent.path}/{len(parent.children)}"
        return Node(key, path, self.line, kind, word)

    def _member(self, kind: int, word: str, parent: Node) -> Node:
        if kind != _TEXT:
            raise _RefusedError("not valid JSON: a key without quotes")
        if self._token() != (_SIGN, ":"):
            raise _RefusedError("not valid JSON: a key without a value")
        line = self.line
        item = self._value(*self._token(), word, pointer(parent.path, word))
        item.line = line
        return item

    def _element(self, kind: int, word: str, parent: Node) -> Node:
        return self._value(kind, word, "", f"{parent.path}/{len(parent.children)}")

    def _value(self, kind: int, word: str, key: str, path: str) -> Node:
        self._left -= 1
        if self._left < 0:
            raise _RefusedError(f"more than {_MOST_VALUES} values")
        if kind == _TEXT:
            return Node(key, path, self.line, Kind.TEXT, word)
        if kind == _SIGN:
            if word not in "{[":
                raise _RefusedError("not valid JSON: a value is missing")
            return Node(key, path, self.line, Kind.MAP if word == "{" else Kind.LIST)
        found = _WORDS.get(word)
        if found is None and not _NUMBER.fullmatch(word):
            raise _RefusedError("not valid JSON: a text without quotes")
        return Node(key, path, self.line, found or Kind.NUMBER, word)

    def _token(self) -> tuple[int, str]:
        match = _TOKEN.match(self.text, self._position)
        if match is None:
            return self._slow_token()
        kind = match.lastindex or 0
        self.line += self.text.count("\n", self._counted, match.start(kind))
        self._counted = match.start(kind)
        self._position = match.end()
        return kind, match[kind]

    def _slow_token(self) -> tuple[int, str]:
        """Read a string with escapes, or what stands behind comments."""
        if self._at_end():
            raise _RefusedError("not valid JSON: it breaks off")
        if self.text[self._position] != '"':
            if _TOKEN.match(self.text, self._position):
                return self._token()
            raise _RefusedError("not valid JSON")
        try:
            word, self._position = _STRINGS.raw_decode(self.text, self._position)
        except JSONDecodeError:
            raise _RefusedError("not valid JSON: a text without an end, or an unknown escape in it") from None
        return _TEXT, word

    def _at_end(self) -> bool:
        """Pass what is no part of a document; tell whether nothing else comes."""
        comment = _COMMENT.match(self.text, self._position)
        if comment:
            self.commented = True
            self._position = comment.end()
        blank = _BLANK.match(self.text, self._position)
        self._position = blank.end() if blank else self._position
        self.line += self.text.count("\n", self._counted, self._position)
        self._counted = self._position
        return self._position >= len(self.text)
