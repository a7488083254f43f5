"""Label files: one label per line, with or without its number, or one line as DeepStream's classifiers have it."""

from __future__ import annotations

import re

from fairnotice.analytics.documents.label_items import looks_like_label_items, read_label_items
from fairnotice.analytics.documents.reading import MOST_LABELS, Label, LabelList, Reading
from fairnotice.analytics.documents.text_encoding import decode
from fairnotice.domain import Level

_NUMBERED = re.compile(r"^\s*(?P<number>\d+)\s*(?:[:,=\t|]\s*|\s+)(?P<name>\S.*)$")
_NAMED_FIRST = re.compile(r"^(?P<name>.*\S)\s*[:,=\t|]\s*(?P<number>\d+)\s*$")
_HEADING = re.compile(r"^[A-Za-z_]+(?: [A-Za-z_]+)?\s*[,;\t|]\s*[A-Za-z_]+(?: [A-Za-z_]+)?$")
_SETTING = re.compile(r"^\s*(?:\[[^\]]*\]|[\w.\[\]-]+\s*=.*|[\w.-]+\s*[\[{]|[\]}]|<[?!/\w].*>?)\s*$")
_VERSIONED = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){1,8}-\d{4}")
"""What models are called in catalogues: ``age-gender-recognition-retail-0013``."""
_OF_MODELS = re.compile(r"detection|recognition|estimation|identification|landmarks|classifier|retail|adas")
_LEAST_VERSIONED = 3
_LONGEST_LABEL = 1_000
_FORMAT = "label_map"


def read_label_map(data: bytes) -> Reading:
    """Read the labels of a plain label file.

    A text whose lines are settings rather than labels is not read as labels: it names some
    elsewhere, and saying that it was read completely would be wrong.
    """
    text, doubt = decode(data)
    if not text.strip():
        return Reading(_FORMAT, error=doubt or "the file is empty")
    if looks_like_label_items(text):
        return read_label_items(text, doubt)
    lines = text.splitlines()
    if len(lines) > MOST_LABELS:
        return Reading(_FORMAT, error=f"more than {MOST_LABELS} lines")
    filled = [(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
    if any(len(line) > _LONGEST_LABEL and ";" not in line for _, line in filled):
        return Reading(_FORMAT, error="a line is too long to be a label")
    content = [(number, line) for number, line in filled if not line.startswith("#")]
    settings = [line for _, line in content if _SETTING.match(line) and not _NUMBERED.match(line)]
    if len(settings) * 2 > len(content):
        return Reading("settings", error="these are settings, not labels; this format is not read yet")
    labels = _semicolons(content) or _lines(content)
    if len(labels) > MOST_LABELS:
        return Reading(_FORMAT, error=f"more than {MOST_LABELS} labels")
    level = Level.CAPABILITY if _are_models(labels) else Level.CONFIGURED
    if all(label.text.endswith("/") for label in labels) and any(" " in label.text for label in labels):
        level = Level.CARRIER  # what a folder holds: one for each known face, by first and last name
    return Reading(_FORMAT, (LabelList(tuple(labels), level=level),), error=doubt)


def _are_models(labels: list[Label]) -> bool:
    """Tell whether a list is one of models that there are, by how these are called: which of them runs is not told."""
    versioned = sum(bool(_VERSIONED.fullmatch(label.text) and _OF_MODELS.search(label.text)) for label in labels)
    return versioned >= _LEAST_VERSIONED and sum(label.text.count("-") > 1 for label in labels) * 2 > len(labels)


def _semicolons(content: list[tuple[int, str]]) -> list[Label]:
    """Return the labels of lines with semicolons; several lines are several attributes of one model."""
    if not any(";" in line for _, line in content):
        return []
    labels: list[Label] = []
    for number, line in content:
        for name in line.split(";"):
            if name.strip():
                labels.append(Label(_bare(name), f"labels/{len(labels)}", number))
    return labels


def _lines(content: list[tuple[int, str]]) -> list[Label]:
    # A table of numbers and names may have a heading.
    for rows in (content, content[1:] if content and _HEADING.match(content[0][1]) else []):
        for pattern in (_NUMBERED, _NAMED_FIRST):
            matches = [pattern.match(line) for _, line in rows]
            if rows and all(matches):
                names = [_bare(match["name"]) for match in matches if match]
                return [Label(name, f"labels/{i}", rows[i][0]) for i, name in enumerate(names)]
    if len(content) == 1 and content[0][1].count(",") > 1:
        content = [(content[0][0], name.strip()) for name in content[0][1].split(",") if name.strip()]
    return [Label(_bare(line), f"labels/{index}", number) for index, (number, line) in enumerate(content)]


def _bare(name: str) -> str:
    """Return a name without the quotation marks and the comma of a list that it was pasted from."""
    bare = name.strip().rstrip(",").strip()
    return bare[1:-1].strip() if len(bare) > 2 and bare[0] == bare[-1] and bare[0] in "\"'" else bare
