"""A label file is as strong as whatever uses it."""

import pytest

from fairnotice.analytics.network import scan_network
from fairnotice.analytics.switched_off import Scanned, together
from fairnotice.analytics.verdict import by_evidence
from fairnotice.domain import AnalyticsScan, ClassifierMention, Level

ON, OFF = Level.CONFIGURED, Level.CAPABILITY
RACE = ClassifierMention("labels/0", 1, "white, asian", "race", ON, 0.97, "white, asian")


def file(source: str, *names: tuple[str, Level], mentions=()) -> Scanned:
    return Scanned(AnalyticsScan("d", source, "0" * 64, "ini", True, tuple(mentions)), names)


LABELS = file("labels.txt", mentions=[RACE])
CASES = [
    ("nothing names it", [LABELS], ON),
    ("an enabled model names it", [file("a.txt", ("labels.txt", ON)), LABELS], ON),
    ("a disabled one does", [file("a.txt", ("labels.txt", OFF)), LABELS], OFF),
    ("one of each", [file("a.txt", ("labels.txt", OFF)), file("b.txt", ("labels.txt", ON)), LABELS], ON),
    ("through a disabled step", [file("app", ("net", OFF)), file("net", ("labels.txt", ON)), LABELS], OFF),
    ("through an enabled step", [file("app", ("net", ON)), file("net", ("labels.txt", ON)), LABELS], ON),
    ("through one that names itself", [file("net", ("net", OFF), ("labels.txt", ON)), LABELS], ON),
    ("by a file that is not there", [file("app", ("nowhere", OFF)), LABELS], ON),
]


@pytest.mark.parametrize(("case", "files", "level"), CASES, ids=[case[0] for case in CASES])
def test_what_uses_a_label_file_decides(case, files, level):
    for order in (files, files[::-1]):
        (found,) = [scan for scan in together(order) if scan.source == "labels.txt"]
        assert [mention.level for mention in found.mentions] == [level]


def test_what_is_lowered_says_what_would_settle_it():
    found = together([file("a.txt", ("labels.txt", OFF)), LABELS])[1]
    assert "switched off" in found.mentions[0].settles


IMAGE = "services:\n  deepface:\n    image: serengil/deepface:{}\n"
CALL = '{{"url":"http://deepface:5000/analyze","body":{{"img":"x","detector_backend":"retinaface"{}}}}}'
ASKED = [
    ("its version stands elsewhere", IMAGE.format("0.0.93"), CALL.format(""), "fail"),
    ("another service is asked", IMAGE.format("0.0.93"), CALL.format("").replace("//deepface", "//ppe"), "review"),
    (
        "what is wanted stands with it",
        IMAGE.format("0.0.93") + "    environment: [DEEPFACE_ACTIONS=age]\n",
        CALL.format(""),
        "review",
    ),
    (
        "another program has it in its name",
        IMAGE.format("0").replace("deepface:0", "deepface-viewer:1.2"),
        CALL.format(""),
        "review",
    ),
    ("a file says what is wanted", IMAGE.format("0.0.93"), CALL.format(',"actions_file":"a.txt"'), "review"),
    ("somebody's own image", IMAGE.format("1.2").replace("serengil", "acme"), CALL.format(""), "review"),
    ("it was removed", "removed: ['deepface:0.0.93']\n", CALL.format(""), "review"),
    ("nothing says which version runs", IMAGE.format("latest"), CALL.format(""), "review"),
    ("the call says what it wants", IMAGE.format("0.0.93"), CALL.format(',"actions":["age"]'), "review"),
    ("the service is off", IMAGE.format("0.0.93") + "    profiles: [lab]\n", CALL.format(""), "review"),
]


@pytest.mark.parametrize(("situation", "compose", "call", "verdict"), ASKED, ids=[case[0] for case in ASKED])
def test_a_call_is_of_the_version_that_another_file_shows(tmp_path, situation, compose, call, verdict):
    device = tmp_path / "device"
    (device / "requests").mkdir(parents=True)
    (device / "docker-compose.yml").write_text(compose, encoding="utf-8")
    (device / "requests" / "analyze.json").write_text(call, encoding="utf-8")

    said = [by_evidence(scan).verdict for scan in scan_network(tmp_path)]

    assert ("fail" in said) == (verdict == "fail")
    assert "review" in said or "fail" in said


