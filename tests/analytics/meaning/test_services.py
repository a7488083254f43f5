"""Services whose default sorts people: configured only where the call and the version are both shown."""

import json

import pytest

from fairnotice.analytics.scan import scan_file
from fairnotice.analytics.words.service_defaults import services
from fairnotice.domain import LEVELS, Level
from fairnotice.errors import ConfigurationError

IMAGE = {"image": "serengil/deepface:0.0.93"}
CALL = {"method": "POST", "url": "http://faces:5000/analyze", "body": {"img": "x.jpg"}}
RACE = {**CALL, "body": {"img": "x.jpg", "actions": ["age", "race"]}}
AGE = {**CALL, "body": {"img": "x.jpg", "actions": ["age", "emotion"]}}
OTHER = {"method": "POST", "url": "http://text:5000/analyze", "body": {"text": "x"}}
INSPIRE = {"image": "example/inspireface:1.2.1"}
FLAG = "enable_face_attribute"

JSON = [
    ("the call and the version", {"service": IMAGE, "request": CALL}, Level.CONFIGURED),
    ("a package and its version", {"requirements": ["deepface==0.0.92"], "request": CALL}, Level.CONFIGURED),
    ("the call alone", {"service": {"image": "deepface"}, "request": CALL}, Level.CAPABILITY),
    ("the service alone", {"service": IMAGE}, Level.CAPABILITY),
    ("race is asked for", {"service": IMAGE, "request": RACE}, Level.CONFIGURED),
    ("race is not asked for", {"service": IMAGE, "request": AGE}, Level.NONE),
    ("another service's endpoint", {"request": OTHER}, Level.NONE),
    ("code that calls it", {"requirements": ["deepface==0.0.92"], "run": "DeepFace.analyze(frame)"}, Level.CONFIGURED),
    ("a line of a program asks for race", {"run": "DeepFace.analyze(f, actions=['age', 'race'])"}, Level.CONFIGURED),
    ("a line of a program asks for age", {"run": "DeepFace.analyze(f, actions=['age'])"}, Level.NONE),
    ("prose about such a line", {"help": "DeepFace.analyze(f, actions=['age', 'race'])"}, Level.NONE),
    ("a variable asks for age", {"env": ["DEEPFACE_URL=http://x/represent", "DEEPFACE_ACTIONS=age"]}, Level.NONE),
    ("a flag and the version", {"service": INSPIRE, FLAG: True}, Level.CONFIGURED),
    ("a flag alone", {FLAG: True}, Level.CAPABILITY),
    ("a flag that is off", {"service": INSPIRE, FLAG: False}, Level.CAPABILITY),
    ("no flag", {"service": INSPIRE}, Level.NONE),
    ("a model's id that is kept", {"model": "c0c0ac362b03416da06ab3fa36fb58e3"}, Level.CAPABILITY),
    ("a model's id that is called", {"url": "/v2/models/c0c0ac362b03416da06ab3fa36fb58e3/outputs"}, Level.CONFIGURED),
]


@pytest.mark.parametrize(("situation", "content", "expected"), JSON, ids=[case[0] for case in JSON])
def test_levels(situation, content, expected):
    scan = scan_file(json.dumps(content).encode(), device_id="d", source="pipeline.json")
    worst = max((found for found in scan.mentions), key=lambda found: LEVELS.index(found.level), default=None)
    assert (worst.level if worst else Level.NONE) is expected
    if expected is Level.CONFIGURED:
        assert worst.confidence >= 0.9


PINNED = {"service": IMAGE}
DISTANT = "http://faces:5000/analyze"
LESS = [
    ("the least version", {"requirements": ["deepface>=0.0.79"], "request": CALL}),
    ("a compatible version", {"requirements": ["deepface~=0.0.79"], "request": CALL}),
    ("no version but a port", {"url": "http://deepface:5000/analyze", "body": {"img": "x"}}),
    ("no version but an address", {"DEEPFACE_HOST": "192.0.2.7", "request": CALL}),
    ("no version but a threshold", {"deepface_threshold": "0.4", "request": CALL}),
    ("no picture", {**PINNED, "request": {"url": DISTANT, "body": {"text": "x"}}}),
    ("actions without a value", {**PINNED, "request": {"url": DISTANT, "body": {"img": "x", "actions": None}}}),
    ("a call that was refused", {**PINNED, "request": {**CALL, "status": 404}}),
    ("a call that is switched off", {"service": {**IMAGE, "enabled": False, "url": DISTANT, "body": {"img": "x"}}}),
]


@pytest.mark.parametrize(("situation", "content"), LESS, ids=[case[0] for case in LESS])
def test_what_is_not_shown_is_for_review(situation, content):
    scan = scan_file(json.dumps(content).encode(), device_id="d", source="pipeline.json")
    assert {found.level for found in scan.mentions} == {Level.CAPABILITY}
    assert all(found.settles for found in scan.mentions)


