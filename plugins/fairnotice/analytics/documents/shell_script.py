"""Scripts of a shell that start what watches: the variables that they set, and the options of what they call.

A script is a program: which of its lines run is not told, so that none is ever read to the end. Words that are no
options, tools that only look, move or remove, and texts that are printed or written elsewhere say nothing.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from fairnotice.analytics.documents.beside import ASKED_AT
from fairnotice.analytics.documents.json_tree import json_tree
from fairnotice.analytics.documents.node import Kind, Node, walk
from fairnotice.analytics.documents.reading import text_of
from fairnotice.analytics.documents.value_texts import options
from fairnotice.errors import without_secrets

SHEBANG = re.compile(rb"#![ \t]*/[\w./-]*/(?:env[ \t]+)?(?:ba|da|k|z|a)?sh\b")
"""How a script of a shell begins."""
_MOST_LINES = 5_000
_LONGEST_LINE = 20_000
_MOST_BODIES = 100
_LONGEST_BODY = 4_000
_ASSIGNMENT = re.compile(r"(?P<name>[A-Za-z_]\w{0,80})=(?P<value>.*)$", re.DOTALL)
_DECLARES = frozenset({"export", "readonly", "local", "declare", "exec", "nohup", "sudo", "env", "time"})
_DEFAULT = re.compile(r"\$\{\w{1,80}:?[-=](?P<value>[^${}]{0,200})\}")
"""A variable with what stands for it where it is not set."""
_VARIABLE = re.compile(r"\$\{?(?P<name>\w{1,80})\}?$")
_BEGINS_WITH = re.compile(r"\$\{?(?P<name>\w{1,80})\}?(?=/)")
_REMARK = re.compile(rb"^[ \t]*(?:@?rem[ \t]|::)[^\n]*", re.IGNORECASE | re.MULTILINE)
_HERE = re.compile(r"<<-?\s?[\"']?(?P<end>\w{1,40})")
_ADDRESS = re.compile(r"://|^\$\w+[/?]")
_PIPELINE = re.compile(r"\s!\s")
_PARTS = frozenset({"&&", "||", "|", ";", "&", ">", ">>"})
_ENDS_A_COMMAND = (";", "&", "|")
_LOOKS = frozenset(
    {
        "[", "[[", "adduser", "apt", "apt-get", "assert", "awk", "bazel", "cargo", "case", "cat", "cd", "chmod",
        "chown", "clang", "cp", "cut", "df", "diff", "du", "echo", "egrep", "elif", "exiftool", "find", "for",
        "function", "g++", "gcc", "git", "go", "grep", "head", "helm", "if", "journalctl", "jq", "kubectl",
        "logger", "ls", "make", "mkdir", "mongo", "mongosh", "mv", "mysql", "perl", "ping", "pip", "pip3", "printf",
        "psql", "pytest", "return", "rm", "rsync", "scp", "sed", "sort", "sqlite3", "ssh", "systemctl", "tail",
        "tar", "tcpdump", "tee", "test", "touch", "trap", "uniq", "unset", "until", "unzip", "useradd", "usermod",
        "vlc", "wc", "wget", "while", "xargs",
    }
)  # fmt: skip
"""Tools and words of the shell that start nothing that looks at pictures."""
_WITHOUT = ("no-", "no_", "without-", "skip-", "disable-", "exclude-")
_LOGINS = frozenset({"X", "request", "u", "user", "proxy-user", "p", "pw", "pass", "H", "header", "b", "cookie"})
"""Options whose value may prove who somebody is, or says how something is asked."""
_PROBLEM = "a script: what it calls was read, not on what its lines depend"


def shell_tree(data: bytes) -> tuple[Node | None, str | None]:
    """Return the variables and the options of a script as a tree, and why that is not all of it."""
    text, doubt = text_of(data)
    if not text:
        return None, doubt
    root = Node("", "", 1)
    reader = _Reader(root)
    for number, line in _lines(text):
        if len(line) > _LONGEST_LINE or number > _MOST_LINES:
            return root, f"line {number}: longer than {_LONGEST_LINE} characters, or past line {_MOST_LINES}"
        reader.take(_DEFAULT.sub(lambda found: found["value"], line), number)
    return (root, _PROBLEM) if root.children else (None, doubt or "the file sets and calls nothing")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines with their numbers, those that go on behind a backslash as one; no comments, no here-documents."""
    begun, length, here = 0, 0, ""
    held: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if here:
            here = "" if stripped == here else here
            continue
        if not held and (not stripped or stripped.startswith("#")):
            continue
        begun, goes_on = begun or number, stripped.endswith("\\")
        held.append(stripped[:-1].rstrip() if goes_on else stripped)
        length += len(held[-1])
        if goes_on and length <= _LONGEST_LINE:
            continue
        joined = " ".join(held)
        document = _HERE.search(joined) if "<<" in joined else None
        here = document["end"] if document else ""
        if not document:
            yield begun, joined
        begun, held, length = 0, [], 0
    if held:
        yield begun, " ".join(held)


