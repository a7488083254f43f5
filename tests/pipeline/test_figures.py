"""Figures tell how fast operators are without leaving out those who are slow."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairnotice.domain import AuditMode, Verdict
from fairnotice.pipeline.figures import durations, figures
from fairnotice.rules.standing import Judged
from fairnotice.store import answers, audits, cameras, facts, findings
from fairnotice.store.answers import NewReply
from fairnotice.store.database import Database
from fairnotice.store.figures import Span
from fakes.world import DAY, NOON, audit, camera, finding

DONE, NOT_YET = True, False


@pytest.mark.parametrize(
    ("times", "quartiles"),
    [
        ([], (None, None, None)),
        ([(3, NOT_YET)], (None, None, None)),
        ([(1, DONE), (2, DONE), (3, DONE), (4, DONE)], (1, 2, 3)),
        # Half have not answered: nobody knows yet when three quarters will.
        ([(1, DONE), (2, DONE), (30, NOT_YET), (30, NOT_YET)], (1, 2, None)),
        # One that is forgotten moves no quartile of many.
        ([*((day, DONE) for day in range(1, 9)), (1000, NOT_YET)], (3, 5, 7)),
        # Freireich's trial of 6-MP (1963): remission in weeks, the estimate's own example; median 23.
        (
            [(t, DONE) for t in (6, 6, 6, 7, 10, 13, 16, 22, 23)]
            + [(t, NOT_YET) for t in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)],
            (13, 23, None),
        ),
    ],
)
def test_what_is_open_counts_as_not_yet(times, quartiles):
    found = durations((float(days), happened) for days, happened in times)

    assert found.quartiles == quartiles
    assert (found.count, found.happened, found.open) == (
        len(times), sum(done for _, done in times), sum(not done for _, done in times),
    )  # fmt: skip


@given(st.lists(st.tuples(st.floats(0, 400), st.booleans()), max_size=40), st.floats(0, 400))
def test_one_more_that_waits_makes_nobody_faster(times, days):
    before, after = durations(times).quartiles, durations([*times, (days, NOT_YET)]).quartiles

    for early, late in zip(before, after, strict=True):
        assert late is None or (early is not None and early <= late)


@pytest.fixture
def told(empty_database_url):
    """Four failings of one operator, told a day after the audit; the first is put right, the second answered."""
    with Database(empty_database_url) as database:
        with database.transaction() as connection:
            cameras.register_source(connection, "made", AuditMode.REGULAR)
            made = [camera(number) for number in range(1, 6)]
            cameras.upsert(connection, made, NOON)
            facts.ensure_month(connection, DAY)
            audits.begin(connection, audit(), packs={})
            found = [Judged(finding(number)) for number in range(1, 5)]
            findings.put(connection, audit(), [each.camera_id for each in made], found)
            connection.execute(TOLD)
            for number, kind in ((1, "photo"), (2, "acknowledge")):
                site = f"made:{number:03}"
                said = NewReply("op-1", kind, "link 1", days(number), ((site, "eu.gdpr.notice"),), site_id=site)
                answers.add_reply(connection, said)
            answers.decide(connection, 1, "verified", by="Ada", note="It hangs.", at=days(9))
        yield database


TOLD = """
    INSERT INTO fairnotice.alert
    (cause, kind, audit_id, camera_id, rule_id, operator_id, status, payload, sent_at, due_on)
    SELECT camera_id, 'finding', audit_id, camera_id, rule_id, 'op-1', 'sent', '{"mode": "regular"}',
        '2026-03-03T00:00Z', '2026-03-10'
    FROM fairnotice.finding
"""


def days(number: float) -> dt.datetime:
    return dt.datetime(2026, 3, 3, tzinfo=dt.UTC) + dt.timedelta(days=number)


def counted(database, on=20, **how):
    with database.transaction() as connection:
        return figures(connection, Span(days(-30), days(on), AuditMode.REGULAR, **how))


@pytest.mark.slow
def test_an_accepted_photo_counts_from_the_day_it_was_sent(told):
    total = counted(told).total

    assert (total.told, total.answered.happened, total.fixed.happened) == (4, 2, 1)
    assert total.answered.quartiles == (1.0, 2.0, None)
    assert total.fixed.quartiles == (1.0, None, None)
    assert (total.open, total.overdue, total.fixed_late) == (3, 3, 0)


@pytest.mark.slow
def test_nothing_is_overdue_before_its_day(told):
    assert counted(told, on=5).total.overdue == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "verdict", "how"),
    [
        ("resolved", "pass", "fixed"),
        ("overruled", "pass", "taken_back"),
        ("withdrawn", "fail", "taken_back"),
        ("better", "unknown", "unclear"),
    ],
)
def test_how_a_failing_ended_is_told_apart(told, change, verdict, how):
    with told.transaction() as connection:
        connection.execute(
            """
            INSERT INTO fairnotice.finding_event (window_date, audit_id, camera_id, rule_id, change, verdict_before,
                verdict, pack_version, confidence, reasons, recorded_at)
            SELECT '2026-03-15', audit_id, camera_id, rule_id, %s, 'fail', %s, '1', 1, '[]', '2026-03-15'
            FROM fairnotice.finding WHERE camera_id = 'made:003'
            """,
            [change, verdict],
        )
    total = counted(told).total

    assert {"fixed": total.fixed.happened - 1, "taken_back": total.taken_back, "unclear": total.unclear}[how] == 1
    assert (total.open, total.fixed_late) == (2, int(how == "fixed"))
    assert total.told == total.fixed.happened + total.open + total.taken_back + total.unclear


@pytest.mark.slow
def test_coverage_won_by_a_request_is_what_was_unknown_and_is_decided(told):
    with told.transaction() as connection:
        connection.execute(
            "INSERT INTO fairnotice.alert (cause, kind, site_id, operator_id, status, payload, sent_at)"
            " VALUES ('ask', 'photo_request', 'made:005', 'op-1', 'sent', '{}', %s)",
            [days(0)],
        )
        findings.put(connection, audit(), ["made:005"], [Judged(finding(5, Verdict.UNKNOWN))])
        reply = NewReply("op-1", "photo", "link 1", days(1), (("made:005", "eu.gdpr.notice"),), site_id="made:005")
        answers.add_reply(connection, reply)
    before = counted(told).total
    assert (before.asked_sites, before.asked_cameras, before.photo_sites, before.settled_cameras) == (1, 1, 1, 0)

    with told.transaction() as connection:
        connection.execute("UPDATE fairnotice.finding SET verdict = 'pass' WHERE camera_id = 'made:005'")
    assert counted(told).total.settled_cameras == 1


@pytest.mark.slow
def test_they_are_by_operator_and_by_district_and_for_some_districts(told):
    found = counted(told)
    assert [(row.key, row.name, row.told) for row in found.operators] == [("op-1", "Lindhaven Harbour Board", 4)]
    assert [(row.key, row.told) for row in found.districts] == [(None, 4)]
    assert counted(told, districts=("nowhere",)).total.told == 0
