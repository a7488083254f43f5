"""Names are read from a model's metadata; its weights are skipped and nothing is believed."""

import importlib.util
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.onnx_bytes import field, onnx, varint
from fairnotice.analytics.onnx_metadata import looks_like_onnx, read_onnx


def read(data: bytes):
    return read_onnx(io.BytesIO(data), len(data))


def names(text: str, key: str = "names"):
    reading = read(onnx({"task": "detect", key: text}))
    return reading.error or [(label.text, label.path) for each in reading.lists for label in each.labels]


SHAPES = [
    ("{0: 'person', 1: 'bag'}", [("person", "metadata_props/names/0"), ("bag", "metadata_props/names/1")]),
    ('{0: "driver\'s cab"}', [("driver's cab", "metadata_props/names/0")]),
    ("['person', 'bag']", [("person", "metadata_props/names/0"), ("bag", "metadata_props/names/1")]),
    ('{"0": "person"}', [("person", "metadata_props/names/0")]),
    ('["person", null]', "its metadata 'names' is not a list of names"),
    ("{'white': 0, 'asian': 1}", [("white", "metadata_props/names/0"), ("asian", "metadata_props/names/1")]),
    ("person,bag", [("person", "metadata_props/names/0"), ("bag", "metadata_props/names/1")]),
    ("__import__('os').system('true')", [("__import__('os').system('true')", "metadata_props/names/0")]),
    ("[__import__('os')]", "its metadata 'names' is not a list of names"),
    ("{0: 'a'", "its metadata 'names' is not a list of names"),
    ("{}", "its metadata 'names' is not a list of names"),
    ("", "its metadata 'names' is not a list of names"),
    ("[" * 50_000, "its metadata 'names' is not a list of names"),
    ("{0: " * 50 + "1" + "}" * 50, "its metadata 'names' is not a list of names"),
    ("9" * 10_000, "its metadata 'names' is not a list of names"),
]


@pytest.mark.parametrize(("text", "expected"), SHAPES, ids=lambda value: str(value)[:40])
def test_names(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize("key", ["labels", "classes", "class_names"])
def test_other_keys(key):
    assert [text for text, _ in names("['a', 'b']", key)] == ["a", "b"]


def test_a_model_without_names_is_not_read_completely():
    assert read(onnx({"author": "x"})).error == "the model carries no names of what it tells apart"


def test_the_weights_are_skipped():
    class Counting(io.BytesIO):
        taken = 0

        def read(self, size=-1):
            data = super().read(size)
            self.taken += len(data)
            return data

    data = onnx({"names": "{0: 'person'}"}, graph=bytes(5_000_000))
    stream = Counting(data)
    assert read_onnx(stream, len(data)).error is None
    assert stream.taken < 1_000


HOSTILE = [
    ("empty", b"", "holds no graph"),
    ("text", b"person\nbag\n", "not a readable ONNX model"),
    (
        "60 MB claimed",
        b"\x08\x08" + varint(7 << 3 | 2) + varint(60_000_000) + b"x",
        "claims 60000000 bytes where 1 are left",
    ),
    ("2^63 claimed", b"\x08\x08" + varint(7 << 3 | 2) + varint(2**63) + b"x", "claims"),
    ("60 MB claimed inside the metadata", onnx({}) + field(14, varint(1 << 3 | 2) + varint(60_000_000)), "claims"),
    ("a number without end", b"\x08" + b"\xff" * 100, "too many digits"),
    ("cut in a number", b"\x08\xff", "ends inside a number"),
    ("cut in a fixed field", b"\x09\x01\x02", "ends inside a field"),
    ("a group", b"\x0b", "unknown kind 3"),
    ("field zero", b"\x02\x00", "has no number"),
    ("too many fields", b"\x08\x08" * 10_001, "more than 10000 fields"),
    ("metadata too large", onnx({"names": "x" * 1_100_000}), "metadata are larger"),
    ("metadata not text", onnx({}) + field(14, field(1, b"names") + field(2, b"\xff\xfe")), "not UTF-8"),
]


@pytest.mark.parametrize(("situation", "data", "says"), HOSTILE, ids=[case[0] for case in HOSTILE])
def test_hostile(situation, data, says):
    assert says in (read(data).error or "")


@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda tail: onnx({"names": "{0: 'a'}"})[:-20] + tail))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(data):
    reading = read(data)
    assert reading.lists or reading.error
    looks_like_onnx(data)


@pytest.mark.skipif(importlib.util.find_spec("rapidocr") is None, reason="needs the models in rapidocr's wheel")
def test_a_real_models_metadata_are_those_that_onnxruntime_sees():
    import onnxruntime

    folder = Path(importlib.util.find_spec("rapidocr").origin).parent
    path = min(folder.rglob("*.onnx"), key=lambda each: each.stat().st_size)
    expected = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]).get_modelmeta()
    with path.open("rb") as stream:
        reading = read_onnx(stream, path.stat().st_size)
    assert {key.text for key in reading.statements} == set(expected.custom_metadata_map)
    assert reading.error == "the model carries no names of what it tells apart"
