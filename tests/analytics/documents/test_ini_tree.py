"""Settings by line as a tree: sections, properties, environment files; and lines that would harm a careless reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.hostile import cases, inputs
from fairnotice.analytics.documents.ini_tree import ini_tree
from fairnotice.analytics.documents.node import Kind, Node


def leaves(node: Node) -> list[tuple[str, int | None, str]]:
    if node.scalar:
        return [(node.path, node.line, node.text)]
    return [leaf for child in node.children for leaf in leaves(child)]


SHAPES = [
    ("sections", "[a]\nx=1\n[b]\ny = two words\n", [("a.x", 2, "1"), ("b.y", 4, "two words")]),
    ("no section", "x=1\n", [("x", 1, "1")]),
    ("a doubled section", "[a]\nx=1\n[a]\nx=2\n", [("a.x", 2, "1"), ("a.x", 4, "2")]),
    ("a colon", "[a]\nx: y\n", [("a.x", 2, "y")]),
    ("an address behind a colon", "url: rtsp://h/x\n", [("url", 1, "rtsp://h/x")]),
    ("an address is no key", "[a]\nrtsp://h/x\n", [("a", 2, "rtsp://h/x")]),
    ("comments", "# race=1\n; race=1\n// race=1\n  # race=1\nx=1\n", [("x", 5, "1")]),
    (
        "a comment behind a value",
        "x=1 # race\ny=a ; race\nz=1;2;3\n",
        [("x", 1, "1"), ("y", 2, "a"), ("z", 3, "1;2;3")],
    ),
    ("quotes keep their signs", "x=\"a # b\" # c\ny='d ; e'\n", [("x", 1, "a # b"), ("y", 2, "d ; e")]),
    ("a shell's environment", 'export A="b c"\nB=d\n', [("A", 1, "b c"), ("B", 2, "d")]),
    ("dots are steps", "a.b.c=1\na.b.d=2\n", [("a.b.c", 1, "1"), ("a.b.d", 2, "2")]),
    ("numbered steps", "a[0].b[1]=x\n", [("a[0].b[1]", 1, "x")]),
    ("a value goes on", "[a]\nx =\n  one\n  two\n", [("a.x", 3, "one"), ("a.x", 4, "two")]),
    ("a backslash", "x = a \\\n  --b\ny=1\n", [("x", 1, "a --b"), ("y", 3, "1")]),
    ("indented settings", "[a]\n  x=1\n  y=2\n", [("a.x", 2, "1"), ("a.y", 3, "2")]),
    ("key and value with a space", "threshold 1500\n", [("threshold", 1, "1500")]),
    ("a section of words", "[labels]\nperson\nbag\n", [("labels", 2, "person"), ("labels", 3, "bag")]),
    ("pinned packages", "opencv==4.9.0\nnumpy\n", [("", 1, "opencv==4.9.0"), ("", 2, "numpy")]),
    ("windows line ends", "[a]\r\nx=1\r\n", [("a.x", 2, "1")]),
    ("an empty value", "x=\n", [("x", 1, "")]),
]


@pytest.mark.parametrize(("shape", "text", "expected"), SHAPES, ids=[case[0] for case in SHAPES])
def test_shapes(shape, text, expected):
    root, problem = ini_tree(text.encode())
    assert problem is None
    assert leaves(root) == expected


def test_dots_and_numbers_make_maps_and_lists():
    root, _ = ini_tree(b"a.list[0]=x\na.list[1]=y\na.on=true\n")
    (a,) = root.children
    assert [(child.key, child.kind) for child in a.children] == [("list", Kind.LIST), ("on", Kind.TRUTH)]


def test_utf_16_is_read_by_its_mark():
    root, problem = ini_tree("[a]\nx=人种\n".encode("utf-16"))
    assert (leaves(root), problem) == ([("a.x", 2, "人种")], None)


HOSTILE = [
    ("deep keys", "a." * 100 + "b=1", "more than 30 steps (line 1)"),
    ("very deep keys", "[0].".join(["a"] * 100) + "=1", "more than 30 steps"),
    ("many sections", "[a]\n" * 30_000, "more than 20000 sections"),
    ("many values", "a=1\n" * 410_000, "more than 400000 values"),
    ("a value without an end", "a=1\\\n" + "x\\\n" * 100_000, "over several lines"),
    ("too large", "a=1\n" * 2_000_000, "larger than"),
    ("binary", "a=\x00", "binary"),
    ("comments only", "# a=1\n", "comments only"),
    ("empty", " \n", "empty"),
]


@pytest.mark.parametrize(("situation", "text", "says"), cases(HOSTILE, floods=("many values",)))
def test_hostile_or_incomplete(situation, text, says):
    assert says in (ini_tree(text.encode())[1] or "")


@pytest.mark.parametrize("line", ["a" + " " * 1_000_000 + "b", "a" * 1_000_000, "=" * 1_000_000, '"' * 1_000_000])
def test_endless_lines_are_read_once(line):
    assert ini_tree(line.encode())[0] is not None


@given(st.lists(st.sampled_from([*"[]=:;#\\.\"' \n\tae0", "race", "[0]", "export "]), max_size=80))
@inputs(500)
def test_any_text_gives_a_tree_or_a_reason(pieces):
    root, problem = ini_tree("".join(pieces).encode())
    assert root is not None or problem
