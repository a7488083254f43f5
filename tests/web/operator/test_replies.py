"""What an operator answers stands beside the finding, for its own cameras only, and changes no verdict."""

from __future__ import annotations

import datetime as dt

import pytest

from web.operator.conftest import CLASSIFIER, NOTICE

pytestmark = pytest.mark.slow

SOON = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=7)).isoformat()


def said(**changes):
    return {"kind": "acknowledge", "site_id": "made:quay", "rule_id": NOTICE} | changes


def send(office, **changes):
    return office.client.post("/api/operator/replies", json=said(**changes))


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({}, "acknowledged"),
        ({"kind": "promise", "due": SOON}, "promised"),
        ({"kind": "dispute", "note": "It hangs at the gate."}, "disputed"),
    ],
)
def test_one_answer_is_for_all_cameras_of_the_site(office, changes, answer):
    office.sign_in()
    assert send(office, **changes).json()["cameras"] == 2

    groups = {g["rule_id"]: g for g in office.client.get("/api/operator?site=made:quay").json()["sites"][0]["to_fix"]}
    assert [camera["answer"] for camera in groups[NOTICE]["cameras"]] == [answer, answer]
    assert [camera["answer"] for camera in groups[CLASSIFIER]["cameras"]] == [None]
    verdicts = office.asked("SELECT DISTINCT verdict FROM fairnotice.finding WHERE camera_id = 'made:001'")
    assert verdicts == [{"verdict": "fail"}]


def test_it_can_be_for_one_camera(office):
    office.sign_in()

    assert send(office, camera_ids=["made:002"]).json()["cameras"] == 1
    assert office.asked("SELECT camera_id FROM fairnotice.finding_answer") == [{"camera_id": "made:002"}]


def test_an_objection_waits_for_an_inspector_and_its_answer_is_shown(office):
    office.sign_in()
    number = send(office, kind="dispute", note="It hangs at the gate.").json()["reply_id"]
    (waiting,) = office.asked("SELECT * FROM fairnotice.reply_waiting")
    assert (waiting["reply_id"], waiting["note"], waiting["camera_ids"]) == (
        number, "It hangs at the gate.", ["made:001", "made:002"],
    )  # fmt: skip

    from fairnotice.store import answers

    with office.database.transaction() as connection:
        answers.decide(connection, number, "verified", by="Ada", note="You are right.", at=dt.datetime.now(dt.UTC))
    (reply,) = office.client.get("/api/operator").json()["replies"]
    assert (reply["state"], reply["decision_note"]) == ("verified", "You are right.")
    assert "Ada" not in str(reply)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        pytest.param({"site_id": "made:004"}, 404, id="another operator's site"),
        pytest.param({"site_id": "made:003"}, 404, id="not told yet"),
        pytest.param({"camera_ids": ["made:004"]}, 404, id="another operator's camera"),
        pytest.param({"rule_id": "no.such.rule"}, 404, id="no such rule"),
        pytest.param({"kind": "promise"}, 400, id="no day"),
        pytest.param({"kind": "promise", "due": "2020-01-01"}, 400, id="past"),
        pytest.param({"kind": "promise", "due": "2999-01-01"}, 400, id="far"),
        pytest.param({"due": SOON}, 400, id="a day without a promise"),
        pytest.param({"kind": "dispute"}, 400, id="no reason"),
        pytest.param({"kind": "dispute", "note": " \n "}, 400, id="blank reason"),
        pytest.param({"kind": "dispute", "note": "a\x00b"}, 400, id="NUL"),
        pytest.param({"kind": "dispute", "note": "x" * 4001}, 400, id="too long"),
        pytest.param({"kind": "photo"}, 400, id="a photo in words"),
        pytest.param({"verdict": "pass"}, 400, id="a verdict"),
        pytest.param({"camera_ids": ["x" * 400]}, 400, id="long id"),
    ],
)
def test_what_cannot_be_said_is_refused_with_a_reason_and_leaves_nothing(office, changes, status):
    office.sign_in()
    answer = send(office, **changes)

    assert (answer.status_code, bool(answer.json()["reason"])) == (status, True)
    assert office.asked("SELECT 1 FROM fairnotice.reply") == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b'{"kind": "acknowledge"'])
def test_a_broken_body_is_refused(office, body):
    office.sign_in()

    assert office.client.post("/api/operator/replies", content=body).status_code == 400
