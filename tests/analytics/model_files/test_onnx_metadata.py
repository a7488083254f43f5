"""Names are read from a model's metadata; its weights are skipped and nothing is believed."""

import importlib.util
import io
from pathlib import Path

import pytest
from hypothesis import given

from analytics.hostile import cases, inputs, is_read_or_refused, spoiled, with_peak
from analytics.onnx_bytes import field, graph, onnx, varint
from fairnotice.analytics.model_files.onnx_metadata import looks_like_onnx, read_onnx
from fairnotice.analytics.scan import scan_file
from fairnotice.domain import Level


def read(data: bytes):
    return read_onnx(io.BytesIO(data), len(data))


def names(text: str, key: str = "names"):
    reading = read(onnx({"task": "detect", key: text}))
    listed = [each for each in reading.lists if each.company == (key,)]
    return reading.error or [(label.text, label.path) for each in listed for label in each.labels]


SHAPES = [
    ("{0: 'person', 1: 'bag'}", [("person", "metadata_props/names/0"), ("bag", "metadata_props/names/1")]),
    ('{0: "driver\'s cab"}', [("driver's cab", "metadata_props/names/0")]),
    ("['person', 'bag']", [("person", "metadata_props/names/0"), ("bag", "metadata_props/names/1")]),
    ('{"0": "person"}', [("person", "metadata_props/names/0")]),
    ("[u'person', u'bag']", [("person", "metadata_props/names/0"), ("bag", "metadata_props/names/1")]),
    ('["person", null]', "its metadata 'names' is not a list of names"),
    ("{'white': 0, 'asian': 1}", [("white", "metadata_props/names/white"), ("asian", "metadata_props/names/asian")]),
    ("person,bag", [("person", "metadata_props/names/0"), ("bag", "metadata_props/names/1")]),
    ("__import__('os').system('true')", [("__import__('os').system('true')", "metadata_props/names/0")]),
    ("[__import__('os')]", "its metadata 'names' is not a list of names"),
    ("{0: 'a'", "its metadata 'names' is not a list of names"),
    ("{}", "its metadata 'names' is not a list of names"),
    ("", "its metadata 'names' is not a list of names"),
    ("[" * 50_000, "its metadata 'names' is not a list of names"),
    ("{0: " * 50 + "1" + "}" * 50, "its metadata 'names' is not a list of names"),
    ("[f'" + "{1}" * 100_000 + "']", "its metadata 'names' is not a list of names"),
    ("[" + "1," * 500_000 + "]", "its metadata 'names' is not a list of names"),
    ("[a" + "()" * 100_000 + "]", "its metadata 'names' is not a list of names"),
    (r"['a\ud800b']", [("a?b", "metadata_props/names/0")]),
    ("9" * 10_000, "its metadata 'names' is not a list of names"),
]


