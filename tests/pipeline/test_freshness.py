import datetime as dt
import json
import threading
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from fairnotice import settings as settings_module
from fairnotice.cli import app
from fairnotice.domain import Audit, AuditMode
from fairnotice.pipeline.freshness import check, keep_watching
from fairnotice.settings import Settings
from fairnotice.store import audits, cameras, outbox
from fakes.world import DAY, NOON, audit, camera

pytestmark = pytest.mark.slow

DUE = dt.datetime(2026, 3, 4, 8, tzinfo=dt.UTC)
"""When the audit of the day after `DAY` is late."""
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def settings(empty_database_url, tmp_path):
    return Settings(home=tmp_path, database_url=empty_database_url)


def audited(database, *days, mode=AuditMode.REGULAR, judged=8, scope="made"):
    with database.transaction() as connection:
        cameras.register_source(connection, "made", mode)
        cameras.upsert(connection, [camera(1)], NOON)
        for day in days:
            run = Audit(scope, dt.datetime.combine(day, dt.time(), dt.UTC), mode)
            audits.begin(connection, run, packs={})
            audits.finish(connection, run, {"cameras": 10, "judged": judged})


def late(settings, now, source=None):
    return {each.name for each in check(settings, now, source).troubles}


@pytest.mark.parametrize("scope", ["made", "all"])
def test_a_night_that_was_missed_is_seen_in_the_database_alone(database, settings, scope):
    audited(database, DAY, scope=scope)

    assert "audit" not in late(settings, DUE - HOUR)
    assert "audit" in late(settings, DUE + HOUR)


def test_an_audit_that_was_begun_and_did_not_end_is_no_audit(database, settings):
    audited(database, DAY)
    with database.transaction() as connection:
        audits.begin(connection, audit(DAY + dt.timedelta(days=1)), packs={})

    found = check(settings, DUE + HOUR)

    assert "did not end" in next(each.why for each in found.troubles if each.name == "audit")
    assert found.data_of == DAY


def test_the_invented_town_is_expected_nowhere_but_can_be_asked_about(database, settings):
    audited(database, DAY, mode=AuditMode.SIMULATED)

    assert "audit" not in late(settings, DUE + HOUR)
    assert "audit" in late(settings, DUE + HOUR, "made")


def test_coverage_is_compared_with_the_nights_before(database, settings):
    days = [DAY - dt.timedelta(days=number) for number in range(3, 0, -1)]
    audited(database, *days, judged=8)
    audited(database, DAY, judged=3)

    assert "coverage" in late(settings, DUE - HOUR)


def test_the_command_has_the_exit_statuses_of_monitoring_and_prints_no_secret(
    database, empty_database_url, monkeypatch, tmp_path
):
    audited(database, DAY)
    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path))
    monkeypatch.setenv("FAIRNOTICE_DATABASE_URL", empty_database_url)
    settings_module.settings.cache_clear()

    def asked(*options):
        settings_module.settings.cache_clear()
        done = CliRunner().invoke(app, ["freshness", *options])
        return done.exit_code, done.output

    assert asked("--as-of", "2026-03-03T09:00:00")[0] == 0
    status, told = asked("--as-of", "2026-03-04T09:00:00", "--json")
    assert status == 2
    (first, *_) = json.loads(told)["checks"]
    assert (first["name"], first["about"], first["since"]) == ("audit", "made", DUE.isoformat())
    monkeypatch.setenv("FAIRNOTICE_DATABASE_URL", "postgresql://someone:swordfish@127.0.0.1:1/nothing")
    status, told = asked()
    assert status == 3
    assert "cannot be reached" in told
    assert "swordfish" not in told
    settings_module.settings.cache_clear()


def test_a_watch_that_stays_tells_a_missed_night_once_and_ends_when_asked(database, settings):
    audited(database, DAY)
    looks, end = [], threading.Event()

    def now():
        looks.append(1)
        if len(looks) == 3:
            end.set()
        return DUE + HOUR

    keep_watching(settings, now, dt.timedelta(), end)

    assert len(looks) == 3
    assert len(list((settings.home / "mailbox").glob("*.eml"))) == 1


def queued(database, at):
    with database.transaction() as connection:
        alert = outbox.NewAlert(
            "cause", "finding", audit().audit_id, "ready", {"mode": "regular"}, "made:001", "r", "op-1"
        )
        outbox.enqueue(connection, [replace(alert, ready_at=at)])


def test_a_message_that_nobody_gathers_is_late_a_day_after_its_time_and_a_muted_one_is_not(database, settings):
    audited(database, DAY)
    queued(database, NOON)

    assert "outbox" not in late(settings, NOON + 25 * HOUR)
    (seen,) = [each for each in check(settings, NOON + 27 * HOUR).troubles if each.name == "outbox"]
    assert (seen.since, "deliver_alerts" in seen.why) == (NOON + 24 * HOUR, True)
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO fairnotice.mute (subject, subject_id, starts, ends, said_by, reason)"
            " VALUES ('operator', 'op-1', %s, %s, 'me', 'they rebuild')",
            [NOON, NOON + 100 * HOUR],
        )
    assert "outbox" not in late(settings, NOON + 27 * HOUR)


@pytest.mark.parametrize(
    ("status", "attempts", "hours", "expected"),
    [
        ("ready", 0, 1, None),
        ("ready", 0, 3, "Nobody tried"),
        ("ready", 3, 3, "451 busy"),
        ("sending", 1, 3, "451 busy"),
        ("sent", 1, 3, None),
        ("failed", 9, 3, "1 messages were given up"),
        ("failed", 9, 200, None),
    ],
)
def test_a_message_that_does_not_leave_is_late_with_what_the_channel_said(
    database, settings, status, attempts, hours, expected
):
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO fairnotice.digest (audience, mode, at_once, composed_at, language, subject, plain, html,"
            " status) VALUES ('authority', 'regular', false, %s, 'en', 's', 'p', 'h', %s)",
            [NOON, status],
        )
        connection.execute(
            "INSERT INTO fairnotice.delivery (digest_id, channel, status, attempts, next_attempt_at, last_error)"
            " SELECT digest_id, 'email', %s, %s, %s, '451 busy' FROM fairnotice.digest",
            [status, attempts, NOON + 99 * HOUR],
        )

    told = [each.why for each in check(settings, NOON + hours * HOUR).troubles if each.name == "outbox"]

    assert len(told) == (expected is not None)
    assert not told or expected in told[0]
