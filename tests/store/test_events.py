"""What happened to a finding is written once, and a chain of hashes shows whether it is still what was written."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest

from fairnotice.domain import AuditMode, Verdict
from fairnotice.errors import StoreError
from fairnotice.rules.standing import Judged
from fairnotice.store import audits, cameras, events, facts, findings
from fairnotice.store.chain import ChainId, verify_chain
from fakes.world import DAY, NOON, audit, camera, finding

DAYS = [DAY + dt.timedelta(days=number) for number in range(3)]
CHAIN = ChainId("made", dt.date(2026, 3, 1))


@pytest.fixture
def told(database):
    """Three nights of two cameras: five events, one of them by a finding that quotes a notice."""
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(1), camera(2)], NOON)
        facts.ensure_month(connection, DAY)
        for day, verdict in zip(DAYS, (Verdict.FAIL, Verdict.PASS, Verdict.FAIL), strict=True):
            audits.begin(connection, audit(day), packs={})
            judged = [Judged(finding(1, verdict)), Judged(finding(2, proof="configured"))]
            findings.put(connection, audit(day), ["made:001", "made:002"], judged)
    return database


def report(database, chain=CHAIN, length=100):
    with database.transaction() as connection:
        return verify_chain(chain, events.of_chain(connection, chain, length))


def alter(database, statement):
    """Do what only somebody with the rights of the database's owner could: around the trigger."""
    with database.transaction() as connection:
        connection.execute("ALTER TABLE fairnotice.finding_event DISABLE TRIGGER keep_finding_event")
        connection.execute(statement)
        connection.execute("ALTER TABLE fairnotice.finding_event ENABLE TRIGGER keep_finding_event")


def test_a_chain_that_nobody_touched_holds(told):
    found = report(told)
    with told.transaction() as connection:
        (head,) = events.heads(connection, "made")

    assert (found.length, found.faults, found.erased) == (4, (), 0)
    assert (head.chain, head.length, head.sha256) == (CHAIN, 4, found.head_sha256)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE fairnotice.finding_event SET verdict = 'pass' WHERE verdict = 'fail'",
        "UPDATE fairnotice.finding_event SET reasons = '[]' WHERE sequence = 1",
        "UPDATE fairnotice.finding_event SET inspector = 'somebody'",
        "UPDATE fairnotice.finding_event SET chain_sha256 = content_sha256",
        "DELETE FROM fairnotice.finding_event",
        "DELETE FROM fairnotice.finding_event WHERE sequence = 1",
    ],
)
def test_an_event_is_neither_changed_nor_deleted(told, statement):
    with pytest.raises(StoreError, match="never"), told.transaction() as connection:
        connection.execute(statement)
    assert report(told).faults == ()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE fairnotice.finding_event SET verdict = 'review' WHERE sequence = 3", "event 3: was changed"),
        ("UPDATE fairnotice.finding_event SET evidence = '{x}' WHERE sequence = 1", "event 1: was changed"),
        ("UPDATE fairnotice.finding_event SET recorded_at = now() WHERE sequence = 2", "event 2: was changed"),
        (
            """UPDATE fairnotice.finding_event SET reasons = jsonb_set(reasons, '{0,text}', '"Other."')""",
            "event 1: its reasons were changed",
        ),
        (
            """UPDATE fairnotice.finding_event SET salts = '{}',
            reasons = jsonb_set(reasons, '{0,text}', '"Other."') WHERE sequence = 4""",
            "event 4: its reasons were changed",
        ),
        ("DELETE FROM fairnotice.finding_event WHERE sequence = 2", "event 2: number 3 stands in its place"),
        (
            """UPDATE fairnotice.finding_event SET sequence = CASE sequence WHEN 2 THEN 1003 ELSE 1002 END
            WHERE sequence IN (2, 3);
            UPDATE fairnotice.finding_event SET sequence = sequence - 1000 WHERE sequence > 1000""",
            "event 2: does not follow",
        ),
    ],
    ids=["verdict", "evidence", "time", "words", "words without their salt", "removed", "reordered"],
)
def test_whoever_changes_it_all_the_same_is_found_out(told, statement, said):
    alter(told, statement)
    faults = report(told).faults

    assert faults
    assert any(said in fault for fault in faults), faults


