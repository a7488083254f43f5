"""Protobuf's text format as a tree, and texts that would harm a careless reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.hostile import cases, inputs
from fairnotice.analytics.documents.node import Kind, Node
from fairnotice.analytics.documents.pbtxt_tree import pbtxt_tree


def leaves(node: Node) -> list[tuple[str, str, int | None, str]]:
    if node.scalar:
        return [(node.key, node.path, node.line, node.text)]
    return [leaf for child in node.children for leaf in leaves(child)]


PARAMETERS = """parameters { key: "labels" value: { string_value: "x,y" } }
parameters { key: "n" value { string_value: "1" } }"""
SHAPES = [
    (
        "fields",
        'name: "x"\nmax_batch_size : 4\n',
        [("name", "name", 1, "x"), ("max_batch_size", "max_batch_size", 2, "4")],
    ),
    ("a message", 'a {\n b: "x"\n}', [("b", "a.b", 2, "x")]),
    ("a message behind a colon", "a: { b: 1 }", [("b", "a.b", 1, "1")]),
    ("a message in angles", "a < b: 1 >", [("b", "a.b", 1, "1")]),
    ("a list of messages", "a [ { b: 1 }, { b: 2 } ]", [("b", "a[0].b", 1, "1"), ("b", "a[1].b", 1, "2")]),
    ("a list of values", "dims: [ 3, 224 ]", [("", "dims[0]", 1, "3"), ("", "dims[1]", 1, "224")]),
    ("a field several times", "a { b: 1 }\na { b: 2 }", [("b", "a[0].b", 1, "1"), ("b", "a[1].b", 2, "2")]),
    ("a value several times", 'a: "x"\na: "y"', [("", "a[0]", 1, "x"), ("", "a[1]", 2, "y")]),
    ("comments", "# race: 1\na: 1 # race\n", [("a", "a", 2, "1")]),
    ("pieces of a text", 'a: "x" "y"\n\'z\'', [("a", "a", 1, "xyz")]),
    ("texts of a list are not pieces", 'a: ["x", "y"]', [("", "a[0]", 1, "x"), ("", "a[1]", 1, "y")]),
    ("escapes", r'a: "\344\272\272 \"b\""', [("a", "a", 1, '人 "b"')]),
    ("parameters", PARAMETERS, [("labels", "parameters[0]", 1, "x,y"), ("n", "parameters[1]", 2, "1")]),
    ("one parameter", 'parameters { key: "a" value: { string_value: "x" } }', [("a", "parameters", 1, "x")]),
    ("an extension", "[my.ext] { a: 1 }", [("a", "my.ext.a", 1, "1")]),
    ("separators", "a: 1; b: 2, c: 3", [("a", "a", 1, "1"), ("b", "b", 1, "2"), ("c", "c", 1, "3")]),
]


@pytest.mark.parametrize(("shape", "text", "expected"), SHAPES, ids=[case[0] for case in SHAPES])
def test_shapes(shape, text, expected):
    root, problem = pbtxt_tree(text.encode())
    assert problem is None
    assert leaves(root) == expected


def test_kinds():
    root, _ = pbtxt_tree(b'a: "1" b: 1 c: true d: TYPE_FP32 e { } f: []')
    kinds = [child.kind for child in root.children]
    assert kinds == [Kind.TEXT, Kind.NUMBER, Kind.TRUTH, Kind.TEXT, Kind.MAP, Kind.LIST]


HOSTILE = [
    ("deep", "a {" * 100_000, "deeper than 40"),
    ("deep lists", "a: " + "[" * 100_000, "deeper than 40"),
    ("many values", "a:1 " * 410_000, "more than 400000 values"),
    ("too large", "a: 1\n" * 1_000_000, "larger than"),
    ("many pieces", 'a: "x' + '" "x' * 200_000 + '"', "too many pieces"),
    ("breaks off", 'name: "x"\na {', "breaks off (line 2)"),
    ("breaks off behind a name", "a:", "breaks off"),
    ("a quote without its end", 'a: "x', "quote without its end"),
    ("the wrong bracket", "a { b: 1 ]", "field without a name"),
    ("no value", "a: }", "value is missing"),
    ("no name", ': "x"', "field without a name"),
    ("binary", "a: \x00", "binary"),
    ("comments only", "# a: 1\n", "comments only"),
    ("empty", " ", "empty"),
]


@pytest.mark.parametrize(("situation", "text", "says"), cases(HOSTILE, floods=("many values",)))
def test_hostile_or_incomplete(situation, text, says):
    assert says in (pbtxt_tree(text.encode())[1] or "")


@given(st.lists(st.sampled_from([*"{}[]<>:;,\"'\\# \nab0", "key", "value", ': "x"', " {"]), max_size=80))
@inputs(500)
def test_any_text_gives_a_tree_or_a_reason(pieces):
    root, problem = pbtxt_tree("".join(pieces).encode())
    assert root is not None or problem
