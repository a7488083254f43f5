"""What is passed over says nothing: a scan that looks at every part of a file finds the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.corpus import every_case
from fairnotice.analytics.documents.node import walk
from fairnotice.analytics.documents.yaml_tree import yaml_tree
from fairnotice.analytics.meaning import tree
from fairnotice.analytics.meaning.telling_parts import telling_parts
from fairnotice.analytics.scan import scan_file
from fairnotice.analytics.words.vocabulary import Entry, vocabulary

EVERY = 3
"""Of how many files one is scanned twice."""
WORDS = vocabulary()
PHRASES = sorted(
    {" ".join(phrase) for some in WORDS.phrases.values() for phrase, each in some if isinstance(each, Entry)}
    | {label for _, members in WORDS.sets for label in members}
)


@pytest.mark.slow
def test_looking_at_every_part_finds_the_same(monkeypatch):
    files = [(name, data) for case in every_case() for name, data in case.files.items()][::EVERY]
    scans = [[], []]
    for found, look in zip(scans, (telling_parts, lambda root: frozenset(map(id, walk(root)))), strict=True):
        monkeypatch.setattr(tree, "telling_parts", look)
        for name, data in files:
            found.append(scan_file(data.encode() if isinstance(data, str) else data, device_id="d", source=name))

    assert [(a.source, b.source) for a, b in zip(*scans, strict=True) if a != b] == []
    assert sum(bool(each.mentions) for each in scans[0]) > len(files) // 3


@given(st.sampled_from(PHRASES), st.lists(st.sampled_from(["a", "White", "2", "cam", "person", "民"]), max_size=3))
def test_what_is_telling_could_name_something_wherever_it_stands(phrase, around):
    for text in (" ".join([*around, phrase]), ", ".join([phrase, *around]), f"x={phrase}|{'|'.join(around)}"):
        assert WORDS.could_name(text), text
        assert WORDS.could_name_any(["gate", text, "quay"]), text


@given(st.lists(st.sampled_from([*PHRASES, "gate", "north_2", "人脸", "x" * 90]), max_size=4))
def test_no_text_is_telling_that_could_name_nothing(parts):
    for text in ("_".join(parts), " ".join(parts), "".join(part.title() for part in parts)):
        assert WORDS.could_name(text) or not WORDS.telling(text), text


TELLS = [
    ("a: {b: 1, race: true}", ["/a", "/a/race"]),
    ("a: {b: [gate, muslim]}\nc: {d: 2}", ["/a", "/a/b", "/a/b/1"]),
    ("model: {labels: [person, car], size: 640}", ["/model", "/model/labels"]),
    ("model: {labels_file: names.txt}", ["/model", "/model/labels_file"]),
    ("blob: " + "QUJD" * 20, ["/blob"]),
    ("url: http://a/?b=r%61ce", ["/url"]),
    ("stream: {width: 1280, name: north gate}", []),
]


@pytest.mark.parametrize(("text", "paths"), TELLS)
def test_which_parts_tell(text, paths):
    root, problem = yaml_tree(text.encode())
    assert problem is None

    told = telling_parts(root)
    assert sorted(node.path for node in walk(root) if id(node) in told) == paths
