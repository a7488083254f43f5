"""A database that was lived with before this version's migrations: nothing is lost on the way up, nor back."""

import datetime as dt
from pathlib import Path

import psycopg
import pytest
import yoyo
from psycopg import sql
from yoyo.migrations import topological_sort

from fairnotice.alerts.deliver import deliver
from fairnotice.pipeline.publishing import verify_stored
from fairnotice.pipeline.resources import Resources
from fairnotice.settings import Settings
from fairnotice.store import audits, cameras, findings
from fairnotice.store.database import Database
from fairnotice.store.evidence import open_evidence
from fairnotice.store.migrations import MIGRATIONS, migrate

pytestmark = pytest.mark.slow
RELEASED = "0015_map_cells"
LIVED = Path(__file__).with_name("lived_0015.sql")
DERIVED = {"data_change"}
"""Holds the numbers of transactions, which are others each time."""


def in_order():
    return [each.id for each in topological_sort(yoyo.read_migrations(str(MIGRATIONS)))]


def released():
    names = in_order()
    return [name for name in names if name <= RELEASED]


def later():
    return [name for name in in_order() if name > RELEASED]


@pytest.fixture
def lived(new_database, tmp_path):
    url = new_database()
    for name in released():
        for path in MIGRATIONS.glob(f"{name}.*sql"):
            (tmp_path / path.name).write_text(path.read_text())
    migrate(url, tmp_path)
    with psycopg.connect(url) as connection:
        connection.execute(LIVED.read_text())
    return url


def contents(connection):
    """Every row of every table, by table."""
    query = """
        SELECT relname FROM pg_class
        WHERE relnamespace = 'fairnotice'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
    """
    found = {}
    for (table,) in connection.execute(query).fetchall():
        if table not in DERIVED:
            rows = sql.SQL("SELECT to_jsonb(each)::text FROM {} AS each").format(sql.Identifier("fairnotice", table))
            found[table] = sorted(row for (row,) in connection.execute(rows))
    return found


def run(connection, name):
    connection.execute((MIGRATIONS / f"{name}.sql").read_text())
    connection.commit()


def differences(before, after):
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def test_each_step_up_can_be_taken_back_without_a_trace_and_taken_again(lived):
    with psycopg.connect(lived) as connection:
        at_first = contents(connection)
        assert len(at_first["finding_event"]) > 10
        for name in later():
            before = contents(connection)
            run(connection, name)
            run(connection, f"{name}.rollback")
            assert differences(before, contents(connection)) == [], name
            run(connection, name)
        for name in reversed(later()):
            run(connection, f"{name}.rollback")
        assert differences(at_first, contents(connection)) == []


def test_what_was_known_before_is_known_after_and_still_proved(lived, tmp_path):
    told = "SELECT status, kind, count(*) FROM fairnotice.alert GROUP BY 1, 2 ORDER BY 1, 2"
    verdicts = "SELECT verdict, policy_verdict, count(*) FROM fairnotice.camera_status GROUP BY 1, 2 ORDER BY 1, 2"
    held = "SELECT camera_id, rule_id, verdict, since, overrule FROM fairnotice.finding ORDER BY 1, 2"
    with psycopg.connect(lived) as connection:
        before = [connection.execute(query).fetchall() for query in (told, verdicts, held)]

    assert migrate(lived) == later()

    with psycopg.connect(lived) as connection:
        assert [connection.execute(query).fetchall() for query in (told, verdicts, held)] == before
    settings = Settings(home=tmp_path)
    with Database(lived) as database:
        opened = Resources(settings, database, open_evidence(settings))
        with database.transaction() as connection:
            known = list(cameras.of_source(connection, "made"))
            assert len(known) == 5  # one is gone
            assert sum(row["cameras"] for row in audits.verdicts(connection, "made")) == 5
            assert {each.verdict.value for each in findings.of_camera(connection, "made:001")} == {"pass"}
        for day in (2, 3, 4):
            assert verify_stored(opened, f"made/2026-03-0{day}T00:00Z").broken == []
        waiting = deliver(database, settings, dt.datetime.now(dt.UTC) + dt.timedelta(days=2))
        assert waiting.sent > 0
        assert waiting.failed == 0
