"""What was asked of a service: a saved HTTP request, or the lines of a log, as trees."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from email import message_from_string

from fairnotice.analytics.documents.json_tree import json_tree
from fairnotice.analytics.documents.node import Kind, Node
from fairnotice.analytics.documents.reading import decode, text_of
from fairnotice.analytics.documents.value_texts import LONGEST_ITEM, is_sentence, is_setting
from fairnotice.analytics.documents.yaml_tree import yaml_tree
from fairnotice.errors import without_secrets

REPLY = "reply"
"""Key of what a service answered."""
_MOST_LINES = 100_000
_MOST_HEADERS = 200
_LONGEST_LINE = 20_000
_CREDENTIALS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
"""Headers whose values prove who somebody is and are never kept."""
_REQUEST = re.compile(r"(?P<method>GET|POST|PUT|PATCH|DELETE|HEAD) (?P<target>[^\s\"]{1,4000}+)")
_APART = re.compile(r"^###[^\n]*\n", re.MULTILINE)
_REMARKS = re.compile(r"(?:\s*(?:(?:#|//|@)[^\n]*(?:\n|$)|<\s?\{%.*?%\}|/\*.*?\*/))*\s*", re.DOTALL)
"""Lines before a message that say something about it, and variables."""
_BEGINS = re.compile(
    r"(?i:get|post|put|patch|delete|head|options|connect|trace|grpc|graphql|websocket) \S|HTTP/[\d.]+ \d|https?://\S"
)
_MOST_MESSAGES = 200
_HOLDS_JSON = re.compile(r"[\[{]\s*\"")
_FORM, _DISPOSITION = "multipart/form-data", "form-data"
_SETTINGS = re.compile(r"(?:---\n)?[\w.-]{1,80}:\s*\n[ \t-]|[\w.-]{1,80}: [^\n]+\n[\w.-]{1,80}:")
"""How a text in YAML begins: a key with what stands under it, or two of them."""
_AS_IT_IS = frozenset({"7bit", "8bit", "binary"})
_NO_TEXTS = frozenset({"image", "video", "audio"})
_LEAST_SETTINGS = 2
_OPENS = re.compile(r"\{\s*$")
"""A line in whose middle an object begins that goes on in the next ones, as events of Dahua's devices do."""
_MOST_TOGETHER = 400
_PAIR = re.compile(
    r"(?<![^\s,;])([^\W\d][\w.-]{0,80})="
    r"(\"[^\"]{0,2000}\"|'[^']{0,2000}'|\[[^\[\]]{0,1000}\]|[^\s,;]{0,2000})"
)
_ANSWERED = re.compile(r"(?i)\b(?:reply|response|result|answer|output|returned|event)\b")


def request_tree(data: bytes) -> tuple[Node | None, str | None]:
    """Return the tree of a saved HTTP message: method, target, headers, body."""
    text, doubt = decode(data)
    root = Node("", "", 1, Kind.LIST)
    for number, (line, part) in enumerate(_messages(text.replace("\r\n", "\n"))):
        if number >= _MOST_MESSAGES:
            return root, f"more than {_MOST_MESSAGES} messages"
        message, problem = _message(part, line) if part else (None, f"a remark in line {line} was not read")
        doubt = doubt or problem
        root.children += [message] if message is not None else []
    if not root.children:
        return None, doubt or "neither a request nor an answer of HTTP"
    return (root.children[0] if len(root.children) == 1 else root), doubt


def _messages(text: str) -> Iterator[tuple[int, str]]:
    """Yield the messages of a file with their first lines: one, or several apart by '###' as editors keep them.

    Of a remark that may hold an answer the text is empty: whose answer it is nobody can tell.
    """
    line, begun, held = 1, 1, ""
    for part in _APART.split(text):
        bare = _REMARKS.sub("", part, 1)
        if not bare.strip():
            if _HOLDS_JSON.search(part):
                yield line, ""
        elif _BEGINS.match(bare) or not held:
            if held:
                yield begun, held
            begun, held = line + part[: len(part) - len(bare)].count("\n"), bare
        else:
            # Within what is sent: a message goes on.
            held += f"###\n{part}"
        line += part.count("\n") + 1
    if held:
        yield begun, held


def _message(text: str, line: int) -> tuple[Node | None, str | None]:
    head, _, body = text.partition("\n\n")
    lines = head.split("\n")
    request = _REQUEST.match(lines[0])
    answered = lines[0].startswith("HTTP/")
    if request is None and not answered:
        return None, "neither a request nor an answer of HTTP"
    root = Node("", "", line)
    if request:
        root.children += _asked(request, line)
    for number, header in enumerate(lines[1 : _MOST_HEADERS + 1], line + 1):
        name, _, value = header.partition(":")
        kept = "" if name.strip().casefold() in _CREDENTIALS else value.strip()
        root.children.append(Node(name.strip(), f"headers/{name.strip()}", number, Kind.TEXT, kept))
    form = (root.value("content-type") or _FORM).casefold().startswith(_FORM) and _DISPOSITION in body
    problem = _add_body(root, body, line + len(lines) + 1, REPLY if answered else "body", form=form)
    if len(lines) > _MOST_HEADERS + 1:
        problem = f"more than {_MOST_HEADERS} headers"
    return root, problem


def _add_body(root: Node, body: str, line: int, key: str, *, form: bool = False) -> str | None:
    body = body.strip()
    if not body:
        return None
    if form and body.startswith("--"):
        fields, problem = _fields(body, key, line)
        root.children.append(Node(key, key, line, Kind.MAP, children=fields))
        return problem
    if body[0] not in "{[":
        root.children.append(Node(key, key, line, Kind.TEXT, body[:_LONGEST_LINE]))
        return "its body is longer than what is read" if len(body) > _LONGEST_LINE else None
    tree, problem = json_tree(body.encode("utf-8", "replace"))
    if tree is not None:
        _place(tree, key, line - 1)
        tree.key = key
        root.children.append(tree)
    return problem


