import datetime as dt

import pytest

from fairnotice.domain import AuditMode, Force, Verdict
from fairnotice.rules.standing import Judged
from fairnotice.store import audits, cameras, facts, findings
from fakes.world import DAY, NOON, audit, camera, finding

NEXT, THIRD = DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=2)


@pytest.fixture
def filled(database):
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(1), camera(2)], NOON)
        facts.ensure_month(connection, DAY)
        for day in (DAY, NEXT, THIRD):
            audits.begin(connection, audit(day), packs={})
    return database


def put(database, day, *found, cameras_looked_at=("made:001",)):
    with database.transaction() as connection:
        return findings.put(connection, audit(day), cameras_looked_at, [Judged(each) for each in found])


def events(database):
    with database.transaction() as connection:
        rows = connection.execute(
            "SELECT change, verdict FROM fairnotice.finding_event ORDER BY window_date, camera_id, rule_id"
        ).fetchall()
    return [(row["change"], row["verdict"]) for row in rows]


def test_an_unchanged_world_adds_no_event(filled):
    assert [change.change for change in put(filled, DAY, finding())] == ["new"]
    assert put(filled, DAY, finding()) == []
    assert put(filled, NEXT, finding()) == []
    assert events(filled) == [("new", "fail")]


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (Verdict.PASS, Verdict.FAIL, "worse"),
        (Verdict.FAIL, Verdict.PASS, "resolved"),
        (Verdict.UNKNOWN, Verdict.PASS, "better"),
        (Verdict.UNKNOWN, Verdict.REVIEW, "worse"),
    ],
)
def test_a_changed_verdict_is_an_event(filled, before, now, change):
    put(filled, DAY, finding(verdict=before))
    (changed,) = put(filled, NEXT, finding(verdict=now))

    assert (changed.change, changed.verdict_before) == (change, before)
    assert events(filled) == [("new", before), (change, now)]


def test_what_one_night_says_otherwise_waits_beside_what_stands(filled):
    put(filled, DAY, finding(verdict=Verdict.PASS, proof="confirmed_notice"))

    assert put(filled, NEXT, finding(verdict=Verdict.REVIEW)) == []
    with filled.transaction() as connection:
        (standing,) = findings.standings_of(connection, "made:001")
        row = connection.execute("SELECT verdict, pending_verdict FROM fairnotice.finding").fetchone()
    assert (standing.verdict, standing.pending.finding.verdict) == (Verdict.PASS, Verdict.REVIEW)
    assert row == {"verdict": "pass", "pending_verdict": "review"}

    (change,) = put(filled, THIRD, finding(verdict=Verdict.REVIEW))
    assert change.change == "worse"
    with filled.transaction() as connection:
        row = connection.execute("SELECT verdict, pending, since FROM fairnotice.finding").fetchone()
    assert row == {"verdict": "review", "pending": None, "since": NEXT}


def test_the_same_audit_run_again_counts_its_night_once(filled):
    put(filled, DAY, finding(verdict=Verdict.PASS, proof="confirmed_notice"))
    for _ in range(3):
        assert put(filled, NEXT, finding(verdict=Verdict.REVIEW)) == []
    assert events(filled) == [("new", "pass")]


def test_an_older_audit_run_again_changes_nothing(filled):
    put(filled, DAY, finding(verdict=Verdict.PASS))
    put(filled, NEXT, finding(verdict=Verdict.FAIL))
    assert put(filled, DAY, finding(verdict=Verdict.PASS)) == []

    with filled.transaction() as connection:
        (current,) = findings.of_camera(connection, "made:001")
    assert current.verdict is Verdict.FAIL


def test_since_is_when_the_verdict_began(filled):
    put(filled, DAY, finding())
    put(filled, NEXT, finding(confidence=0.99))

    with filled.transaction() as connection:
        row = connection.execute("SELECT since, judged_on, confidence FROM fairnotice.finding").fetchone()
    assert (row["since"], row["judged_on"]) == (DAY, NEXT)
    assert row["confidence"] == pytest.approx(0.99)


def test_a_partial_run_closes_nothing_that_it_did_not_look_at(filled):
    put(filled, DAY, finding(1), finding(2), cameras_looked_at=("made:001", "made:002"))
    put(filled, NEXT, finding(1), cameras_looked_at=("made:001",))

    with filled.transaction() as connection:
        assert [each.verdict for each in findings.of_camera(connection, "made:002")] == [Verdict.FAIL]


def test_a_rule_that_no_longer_applies_is_withdrawn_with_an_event(filled):
    put(filled, DAY, finding(rule="old.rule"))
    (change,) = put(filled, NEXT)

    assert change.change == "withdrawn"
    assert events(filled) == [("new", "fail"), ("withdrawn", "fail")]
    with filled.transaction() as connection:
        assert findings.of_camera(connection, "made:001") == []


def test_findings_come_back_as_they_went_in(filled):
    put(filled, DAY, finding(evidence=("a" * 64,), proof="declared_position", confidence=0.5))
    with filled.transaction() as connection:
        assert findings.of_camera(connection, "made:001") == [
            finding(evidence=("a" * 64,), proof="declared_position", confidence=0.5)
        ]


@pytest.mark.parametrize(
    ("force", "verdict", "policy_verdict", "breach"),
    [
        (Force.LAW, "fail", None, True),
        (Force.STATUTORY_CODE, "fail", None, True),
        (Force.GUIDANCE, "fail", None, False),
        (Force.POLICY, "unknown", "fail", False),
        (Force.SUPERSEDED_DRAFT, "unknown", "fail", False),
    ],
)
def test_only_law_is_breached_and_policies_stand_apart(filled, force, verdict, policy_verdict, breach):
    put(filled, DAY, finding(force=force))
    with filled.transaction() as connection:
        row = connection.execute(
            "SELECT verdict, policy_verdict, breach_of_law FROM fairnotice.compliance_map WHERE camera_id = 'made:001'"
        ).fetchone()
    assert row == {"verdict": verdict, "policy_verdict": policy_verdict, "breach_of_law": breach}


def test_a_camera_without_findings_is_unknown_on_the_map(filled):
    with filled.transaction() as connection:
        rows = connection.execute("SELECT verdict FROM fairnotice.compliance_map").fetchall()
    assert rows == [{"verdict": "unknown"}] * 2