FACES = {**INSPIRE, "ports": ["1:1"]}
ON = {"environment": {"ENABLE_FACE_ATTRIBUTE": "1"}}
OTHER_IMAGE = {"image": "example/tracker:2.0"}
OWN = [
    ("the same compose service", {"services": {"faces": {**FACES, **ON}, "web": OTHER_IMAGE}}),
    ("its list of variables", {"services": {"faces": {**FACES, "environment": [f"{FLAG}=1"]}, "web": OTHER_IMAGE}}),
    ("the same mapping", {"sdk": "InspireFace 1.2.1", FLAG: True, "web": OTHER_IMAGE}),
    ("a version of its own", {"sdk": "InspireFace", "version": "1.2.1", "session": {FLAG: True}}),
    ("a section of its name", {"inspireface": {"version": "1.2.1", FLAG: True}}),
    ("nothing else in the file", {"requirements": ["inspireface==1.2.1"], "session": {FLAG: True}}),
    ("an outer switch, nothing else", {"services": {"faces": FACES}, FLAG: True}),
]
FOREIGN = [
    ("another compose service", {"services": {"faces": FACES, "web": {**OTHER_IMAGE, **ON}}}),
    ("another service's variables", {"services": {"faces": FACES, "web": {"environment": [f"{FLAG}=1"]}}}),
    ("another container", {"containers": [FACES, {**OTHER_IMAGE, "env": [{"name": FLAG, "value": "1"}]}]}),
    ("an outer switch, two services", {"services": {"faces": FACES, "web": OTHER_IMAGE}, FLAG: True}),
    ("an outer version, two services", {"sdk": "InspireFace 1.2.1", "web": {**OTHER_IMAGE, **ON}}),
    ("another's version", {"sdk": "InspireFace", "tracker": {"version": "1.2.1", FLAG: True}}),
    ("no number of a version", {"sdk": "InspireFace", "version": "latest", FLAG: True}),
    ("another command", {"run": ["start inspireface:1.2.1", f"start tracker --{FLAG}"]}),
]


def _levels(content):
    scan = scan_file(json.dumps(content).encode(), device_id="d", source="services.json")
    return {found.level for found in scan.mentions}


@pytest.mark.parametrize(("situation", "content"), OWN, ids=[case[0] for case in OWN])
def test_a_switch_that_stands_with_the_version_is_configured(situation, content):
    assert Level.CONFIGURED in _levels(content)


@pytest.mark.parametrize(("situation", "content"), FOREIGN, ids=[case[0] for case in FOREIGN])
def test_a_version_elsewhere_says_nothing_of_a_switch(situation, content):
    assert _levels(content) == {Level.CAPABILITY}


def test_a_log_line_does_not_show_what_was_posted():
    data = b'deepface 0.0.93\n"POST /analyze HTTP/1.1" 200 12\n'
    scan = scan_file(data, device_id="d", source="access.log")
    assert {found.level for found in scan.mentions} == {Level.CAPABILITY}


REQUESTS = [
    ("a body", b'POST /analyze HTTP/1.1\r\nHost: x\r\n\r\n{"actions": ["age", "race"]}', Level.CONFIGURED),
    ("a query", b"GET /detect?return_attributes=age,ethnicity HTTP/1.1\nHost: x\n\n", Level.CONFIGURED),
    ("an answer", b'HTTP/1.1 200 OK\n\n{"dominant_race": "x"}', Level.OBSERVED),
    (
        "the second of several",
        b"### a\nGET /groups HTTP/1.1\n\n### b\n# c\n@d = 7\nGET /detect?return_attributes=age,ethnicity HTTP/1.1\n",
        Level.CONFIGURED,
    ),
    (
        "a form in parts",
        b'POST /a HTTP/1.1\n\n--b\nContent-Disposition: form-data; name="return_attributes"\n\nage,ethnicity\n--b--\n',
        Level.CONFIGURED,
    ),
    (
        "before what is not known",
        b'POST /a HTTP/1.1\n\n{"return_attributes":"ethnicity"}\n\n###\nPOST /b HTTP/1.1\n',
        Level.CONFIGURED,
    ),
    (
        "behind what a program does before",
        b'GET /a HTTP/1.1\n\n### b\n< {% x() %}\n/* y */\nPOST /b HTTP/1.1\n\n{"return_attributes":"ethnicity"}\n',
        Level.CONFIGURED,
    ),
    (
        "a form with settings in it",
        b'POST /a HTTP/1.1\n\n--b\nContent-Disposition: form-data; name="config"\n\nface:\n  ethnicity: true\n--b--\n',
        Level.CONFIGURED,
    ),
    (
        "a form with labels in it",
        b"POST /a HTTP/1.1\n\n--b\nContent-Disposition: form-data; name=labels\n\nblack man\nwhite man\n--b--\n",
        Level.CONFIGURED,
    ),
    ("nothing of the kind", b'POST /analyze HTTP/1.1\n\n{"text": "x"}', Level.NONE),
]