class _Reader:
    def __init__(self, root: Node) -> None:
        self.root = root
        self.variables: dict[str, str] = {}
        self.bodies = 0

    def take(self, line: str, number: int) -> None:
        """Take in the next line."""
        words = _words(line)
        if _PIPELINE.search(line):
            kept = [word for word in words if not word.startswith("$")]
            self.root.children.append(Node("", f"line {number}", number, Kind.TEXT, " ".join(kept)))
            return
        command: list[str] = []
        for word in words:
            ended = word in _PARTS
            if not ended:
                command.append(word.rstrip(";&|") if word.endswith(_ENDS_A_COMMAND) else word)
            if ended or word.endswith(_ENDS_A_COMMAND):
                self._command(command, number)
                command = []
        self._command(command, number)

    def _command(self, words: list[str], number: int) -> None:
        path = f"line {number}"
        while words and (words[0] in _DECLARES or _ASSIGNMENT.match(words[0])):
            word = words.pop(0)
            assigned = _ASSIGNMENT.match(word)
            if assigned and not assigned["value"].startswith("$"):
                self.variables[assigned["name"]] = assigned["value"]
                self.root.children.append(Node(assigned["name"], path, number, Kind.TEXT, assigned["value"]))
        if not words or words[0] in _LOOKS or words[0].startswith("assert") or words[0].endswith(")"):
            return
        asked_at = next((word for word in words if ASKED_AT.search(word)), None)
        if asked_at is not None:
            # What the variables hold is asked there, however it is put together.
            self.root.children.append(Node("url", path, number, Kind.TEXT, without_secrets(asked_at)))
        bodies = [word for word in words if word.startswith(("{", "["))]
        words = [self._with_variable(word) for word in words]
        called = options(
            Node("", path, number), [word for word in words if word not in bodies and not _ADDRESS.search(word)]
        )
        called.children = [kept for child in called.children if child.key and (kept := self._option(child)) is not None]
        asked = [word for word in words if "?" in word and "=" in word]
        called.children += [Node("", path, number, Kind.TEXT, word) for word in asked]
        for word in bodies:
            self.bodies += 1
            body = _body(word, path, number) if self.bodies <= _MOST_BODIES else None
            called.children += [body] if body is not None else []
        if called.children:
            self.root.children.append(called)

    def _with_variable(self, word: str) -> str:
        """Return a path with the value of the variable that it begins with, where it is known."""
        begins = _BEGINS_WITH.match(word)
        value = self.variables.get(begins["name"], "") if begins else ""
        return value + word[begins.end() :] if begins and value.startswith(("/", ".")) else word

    def _option(self, option: Node) -> Node | None:
        """Return an option with the value of the variable that it names; nothing of a login, or of what is left out."""
        if option.key in _LOGINS or option.key.startswith(_WITHOUT):
            return None
        if variable := _VARIABLE.match(option.text):
            if variable["name"] not in self.variables:
                return None
            option.text = self.variables[variable["name"]]
        return option


def windows_tree(data: bytes) -> tuple[Node | None, str | None]:
    """Return a script of PowerShell or of Windows' own shell as `shell_tree` does, without its remarks."""
    parts = data.split(b"<#")
    for at, part in enumerate(parts[1:], 1):
        remark, end, rest = part.partition(b"#>")
        parts[at] = b"\n" * remark.count(b"\n") + rest if end else part
    return shell_tree(_REMARK.sub(b"", b"".join(parts)))


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text, comments=True)
    except ValueError:  # a quotation that ends in another line
        return text.replace('"', " ").replace("'", " ").split()


def _body(word: str, path: str, number: int) -> Node | None:
    """Return what is sent with a call, where it is JSON."""
    tree = json_tree(word.encode("utf-8", "replace"))[0] if len(word) <= _LONGEST_BODY else None
    if tree is None or tree.scalar:
        return None
    for node in walk(tree):
        node.path, node.line = path + node.path, number
    tree.key = "body"
    return tree
