"""Programs in Python: the settings that they hold, and what they call with which arguments.

Nothing is executed, and nothing is parsed but literals of a few lines. What a program does with its settings is not
told, so that none is ever read to the end.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from fairnotice.analytics.node import Kind, Node, scalar_kind
from fairnotice.analytics.reading import text_of

_MOST_LINES = 50_000
_LONGEST = 4_000
"""Signs of one statement; a longer one is not taken apart."""
_MOST_TOGETHER = 200
_MOST_VALUES = 2_000
_ASSIGNED = re.compile(
    r"(?:self\.)?(?P<name>[A-Za-z_]\w{0,80})(?:\s?:\s?[\w\[\], .|]{1,80})?\s?=(?!=)\s?(?P<value>.+)$", re.DOTALL
)
_ARGUMENT = re.compile(
    r"(?<![\w.])(?P<name>[A-Za-z_]\w{0,80})\s?=(?!=)\s?"
    r"(?P<value>\[[^\[\]]{0,1000}\]|\([^()]{0,1000}\)|\"[^\"]{0,500}\"|'[^']{0,500}'|[\w.]{1,80})"
)
_COMMENT = re.compile(r"(?:^|\s)#[^\"']*$")
_QUOTES = ('"""', "'''")
_PROBLEM = "a program: what it sets and calls was read, not what it does"


def python_tree(data: bytes) -> tuple[Node | None, str | None]:
    """Return what a program sets and calls as a tree, and why that is not all of it."""
    text, doubt = text_of(data)
    if not text:
        return None, doubt
    root = Node("", "", 1)
    for number, statement in _statements(text):
        if number > _MOST_LINES:
            return root, f"more than {_MOST_LINES} lines"
        root.children += _read(statement, number)
    return (root, _PROBLEM) if root.children else (None, doubt or "the file sets and calls nothing")


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield statements with the number of their first line: those within brackets as one, no comments, no prose."""
    begun, held, depth, prose = 0, "", 0, ""
    for number, raw in enumerate(text.split("\n"), 1):
        line = _COMMENT.sub("", raw).strip()
        if prose:
            prose = "" if prose in line else prose
            continue
        if not held and line.startswith(_QUOTES):
            prose = "" if line.count(line[:3]) > 1 else line[:3]
            continue
        begun, held = begun or number, f"{held} {line}".strip()
        depth += sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))
        if depth <= 0 or number - begun > _MOST_TOGETHER or len(held) > _LONGEST:
            if held:
                yield begun, held
            begun, held, depth = 0, "", 0
    if held:
        yield begun, held


def _read(statement: str, number: int) -> list[Node]:
    path = f"line {number}"
    if len(statement) > _LONGEST:
        return [Node("", path, number, Kind.TEXT, statement)]
    assigned = _ASSIGNED.match(statement)
    if assigned:
        try:
            return [_of(ast.literal_eval(assigned["value"]), assigned["name"], path, number, [_MOST_VALUES])]
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            pass
    if "(" not in statement or statement.startswith(("def ", "class ", "import ", "from ", "if ", "print(")):
        return []
    called = Node("", path, number, Kind.MAP, children=[Node("", path, number, Kind.TEXT, statement)])
    for found in _ARGUMENT.finditer(statement):
        value = found["value"].strip("()[]\"'").replace('"', "").replace("'", "")
        called.children.append(Node(found["name"], path, number, scalar_kind(value), value))
    return [called]


def _of(value: object, key: str, path: str, number: int, left: list[int]) -> Node:
    """Return a literal as a node, of a nested one at most so many values as are left."""
    left[0] -= 1
    if isinstance(value, dict | list | tuple | set) and left[0] > 0:
        pairs = value.items() if isinstance(value, dict) else ((None, each) for each in value)
        kind = Kind.MAP if isinstance(value, dict) else Kind.LIST
        children = [
            _of(each, "" if name is None else str(name), f"{path}/{at if name is None else name}", number, left)
            for at, (name, each) in enumerate(pairs)
        ]
        return Node(key, path, number, kind, children=children)
    kind = Kind.TRUTH if isinstance(value, bool) else Kind.NUMBER if isinstance(value, int | float) else Kind.TEXT
    return Node(key, path, number, Kind.NOTHING if value is None else kind, "" if value is None else str(value))
