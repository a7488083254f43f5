"""Label maps of TensorFlow's object detection, and what only begins like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.hostile import inputs
from fairnotice.analytics.documents.label_items import looks_like_label_items, read_label_items
from fairnotice.analytics.scan import scan_file

SHAPES = [
    ("one per line", "item {\n  id: 1\n  name: 'person'\n}\nitem {\n  id: 2\n  name: 'bag'\n}\n", ["person", "bag"]),
    ("all in one line", "item{id:1 name:\"person\"} item { name: 'bag' id: 2 }", ["person", "bag"]),
    ("a code beside the name", 'item { name: "/m/01g317" id: 1 display_name: "person" }', ["person"]),
    ("a name beside another", "item { name: 'kid' display_name: 'child' }", ["child", "kid"]),
    ("a code alone", 'item { name: "n02119789" }', ["n02119789"]),
    ("comments", "# labels\nitem { id: 1 name: 'a' }\n# more\nitem { id: 2 name: 'b' }", ["a", "b"]),
    ("marks in the name", r"""item { name: "driver's \"cab\" {1}" }""", ['driver\'s "cab" {1}']),
    ("points of a body", "item { name: 'person' keypoints { id: 0 label: 'nose' } }", ["person"]),
]


@pytest.mark.parametrize(("shape", "text", "expected"), SHAPES, ids=[case[0] for case in SHAPES])
def test_shapes(shape, text, expected):
    assert looks_like_label_items(text)
    reading = read_label_items(text)
    assert [label.text for each in reading.lists for label in each.labels] == expected
    assert reading.error is None


def test_a_label_shows_its_item_and_line():
    text = b"item {\n name: 'White'\n}\n\nitem {\n name: 'Asian'\n}\nitem { name: 'Indian' }\n"
    (mention,) = scan_file(text, device_id="d", source="label_map.txt").mentions
    assert (mention.path, mention.line, mention.excerpt) == ("item/0", 1, "White, Asian, Indian")


DOUBTS = [
    ("cut", "item { name: 'a' }\nitem { name: 'b'", "what stands in line 2"),
    ("something else behind", "item { name: 'a' }\n\nmodel { x: 1 }", "what stands in line 3"),
    ("no names", "item { id: 1 }", "its items have no names"),
    ("an open mark", "item { name: 'a }", "what stands in line 1"),
    ("open brackets", "item {" * 100_000, "what stands in line 1"),
    ("many open marks", 'item { name: "' * 50_000, "line 1"),
]


@pytest.mark.parametrize(("situation", "text", "says"), DOUBTS, ids=[case[0] for case in DOUBTS])
def test_what_was_not_read_completely_says_so(situation, text, says):
    assert says in (read_label_items(text).error or "")


@given(st.lists(st.sampled_from(["item", "{", "}", "name", ":", "'", '"', "\\", "a", "\n", "#", " "])).map("".join))
@inputs()
def test_any_text_is_read_or_refused(text):
    reading = read_label_items(text)
    assert reading.error or reading.lists
