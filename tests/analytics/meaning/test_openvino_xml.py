"""A model of OpenVINO says what it tells apart by the labels in its XML, or leaves it open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.hostile import inputs
from fairnotice.analytics.folders import DirectoryFolder
from fairnotice.analytics.scan import scan_file, scan_in
from fairnotice.analytics.verdict import by_evidence
from fairnotice.domain import AnalyticsScan


def scan(text: str) -> AnalyticsScan:
    return scan_file(text.encode(), device_id="d", source="model.xml")


def model(info: str, output: str = "prob", name: str = "net1") -> str:
    port = f'<output><port id="0" names="{output}"><dim>4</dim></port></output>'
    layers = f'<layer id="0" name="input" type="Parameter"/><layer id="1" name="conv" type="Convolution">{port}</layer>'
    return f'<?xml version="1.0"?>\n<net name="{name}" version="11"><layers>{layers}</layers>{info}</net>'


def labelled(labels: str, key: str = "labels") -> str:
    return model(f'<rt_info><model_info><{key} value="{labels}"/><label_ids value="1 2 3"/></model_info></rt_info>')


SAID = [
    ("labels of ancestry", labelled("asian indian black white middle_eastern latino_hispanic"), "fail"),
    ("labels of dress", labelled("hijab no_hijab"), "review"),
    ("labels of a horse race", labelled("horse race_track jockey"), "pass"),
    ("labels of colours", labelled("white black red blue"), "pass"),
    ("labels of feelings", labelled("neutral happy sad"), "pass"),
    ("labels apart by commas", labelled("Caucasian,Hispanic,Asian"), "fail"),
    ("names of classes", labelled("caucasian hispanic asian", "class_names"), "fail"),
]


@pytest.mark.parametrize(("situation", "text", "verdict"), SAID, ids=[case[0] for case in SAID])
def test_labels(situation, text, verdict):
    found = scan(text)
    assert (found.format, found.complete, by_evidence(found).verdict.value) == ("openvino", True, verdict)


OPEN = [
    ("no labels", model("<rt_info/>"), "no names"),
    ("no information", model(""), "no names"),
    ("labels that are numbers", labelled("0 1 2 3"), "numbers"),
    ("an empty list", labelled(""), "no names"),
]


@pytest.mark.parametrize(("situation", "text", "says"), OPEN, ids=[case[0] for case in OPEN])
def test_a_model_that_does_not_say_is_left_open(situation, text, says):
    found = scan(text)
    assert not found.complete
    assert says in (found.error or "")
    assert by_evidence(found).verdict.value == "unknown"


EXPORTED = "description: Ultralytics YOLO11n model\ntask: classify\nimgsz: [64, 64]\nnames: {{0: {}, 1: {}, 2: {}}}\n"


@pytest.mark.parametrize(
    ("names", "verdict"), [(("person", "bag", "car"), "pass"), (("caucasian", "hispanic", "asian"), "fail")]
)
def test_names_may_lie_beside_an_exported_model(tmp_path, names, verdict):
    (tmp_path / "best.xml").write_text(model(""), encoding="utf-8")
    (tmp_path / "metadata.yaml").write_text(EXPORTED.format(*names), encoding="utf-8")

    found = scan_in(DirectoryFolder(tmp_path), "best.xml", device_id="d")

    assert found.complete
    assert by_evidence(found).verdict.value == verdict


def test_what_lies_beside_a_model_and_names_no_classes_settles_nothing(tmp_path):
    (tmp_path / "best.xml").write_text(model(""), encoding="utf-8")
    (tmp_path / "metadata.yaml").write_text("author: somebody\nimgsz: [64, 64]\n", encoding="utf-8")

    found = scan_in(DirectoryFolder(tmp_path), "best.xml", device_id="d")

    assert not found.complete
    assert "no names" in (found.error or "")


def test_the_name_of_an_output_is_read():
    assert "race" in {m.category for m in scan(model("", "age,gender,race")).mentions}


def test_a_finding_has_its_place():
    (found,) = scan(labelled("caucasian hispanic asian")).mentions
    assert (found.path, found.line) == ("/net/rt_info/model_info/labels/@value", 2)


@given(st.text(st.sampled_from("a _,;01人 &"), max_size=40), st.sampled_from(["labels", "label_ids", "names", "x"]))
@inputs(300)
def test_any_label_gives_a_scan(labels, key):
    found = scan(labelled(labels.replace("&", "&amp;"), key))
    assert found.complete == (found.error is None)
