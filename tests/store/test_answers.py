"""Links let their operator in once; replies stand beside the verdict and say whose they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import psycopg
import pytest
from psycopg.rows import dict_row

from fairnotice.domain import AuditMode, Operator, Verdict
from fairnotice.errors import DecisionError
from fairnotice.rules.standing import Judged
from fairnotice.store import answers, audits, cameras, facts, findings
from fairnotice.store.answers import NewReply
from fakes.world import DAY, NOON, OPERATOR, audit, camera, finding

pytestmark = pytest.mark.slow

RULE = "eu.gdpr.notice"
OTHER = Operator("op-2", "Lindhaven Tramways")
LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture
def filled(database):
    """Two cameras of one site and one of another, and one of another operator; all fail."""
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        site = {"site_id": "made:quay", "site_declared": True}
        made = [camera(1, **site), camera(2, **site), camera(3), replace(camera(4), operator=OTHER)]
        cameras.upsert(connection, made, NOON)
        facts.ensure_month(connection, DAY)
        audits.begin(connection, audit(), packs={})
        judged = [Judged(finding(number)) for number in (1, 2, 3, 4)]
        findings.put(connection, audit(), [each.camera_id for each in made], judged)
    return database


def link(database, operator_id=OPERATOR.operator_id, **changes):
    with database.transaction() as connection:
        given = {"purpose": "answer", "site_id": None, "now": NOON} | changes
        return answers.link_for(connection, operator_id=operator_id, **given)


def signed_in(database, token, now=LATER):
    with database.transaction() as connection:
        return answers.sign_in(connection, token, now)


def reply(database, **changes):
    given = {
        "operator_id": OPERATOR.operator_id,
        "kind": "acknowledge",
        "said_by": "link 1",
        "said_at": LATER,
        "findings": (("made:001", RULE),),
    }
    with database.transaction() as connection:
        return answers.add_reply(connection, NewReply(**given | changes))


def asked(database, statement):
    with database.transaction() as connection:
        return connection.execute(statement).fetchall()


def test_a_link_lets_its_operator_in_once(filled):
    token = link(filled, purpose="photo_request", site_id="made:quay")
    guest, session = signed_in(filled, token)

    assert (guest.operator_id, guest.purpose, guest.site_id) == ("op-1", "photo_request", "made:quay")
    assert signed_in(filled, token) is None
    with filled.transaction() as connection:
        assert answers.guest_of(connection, session, LATER) == guest
        answers.sign_out(connection, session)
        assert answers.guest_of(connection, session, LATER) is None


def test_neither_token_nor_session_is_written_down(filled):
    token = link(filled)
    _, session = signed_in(filled, token)

    kept = str(asked(filled, "SELECT l::text, s::text FROM fairnotice.answer_link l, fairnotice.answer_session s"))
    assert len(token) >= 22, "128 bits in base64"
    assert token not in kept
    assert session not in kept


def test_two_who_use_one_link_at_once_are_not_both_let_in(filled, empty_database_url):
    token = link(filled)
    with filled.transaction() as connection:
        assert answers.sign_in(connection, token, LATER) is not None
        # The second waits for the first, so that it is given no time to wait.
        with (
            psycopg.connect(empty_database_url, options="-c lock_timeout=100", row_factory=dict_row) as other,
            pytest.raises(psycopg.errors.LockNotAvailable),
        ):
            answers.sign_in(other, token, LATER)
    assert signed_in(filled, token) is None


@pytest.mark.parametrize(
    ("made_up", "at"),
    [
        pytest.param("", LATER, id="empty"),
        pytest.param("x" * 43, LATER, id="guessed"),
        pytest.param(None, NOON + dt.timedelta(days=31), id="expired"),
        pytest.param(None, NOON - dt.timedelta(days=1), id="not yet made"),
    ],
)
def test_what_does_not_let_in_says_nothing_of_why(filled, made_up, at):
    token = link(filled)

    assert signed_in(filled, token if made_up is None else made_up, at) is None


def test_a_session_ends_with_its_link_and_when_the_operator_is_cut_off(filled):
    _, first = signed_in(filled, link(filled))
    unused = link(filled)
    with filled.transaction() as connection:
        assert answers.guest_of(connection, first, NOON + dt.timedelta(days=31)) is None
        answers.cut_off(connection, OTHER.operator_id, LATER)
        assert answers.guest_of(connection, first, LATER) is not None
        answers.cut_off(connection, OPERATOR.operator_id, LATER)
        assert answers.guest_of(connection, first, LATER) is None
    assert signed_in(filled, unused) is None


def test_a_photo_request_is_about_a_site(filled):
    with pytest.raises(Exception, match="answer_link"):
        link(filled, purpose="photo_request")


def test_one_reply_answers_many_cameras_and_changes_no_verdict(filled):
    number = reply(
        filled,
        kind="photo",
        site_id="made:quay",
        findings=(("made:001", RULE), ("made:002", RULE)),
        seen={"usable": True},
    )

    states = asked(filled, "SELECT camera_id, answer FROM fairnotice.finding_answer ORDER BY camera_id")
    assert [tuple(row.values()) for row in states] == [("made:001", "fix_claimed"), ("made:002", "fix_claimed")]
    assert {row["verdict"] for row in asked(filled, "SELECT verdict FROM fairnotice.finding")} == {"fail"}
    (waiting,) = asked(filled, "SELECT * FROM fairnotice.reply_waiting")
    assert (waiting["reply_id"], waiting["camera_ids"]) == (number, ["made:001", "made:002"])


def test_nobody_answers_for_another_operators_cameras(filled):
    with pytest.raises(DecisionError, match="no such finding"):
        reply(filled, findings=(("made:004", RULE),))
    reply(filled, findings=(("made:001", RULE), ("made:004", RULE)))

    assert [row["camera_id"] for row in asked(filled, "SELECT camera_id FROM fairnotice.reply_finding")] == ["made:001"]
    assert len(asked(filled, "SELECT 1 FROM fairnotice.reply")) == 1


@pytest.mark.parametrize(
    ("said", "decided", "answer"),
    [
        ({"kind": "acknowledge"}, None, "acknowledged"),
        ({"kind": "promise", "due": DAY}, None, "promised"),
        ({"kind": "dispute", "note": "It hangs at the gate."}, None, "disputed"),
        ({"kind": "dispute"}, "verified", "dispute_upheld"),
        ({"kind": "dispute"}, "rejected", "dispute_rejected"),
        ({"kind": "configuration"}, "verified", "fix_verified"),
        ({"kind": "configuration"}, "rejected", "fix_rejected"),
    ],
)
def test_what_stands_beside_a_finding_is_what_was_said_last(filled, said, decided, answer):
    number = reply(filled, **said)
    if decided:
        with filled.transaction() as connection:
            answers.decide(connection, number, decided, by="Ada", note="Seen there.", at=LATER)

    (row,) = asked(filled, "SELECT answer FROM fairnotice.finding_answer")
    assert row["answer"] == answer


def test_what_waits_is_not_hidden_by_what_was_said_later(filled):
    reply(filled, kind="dispute")
    reply(filled, kind="acknowledge", said_at=LATER + dt.timedelta(days=1))

    (row,) = asked(filled, "SELECT answer FROM fairnotice.finding_answer")
    assert row["answer"] == "disputed"


def test_nothing_waits_once_the_audit_sees_it_in_order(filled):
    reply(filled, kind="photo", site_id="made:quay")
    with filled.transaction() as connection:
        connection.execute("UPDATE fairnotice.finding SET verdict = 'pass' WHERE camera_id = 'made:001'")

    assert asked(filled, "SELECT 1 FROM fairnotice.reply_waiting") == []


def test_a_decision_is_made_once_by_somebody_and_with_a_reason(filled):
    waiting, noted = reply(filled, kind="dispute"), reply(filled)
    with filled.transaction() as connection:
        for number, by, note, says in (
            (waiting, "", "seen", "somebody's"),
            (waiting, "Ada", " ", "reason"),
            (noted, "Ada", "seen", "does not wait"),
            (waiting + 99, "Ada", "seen", "there is no reply"),
        ):
            with pytest.raises(DecisionError, match=says):
                answers.decide(connection, number, "verified", by=by, note=note, at=LATER)
        answers.decide(connection, waiting, "rejected", by="Ada", note="Nothing there.", at=LATER)
        with pytest.raises(DecisionError, match="does not wait"):
            answers.decide(connection, waiting, "verified", by="Ada", note="seen", at=LATER)


def test_replies_are_listed_with_what_holds_now(filled):
    number = reply(filled, kind="promise", due=DAY)
    reply(filled, operator_id=OTHER.operator_id, findings=(("made:004", RULE),))

    with filled.transaction() as connection:
        (listed,) = answers.replies(connection, operator_id=OPERATOR.operator_id)
        assert answers.replies(connection, reply_id=number) == [listed]
    assert listed["findings"] == [
        {"camera_id": "made:001", "rule_id": RULE, "verdict": Verdict.FAIL, "verdict_now": Verdict.FAIL}
    ]
