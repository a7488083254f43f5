"""The addresses of the copies that a pack's author read reach no finding, message, map or letter."""

from __future__ import annotations

import datetime as dt

import pytest
from psycopg import sql

from fairnotice.alerts.channels import local_mailbox
from fairnotice.alerts.deliver import deliver
from fairnotice.domain import Operator, OperatorKind, SiteClass, SiteVisit
from fairnotice.pipeline import auditing, judging, scanning
from fairnotice.pipeline.resources import Resources
from fairnotice.rules.explain import Letter, explain
from fairnotice.rules.load import load_packs
from fairnotice.store import cameras, facts, findings
from fakes.world import DAY, NOON, audit, camera

pytestmark = pytest.mark.slow

PLACES = ("CN", "DE", "FR", "ES", "GB", "KR", "US-NY-NYC", "US-OR-PDX", "US-IL")
OWNER = Operator("made/shop", "Quay Shops", OperatorKind.PRIVATE)


def audited(opened: Resources) -> list[str]:
    """Judge a camera without a notice, which recognises faces and sorts them, under every law that we know."""
    made = [
        camera(
            number,
            jurisdiction=code,
            operator=OWNER,
            site_class=SiteClass.SHOP,
            analytics=("face recognition", "race classification of faces"),
            retention_days=400,
            frame_source=None,
        )
        for number, code in enumerate(PLACES, 1)
    ]
    opened.__dict__["packs"] = load_packs()
    with opened.database.transaction() as connection:
        cameras.register_source(connection, "made", audit().mode)
        cameras.upsert(connection, made, NOON)
        for each in made:
            facts.add_visit(connection, SiteVisit(each.site_id, DAY, False, "an inspector"))
    for batch in auditing.begin(opened, audit()):
        scanning.scan_batch(opened, audit(), batch, lambda: NOON)
        judging.judge_batch(opened, audit(), batch)
    auditing.finish(opened, audit())
    return [each.camera_id for each in made]


def everything_kept(opened: Resources) -> str:
    """Return every row of every table: maps, summaries, exports and messages are made from nothing else."""
    with opened.database.transaction() as connection:
        names = connection.execute(
            "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'fairnotice'"
        ).fetchall()
        rows = [
            row["said"]
            for name in names
            for row in connection.execute(
                sql.SQL("SELECT to_jsonb(kept)::text AS said FROM fairnotice.{} AS kept").format(
                    sql.Identifier(name["name"])
                )
            ).fetchall()
        ]
    return "\n".join(rows)


def test_the_addresses_of_copies_are_in_the_pack_files_only(opened: Resources) -> None:
    camera_ids = audited(opened)
    packs = load_packs()
    rules = {rule.id: rule for pack in packs for rule in pack.rules}
    with opened.database.transaction() as connection:
        said = [finding for camera_id in camera_ids for finding in findings.of_camera(connection, camera_id)]
        connection.execute("UPDATE fairnotice.alert SET status = 'ready'")
    deliver(opened.database, opened.settings, dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    assert {finding.pack_id for finding in said} == {pack.pack_id for pack in packs}
    letters = [
        explain(finding, Letter(rule=rules[finding.rule_id]), language) for finding in said for language in ("en", "zh")
    ]
    messages = [path.read_text() for path in local_mailbox(opened.settings).messages()]
    assert messages
    told = "\n".join([everything_kept(opened), *letters, *messages])
    for pack in packs:
        for copy in pack.source_copies:
            assert copy.where.removeprefix("https://").removeprefix("http://") not in told
