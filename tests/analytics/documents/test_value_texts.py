"""What one value holds: pipelines, addresses and what is asked with them, labels that are elements."""

import json

import pytest

from fairnotice.analytics.scan import scan_file
from fairnotice.analytics.verdict import by_evidence, highest_level
from fairnotice.domain import Level, Verdict

FACES = "rtspsrc location=rtsp://192.0.2.7/a ! decodebin ! gvadetect model=/m/face-detection.xml ! "
CASES = [
    ("a pipeline's model", {"pipeline": f"{FACES}gvaclassify model=/m/ethnicity.xml ! fakesink"}, Level.CONFIGURED),
    ("in quotation marks", {"pipeline": f'{FACES}gvaclassify model="/m/ethnicity.xml" ! x'}, Level.CONFIGURED),
    ("not started", {"pipeline": f"{FACES}gvaclassify model=/m/race.xml ! x", "auto_start": False}, Level.CAPABILITY),
    ("no such model", {"pipeline": f"{FACES}gvaclassify model=/m/age-gender.xml ! fakesink"}, Level.NONE),
    ("a race that is run", {"pipeline": "filesrc location=/v/marathon_race_finish.mp4 ! decodebin ! x"}, Level.NONE),
    ("an address of classes", {"url": "https://faces.example/race?face=1", "json": {"img": "x"}}, Level.CONFIGURED),
    (
        "an address of heats",
        {"url": "https://faces.example/races/4", "json": {"bib": 7, "finish": "00:41", "lap": 3}},
        Level.CARRIER,
    ),
    ("a model at work", {"faces": [{"id": "face-race-7", "state": "installed"}]}, Level.CONFIGURED),
    ("a model to be had", {"faces": [{"id": "face-race-7", "state": "available"}]}, Level.CAPABILITY),
    ("a model not installed", {"faces": [{"id": "face-race-7", "state": "not_installed"}]}, Level.CAPABILITY),
    ("what was removed", {"changes": {"2.1": "removed the ethnicity output of the face model"}}, Level.CARRIER),
]


@pytest.mark.parametrize(("case", "content", "level"), CASES, ids=[case[0] for case in CASES])
def test_levels(case, content, level):
    found = scan_file(json.dumps(content).encode(), device_id="d", source="settings.json")
    assert found.complete
    assert highest_level(found.mentions) is level, found.mentions


def test_the_label_file_of_an_element_is_looked_for():
    content = {"launch": f"{FACES}gvaclassify model=/m/a.xml labels-file=/m/race.txt ! fakesink"}
    found = scan_file(json.dumps(content).encode(), device_id="d", source="settings.json")
    assert "/m/race.txt" in (found.error or "")


LABELS = [
    '<Net input="face"><Label text="Asian"/><Label id="1" text="African"/><Label id="2" text="Caucasian"/></Net>',
    '<Net input="face"><class value="Asian"/><class value="African"/><class value="Caucasian"/></Net>',
]


@pytest.mark.parametrize("text", LABELS)
def test_labels_that_are_elements(text):
    found = scan_file(text.encode(), device_id="d", source="net.xml")
    assert by_evidence(found).verdict is Verdict.FAIL


def test_elements_that_are_labels_of_something_else():
    text = '<Form><Label text="Name"/><Label text="Caucasian Spur"/><Label text="Indian Road"/></Form>'
    found = scan_file(text.encode(), device_id="d", source="form.xml")
    assert by_evidence(found).verdict is not Verdict.FAIL


@pytest.mark.parametrize("word", ["محجبة", "غير محجبة", "امرأة منقبة"])
def test_veiled_women_in_arabic_are_for_review(word):
    text = json.dumps({"names": {"0": word, "1": "رجل"}})
    found = scan_file(text.encode(), device_id="d", source="data.json")
    assert by_evidence(found).verdict is Verdict.REVIEW