def _fields(body: str, key: str, line: int) -> tuple[list[Node], str | None]:
    """Return the fields of a form in parts, but for pictures that are sent with it; and why these are not all."""
    boundary = body.split("\n", 1)[0].strip()[2:]
    form = message_from_string(f'Content-Type: {_FORM}; boundary="{boundary}"\n\n{body}\n')
    fields: list[Node] = []
    problem = None
    for part in form.walk():
        if part.is_multipart():
            continue
        name, text = part.get_param("name", header="content-disposition"), str(part.get_payload()).strip()
        plain = (part.get("content-transfer-encoding") or "8bit").casefold() in _AS_IT_IS
        if part.get_content_maintype() in _NO_TEXTS and text[:1] not in ("{", "["):
            continue
        if not isinstance(name, str) or not plain:
            problem = problem or "a part of its form could not be read"
            continue
        fields.append(_field(name, text, f"{key}/{name}", line))
    return fields, problem if fields else problem or "its form could not be read"


def _field(name: str, text: str, path: str, line: int) -> Node:
    data = text.encode("utf-8", "replace")
    tree = json_tree(data)[0] if text[:1] in ("{", "[") else yaml_tree(data)[0] if _SETTINGS.match(text) else None
    if tree is not None and not tree.scalar:
        _place(tree, path, line - 1)
        tree.key = name
        return tree
    if "\n" in text and not any(is_sentence(each) for each in text.splitlines()):
        lines = [Node("", path, line, Kind.TEXT, each.strip()) for each in text.splitlines() if each.strip()]
        return Node(name, path, line, Kind.LIST, children=lines[:_MOST_HEADERS])
    # A sentence may go on in the next line.
    return Node(name, path, line, Kind.TEXT, " ".join(text.split())[:_LONGEST_LINE])


def log_tree(data: bytes) -> tuple[Node | None, str | None]:
    """Return the tree of a log: per line what was asked, and what a JSON text in it says."""
    text, doubt = text_of(data)
    lines = text.splitlines()
    if not text:
        return None, doubt
    if len(lines) > _MOST_LINES:
        return None, f"more than {_MOST_LINES} lines"
    root = Node("", "", 1, Kind.LIST)
    for number, line in _records(lines):
        if len(line) > _LONGEST_LINE:
            doubt = doubt or f"line {number} is longer than {_LONGEST_LINE} characters and was not read"
        elif line.strip():
            root.children.append(_line(line, number))
    return root, doubt


def _records(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield lines with their numbers; those over which one JSON text goes on as one."""
    begun, held = 0, ""
    for number, line in enumerate(lines, 1):
        if not held and not _OPENS.search(line):
            yield number, line
            continue
        begun, held = begun or number, f"{held}\n{line}" if held else line
        closed = held.count("{") <= held.count("}")
        whole = closed and json_tree(held[held.find("{") :].encode("utf-8", "replace"))[0] is not None
        if closed or len(held) > _LONGEST_LINE or number - begun > _MOST_TOGETHER:
            yield from [(begun, held)] if whole else enumerate(held.split("\n"), begun)
            begun, held = 0, ""
    yield from enumerate(held.split("\n"), begun) if held else ()


def _line(line: str, number: int) -> Node:
    item = Node("", f"line {number}", number)
    request = _REQUEST.search(line)
    if request:
        item.children += _asked(request, number)
        settings = [word for word in line[request.end() :].split() if is_setting(word)]
        item.children += [Node("", item.path, number, Kind.TEXT, word) for word in settings[:_MOST_HEADERS]]
    start = line.find("{")
    tree = json_tree(line[start:].encode("utf-8", "replace"))[0] if start >= 0 else None
    if tree is not None:
        tree.key = REPLY if not request and _ANSWERED.search(line, 0, start) else "body"
        _place(tree, f"line {number}", number - 1)
        item.children.append(tree)
    elif not request:
        item.children += _told(line, number)
    return item


def _told(line: str, number: int) -> list[Node]:
    """Return what a line without a request and without JSON tells: its ``name=value`` pairs apart from its words."""
    path = f"line {number}"
    # Masked while a secret stands beside its name.
    line = without_secrets(line.strip())
    pairs = _PAIR.findall(line)[:_MOST_HEADERS]
    if len(pairs) < _LEAST_SETTINGS:
        return [Node("", path, number, Kind.TEXT, line)]
    others = " ".join(_PAIR.sub(" ", line).split())
    told = [Node(name, f"{path}: {name}", number, Kind.TEXT, value.strip("\"'")) for name, value in pairs]
    key = REPLY if _ANSWERED.search(others) else "body"
    # In parts that are short enough to be company of the pairs.
    spoken = [Node("", path, number, Kind.TEXT, part) for part in textwrap.wrap(others, LONGEST_ITEM)]
    return [*spoken, Node(key, path, number, Kind.MAP, children=told)]


def _asked(request: re.Match[str], number: int) -> list[Node]:
    return [
        Node("method", "method", number, Kind.TEXT, request["method"]),
        Node("target", "target", number, Kind.TEXT, request["target"]),
    ]


def _place(node: Node, above: str, lines: int) -> None:
    """Put the tree of a part at its place in the whole; JSON's reader bounds how deep it is."""
    node.path = above + node.path
    node.line = (node.line or 1) + lines
    for child in node.children:
        _place(child, above, lines)
