"""YAML documents as trees, and documents that would harm a careless reader."""

import json

import pytest

from analytics.hostile import cases
from fairnotice.analytics.documents.node import walk
from fairnotice.analytics.documents.reading import Reading
from fairnotice.analytics.documents.yaml_tree import yaml_tree
from fairnotice.analytics.meaning.node_labels import labels_in
from fairnotice.analytics.meaning.tree import read_tree


def read_yaml_names(data: bytes) -> Reading:
    root, problem = yaml_tree(data)
    return read_tree(root, "yaml", error=problem) if root else Reading("yaml", error=problem)


def names(data: str | bytes) -> list[tuple[str, str]]:
    root, problem = yaml_tree(data.encode() if isinstance(data, str) else data)
    assert problem is None, problem
    lists = (labels_in(node) for node in walk(root))
    return [(label.text, label.path) for labels, only_sets in lists if not only_sets for label in labels]


SHAPES = [
    ("a list", "names: [person, bag]", [("person", "/names/0"), ("bag", "/names/1")]),
    ("a mapping", "nc: 2\nnames:\n  0: person\n  1: bag\n", [("person", "/names/0"), ("bag", "/names/1")]),
    ("json", json.dumps({"names": {"0": "person"}, "nc": 1}), [("person", "/names/0")]),
    ("json with tabs", '{\n\t"names": [\n\t\t"person"\n\t]\n}', [("person", "/names/0")]),
    (
        "words to numbers",
        "label_map: {person: 0, bag: 1}",
        [("person", "/label_map/person"), ("bag", "/label_map/bag")],
    ),
    ("several heads", "heads: {a: [x, y], b: [z]}", [("x", "/heads/a/0"), ("y", "/heads/a/1"), ("z", "/heads/b/0")]),
    ("a name that YAML takes for a truth", "names: {0: person, 1: no}", [("person", "/names/0"), ("no", "/names/1")]),
    ("an alias", "a: &a [x, y]\nnames: *a", [*[(x, f"/{k}/{n}") for k in ("a", "names") for n, x in enumerate("xy")]]),
    ("an alias in a list", "names: [&a x, *a]", [("x", "/names/0"), ("x", "/names/1")]),
    (
        "a merge key, of which one is given anew",
        "base: &a {0: x, 1: y}\nnames:\n  <<: *a\n  1: z",
        [("x", "/base/0"), ("y", "/base/1"), ("z", "/names/1"), ("x", "/names/0")],
    ),
    (
        "a merge key of what has one itself",
        "base: &a {0: x}\nmore: &b {<<: *a, 1: y}\nnames: {<<: *b, 2: z}",
        [
            ("x", "/base/0"),
            ("y", "/more/1"),
            ("x", "/more/0"),
            ("z", "/names/2"),
            ("y", "/names/1"),
            ("x", "/names/0"),
        ],
    ),
    ("a header of OpenCV", "%YAML:1.0\n---\nnames: [person]", [("person", "/names/0")]),
    ("a key with a slash", "a/b: [x]", [("x", "/a~1b/0")]),
]


@pytest.mark.parametrize(("shape", "data", "expected"), SHAPES, ids=[case[0] for case in SHAPES])
def test_shapes(shape, data, expected):
    assert names(data) == expected


def test_lines_are_those_of_the_file():
    *_, labels = read_yaml_names(b"nc: 2\nnames:\n  0: person\n  1: bag\n").lists
    assert [label.line for label in labels.labels] == [3, 4]
    assert labels.company == ("names",)


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(8)
)
HOSTILE = [
    ("billion laughs", BOMB + "names: *i\n", "aliases repeat too much"),
    ("a square of repetitions", f"a: &a [{'x, ' * 300}]\nnames: [{'*a, ' * 300}]", "aliases repeat too much"),
    ("an alias to itself", "names: &a [*a]", "an alias that stands in what it stands for (line 1)"),
    ("a merge with itself", "names: &a {<<: *a}", "an alias that stands in what it stands for"),
    (
        "a ladder of aliases",
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 60)),
        "deeper than 40 levels by its aliases",
    ),
    ("an alias before its anchor", "names: *a\nb: &a x", "an alias that stands for nothing read before"),
    ("an alias as a key", "a: &a x\nnames: {*a : y}", "an alias that stands for nothing read before, or for a key"),
    ("code by tag", "names: !!python/object/apply:os.system ['true']", "tag in line 1"),
    ("a tag of one's own", "names: !secret [x]", "tag in line 1"),
    ("a binary tag", "names: !!binary aGk=", "tag in line 1"),
    ("deep lists", "names: " + "[" * 100_000, "deeper than 40"),
    ("deep mappings", "{a: " * 100_000, "deeper than 40"),
    ("deep blocks", "\n".join(" " * n + "a:" for n in range(200)), "deeper than 40"),
    ("too many values", "names: [" + "1," * 450_000 + "]", "too many values"),
    ("many documents", "a: 1\n---\n" * 300, "more than 200 documents"),
    ("too large", "names: [" + "person, " * 600_000 + "]", "larger than"),
    ("not yaml", "names: [a\nb: {", "not valid YAML at line"),
    ("a control sign", "names: [a\x07]", "not valid YAML"),
    ("empty", "", "empty"),
    ("a comment only", "# nothing", "empty"),
]


@pytest.mark.parametrize(("situation", "text", "says"), cases(HOSTILE, floods=("too many values",)))
def test_hostile_or_incomplete(situation, text, says):
    assert says in (read_yaml_names(text.encode()).error or "")


def test_utf_16_is_read_by_its_mark_and_not_without():
    assert names("names: [人种]".encode("utf-16")) == [("人种", "/names/0")]
    assert read_yaml_names("names: [race]".encode("utf-16-le")).error == "binary data, not text"
