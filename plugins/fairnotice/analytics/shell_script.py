"""Scripts of a shell that start what watches: what they call, with its options, and the variables that they set.

A script is a program: which of its lines run is not told, so that none is ever read to the end.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from fairnotice.analytics.json_tree import json_tree
from fairnotice.analytics.node import Kind, Node
from fairnotice.analytics.reading import text_of
from fairnotice.analytics.value_texts import MOST_WORDS, options

SHEBANG = re.compile(rb"#![ \t]*/[\w./-]*/(?:env[ \t]+)?(?:ba|da|k|z|a)?sh\b")
"""How a script of a shell begins."""
_MOST_LINES = 20_000
_LONGEST_LINE = 20_000
_ASSIGNMENT = re.compile(r"(?:(?:export|readonly|local)\s++)?+(?P<name>[A-Za-z_]\w{0,80})=(?P<value>.*)$", re.DOTALL)
_DEFAULT = re.compile(r"\$\{\w{1,80}:?[-=](?P<value>[^${}]{0,200})\}")
"""A variable with what stands for it where it is not set."""
_PIPELINE = re.compile(r"\s!\s")
_PRINTS = frozenset({"echo", "printf"})
_PROBLEM = "a script: what it calls was read, not on what its lines depend"


def shell_tree(data: bytes) -> tuple[Node | None, str | None]:
    """Return the variables and the commands of a script as a tree, and why that is not all of it."""
    text, doubt = text_of(data)
    if not text:
        return None, doubt
    root = Node("", "", 1)
    for number, line in _lines(text):
        if len(line) > _LONGEST_LINE or number > _MOST_LINES:
            return root, f"line {number}: longer than {_LONGEST_LINE} characters, or past line {_MOST_LINES}"
        root.children += _read(_DEFAULT.sub(lambda found: found["value"], line), number)
    return (root, _PROBLEM) if root.children else (None, doubt or "the file holds comments only")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines with the number of the first, those that go on behind a backslash as one; no comments."""
    begun, held = 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        begun, held = begun or number, held + line.strip()
        if held.endswith("\\"):
            held = f"{held[:-1].rstrip()} "
            continue
        if held and not held.startswith("#"):
            yield begun, held
        begun, held = 0, ""
    if held.strip():
        yield begun, held


def _read(line: str, number: int) -> list[Node]:
    path = f"line {number}"
    assigned = _ASSIGNMENT.match(line)
    words = _words(assigned["value"] if assigned else line)
    if assigned and len(words) <= 1:
        return [Node(assigned["name"], path, number, Kind.TEXT, words[0] if words else "")]
    if not words or words[0] in _PRINTS:
        return []
    if _PIPELINE.search(line):
        return [Node("", path, number, Kind.TEXT, " ".join(words))]
    bodies = [word for word in words if word.startswith(("{", "["))]
    called = options(Node("", path, number), [word for word in words if word not in bodies])
    called.children += [body for word in bodies if (body := _body(word, path, number)) is not None]
    alone = [child for child in called.children if child.key or len(child.text) > MOST_WORDS]
    return [called] if alone else []


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text, comments=True)
    except ValueError:  # a quotation that ends in another line
        return text.replace('"', " ").replace("'", " ").split()


def _body(word: str, path: str, number: int) -> Node | None:
    """Return what is sent with a call, where it is JSON."""
    tree, _ = json_tree(word.encode("utf-8", "replace"))
    if tree is None or tree.scalar:
        return None
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        node.path, node.line = path + node.path, number
        waiting += node.children
    tree.key = "body"
    return tree
