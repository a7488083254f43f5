"""Programs in Python: the settings that they hold in capitals, and how services that sort people are called.

Nothing is executed, and nothing is parsed but literals of a few lines. What a program does with its settings is not
told, so that none is ever read to the end and what is found is for a person to review; variables in small letters,
and calls of anything else, say nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from fairnotice.analytics.documents.node import Kind, Node, scalar_kind
from fairnotice.analytics.documents.reading import Reading, text_of
from fairnotice.analytics.words.service_defaults import services

_MOST_LINES = 5_000
_LONGEST = 4_000
"""Signs of one statement or line; a longer one is not looked at."""
_MOST_TOGETHER = 200
_MOST_VALUES = 20_000
_SETTING = re.compile(
    r"(?P<name>[A-Z][A-Z0-9_]{1,80})(?:\s?:\s?[\w\[\], .|]{1,80})?\s?=(?!=)\s?(?P<value>.+)$", re.DOTALL
)
"""A setting: by convention (PEP 8) constants are written in capitals."""
_OF_FAIRNESS = re.compile(r"SENSITIVE|PROTECTED|BIAS|FAIR(?!FACE)|EVAL|AUDIT|TEST|COLUMN|DATASET|LANG|INSTALLED|TEAM")
"""What is measured, forbidden, spoken or installed, and no output of a model."""
_ENUMERATES = re.compile(r"class \w{1,80}\([^()]{0,200}\b(?:Str|Int|Flag)?Enum\b")
"""What could be: the members of an enumeration, whatever uses them."""
_CALLED = re.compile(r"(?P<name>[A-Za-z_][\w.]{0,80})\(")
_ARGUMENT = re.compile(
    r"[(,]\s?(?P<name>[A-Za-z_]\w{0,80})\s?=(?!=)\s?"
    r"(?P<value>\[[^\[\]]{0,1000}\]|\([^()]{0,1000}\)|\"[^\"]{0,500}\"|'[^']{0,500}'|[\w.]{1,80})"
)
_STRINGS = re.compile(r"\"[^\"]*\"|'[^']*'")
_CERTAINTY = 0.85
_PROBLEM = "a program: what it sets in capitals was read, not what it does"


def as_far_as_certain(reading: Reading, root: Node) -> Reading:
    """Return what was read of a program, certain enough to be looked at: a constant may be used or not."""
    del root
    return replace(reading, certainty=_CERTAINTY)


def python_tree(data: bytes) -> tuple[Node | None, str | None]:
    """Return what a program sets, and its calls of services, as a tree, and why that is not all of it."""
    text, doubt = text_of(data)
    if not text:
        return None, doubt
    root = Node("", "", 1)
    left = [_MOST_VALUES]
    members: Node | None = None
    for number, indented, statement in _statements(text):
        if number > _MOST_LINES or left[0] <= 0:
            return root, f"more than {_MOST_LINES} lines, or {_MOST_VALUES} values"
        if not indented:
            members = Node("enum", f"line {number}", number) if _ENUMERATES.match(statement) else None
        found = _read(statement, number, left)
        if members is None or not indented or any(not each.scalar for each in found):
            root.children += found
            continue
        if found and not members.children:
            root.children.append(members)
        members.children += found
    return (root, _PROBLEM) if root.children else (None, doubt or "the file sets and calls nothing")


def _statements(text: str) -> Iterator[tuple[int, bool, str]]:
    """Yield statements with the number of their first line, and whether they are indented.

    Those within brackets or triple quotes are one.
    """
    begun, depth, quotes, indented = 0, 0, "", False
    held: list[str] = []
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip() if quotes else _without_comment(raw.strip()[:_LONGEST])
        if not held and not line:
            continue
        begun, indented = begun or number, indented if held else raw[:1].isspace()
        held.append(line)
        for each in ('"""', "'''"):
            if quotes in ("", each) and line.count(each) % 2:
                quotes = "" if quotes else each
        if not quotes:
            bare = _STRINGS.sub("", line)
            depth += sum(map(bare.count, "([{")) - sum(map(bare.count, ")]}"))
        if (depth > 0 or quotes) and number - begun <= _MOST_TOGETHER:
            continue
        yield begun, indented, ("\n" if '"""' in held[0] or "'''" in held[0] else " ").join(held)
        begun, held, depth, quotes = 0, [], 0, ""


