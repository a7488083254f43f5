"""Scripts and programs are read for what they set and call; none of them is ever read to the end."""

import pytest

from fairnotice.analytics.scan import scan_file
from fairnotice.analytics.verdict import by_evidence
from fairnotice.domain import PROVING, AnalyticsScan


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
        "an item of a list",
        "config.py",
        'HEADS = [\n    Head("age"),\n    Head("dharm", "d.pt", ["hindu", "sikh", "musalman"]),\n]\n',
        1,
    ),
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

    # A constant of a program may be used or not: a person looks.
    assert by_evidence(found).verdict.value == ("review" if name.endswith(".py") else "fail")
    assert line in {mention.line for mention in found.mentions if mention.level in PROVING}
    assert not found.complete


NOT_CALLED = [
    ("run.sh", "#!/bin/sh\n# --attributes=race for faces\npython3 run.py --faces\n"),
    ("run.sh", '#!/bin/sh\necho "usage: run --faces --attributes=age,race"\n./run --faces\n'),
    ("run.sh", "#!/bin/sh\ngo test -race ./face/...\n"),
    ("run.sh", "./face --no-ethnicity"),
    ("run.sh", "rm -rf models/face_ethnicity; unset FACE_ETHNICITY"),
    ("run.sh", 'if grep -q "face.ethnicity=1" /etc/face.conf; then exit 1; fi'),
    ("run.sh", "sed -i s/ethnicity=1/ethnicity=0/ /etc/face.conf"),
    ("run.sh", "curl -X DELETE http://192.0.2.7/face/ethnicity"),
    ("run.sh", "cat <<EOF\nusage: face --ethnicity --age\nEOF"),
    ("run.sh", 'case "$1" in\n race) ./face_off ;;\nesac'),
    ("run.sh", 'FACE_ETHNICITY="$1"'),
    ("app.py", 'FACES = ["age"]  # no race\n# race = True\n'),
    ("app.py", '"""Tells race and ethnicity of faces.\n\nDoes it?\n"""\nFACES = ["age"]\n'),
    (
        "app.py",
        'SQL = """\nselect 1\n"""\n\ndef f():\n    """No.\n\n    face.analyze(ethnicity=True)\n    """\n',
    ),
    ("app.py", 'X = df.drop(columns=["race", "sex", "age"])'),
    ("app.py", 'result.pop("race", None); face(1)'),
    ("app.py", "assert analyze(faces, race=None) == 1"),
    ("app.py", 'self.assertNotIn("race", face_result)'),
    ("app.py", 'logger.warning("age %s, race %s", age, race)'),
    ("app.py", 'Person.objects.create(name="x", age=3, sex="m", religion="none")'),
    ("app.py", 'EXCLUDED = ("race", "ethnicity"); faces = 1'),
    ("app.py", 'parser.add_argument("--face-ethnicity", default=False, help="x")'),
    ("app.py", 't = Race(name="Monza", age=3, sex="m")'),
    ("app.py", 'cols = ["age", "workclass", "education", "race", "sex", "income"]'),
]


@pytest.mark.parametrize(("name", "text"), NOT_CALLED, ids=[case[1][:50] for case in NOT_CALLED])
def test_what_is_not_called_for_leaves_a_program_open(name, text):
    assert by_evidence(scan(name, text)).verdict.value == "unknown"


def test_a_question_may_be_asked_in_another_line():
    asked = "Q='Is the person white, black, asian or mixed race? Reply with one word.'\n"

    found = scan("ask.sh", f'#!/bin/sh\n{asked}curl http://h/api/generate -d "$Q"\n')

    assert by_evidence(found).verdict.value == "review"
    assert not scan("ask.sh", f'#!/bin/sh\n{asked}echo "$Q"\n').complete


def test_no_secret_of_a_call_is_kept():
    found = scan(
        "run.sh", "#!/bin/sh\ncurl -u admin:hunter2 --api-key=s3cr3t --faces --attributes age,race http://a/\n"
    )

    assert by_evidence(found).verdict.value == "fail"
    assert not any(secret in repr(found) for secret in ("hunter2", "s3cr3t"))


HOSTILE = [
    "a\\\n" * 900_000, " #" * 1_500_000 + '"', ("curl " + "[1] " * 4_900 + "\n") * 100, "A = {1:{1:{1:2}}}\n" * 20_000,
    "-" * 90_000 + "1", "(" * 90_000, "a" + ".b" * 90_000 + "()", "X = " + "[" * 1_900 + "]" * 1_900,
    "X = " + "-" * 3_900 + "1", "f(" * 900 + ")" * 900, "x=\\\n" * 40_000, "'" * 50_001,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:8] for text in HOSTILE])
@pytest.mark.parametrize("name", ["a.sh", "a.py"])
@pytest.mark.timeout(20)
def test_hostile_programs_end(name, text):
    assert not scan(name, text).complete