TRITON = "tritonserver --model-repository=/models --model-control-mode=explicit --load-model={}\n"
NET = (
    'name: "{0}"\nplatform: "onnxruntime_onnx"\noutput [ {{ name: "{1}" dims: [ 4 ] label_filename: "labels.txt" }} ]\n'
)
ENSEMBLE = (
    'name: "all"\nplatform: "ensemble"\n'
    'ensemble_scheduling {\n step [ { model_name: "faces" }, { model_name: "who" } ]\n}\n'
)
STARTED = [
    ("the server loads another model", TRITON.format("faces"), "review"),
    ("the server loads it", TRITON.format("who"), "fail"),
    ("the server loads an ensemble of it", TRITON.format("all"), "fail"),
    ("the server loads all there are", "tritonserver --model-repository=/models\n", "fail"),
    ("another server loads all there are", TRITON.format("faces") + "tritonserver --model-repository=/b\n", "fail"),
    ("the line is a comment", "# " + TRITON.format("faces") + "tritonserver --model-repository=/m\n", "fail"),
    ("a variable names more", TRITON.format("faces --load-model=$EXTRA"), "fail"),
    (
        "a request loads more",
        TRITON.format("faces") + "curl -X POST localhost:8000/v2/repository/models/who/load\n",
        "fail",
    ),
    ("the server loads what is not there", TRITON.format("cars"), "review"),
]


@pytest.mark.parametrize(("situation", "command", "verdict"), STARTED, ids=[case[0] for case in STARTED])
def test_a_model_that_the_server_is_told_not_to_load_is_a_capability(tmp_path, situation, command, verdict):
    device = tmp_path / "device"
    for model, output, labels in (("faces", "prob", "a\nb\nc\nd\n"), ("who", "prob", "white\nblack\nasian\nindian\n")):
        (device / "models" / model).mkdir(parents=True)
        (device / "models" / model / "config.pbtxt").write_text(NET.format(model, output), encoding="utf-8")
        (device / "models" / model / "labels.txt").write_text(labels, encoding="utf-8")
    (device / "models" / "all").mkdir()
    (device / "models" / "all" / "config.pbtxt").write_text(ENSEMBLE, encoding="utf-8")
    (device / "start.sh").write_text(f"#!/bin/sh\n{command}", encoding="utf-8")

    found = {scan.source: by_evidence(scan).verdict.value for scan in scan_network(tmp_path, workers=1)}

    assert found["device/models/who/config.pbtxt"] == verdict
    assert found["device/models/who/labels.txt"] == verdict


COMPOSE = """services:
  people:
    image: vision/people:2
    profiles: [demo, attributes]
    environment: {FACE: "1", ETHNICITY: "1"}
"""


@pytest.mark.parametrize(
    ("environment", "level"),
    [
        ("COMPOSE_PROFILES=attributes\n", Level.CONFIGURED),
        ("COMPOSE_PROFILES=base,attributes # all\n", Level.CONFIGURED),
        ('COMPOSE_PROFILES="*"\n', Level.CONFIGURED),
        ("COMPOSE_PROFILES=attributes\nCOMPOSE_PROFILES=base\n", Level.CAPABILITY),
        ("COMPOSE_PROFILES=\n", Level.CAPABILITY),
        ("#COMPOSE_PROFILES=attributes\n", Level.CAPABILITY),
        (None, Level.CAPABILITY),
    ],
)
def test_a_profile_of_compose_is_on_where_the_environment_beside_it_says_so(tmp_path, environment, level):
    (tmp_path / "docker-compose.yml").write_text(COMPOSE, encoding="utf-8")
    if environment is not None:
        (tmp_path / ".env").write_text(environment, encoding="utf-8")
    scans = {scan.source: scan for scan in scan_network(tmp_path)}
    assert {m.level for m in scans["docker-compose.yml"].mentions if m.category == "ethnicity"} == {level}