def _without_comment(line: str) -> str:
    if line.startswith("#"):
        return ""
    behind = max(line.rfind('"'), line.rfind("'")) + 1
    at = line.find("#", behind)
    return line if at < 0 else line[:at].rstrip()


def _read(statement: str, number: int, left: list[int]) -> list[Node]:
    if len(statement) > _LONGEST:
        return []
    path = f"line {number}"
    setting = _SETTING.match(statement)
    if setting and _OF_FAIRNESS.search(setting["name"]):
        return []
    if setting:
        try:
            value = _literal(ast.parse(setting["value"], mode="eval").body)
            return [_of(value, setting["name"], path, number, left)]
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            pass
    if not services().present.search(statement.encode("utf-8", "replace")):
        return []
    return [_call(found, statement, path, number) for found in _CALLED.finditer(statement)]


def _literal(given: ast.expr) -> object:
    """Return the value of a literal, in which maps may be written ``dict(a=1)``.

    Raises:
        ValueError: It is none.
    """
    if isinstance(given, ast.Call) and isinstance(given.func, ast.Name) and given.func.id == "dict" and not given.args:
        return {each.arg: _literal(each.value) for each in given.keywords if each.arg}
    if isinstance(given, ast.List | ast.Tuple | ast.Set):
        return [_made(each) if isinstance(each, ast.Call) else _literal(each) for each in given.elts]
    if isinstance(given, ast.Dict):
        pairs = zip(given.keys, given.values, strict=True)
        return {str(ast.literal_eval(key)): _if_literal(value) for key, value in pairs if key is not None}
    return ast.literal_eval(given)


def _made(given: ast.Call) -> object:
    """Return of what an item of a list is made: ``Head("religion", ["hindu", "sikh"])``."""
    named = {each.arg: _if_literal(each.value) for each in given.keywords if each.arg}
    return [*(_if_literal(each) for each in given.args), *([named] if named else [])]


def _if_literal(given: ast.expr) -> object:
    """Return the value of a literal; of what is worked out, None: it says nothing of what stands beside it."""
    try:
        return _literal(given)
    except ValueError:
        return None


def _call(called: re.Match[str], statement: str, path: str, number: int) -> Node:
    """Return a call with its arguments; a call within its arguments is one for itself."""
    children = [Node("", path, number, Kind.TEXT, f"{called['name']}()")]
    for found in _ARGUMENT.finditer(statement, called.end() - 1):
        text = found["value"].strip("()[]\"'").replace('"', "").replace("'", "")
        children.append(Node(found["name"], path, number, scalar_kind(text), text))
    return Node("", path, number, Kind.MAP, children=children)


def _of(value: object, key: str, path: str, number: int, left: list[int]) -> Node:
    """Return a literal as a node, of a nested one at most so many values as are left."""
    left[0] -= 1
    if isinstance(value, dict | list) and left[0] > 0:
        pairs = value.items() if isinstance(value, dict) else ((None, each) for each in value)
        kind = Kind.MAP if isinstance(value, dict) else Kind.LIST
        children = [
            _of(each, "" if name is None else str(name), f"{path}/{at if name is None else name}", number, left)
            for at, (name, each) in enumerate(pairs)
        ]
        return Node(key, path, number, kind, children=children)
    kind = Kind.TRUTH if isinstance(value, bool) else Kind.NUMBER if isinstance(value, int | float) else Kind.TEXT
    return Node(key, path, number, Kind.NOTHING if value is None else kind, "" if value is None else str(value))