def test_a_chain_cut_off_at_its_end_is_shorter_than_its_head_says(told):
    alter(told, "DELETE FROM fairnotice.finding_event WHERE sequence = 4")
    found = report(told)
    with told.transaction() as connection:
        (head,) = events.heads(connection, "made")

    assert found.faults == ()
    assert (found.length, found.head_sha256) != (head.length, head.sha256)


def test_words_can_be_erased_and_the_chain_still_holds(told):
    with told.transaction() as connection:
        connection.execute(
            "UPDATE fairnotice.finding_event SET reasons = fairnotice.reasons_erased(reasons) WHERE sequence <= 2"
        )
    found = report(told)
    with told.transaction() as connection:
        row = connection.execute("SELECT * FROM fairnotice.finding_event WHERE sequence = 1").fetchone()

    assert (found.length, found.faults, found.erased) == (4, (), 2)
    assert row["erased_at"] is not None
    assert row["salts"] == {}, "what was erased could be guessed with its salt"
    assert row["reasons"] == [{"code": "notice_gone", "text": "", "settles": ""}]


def test_what_was_erased_does_not_come_back(told):
    with told.transaction() as connection:
        connection.execute("UPDATE fairnotice.finding_event SET reasons = fairnotice.reasons_erased(reasons)")
    with pytest.raises(StoreError, match="never changed"), told.transaction() as connection:
        connection.execute("""UPDATE fairnotice.finding_event SET reasons = '[{"code": "notice_gone", "text": "x"}]'""")


def test_each_source_and_month_has_a_chain_of_its_own(told):
    april = dt.date(2026, 4, 1)
    other = replace(camera(1), camera_id="else:001", source="else")
    with told.transaction() as connection:
        cameras.register_source(connection, "else", AuditMode.REGULAR)
        cameras.upsert(connection, [other], NOON)
        facts.ensure_month(connection, april)
        audits.begin(connection, audit(april), packs={})
        judged = [Judged(finding(1, Verdict.PASS)), Judged(replace(finding(1), camera_id="else:001"))]
        findings.put(connection, audit(april), ["made:001", "else:001"], judged)
        made = [(str(head.chain), head.length) for head in events.heads(connection, "made")]
        everything = [str(head.chain) for head in events.heads(connection, "all")]

    assert made == [("made 2026-03", 4), ("made 2026-04", 1)]
    assert everything == ["else 2026-04", "made 2026-03", "made 2026-04"]
    assert report(told, ChainId("made", april)).faults == ()


def test_batches_that_end_at_the_same_time_make_one_chain(told):
    night = audit(DAY + dt.timedelta(days=3))
    with told.transaction() as connection:
        cameras.upsert(connection, [camera(number) for number in range(10, 30)], NOON)
        audits.begin(connection, night, packs={})

    def judge(number):
        with told.transaction() as connection:
            return findings.put(connection, night, [f"made:{number:03}"], [Judged(finding(number))])

    with ThreadPoolExecutor(4) as batches:
        assert sum(len(changes) for changes in batches.map(judge, range(10, 30))) == 20
    assert (report(told).length, report(told).faults) == (24, ())


def test_two_runs_of_one_audit_at_the_same_time_write_its_events_once(told, empty_database_url):
    """The second waits for the first, and then sees what it wrote."""
    fourth = audit(DAY + dt.timedelta(days=3))
    with told.transaction() as connection:
        cameras.upsert(connection, [camera(3)], NOON)
        audits.begin(connection, fourth, packs={})
    with psycopg.connect(empty_database_url, row_factory=psycopg.rows.dict_row) as other:
        assert len(findings.put(other, fourth, ["made:003"], [Judged(finding(3))])) == 1
        with told.transaction() as connection:
            connection.execute("SET LOCAL lock_timeout = '100ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                findings.put(connection, fourth, ["made:003"], [Judged(finding(3))])
            connection.rollback()
        other.commit()
    with told.transaction() as connection:
        assert findings.put(connection, fourth, ["made:003"], [Judged(finding(3))]) == []
    assert (report(told).length, report(told).faults) == (5, ())
