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


REFUSED = [
    ({"site_id": "made:004"}, 404, "another operator's site"),
    ({"site_id": "made:003"}, 404, "not told yet"),
    ({"camera_ids": ["made:004"]}, 404, "another operator's camera"),
    ({"rule_id": "no.such.rule"}, 404, "no such rule"),
    ({"kind": "promise"}, 400, "no day"),
    ({"kind": "promise", "due": "2020-01-01"}, 400, "past"),
    ({"kind": "promise", "due": "2999-01-01"}, 400, "far"),
    ({"due": SOON}, 400, "a day without a promise"),
    ({"kind": "dispute"}, 400, "no reason"),
    ({"kind": "dispute", "note": " \n "}, 400, "blank reason"),
    ({"kind": "dispute", "note": "a\x00b"}, 400, "NUL"),
    ({"kind": "dispute", "note": "x" * 4001}, 400, "too long"),
    ({"kind": "photo"}, 400, "a photo in words"),
    ({"verdict": "pass"}, 400, "a verdict"),
    ({"camera_ids": ["x" * 400]}, 400, "long id"),
]


def test_what_cannot_be_said_is_refused_with_a_reason_and_leaves_nothing(office):
    office.sign_in()
    for changes, status, remark in REFUSED:
        answer = send(office, **changes)
        assert (answer.status_code, bool(answer.json()["reason"])) == (status, True), remark
    assert office.asked("SELECT 1 FROM fairnotice.reply") == []


def test_a_broken_body_is_refused(office):
    office.sign_in()
    for body in (b"", b"{", b"[]", b"\xff\xfe", b'{"kind": "acknowledge"'):
        assert office.client.post("/api/operator/replies", content=body).status_code == 400
