"""The inspectors' queue is kept as findings change: it must be what one would make of them now."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fairnotice.domain import Reason, Verdict
from fairnotice.rules.standing import Judged
from fairnotice.store import cameras, findings
from fairnotice.store.database import Database
from fakes.world import DAY, NOON, audit, camera, finding
from store.test_map_cells import RULES, begin

SITES = {1: "made/quay", 2: "made/quay", 3: "made/gate", 4: None}
"""Two cameras are of one site, and one is of none that is declared."""
CODES = ("not_seen_in_view", "timeout", "not_declared")
OPEN = ("judge", 1, RULES[0], Verdict.REVIEW, "not_seen_in_view", "high")

numbers = st.integers(1, 4)
changes = st.one_of(
    st.tuples(
        st.just("judge"), numbers, st.sampled_from(RULES),
        st.sampled_from((Verdict.FAIL, Verdict.REVIEW, Verdict.UNKNOWN, Verdict.PASS)), st.sampled_from(CODES),
        st.sampled_from(("high", "low")),
    ),
    st.tuples(st.just("withdraw"), numbers),
    st.tuples(st.just("gone"), numbers),
    st.tuples(st.just("back"), numbers),
    st.tuples(st.just("to the gate"), numbers),
)  # fmt: skip


def change(database: Database, what: str, number: int, *more: object) -> None:
    site = SITES[number] if what != "to the gate" else "made/gate"
    chosen = camera(number, site_declared=True, site_id=site) if site else camera(number)
    with database.transaction() as connection:
        if what == "judge":
            (rule, force), verdict, code, severity = more
            reasons = (Reason(code, "It is so.", ""),)
            judged = [Judged(finding(number, verdict, rule, force=force, reasons=reasons, severity=severity))]
            findings.put(connection, audit(DAY), [chosen.camera_id], judged)
        elif what == "withdraw":
            findings.put(connection, audit(DAY), [chosen.camera_id], [])
        elif what == "gone":
            cameras.mark_gone(connection, [chosen.camera_id], NOON)
        else:
            cameras.upsert(connection, [chosen], NOON)


QUEUE = """
SELECT (kept.*)::text AS kept, (told.*)::text AS told
FROM (
    SELECT array_agg(asked.site_id) AS sites, array_agg(asked.rule_id) AS rules
    FROM (
        SELECT DISTINCT site_id, rule_id FROM fairnotice.camera INNER JOIN fairnotice.finding USING (camera_id)
    ) AS asked
) AS every
CROSS JOIN LATERAL fairnotice.review_items_of(every.sites, every.rules) AS told
FULL JOIN fairnotice.review_item AS kept ON told.site_id = kept.site_id AND told.rule_id = kept.rule_id
"""


@pytest.mark.slow
def test_whatever_happens_the_queue_is_what_the_findings_say(database: Database) -> None:
    kept: set[str] = set()

    @settings(max_examples=15)
    @given(st.lists(changes, min_size=4, max_size=12))
    @example([OPEN])
    @example([OPEN, ("judge", 2, *OPEN[2:]), ("to the gate", 1)])
    def holds(happened: list[tuple[str, int]]) -> None:
        begin(database)
        with database.transaction() as connection:
            connection.execute("TRUNCATE fairnotice.review_item")
        for number in SITES:
            change(database, "back", number)
        for each in happened:
            change(database, *each)
        with database.transaction() as connection:
            rows = connection.execute(QUEUE).fetchall()
        assert [row["kept"] for row in rows] == [row["told"] for row in rows]
        kept.update(row["kept"] for row in rows)

    holds()
    # Two cameras of the quay were one item, until one of them stood at the gate.
    assert len(kept) > 2
