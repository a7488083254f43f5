"""Only what stands is told: what one night says otherwise waits, and nobody hears of it."""

from __future__ import annotations

import datetime as dt

import pytest

from fairnotice.domain import AuditMode, Verdict
from fairnotice.pipeline.telling import tell
from fairnotice.rules.standing import Judged
from fairnotice.store import audits, cameras, facts, findings
from fakes.world import DAY, NOON, audit, camera, finding

WORDS = {
    "P": finding(verdict=Verdict.PASS, proof="confirmed_notice"),
    # A proof by looks whose dates the judgement does not count itself.
    "F": finding(verdict=Verdict.FAIL, proof="confirmed_notice"),
    "G": finding(verdict=Verdict.FAIL, proof="declared_position"),
    "R": finding(verdict=Verdict.REVIEW, proof=None),
}
HELD, WITHDRAWN = ("finding", "held"), ("finding", "withdrawn")


@pytest.mark.parametrize(
    ("nights", "told"),
    [
        ("F", []),
        ("FF", [HELD]),
        ("PF", []),
        ("PG", [HELD]),
        ("GR", [HELD]),
        ("PFP", []),
        ("PFF", [HELD]),
        ("FFP", [HELD]),  # one odd night takes nothing back
        ("FFPF", [HELD]),
        ("FFPP", [WITHDRAWN]),
        ("FFRR", [WITHDRAWN]),
        ("FFPPFF", [WITHDRAWN, HELD]),
    ],
)
def test_messages_follow_what_stands(opened, nights, told):
    with opened.database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(1)], NOON)
        facts.ensure_month(connection, DAY)
    for number, word in enumerate(nights):
        night = audit(DAY + dt.timedelta(days=number))
        with opened.database.transaction() as connection:
            audits.begin(connection, night, packs={})
            changes = findings.put(connection, night, ["made:001"], [Judged(WORDS[word])])
            tell(connection, opened.settings, night, changes, {"made:001": camera(1)})
    with opened.database.transaction() as connection:
        rows = connection.execute("SELECT kind, status FROM fairnotice.alert ORDER BY created_at").fetchall()
    assert [(row["kind"], row["status"]) for row in rows] == told
