"""Texts that a model is told: a file of its own, such as ``prompt.txt``, and tables of questions.

A file of labels and a text both have lines. A text is told by sentences that are not all of one pattern; what asks for
pictures to be described, or is called a prompt, is read as a prompt; what any other text says of people is not judged.
"""

from __future__ import annotations

import csv
import io
import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from fairnotice.analytics.documents import keys
from fairnotice.analytics.documents.node import Kind, Node, scalar_kind
from fairnotice.analytics.documents.reading import Reading, text_of
from fairnotice.analytics.documents.value_texts import is_sentence, speaks_of_pictures
from fairnotice.analytics.meaning.tree import read_tree
from fairnotice.analytics.words.vocabulary import vocabulary

ENDINGS = frozenset({".md", ".markdown", ".prompt", ".j2", ".jinja", ".jinja2", ".tmpl", ".mustache"})
"""Endings of texts in which no labels stand."""
_FORMAT = "prompt"
_MOST_BLOCKS = 200
_LONGEST_BLOCK = 1_900
_POINT = re.compile(r"[ \t]{0,8}(?:[-*•·]|\d{1,2}[.)、])[ \t]?")
_HEADS = re.compile(r"\s{0,3}#{1,6}\s")
_ENDS = re.compile(r"[.!?:。！？：]\W{0,2}$")
_LOOKED_AT = 4_000
_LEAST_WORDS = 4
"""Of a line on the whole, where sentences stand."""
_SETTING = re.compile(r"\[[^\]]*\]$|[\w.\[\]-]+\s*=")
_ENDINGS_OF_LABELS = frozenset({".labels", ".names", ".label", ".lst"})
_CALLED_LABELS = frozenset({"label", "labels", "class", "classes", "categories", "names", "attributes", "labelmap"})
_MOST_ROWS = 2_000
_MOST_COLUMNS = 100


def is_called_a_prompt(name: str) -> bool:
    """Tell whether a file's name says that a model is told what stands in it: ``prompt_v2.txt``, ``consigne.md``."""
    words = keys.role(PurePosixPath(name).stem).words
    return any(keys.role(word).instructs for word in words)


def is_prose(text: str) -> bool:
    """Tell whether a text is sentences, and no list of labels, of which each may be some words, and no settings."""
    lines = _lines(text)
    if _are_of_one_pattern(lines) or not any(is_sentence(line) and _ENDS.search(line) for line in lines):
        return False
    if 3 * sum(bool(_SETTING.match(line)) for line in lines) >= len(lines):
        return False
    if text.isascii():
        return sum(len(line.split()) for line in lines) >= _LEAST_WORDS * len(lines)
    return 2 * sum(is_sentence(line) for line in lines) >= len(lines)


def _lines(text: str) -> list[str]:
    """Return the lines with which a text begins, without comments."""
    found = (line.partition(" #")[0].strip() for line in text[:_LOOKED_AT].splitlines())
    return [line for line in found if line and not line.startswith(("#", "//", ";"))]


def _are_of_one_pattern(lines: list[str]) -> bool:
    """Tell whether most lines begin alike: 'a photo of a cat', 'a photo of a dog'."""
    begins = Counter(tuple(line.casefold().split()[:2]) for line in lines)
    return len(lines) > 1 and 2 * begins.most_common(1)[0][1] > len(lines)


def asks_of_pictures(text: str) -> bool:
    """Tell whether a text asks for what a picture shows."""
    return speaks_of_pictures(text[:_LOOKED_AT]) and vocabulary().asks(text[:_LOOKED_AT])


def read_prompt(data: bytes) -> Reading:
    """Read a text as what a model is told."""
    text, doubt = text_of(data)
    if not text:
        return Reading(_FORMAT, error=doubt)
    blocks = [Node("prompt", f"line {line}", line, Kind.TEXT, block) for line, block in _blocks(text)]
    root = Node("", "", 1, Kind.MAP, children=blocks[:_MOST_BLOCKS])
    return read_tree(root, _FORMAT, error=doubt or ("it is too long" if len(blocks) > _MOST_BLOCKS else None))


def read_prose(data: bytes, name: str) -> Reading | None:
    """Read a text that is no list of labels; None where it is one.

    Args:
        data: The file.
        name: Its name without folders.
    """
    path = PurePosixPath(name.lower())
    words = keys.role(path.stem).words
    if path.suffix in _ENDINGS_OF_LABELS or not _CALLED_LABELS.isdisjoint(words):
        return None
    text, _ = text_of(data)
    lines = _lines(text)
    called = is_called_a_prompt(name) and not _are_of_one_pattern(lines)
    if not is_prose(text) and not (called and any(is_sentence(line) or _ENDS.search(line) for line in lines)):
        return None
    if called or asks_of_pictures(text):
        return read_prompt(data)
    tells = any(vocabulary().could_name(line) for line in text.splitlines())
    return Reading("text", error="it is a text, and what it says of people is not judged" if tells else None)


def asks(data: bytes) -> bool:
    """Tell whether a column of a table holds what a model is asked."""
    columns, _ = _heading(text_of(data)[0])
    return any(keys.role(column).instructs for column in columns)


def questions_tree(data: bytes) -> tuple[Node | None, str | None]:
    """Return a table of what a model is asked as a tree, a map each row, and why it is not all of it."""
    text, doubt = text_of(data)
    columns, delimiter = _heading(text)
    root = Node("", "", 1, Kind.LIST)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text.partition("\n")[2]), delimiter=delimiter), 2):
            if number > _MOST_ROWS:
                return root, f"more than {_MOST_ROWS} lines"
            cells = [
                Node(column, f"/{number - 2}/{column}", number, scalar_kind(cell.strip()), cell.strip())
                for column, cell in zip(columns, row, strict=False)
            ]
            root.children.append(Node("", f"/{number - 2}", number, Kind.MAP, children=cells))
    except csv.Error as error:
        return None, f"not a table that can be read: {error}"
    return root, doubt


def _heading(text: str) -> tuple[list[str], str]:
    """Return what the columns of a table are called, and the sign between them; no columns where it is none."""
    first = text[:_LOOKED_AT].partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    try:
        columns = [column.strip().lstrip("\ufeff") for column in next(csv.reader([first], delimiter=delimiter), [])]
    except csv.Error:
        columns = []
    return (columns if 1 < len(columns) <= _MOST_COLUMNS else []), delimiter


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs of a text with their first lines' numbers; the points of a list go with what is above."""
    held: list[str] = []
    begun, parted, length = 1, False, 0
    for number, whole in enumerate(text.splitlines(), 1):
        if not whole.strip():
            parted = True
        for line in (
            textwrap.wrap(whole, _LONGEST_BLOCK, replace_whitespace=False) if len(whole) > _LONGEST_BLOCK else [whole]
        ):
            if not line.strip():
                continue
            length += len(line)
            if held and (length > _LONGEST_BLOCK or (parted and not _POINT.match(line))):
                yield begun, "".join(held)
                held, length = [], len(line)
            if held:
                # A sentence may go on in the next line.
                ends = _ENDS.search(held[-1].rstrip()) or _POINT.match(line) or _HEADS.match(held[-1])
                held.append("\n" if ends else " ")
            else:
                begun = number
            held.append(line)
            parted = False
    if held:
        yield begun, "".join(held)
