"""Label maps of TensorFlow's object detection: ``item { id: 1 name: 'x' display_name: 'y' }``.

Format: https://github.com/tensorflow/models/blob/master/research/object_detection/protos/string_int_label_map.proto
"""

from __future__ import annotations

import re

from fairnotice.analytics.documents.reading import MOST_LABELS, Label, LabelList, Reading

_FORMAT = "label_items"
_SPACE = re.compile(r"(?:\s++|#[^\n]*+|,)*+")
_BEGINS = re.compile(r"item\s*+\{")
_QUOTED = r"\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'"
_ITEM = re.compile(rf"item\s*+\{{(?P<fields>(?:[^{{}}\"']++|{_QUOTED}|\{{[^{{}}]*+\}})*+)\}}", re.DOTALL)
_FIELD = re.compile(rf"\b(?P<key>name|display_name)\s*+:\s*+(?P<text>{_QUOTED})", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CODE = re.compile(r"^(?:/\w+/\w+|[a-z]?\d+)$")
"""Names that are codes of a data set: '/m/01g317', 'n02119789'."""


def looks_like_label_items(text: str) -> bool:
    """Tell whether ``text`` begins with such an item."""
    return bool(_BEGINS.match(text, _end_of_space(text, 0)))


def read_label_items(text: str, doubt: str | None = None) -> Reading:
    """Read the names in a label map of items.

    Args:
        text: The whole file.
        doubt: What is doubtful about its encoding.
    """
    labels: list[Label] = []
    line = 1
    at = counted = 0
    for index in range(MOST_LABELS):
        at = _end_of_space(text, at)
        item = _ITEM.match(text, at)
        if item is None:
            break
        line += text.count("\n", counted, at)
        counted = at
        labels += [Label(name, f"item/{index}", line) for name in _names(item["fields"])]
        at = item.end()
    line += text.count("\n", counted, at)
    lists = (LabelList(tuple(labels)),) if labels else ()
    if at < len(text):
        return Reading(_FORMAT, lists, error=f"what stands in line {line} is no item of a label map")
    return Reading(_FORMAT, lists, error=doubt or (None if labels else "its items have no names"))


def _end_of_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _names(fields: str) -> list[str]:
    """Return what an item is called; a code beside the name that people read is left out."""
    found: dict[str, str] = {}
    for match in _FIELD.finditer(fields):
        found[match["key"]] = _ESCAPED.sub(r"\1", match["text"][1:-1]).strip()
    shown, name = found.get("display_name", ""), found.get("name", "")
    names = [shown, name] if not _CODE.match(name) or not shown else [shown]
    return [each for each in dict.fromkeys(names) if each]
