"""Label lists in YAML and JSON: data.yaml and metadata.yaml of Ultralytics, and the like.

The text becomes a tree of nodes and nothing else: no tag is constructed, no alias followed.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from fairnotice.analytics.mentions import Label
from fairnotice.analytics.reading import MOST_LABELS, LabelList, Reading, decode

_FORMAT = "yaml"
_MOST_BYTES = 4 * 1024 * 1024
_MOST_EVENTS = 400_000
_DEEPEST = 40
_REFERENCES = frozenset(
    {"labelfile-path", "labels-file", "labels_file", "labelmap_path", "label_filename", "labels_path"}
)
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "map", "seq"))
_DOCUMENTATION = frozenset(
    {
        "description", "license", "licence", "comment", "note", "notes", "title", "url", "docs", "doc", "readme",
        "author", "authors", "path", "train", "val", "test", "source", "copyright", "version", "date", "download",
    }
)  # fmt: skip
"""Keys whose value is about a data set or a file: a fairness report may well say 'ethnicity'."""
_LONGEST_VALUE = 200
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_Path = tuple[str, ...]


def read_yaml_names(data: bytes) -> Reading:
    """Read every list of names in a YAML or JSON document, and the keys around them."""
    if len(data) > _MOST_BYTES:
        return Reading(_FORMAT, error=f"larger than {_MOST_BYTES} bytes")
    text, doubt = decode(data)
    if not text.strip():
        return Reading(_FORMAT, error=doubt or "the file is empty")
    try:
        refusal = _refusal(text)
        node = None if refusal else yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        return Reading(_FORMAT, error="not valid YAML" + (f" at line {mark.line + 1}" if mark else ""))
    if refusal or node is None:
        return Reading(_FORMAT, error=refusal or "the file is empty")
    return _reading(node, doubt)


def _reading(root: yaml.Node, doubt: str | None) -> Reading:
    lists: list[LabelList] = []
    keys: list[Label] = []
    values: list[Label] = []
    references: list[str] = []
    for path, node in _walk(root, ()):
        labels = _labels(node, path)
        if labels:
            lists.append(LabelList(tuple(labels), path))
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if not _is_word(key):
                    continue
                place = _pointer((*path, key.value))
                keys.append(Label(key.value, place, _line(key)))
                if _is_word(value) and key.value.lower() not in _DOCUMENTATION and len(value.value) <= _LONGEST_VALUE:
                    values.append(Label(value.value, place, _line(value)))
                references += [key.value] * (key.value in _REFERENCES)
    problem = doubt
    if references:
        problem = f"it refers to a label file ({references[0]}) that was not read with it"
    elif not lists:
        problem = doubt or "it holds no list of names"
    return Reading(_FORMAT, tuple(lists), tuple(keys), tuple(values), problem)


def _refusal(text: str) -> str | None:
    """Say why a document is not composed: a bomb costs nothing while it is only a stream of events."""
    depth = 0
    documents = 0
    for count, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            return f"aliases are not followed (line {line})"
        tag = getattr(event, "tag", None)
        if tag and tag not in _PLAIN_TAGS:
            return f"the tag in line {line} is not read"
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > _DEEPEST:
            return f"nested deeper than {_DEEPEST} levels"
        if count > _MOST_EVENTS:
            return "too many values"
        if documents > 1:
            return "more than one document"
    return None


def _walk(node: yaml.Node, path: _Path) -> Iterator[tuple[_Path, yaml.Node]]:
    yield path, node
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _walk(value, (*path, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            if not isinstance(value, yaml.ScalarNode):
                yield from _walk(value, (*path, str(index)))


def _labels(node: yaml.Node, path: _Path) -> list[Label]:
    """Return the labels of a list of words, of a mapping from numbers to words or of words to numbers."""
    if isinstance(node, yaml.SequenceNode):
        return [
            Label(value.value, _pointer((*path, str(index))), _line(value))
            for index, value in enumerate(node.value[: MOST_LABELS + 1])
            if _is_word(value)
        ]
    if isinstance(node, yaml.MappingNode) and node.value:
        if all(_is_number(key) and isinstance(value, yaml.ScalarNode) for key, value in node.value):
            return [Label(v.value, _pointer((*path, k.value)), _line(v)) for k, v in node.value]
        if len(node.value) > 1 and all(_is_word(key) and _is_number(value) for key, value in node.value):
            return [Label(k.value, _pointer((*path, k.value)), _line(k)) for k, _ in node.value]
    return []


def _is_word(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag.endswith(":str") and bool(node.value.strip())


def _is_number(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.value.strip().lstrip("-").isdigit()


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1 if node.start_mark else 0


def _pointer(path: _Path) -> str:
    """Return a JSON pointer (RFC 6901)."""
    return "/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in path)
