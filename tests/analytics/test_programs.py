"""Scripts and programs are read for what they set and call; none of them is ever read to the end."""

import pytest

from fairnotice.analytics.scan import scan_file
from fairnotice.analytics.verdict import by_evidence
from fairnotice.domain import AnalyticsScan


def scan(name: str, text: str) -> AnalyticsScan:
    return scan_file(text.encode(), device_id="d", source=name)


CALLED = [
    ("an option", "run.sh", "#!/bin/sh\npython3 analyze.py --faces --attributes age,gender,race\n", 2),
    ("an option over two lines", "run.sh", "#!/bin/sh\nexec /app/run --faces \\\n  --attributes=age,race\n", 2),
    (
        "a field that is posted",
        "run.sh",
        '#!/bin/bash\ncurl "$API" -F "image_file=@f.jpg" -F "return_attributes=gender,age,ethnicity"\n',
        2,
    ),
    (
        "a body",
        "run.sh",
        '#!/bin/sh\ncurl http://deepface:5000/analyze -d \'{"img": "a.jpg", "actions": ["age", "race"]}\'\n',
        2,
    ),
    ("a variable's value", "run.sh", "#!/bin/sh\n\nexport MODEL=/models/fairface.onnx\n", 3),
    ("a variable's default", "run.sh", "#!/bin/sh\nENABLE_FACE_ETHNICITY=${ENABLE_FACE_ETHNICITY:-1}\n", 2),
    ("a script by its first line", "entrypoint", "#!/usr/bin/env bash\n./run --faces --attributes age,race\n", 2),
    ("a pipeline", "run.sh", "#!/bin/sh\ngst-launch-1.0 a ! gvaclassify model=/models/fairface/fairface.xml ! b\n", 2),
    ("a setting", "settings.py", 'ACTIONS = ("age", "gender", "race")\n', 1),
    ("a setting over lines", "settings.py", 'FACE = {\n    "age": True,\n    "ethnicity": True,\n}\n', 1),
    (
        "an argument",
        "app.py",
        'def look(x):\n    return DeepFace.analyze(\n        x, actions=["age", "race"]\n    )\n',
        2,
    ),
]


@pytest.mark.parametrize(("situation", "name", "text", "line"), CALLED, ids=[case[0] for case in CALLED])
def test_what_is_called_for_is_found_with_its_line(situation, name, text, line):
    found = scan(name, text)

    assert by_evidence(found).verdict.value == "fail"
    assert line in {mention.line for mention in found.mentions}
    assert not found.complete


NOT_CALLED = [
    ("a comment", "run.sh", "#!/bin/sh\n# --attributes=race for faces\npython3 run.py --faces\n"),
    ("a printed help", "run.sh", '#!/bin/sh\necho "usage: run --faces --attributes=age,race"\n./run --faces\n'),
    ("a race of programs", "run.sh", "#!/bin/sh\ngo test -race ./...\n"),
    ("a comment", "app.py", 'FACES = ["age"]  # no race\n# race = True\n'),
    ("prose", "app.py", '"""Tells race and ethnicity of faces.\n\nDoes it?\n"""\nFACES = ["age"]\n'),
]


@pytest.mark.parametrize(("situation", "name", "text"), NOT_CALLED, ids=[f"{case[0]} {case[1]}" for case in NOT_CALLED])
def test_what_is_not_called_for_leaves_a_program_open(situation, name, text):
    assert by_evidence(scan(name, text)).verdict.value == "unknown"


def test_no_secret_of_a_call_is_kept():
    found = scan(
        "run.sh", "#!/bin/sh\ncurl -u admin:hunter2 --api-key=s3cr3t --faces --attributes age,race http://a/\n"
    )

    assert by_evidence(found).verdict.value == "fail"
    assert not any(secret in repr(found) for secret in ("hunter2", "s3cr3t"))


HOSTILE = ["-" * 90_000 + "1", "(" * 90_000, "a" + ".b" * 90_000 + "()", "x = " + "[" * 1_900 + "]" * 1_900,
           "x = " + "-" * 3_900 + "1", "f(" * 900 + ")" * 900, "x=\\\n" * 40_000, "'" * 50_001]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:8] for text in HOSTILE])
@pytest.mark.parametrize("name", ["a.sh", "a.py"])
@pytest.mark.timeout(20)
def test_hostile_programs_end(name, text):
    assert not scan(name, text).complete