@pytest.mark.parametrize(("text", "expected"), SHAPES, ids=lambda value: str(value)[:40])
def test_names(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize("key", ["labels", "classes", "class_names", "id2label", "Categories"])
def test_other_keys(key):
    assert [text for text, _ in names("['a', 'b']", key)] == ["a", "b"]


@pytest.mark.parametrize("operator", ["ZipMap", "TreeEnsembleClassifier"])
def test_a_classifier_of_classical_learning_names_what_it_tells_apart(operator):
    named = field(1, b"classlabels_strings") + b"".join(field(9, each) for each in (b"African", b"Asian", b"Caucasian"))
    node = field(2, b"out") + field(4, operator.encode()) + field(5, named) + field(7, b"ai.onnx.ml")

    found = scan_file(onnx({}, field(1, node) + graph(["out"])), device_id="d", source="m.onnx")

    assert found.complete
    assert [(each.path, each.level) for each in found.mentions] == [(f"graph/node/{operator}/0", Level.CONFIGURED)]


def test_a_model_without_names_is_not_read_completely():
    assert read(onnx({"author": "x"})).error == "the model carries no names of what it tells apart"


def test_the_weights_are_skipped():
    class Counting(io.BytesIO):
        taken = 0

        def read(self, size=-1):
            data = super().read(size)
            self.taken += len(data)
            return data

    data = onnx({"names": "{0: 'person'}"}, graph(weights={"fc.weight": 5_000_000}))
    stream = Counting(data)
    assert read_onnx(stream, len(data)).error is None
    assert stream.taken < 1_000


def test_any_property_may_hold_names():
    reading = read(onnx({"stride": "32", "head": "{0: 'White', 1: 'Asian'}", "imgsz": "[640, 640]"}))
    assert [label.text for each in reading.lists if each.company == ("head",) for label in each.labels] == [
        "White",
        "Asian",
    ]


def test_a_number_of_classes_is_no_list_and_no_fault():
    assert read(onnx({"classes": "80", "names": "{0: 'a', 1: 'b'}"})).error is None
    assert read(onnx({"classes": "80"})).error == "the model carries no names of what it tells apart"


def mentions(data: bytes):
    scan = scan_file(data, device_id="d", source="net.onnx")
    return [(mention.category, mention.level, mention.path) for mention in scan.mentions]


def test_an_output_named_for_what_it_tells_is_configured():
    data = onnx({}, graph(outputs=["age", "gender", "race"]))
    assert mentions(data) == [("race", Level.CONFIGURED, "graph/output/2")]
    assert read(data).error == "the model carries no names of what it tells apart"


@pytest.mark.parametrize(
    "parts",
    [
        {"nodes": ["/age/Gemm", "/sex/Gemm", "/race_head/Gemm_4"]},
        {"weights": {"age.w": 4, "sex.w": 4, "race_head.w": 4}},
    ],
)
def test_a_part_named_so_is_a_capability(parts):
    assert mentions(onnx({}, graph(["logits"], **parts))) == [("race", Level.CAPABILITY, "graph/node")]


def test_what_is_written_about_a_model_is_a_capability():
    data = onnx({}, graph(["logits"])) + field(6, b"Tells age, gender and ethnicity of a face.")
    assert mentions(data) == [("ethnicity", Level.CAPABILITY, "doc_string")]


def test_names_that_only_look_like_one_are_none():
    assert mentions(onnx({}, graph(["trace", "embrace"], ["/race_condition/Gemm", "/neck_brace/x"]))) == []


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
    ("a graph that is none", onnx({"names": "['a']"}, bytes(100)), "its graph was not read completely: a field has no"),
    ("too many parts", onnx({"names": "['a']"}, b"\x0a\x00" * 200_001), "its graph was not read completely: more than"),
    ("60 MB claimed in the graph", onnx({"names": "['a']"}, b"\x0a" + varint(60_000_000)), "claims 60000000 bytes"),
    ("a long text", onnx({}) + field(6, b"x" * 70_000), "a text of 70000 bytes"),
    ("metadata not text", onnx({}) + field(14, field(1, b"names") + field(2, b"\xff\xfe")), "not UTF-8"),
]


@pytest.mark.parametrize(("situation", "data", "says"), cases(HOSTILE, floods=("too many parts",)))
def test_hostile(situation, data, says):
    reading, megabytes = with_peak(read_onnx, data)
    assert says in (reading.error or "")
    assert megabytes < 30


@given(spoiled(onnx({"names": "{0: 'a'}", "stride": "32"}, graph(["out"], ["/fc/Gemm"], {"fc.w": 8}))))
@inputs()
def test_any_bytes_are_read_or_refused(data):
    is_read_or_refused(read_onnx, data)
    looks_like_onnx(data)


@pytest.mark.skipif(importlib.util.find_spec("rapidocr") is None, reason="needs the models in rapidocr's wheel")
def test_a_real_model_is_read_as_onnxruntime_sees_it():
    import onnxruntime

    folder = Path(importlib.util.find_spec("rapidocr").origin).parent
    path = min(folder.rglob("*.onnx"), key=lambda each: each.stat().st_size)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    with path.open("rb") as stream:
        reading = read_onnx(stream, path.stat().st_size)
    assert {each.name for each in session.get_outputs()} <= set(reading.beginning.texts)
    assert reading.error == "the model carries no names of what it tells apart"


def test_what_the_onnx_package_writes():
    from onnx import TensorProto, helper

    output = helper.make_tensor_value_info("race", TensorProto.FLOAT, [1])
    node = helper.make_node("Identity", ["x"], ["race"], name="ethnicity_head")
    weight = helper.make_tensor("bias", TensorProto.FLOAT, [2], [0.0, 1.0])
    inside = helper.make_graph(
        [node], "net", [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])], [output], [weight]
    )
    model = helper.make_model(inside, producer_name="somebody")
    helper.set_model_props(model, {"names": "{0: 'a', 1: 'b'}", "imgsz": "[640, 640]"})
    reading = read(model.SerializeToString())
    assert reading.error is None
    assert {each.company: [label.text for label in each.labels] for each in reading.lists if not each.only_sets} == {
        ("names",): ["a", "b"],
        ("outputs",): ["race"],
        ("layers",): ["ethnicity_head", "bias"],
    }
    assert "imgsz" in reading.beginning.texts
