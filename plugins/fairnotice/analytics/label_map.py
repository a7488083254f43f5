"""Label files: one label per line, 'number label', or one line with semicolons as DeepStream's classifiers have."""

from __future__ import annotations

import re

from fairnotice.analytics.reading import MOST_LABELS, Label, LabelList, Reading, decode

_NUMBERED = re.compile(r"^\s*\d+\s*(?:[:,=\t]\s*|\s+)(?P<name>\S.*)$")
_NAMED_FIRST = re.compile(r"^(?P<name>.*\S)\s*[:,=]\s*\d+\s*$")
_SETTING = re.compile(r"^\s*(?:\[[^\]]*\]|[\w.-]+\s*=.*|[\w.-]+\s*[\[{]|[\]}]|<[?!/\w].*>?)\s*$")
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
    lines = text.splitlines()
    if len(lines) > MOST_LABELS:
        return Reading(_FORMAT, error=f"more than {MOST_LABELS} lines")
    filled = [(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
    if any(len(line) > _LONGEST_LABEL and ";" not in line for _, line in filled):
        return Reading(_FORMAT, error="a line is too long to be a label")
    content = [(number, line) for number, line in filled if not line.startswith("#")]
    if sum(bool(_SETTING.match(line)) for _, line in content) * 2 > len(content):
        return Reading("settings", error="these are settings, not labels; this format is not read yet")
    labels = _semicolons(content) or _lines(content)
    if len(labels) > MOST_LABELS:
        return Reading(_FORMAT, error=f"more than {MOST_LABELS} labels")
    return Reading(_FORMAT, (LabelList(tuple(labels)),), error=doubt)


def _semicolons(content: list[tuple[int, str]]) -> list[Label]:
    """Return the labels of lines with semicolons; several lines are several attributes of one model."""
    if not any(";" in line for _, line in content):
        return []
    labels: list[Label] = []
    for number, line in content:
        for name in line.split(";"):
            if name.strip():
                labels.append(Label(name.strip(), f"labels/{len(labels)}", number))
    return labels


def _lines(content: list[tuple[int, str]]) -> list[Label]:
    for pattern in (_NUMBERED, _NAMED_FIRST):
        matches = [pattern.match(line) for _, line in content]
        if content and all(matches):
            names = [match["name"].strip() for match in matches if match]
            return [Label(name, f"labels/{i}", content[i][0]) for i, name in enumerate(names)]
    return [Label(line, f"labels/{index}", number) for index, (number, line) in enumerate(content)]
