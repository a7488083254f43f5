"""Label files in the shapes that occur, and what only looks like one."""

import pytest

from fairnotice.analytics.documents.label_map import read_label_map

SHAPES = [
    ("one per line", b"person\nbag\n", ["person", "bag"]),
    ("windows line ends", b"person\r\nbag\r\n", ["person", "bag"]),
    ("no end of line", b"person\nbag", ["person", "bag"]),
    ("a byte order mark", "\ufeffperson\nbag".encode(), ["person", "bag"]),
    ("utf-16", "person\nbag".encode("utf-16"), ["person", "bag"]),
    ("semicolons on one line", b"asian;black;white\n", ["asian", "black", "white"]),
    ("several attributes in lines of semicolons", b"m;f\nold;young;\n", ["m", "f", "old", "young"]),
    ("numbered", b"0  person\n1  race car\n", ["person", "race car"]),
    ("numbered with a colon", b"0: person\n1: bag", ["person", "bag"]),
    ("numbered behind", b"person: 0\nbag: 1", ["person", "bag"]),
    ("blank lines and comments", b"# labels\n\nperson\n\n  bag  \n", ["person", "bag"]),
    ("labels that begin with a number", b"4wd car\nperson", ["4wd car", "person"]),
    ("a table", b"0,White\n1,Middle Eastern\n", ["White", "Middle Eastern"]),
    ("a table with a heading", b"id,label\n0,White\n1,Asian\n", ["White", "Asian"]),
    ("a table the other way round", b"name;id\nWhite,0\nAsian,1".replace(b";", b","), ["White", "Asian"]),
    ("a table with tabs", b"0\tWhite\n1\tAsian", ["White", "Asian"]),
    ("quotation marks", b'0,"White"\n1,"Asian"', ["White", "Asian"]),
    ("commas on one line", b"person, bag, car", ["person", "bag", "car"]),
    (
        "synonyms",
        b"tench, Tinca tinca\ngoldfish, Carassius auratus",
        ["tench, Tinca tinca", "goldfish, Carassius auratus"],
    ),
    ("accents", "raça\nreligião".encode(), ["raça", "religião"]),
    ("utf-16 without a mark", "person\nbag\n".encode("utf-16-le"), ["person", "bag"]),
    ("items", b"item { id: 1 name: 'person' }\nitem { id: 2 name: 'bag' }", ["person", "bag"]),
    ("chinese", "汉族\n其他".encode(), ["汉族", "其他"]),
]


@pytest.mark.parametrize(("shape", "data", "expected"), SHAPES, ids=[case[0] for case in SHAPES])
def test_shapes(shape, data, expected):
    reading = read_label_map(data)
    assert [label.text for each in reading.lists for label in each.labels] == expected
    assert reading.error is None


def test_places_are_lines_of_the_file():
    reading = read_label_map(b"\n# x\nperson\n\nbag\n")
    assert [(label.path, label.line) for label in reading.lists[0].labels] == [("labels/0", 3), ("labels/1", 5)]


DOUBTS = [
    ("empty", b"", "empty"),
    ("white space", b" \n\t\n", "empty"),
    ("binary", b"\x00\x01\x02" * 100, "binary"),
    ("settings", b"[property]\nnet-scale=1\nlabelfile-path=x.txt\n", "settings"),
    ("a model file's text", b"input {\n name: x\n}\noutput {\n}\n", "settings"),
    ("switches", b"race=0\nage=1\n", "settings"),
    ("latin-1", "café\nthé".encode("latin-1"), "guess"),
    ("gb 18030", "汉族\n维吾尔族".encode("gb18030"), "guess"),
    ("no encoding at all", b"caf\xff\xff\xff", "could not be read"),
    ("broken utf-16", b"\xff\xfea", "not valid utf-16"),
    ("one endless line", b"a" * 100_000, "too long"),
    ("too many lines", b"a\n" * 50_001, "more than 50000 lines"),
    ("too many in one line", b"a;" * 50_001, "more than 50000 labels"),
]


@pytest.mark.parametrize(("situation", "data", "says"), DOUBTS, ids=[case[0] for case in DOUBTS])
def test_what_was_not_read_completely_says_so(situation, data, says):
    assert says in (read_label_map(data).error or "")


def test_a_guessed_encoding_still_shows_what_was_read():
    reading = read_label_map("汉族\n维吾尔族".encode("gb18030"))
    assert [label.text for label in reading.lists[0].labels] == ["汉族", "维吾尔族"]
