import json

import pytest

from models.reviewed import Reviewed, reviewed

pytestmark = pytest.mark.slow

FIRST, SECOND = "ab" * 32, "cd" * 32


def example(**changes):
    return {
        "evidence_sha256": FIRST,
        "picture": "present",
        "basis": "confirmed",
        "mode": "regular",
        "camera": "0123456789abcdef",
        **changes,
    }


def written(tmp_path, *examples):
    path = tmp_path / "notices.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in examples))
    return path


def test_a_decided_picture_is_an_example_once(tmp_path):
    path = written(tmp_path, example(), example(), example(evidence_sha256=SECOND, picture="absent"))

    assert list(reviewed(path)) == [
        Reviewed(FIRST, True, "confirmed", "0123456789abcdef"),
        Reviewed(SECOND, False, "confirmed", "0123456789abcdef"),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"picture": None}, id="the decision does not say"),
        pytest.param({"basis": "visit"}, id="weaker"),
        pytest.param({"mode": "simulated"}, id="an invented town"),
    ],
)
def test_what_nobody_decided_is_no_example(tmp_path, changes):
    assert list(reviewed(written(tmp_path, example(**changes)))) == []


def test_a_picture_about_which_decisions_differ_is_left_out(tmp_path):
    assert list(reviewed(written(tmp_path, example(), example(picture="absent", basis="overruled")))) == []


def test_visits_and_invented_towns_are_taken_on_request(tmp_path):
    path = written(tmp_path, example(basis="visit", picture="absent", mode="simulated"))

    assert len(list(reviewed(path, bases=("visit",), modes=("simulated",)))) == 1


@pytest.mark.parametrize("line", ["{", "[]", "{}", json.dumps(example(evidence_sha256="../../etc/passwd")), "1"])
def test_another_file_is_refused_by_its_line(tmp_path, line):
    path = written(tmp_path, example())
    path.write_text(path.read_text() + line + "\n")

    with pytest.raises(ValueError, match=r"notices.jsonl, line 2"):
        list(reviewed(path))
