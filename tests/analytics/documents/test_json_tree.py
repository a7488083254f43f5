"""JSON as a tree with lines and pointers, and texts that would harm a careless reader."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.hostile import cases, inputs
from fairnotice.analytics.documents.json_tree import json_tree
from fairnotice.analytics.documents.node import Kind, Node


def leaves(node: Node) -> list[tuple[str, int | None, str]]:
    if node.scalar:
        return [(node.path, node.line, node.text)]
    return [leaf for child in node.children for leaf in leaves(child)]


def tree(data: bytes) -> Node:
    root, problem = json_tree(data)
    assert root is not None, problem
    return root


SHAPES = [
    ("an object", b'{"a": "x"}', [("/a", 1, "x")]),
    ("lines", b'{\n "a": [\n  "x",\n  "y"]\n}', [("/a/0", 3, "x"), ("/a/1", 4, "y")]),
    ("a value below its key", b'{"a":\n\n"x"}', [("/a", 1, "x")]),
    ("doubled keys are both kept", b'{"a": 1, "a": 2}', [("/a", 1, "1"), ("/a", 1, "2")]),
    ("escapes", rb'{"a\u0062": "x\n\"\u4eba"}', [("/ab", 1, 'x\n"人')]),
    ("signs of pointers", b'{"a/b": {"c~d": 1}}', [("/a~1b/c~0d", 1, "1")]),
    ("JSON lines", b'{"a": 1}\n{"a": 2}\n', [("/a", 1, "1"), ("/a", 2, "2")]),
    ("a comma too many", b'{"a": [1, 2,],}', [("/a/0", 1, "1"), ("/a/1", 1, "2")]),
    ("no number", b"[NaN, -Infinity]", [("/0", 1, "NaN"), ("/1", 1, "-Infinity")]),
    ("a number that no machine holds", b"[1e999999]", [("/0", 1, "1e999999")]),
    ("a line break inside a text", b'{"a": "x\ny", "b": 1}', [("/a", 1, "x\ny"), ("/b", 2, "1")]),
    ("a byte order mark", '\ufeff{"a": "x"}'.encode(), [("/a", 1, "x")]),
    ("UTF-16 with its mark", '{"a": "人"}'.encode("utf-16"), [("/a", 1, "人")]),
    ("a single value", b'"x"', [("", 1, "x")]),
    ("empty collections", b'{"a": {}, "b": [], "c": 1}', [("/c", 1, "1")]),
]


@pytest.mark.parametrize(("shape", "data", "expected"), SHAPES, ids=[case[0] for case in SHAPES])
def test_shapes(shape, data, expected):
    assert leaves(tree(data)) == expected
    assert json_tree(data)[1] is None


def test_kinds():
    kinds = [child.kind for child in tree(b'["x", 1, -2.5e3, true, null, {}, []]').children]
    assert kinds == [Kind.TEXT, Kind.NUMBER, Kind.NUMBER, Kind.TRUTH, Kind.NOTHING, Kind.MAP, Kind.LIST]


def test_comments_are_skipped_and_told():
    root, doubt = json_tree(b'// x\n{"a": 1, /* "race": true */ "b": 2 # y\n}\n')
    assert leaves(root) == [("/a", 2, "1"), ("/b", 2, "2")]
    assert "comments" in doubt


HOSTILE = [
    ("deep lists", b"[" * 100_000, "deeper than 60"),
    ("deep objects", b'{"a":' * 100_000, "deeper than 60"),
    ("many values", b"[" + b"1," * 450_000 + b"1]", "more than 400000 values"),
    ("many keys", b"{" + b'"a":1,' * 410_000 + b'"a":1}', "more than 400000 values"),
    ("too large", b'{"a": "' + b"x" * 5_000_000 + b'"}', "larger than"),
    ("breaks off", b'{"race": true,\n "enabled": fal', "text without quotes (line 2)"),
    ("breaks off in a text", b'{"a": "x', "without an end"),
    ("breaks off in a list", b"[1, ", "breaks off"),
    ("the wrong bracket", b'{"a": [1}', "wrong bracket"),
    ("no comma", b'{"a": 1 "b": 2}', "comma is missing"),
    ("no colon", b'{"a" 1}', "key without a value"),
    ("no value", b'{"a": }', "value is missing"),
    ("no quotes", b"{a: 1}", "key without quotes"),
    ("a comma first", b"[,]", "value is missing"),
    ("an unknown escape", rb'["\q"]', "unknown escape"),
    ("code", b"[__import__('os')]", "text without quotes"),
    ("a comment without an end", b'{"a": 1 /* x', "not valid JSON"),
    ("comments only", b"// nothing", "comments only"),
    ("a NUL byte", b'{"a": "\x00"}', "binary"),
    ("no encoding", b'{"a": "\xff\xff\xff"}', "could not be read"),
    ("half a pair", b'\xff\xfe{\x00"', "not valid utf-16"),
    ("white space", b" \n ", "empty"),
]


@pytest.mark.parametrize(("situation", "data", "says"), cases(HOSTILE, floods=("many values", "many keys")))
def test_hostile_or_incomplete(situation, data, says):
    assert says in (json_tree(data)[1] or "")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, st.sampled_from([None, 1]), st.booleans())
@inputs(300)
def test_whatever_the_standard_library_writes_is_read_as_it_means_it(value, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert plain(tree(text.encode("utf-8", "surrogatepass" if ascii_only else "replace"))) == plain_value(value)


def plain(node: Node):
    if node.kind is Kind.MAP:
        return [(child.key, plain(child)) for child in node.children]
    return [plain(child) for child in node.children] if node.kind is Kind.LIST else node.text


def plain_value(value):
    if isinstance(value, dict):
        return [(key, plain_value(each)) for key, each in value.items()]
    if isinstance(value, list):
        return [plain_value(each) for each in value]
    return value if isinstance(value, str) else json.dumps(value)


@given(st.lists(st.sampled_from([*'{}[]",:\\/*#\n 1ae', '"race"', "true", "\\ud83d"]), max_size=60))
@inputs(500)
def test_any_text_gives_a_tree_or_a_reason(pieces):
    root, problem = json_tree("".join(pieces).encode("utf-8", "replace"))
    assert root is not None or problem
