"""The map as it stood on a former day is what it was then, whatever has changed since."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.conninfo import make_conninfo
from psycopg.types.json import Jsonb

from fairnotice.domain import Verdict
from fairnotice.store import purge
from fairnotice.store.database import Database
from fairnotice.store.retention import default_retention
from store.test_map_cells import RULES, begin, change

FIRST = dt.date(2026, 5, 1)
DAYS = [FIRST + dt.timedelta(days=number) for number in range(4)]
numbers = st.integers(1, 4)
happenings = st.one_of(
    st.tuples(st.just("judge"), numbers, st.sampled_from(RULES), st.sampled_from(Verdict)),
    st.tuples(st.just("withdraw"), numbers),
    st.tuples(st.just("move"), numbers, st.floats(-179, 179), st.floats(-84, 84)),
    st.tuples(st.just("gone"), numbers),
    st.tuples(st.just("back"), numbers),
)


@pytest.fixture
def database(empty_database_url: str) -> str:
    return empty_database_url


def rows(url: str, statement: str, *parameters: object) -> list[dict[str, Any]]:
    with Database(url) as opened, opened.transaction() as connection:
        return connection.execute(statement, parameters).fetchall()  # type: ignore[arg-type]


def on_day(url: str, day: dt.date, happened: list[tuple[Any, ...]], *, first: bool = False) -> None:
    """Let things happen on a day, whatever day it is."""
    with Database(make_conninfo(url, options=f"-c fairnotice.today={day}")) as opened:
        if first:
            begin(opened)
            with opened.transaction() as connection:
                connection.execute(
                    "TRUNCATE fairnotice.map_cell_change, fairnotice.shown_total_change, fairnotice.map_history"
                )
                connection.execute("INSERT INTO fairnotice.map_history (begins) VALUES (%s)", [day])
        for each in happened:
            change(opened, *each)


SHOWN = """
SELECT camera_id, verdict, policy_verdict, breach_of_law, unknown_because, round(st_x(geom_3857)) AS x, cell
FROM fairnotice.selected(fairnotice.filter_of(%s)) ORDER BY camera_id
"""
CELLS = """
SELECT level, cell, fail, review, unknown, pass, not_applicable, east, north
FROM unnest(ARRAY[4, 8, 16]::smallint []) AS level,
fairnotice.kept_cells(fairnotice.filter_of(%s), level, 0, 9223372036854775807)
WHERE fail + review + unknown + pass + not_applicable > 0
ORDER BY 1, 2
"""
TOTALS = """
SELECT * FROM fairnotice.kept_totals('all', NULL, NULL, %s)
WHERE fail + review + unknown + pass + not_applicable > 0 ORDER BY unknown_because
"""


def state(url: str, day: dt.date | None) -> list[list[dict[str, Any]]]:
    filtered = Jsonb({} if day is None else {"on_day": day.isoformat()})
    return [rows(url, SHOWN, filtered), rows(url, CELLS, filtered), rows(url, TOTALS, day)]


@pytest.mark.slow
def test_each_day_is_shown_as_it_ended(database: str) -> None:
    @settings(max_examples=15)
    @given(st.lists(st.lists(happenings, max_size=4), min_size=len(DAYS), max_size=len(DAYS)))
    def holds(days: list[list[tuple[Any, ...]]]) -> None:
        ended = []
        for day, happened in zip(DAYS, days, strict=True):
            on_day(database, day, happened, first=day == FIRST)
            ended.append(state(database, None))
        assert [state(database, day) for day in DAYS] == ended

    holds()


def test_what_changes_twice_on_a_day_leaves_one_former_state(database: str) -> None:
    on_day(database, DAYS[0], [], first=True)
    on_day(database, DAYS[1], [("judge", 1, RULES[0], verdict) for verdict in (Verdict.PASS, Verdict.FAIL)])

    former = rows(database, "SELECT verdict, shown_since, shown_until FROM fairnotice.camera_shown_was")
    assert former == [{"verdict": "unknown", "shown_since": DAYS[0], "shown_until": DAYS[1]}]


def test_confidence_alone_writes_no_history(database: str) -> None:
    on_day(database, DAYS[0], [("judge", 1, RULES[0], Verdict.PASS)], first=True)
    on_the_day_after = make_conninfo(database, options=f"-c fairnotice.today={DAYS[1]}")
    with Database(on_the_day_after) as opened, opened.transaction() as connection:
        connection.execute("UPDATE fairnotice.finding SET confidence = 0.5")

    assert rows(database, "SELECT confidence FROM fairnotice.camera_shown WHERE verdict = 'pass'") == [
        {"confidence": 0.5}
    ]
    assert rows(database, "SELECT 1 FROM fairnotice.camera_shown_was") == []


def test_history_expires_and_then_begins_later(database: str) -> None:
    on_day(database, DAYS[0], [], first=True)
    for number, day in enumerate(DAYS[1:]):
        on_day(database, day, [("move", 1, 10.0 * number, 50.0)])
    kept = [state(database, day) for day in DAYS[2:]]

    after = dt.datetime.combine(DAYS[2], dt.time(12), dt.UTC)
    days = default_retention().periods["former_map"].days
    with Database(database) as opened:
        run = purge.begin(opened, after + dt.timedelta(days=days), default_retention(), 30)
        counts = dict(purge.purge_rows(opened, run))
    assert counts["former_map"].purged == 1
    assert rows(database, "SELECT begins FROM fairnotice.map_history") == [{"begins": DAYS[2]}]
    assert [state(database, day) for day in DAYS[2:]] == kept
    assert {row["shown_until"] for row in rows(database, "SELECT shown_until FROM fairnotice.camera_shown_was")} == {
        DAYS[3]
    }
