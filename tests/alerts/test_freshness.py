import datetime as dt
from dataclasses import replace

import pytest

from fairnotice.alerts.freshness import State, as_dict, judge, unreachable
from fairnotice.settings import Settings
from fairnotice.store.freshness import Coverage, Outbox, Purge, SignsOfLife, SourceAudit

MONDAY = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
"""Window of the newest finished audit."""
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
QUIET = Outbox(0, None, tried=False, last_error=None, given_up=0, last_sent_at=None)
QUAYS = SourceAudit("quays", MONDAY - 40 * DAY, "all/2026-03-02T00:00Z", MONDAY, MONDAY + 27 * HOUR, None)


def signs(now, *sources, coverage=(), outbox=QUIET, purge=None):
    return SignsOfLife(sources or (QUAYS,), coverage, outbox, purge or Purge(now - HOUR, now - HOUR, MONDAY))


def troubles(now, *sources, settings=None, **other):
    found = judge(signs(now, *sources, **other), settings or Settings(), now)
    return [(check.name, check.state.value, check.occasion) for check in found.troubles]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (27, []),  # Tuesday 03:00: Monday's audit has just ended
        (55.9, []),  # Wednesday 07:54: Tuesday's is running
        (56.1, [("audit", "late", "2026-03-03 quays")]),  # Wednesday 08:06: it should have ended by 08:00
        (79.9, [("audit", "late", "2026-03-03 quays")]),  # the same night is the same occasion
        (80.1, [("audit", "late", "2026-03-04 quays")]),  # a second night is another
    ],
)
def test_a_missed_night_is_late_from_the_hour_on_which_its_audit_was_due(hours, expected):
    assert troubles(MONDAY + hours * HOUR) == expected


def test_an_audit_that_is_run_only_once_a_week_is_late_after_a_week():
    weekly = Settings(audit_every_hours=168)

    assert troubles(MONDAY + 8 * DAY + 7 * HOUR, settings=weekly) == []
    assert troubles(MONDAY + 8 * DAY + 9 * HOUR, settings=weekly) == [("audit", "late", "2026-03-09 quays")]


def test_a_source_that_was_registered_today_is_late_when_its_first_night_was_missed():
    new = SourceAudit("new", MONDAY + 15 * HOUR, None, None, None, None)

    assert troubles(MONDAY + 31 * HOUR, new) == []
    assert troubles(MONDAY + 33 * HOUR, new) == [("audit", "late", "2026-03-02 new")]


def test_sources_of_one_audit_have_one_alarm_and_a_source_left_out_has_its_own():
    now = MONDAY + 33 * HOUR
    stopped = replace(QUAYS, source="roofs", window_start=MONDAY - 5 * DAY)

    assert troubles(now, QUAYS, replace(QUAYS, source="piers"), stopped) == [("audit", "late", "2026-03-02 roofs")]
    assert troubles(now + DAY, QUAYS, replace(QUAYS, source="piers")) == [("audit", "late", "2026-03-03 piers, quays")]


@pytest.mark.parametrize(
    ("source", "purge", "why"),
    [
        (replace(QUAYS, begun_at=MONDAY + 50 * HOUR), None, "did not end"),
        (QUAYS, None, "Other work goes on"),
        (QUAYS, Purge(MONDAY + 29 * HOUR, MONDAY + 29 * HOUR, MONDAY), "scheduler running"),
    ],
)
def test_it_is_said_why_a_night_was_missed_as_far_as_that_is_known(source, purge, why):
    now = MONDAY + 60 * HOUR

    (check,) = judge(signs(now, source, purge=purge), Settings(), now).troubles

    assert why in check.why
    assert check.since == MONDAY + 56 * HOUR


@pytest.mark.parametrize(
    ("judged", "usual", "expected"),
    [
        (60, 0.6, []),
        (31, 0.6, []),
        (29, 0.6, [("coverage", "late", "2026-03-03 all")]),
        (0, 0.02, [("coverage", "late", "2026-03-03 all")]),
        (0, 0.0, []),  # nothing was ever judged: that is no collapse
        (0, None, []),  # the first audit
    ],
)
def test_coverage_that_collapsed_is_an_alarm(judged, usual, expected):
    seen = Coverage("all", MONDAY + 27 * HOUR, judged, 100, usual)

    assert troubles(MONDAY + 28 * HOUR, coverage=(seen,)) == expected


@pytest.mark.parametrize(
    ("outbox", "expected", "why"),
    [
        (replace(QUIET, overdue=3, since=MONDAY), "late", "deliver_alerts running"),
        (replace(QUIET, overdue=3, since=MONDAY, tried=True, last_error="550 no"), "late", "550 no"),
        (replace(QUIET, given_up=2), "warning", "2 messages were given up"),
    ],
)
def test_an_outbox_that_is_stuck_is_told_with_what_is_known(outbox, expected, why):
    now = MONDAY + 28 * HOUR

    (check,) = judge(signs(now, outbox=outbox), Settings(), now).troubles

    assert (check.name, check.state.value) == ("outbox", expected)
    assert why in check.why


@pytest.mark.parametrize(
    ("purge", "expected"),
    [
        (Purge(MONDAY, MONDAY, MONDAY - 40 * DAY), []),
        (Purge(MONDAY - 2 * DAY, MONDAY - DAY, MONDAY - 40 * DAY), [("purge", "late", "2026-03-02")]),
        (Purge(None, None, MONDAY - 40 * DAY), [("purge", "late", "2026-01-23")]),
        (Purge(None, None, MONDAY), []),
        (Purge(None, None, None), []),
    ],
)
def test_a_retention_that_does_not_run_is_late(purge, expected):
    assert troubles(MONDAY + 28 * HOUR, purge=purge) == expected


def test_where_nobody_expects_an_audit_nothing_is_late():
    found = judge(SignsOfLife((), (), QUIET, Purge(None, None, None)), Settings(), MONDAY)

    assert (found.state, found.data_of) == (State.OK, None)


def test_a_database_that_does_not_answer_is_told_each_day_and_is_never_fine():
    found = unreachable("it is down", MONDAY)

    assert found.state.exit_status == 3
    assert found.checks[0].occasion == "2026-03-02"
    assert as_dict(found)["checks"][0]["why"] == "it is down"
