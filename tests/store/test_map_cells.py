"""What the map shows of cameras is kept beside them, and counted in cells: both must follow every change."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairnotice.domain import AuditMode, Force, Point, Verdict
from fairnotice.rules.standing import Judged
from fairnotice.store import audits, cameras, facts, findings
from fairnotice.store.database import Database
from fakes.world import DAY, NOON, audit, camera, finding

LEVELS = (4, 6, 8, 10, 12, 14, 16)
RULES = (("eu.gdpr.notice", Force.LAW), ("eu.gdpr.categories", Force.GUIDANCE), ("cn.draft.notice", Force.POLICY))

numbers = st.integers(1, 4)
changes = st.one_of(
    st.tuples(st.just("judge"), numbers, st.sampled_from(RULES), st.sampled_from(Verdict)),
    st.tuples(st.just("withdraw"), numbers),
    st.tuples(st.just("move"), numbers, st.floats(-179, 179), st.floats(-84, 84)),
    st.tuples(st.just("gone"), numbers),
    st.tuples(st.just("back"), numbers),
)


def begin(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute("TRUNCATE fairnotice.camera, fairnotice.map_cell, fairnotice.shown_total CASCADE")
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(number) for number in range(1, 5)], NOON)
        facts.ensure_month(connection, DAY)
        audits.begin(connection, audit(DAY), packs={})


def change(database: Database, what: str, number: int, *more: object) -> None:
    chosen = camera(number)
    with database.transaction() as connection:
        if what == "judge":
            (rule, force), verdict = more
            judged = [Judged(finding(number, verdict, rule, force=force))]
            findings.put(connection, audit(DAY), [chosen.camera_id], judged)
        elif what == "withdraw":
            findings.put(connection, audit(DAY), [chosen.camera_id], [])
        elif what == "gone":
            cameras.mark_gone(connection, [chosen.camera_id], NOON)
        else:
            point = Point(*more) if more else chosen.point  # type: ignore[arg-type]
            cameras.upsert(connection, [replace(chosen, point=point)], NOON)


def shown(database: Database) -> list[tuple[object, ...]]:
    """What is kept of each camera, and what its findings say now."""
    with database.transaction() as connection:
        rows = connection.execute(
            "SELECT (kept.*)::text AS kept, (told.*)::text AS told"
            " FROM (SELECT array_agg(camera_id) AS ids FROM fairnotice.camera) AS every"
            " CROSS JOIN LATERAL fairnotice.shown_of(every.ids) AS told"
            " FULL JOIN fairnotice.camera_shown AS kept USING (camera_id)"
        ).fetchall()
    return [(row["kept"], row["told"]) for row in rows]


def counted(database: Database) -> tuple[Counter[object], Counter[object]]:
    """The cells as they are kept, and as one would count them."""
    with database.transaction() as connection:
        kept = connection.execute("SELECT * FROM fairnotice.map_cell").fetchall()
        told = connection.execute(
            "SELECT '*' AS district_id, level, fairnotice.cell_number("
            " fairnotice.cell_of(st_x(geom_3857), level), fairnotice.cell_of(-st_y(geom_3857), level)) AS cell, source,"
            " count(*) FILTER (WHERE verdict = 'fail') AS fail, count(*) FILTER (WHERE verdict = 'review') AS review,"
            " count(*) FILTER (WHERE verdict = 'unknown') AS unknown, count(*) FILTER (WHERE verdict = 'pass') AS pass,"
            " count(*) FILTER (WHERE verdict = 'not_applicable') AS not_applicable,"
            " sum(round(st_x(geom_3857)))::bigint AS east, sum(round(st_y(geom_3857)))::bigint AS north"
            " FROM fairnotice.camera_shown CROSS JOIN unnest(%s::integer []) AS level GROUP BY 1, 2, 3, 4",
            [list(LEVELS)],
        ).fetchall()
    return Counter(tuple(row.values()) for row in kept), Counter(tuple(row.values()) for row in told)


@pytest.mark.slow
def test_whatever_happens_the_map_is_what_the_findings_say(database: Database) -> None:
    @given(st.lists(changes, max_size=12))
    def holds(happened: list[tuple[str, int]]) -> None:
        begin(database)
        for each in happened:
            change(database, *each)
        assert all(kept == told for kept, told in shown(database))
        kept, told = counted(database)
        assert kept == told

    holds()


def test_a_camera_that_is_gone_is_counted_nowhere_and_is_back_with_its_verdict(database: Database) -> None:
    begin(database)
    change(database, "judge", 1, RULES[0], Verdict.FAIL)
    change(database, "gone", 1)
    assert total(database) == {"unknown": 3}
    change(database, "back", 1)
    assert total(database) == {"unknown": 3, "fail": 1}


def test_a_change_that_is_rolled_back_was_never_counted(database: Database) -> None:
    begin(database)
    with database.transaction() as connection:
        cameras.mark_gone(connection, ["made:001"], NOON)
        connection.rollback()
    assert total(database) == {"unknown": 4}


def test_a_duty_that_nobody_declared_leaves_the_camera_as_the_rest_has_it(database: Database) -> None:
    begin(database)
    reasons = (replace(finding().reasons[0], code="not_declared"),)
    with database.transaction() as connection:
        silent = finding(1, Verdict.UNKNOWN, "eu.gdpr.purpose", reasons=reasons)
        findings.put(connection, audit(DAY), ["made:001"], [Judged(silent), Judged(finding(1, Verdict.PASS))])
    assert total(database) == {"unknown": 3, "pass": 1}


def total(database: Database) -> dict[str, int]:
    with database.transaction() as connection:
        rows = connection.execute(
            "SELECT sum(fail) AS fail, sum(review) AS review, sum(unknown) AS unknown, sum(pass) AS pass,"
            " sum(not_applicable) AS not_applicable FROM fairnotice.map_cell WHERE level = 4"
        ).fetchall()
    return {verdict: int(number) for row in rows for verdict, number in row.items() if number}
