"""Flows of Node-RED: nodes that are off, and functions that ask a model."""

import json

import pytest

from fairnotice.analytics.scan import scan_file
from fairnotice.analytics.verdict import by_evidence

ASKS = {
    "id": "c",
    "z": "t",
    "type": "http request",
    "url": "http://192.0.2.4/detect?attributes=age,ethnicity",
    "wires": [],
}
TAB = {"id": "t", "type": "tab", "label": "gate", "disabled": False}
FLOWS = [
    ("on", [TAB, ASKS], "fail"),
    ("the node is off", [TAB, {**ASKS, "d": True}], "review"),
    ("its tab is off", [{**TAB, "disabled": True}, ASKS], "review"),
    ("another tab is off", [TAB, {**TAB, "id": "u", "disabled": True}, ASKS], "fail"),
    (
        "its group is off",
        [TAB, {"id": "g", "type": "group", "d": True, "z": "t", "wires": []}, {**ASKS, "g": "g"}],
        "review",
    ),
    ("a map that says d is no flow", {"d": True, "attributes": ["age", "ethnicity"], "model": "face.onnx"}, "fail"),
]
QUESTION = "Is this person Muslim, Jewish or Christian?"
PROGRAMS = [
    (f"msg.payload = {{model: 'vl', prompt: '{QUESTION}'}};\nreturn msg;", "review"),
    (f'msg.prompt = "{QUESTION}";', "review"),
    (f"const prompt = `{QUESTION}`", "review"),
    (f"// msg.prompt = '{QUESTION}'\nreturn msg;", "pass"),
    (f"/* prompt: '{QUESTION}' */ return msg;", "pass"),
    ("msg.prompt = 'How many people wait?'; return msg;", "pass"),
    (f"msg.url='http://h/v1'; msg.prompt = '{QUESTION}'", "review"),
    (f"h={{'Accept':'image/*'}}; msg.prompt='{QUESTION}'; g='*/*'", "review"),
    (f"msg.prompt='count cars'; u='http://x'; msg.prompt='{QUESTION}'", "review"),
    ("const race = Promise.race([a, b]); return msg;", "pass"),
]


def verdict(flows) -> str:
    return by_evidence(scan_file(json.dumps(flows).encode(), device_id="d", source="flows.json")).verdict


@pytest.mark.parametrize(("case", "flows", "expected"), FLOWS, ids=[case[0] for case in FLOWS])
def test_what_is_off_is_a_capability(case, flows, expected):
    assert verdict(flows) == expected


@pytest.mark.parametrize(("program", "expected"), PROGRAMS)
def test_what_a_function_asks(program, expected):
    assert verdict([TAB, {"id": "f", "z": "t", "type": "function", "func": program, "wires": [["c"]]}]) == expected


def test_a_program_of_a_thousand_texts_is_read_in_time():
    program = "prompt: '" * 20_000
    assert verdict([TAB, {"id": "f", "z": "t", "type": "function", "func": program, "wires": []}]) in (
        "pass",
        "unknown",
    )