@pytest.mark.parametrize(("situation", "data", "expected"), REQUESTS, ids=[case[0] for case in REQUESTS])
def test_saved_messages(situation, data, expected):
    scan = scan_file(data, device_id="d", source="saved.http")
    assert max((found.level for found in scan.mentions), key=LEVELS.index, default=Level.NONE) is expected
    assert scan.complete


def test_a_remark_that_may_hold_an_answer_is_not_judged():
    data = b'### ask\nPOST /describe HTTP/1.1\n\n### answered\n# {"faces":[{"age":52,"dominant_race":"asian"}]}\n'

    scan = scan_file(data, device_id="d", source="saved.http")

    assert (scan.mentions, scan.error) == ((), "a remark in line 5 was not read")


PARTS = [
    b"Content-Disposition: form-data; name=x\nContent-Transfer-Encoding: base64\n\ncmFjZQ==\n",
    b'Content-Disposition: attachment; filename="a.txt"\n\nage,ethnicity\n',
]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_a_form_that_is_not_read_is_told(part):
    data = b"POST /a HTTP/1.1\n\n--b\nContent-Disposition: form-data; name=id\n\n7\n--b\n" + part + b"--b--\n"

    assert scan_file(data, device_id="d", source="saved.http").error == "a part of its form could not be read"


def test_more_messages_than_are_read_are_told():
    data = b"GET /a HTTP/1.1\n\n###\n" * 201

    assert "more than 200 messages" in (scan_file(data, device_id="d", source="saved.http").error or "")


LINES = [
    (b'1.2.3.4 - - [x] "GET /events?estimate_ethnicity=1 HTTP/1.1" 200', Level.CONFIGURED),
    (b'INFO reply {"age": 3, "dominant_race": "x"}', Level.OBSERVED),
    (b'INFO task {"attributes": ["age", "race"]}', Level.CONFIGURED),
    (b"INFO POST https://api.example/v3/detect wanted_attributes=age,ethnicity 200", Level.CONFIGURED),
    (b"INFO POST https://api.example/v3/detect wanted_attributes=age,glasses 200", Level.NONE),
    (b'1.2.3.4 - - [x] "GET /latest.jpg HTTP/1.1" 200', Level.NONE),
]


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_logs(line, expected):
    scan = scan_file(b"start\n" + line + b"\nend\n", device_id="d", source="access.log")
    assert max((found.level for found in scan.mentions), key=LEVELS.index, default=Level.NONE) is expected
    assert {found.line for found in scan.mentions} <= {2}


@pytest.mark.parametrize("header", [b"Authorization: Bearer ", b"Cookie: ethnicity=", b"Set-Cookie: race="])
def test_a_secret_header_is_not_shown(header):
    data = b"POST /x?race=1&age=2 HTTP/1.1\n" + header + b"hunter2; face=hunter2\n\n"
    assert "hunter2" not in repr(scan_file(data, device_id="d", source="a.http"))


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.log", b"x\n" * 100_001, "more than 100000 lines"),
        ("a.log", b"x" * 30_000, "was not read"),
        ("a.log", b"", "empty"),
        ("a.http", b"hello", "neither a request nor an answer"),
        ("a.http", b"POST /x HTTP/1.1\n" + b"a: b\n" * 300 + b"\n", "more than 200 headers"),
        ("a.http", b"POST /x HTTP/1.1\n\n{", "breaks off"),
    ],
)
def test_what_is_not_read_is_told(name, data, says):
    assert says in (scan_file(data, device_id="d", source=name).error or "")


NEW = {
    "calls": [
        {
            "id": "lookface",
            "name": "lookface",
            "endpoints": ["/traits"],
            "asks": "wanted",
            "pictures": ["photo"],
            "default": "deepface default actions",
            "unknown": "deepface unknown actions",
            "source": "an invented service",
        }
    ],
    "switches": [],
}
TRAITS = {"image": "example/lookface:2.0", "request": {"url": "http://x/traits", "body": {"photo": "x"}}}


def test_a_service_is_added_as_data(tmp_path, monkeypatch):
    path = tmp_path / "services.yaml"
    path.write_text(json.dumps(NEW))
    monkeypatch.setattr("fairnotice.analytics.meaning.services.services", lambda: services(path))

    assert _levels(TRAITS) == {Level.CONFIGURED}
    assert _levels({**TRAITS, "image": "example/lookface"}) == {Level.CAPABILITY}
    assert _levels({**TRAITS, "request": {**TRAITS["request"], "body": {"photo": "x", "wanted": "age"}}}) == set()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"default": "a word that nobody knows"}, "not in vocabulary.yaml: a word that nobody knows"),
        ({"name": "x"}, "calls.0.name"),
        ({"asks": 3}, "calls.0.asks"),
        ({"colour": "red"}, "calls.0.colour"),
    ],
)
def test_a_list_of_services_that_is_wrong_says_where(tmp_path, change, says):
    path = tmp_path / "services.yaml"
    path.write_text(json.dumps({**NEW, "calls": [{**NEW["calls"][0], **change}]}))

    with pytest.raises(ConfigurationError, match=says):
        services(path)
