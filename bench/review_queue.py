"""The inspector's queue over a large network: how fast a page comes, and what keeping it costs a night.

Cameras three to a site, five findings each, are written by plain SQL into a database of its own, which is dropped at
the end. Baseline of a page is the same order made from the findings at the time, without the kept queue; of a night it
is the same change of findings without it.

    PYTHONPATH=plugins:. python -m bench.review_queue --cameras 1000000
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import time
from collections.abc import Callable

import psycopg
from psycopg.rows import dict_row

from bench.invented_network import database
from bench.map_network import FINDINGS, NETWORK
from fairnotice.store import review_queue
from fairnotice.store.migrations import migrate
from fairnotice.store.review_queue import After

AT_ONCE = 20_000
CHANGED_AT_ONCE = 1000
UNKEPT = """
SELECT camera.site_id, finding.rule_id, count(*) AS cameras FROM fairnotice.finding
INNER JOIN fairnotice.camera ON finding.camera_id = camera.camera_id
WHERE finding.verdict IN ('review', 'unknown') AND finding.decisive AND camera.gone_since IS NULL
GROUP BY camera.site_id, finding.rule_id
ORDER BY count(*) DESC, camera.site_id, finding.rule_id
LIMIT 50
"""
NIGHT = """
UPDATE fairnotice.finding SET verdict = CASE verdict WHEN 'pass' THEN 'unknown' ELSE 'pass' END, since = since + 1
WHERE rule_id = 'rule-1' AND camera_id = ANY (%s)
"""
Connection = psycopg.Connection[dict[str, object]]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--cameras", type=int, default=100_000)
    options.add_argument("--changed", type=int, default=20_000, help="Findings that a night changes.")
    options.add_argument("--times", type=int, default=40)
    given = options.parse_args()
    with database("bench_review_queue") as url:
        migrate(url)
        with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
            _fill(connection, given.cameras)
            _pages(connection, given.times)
            _night(connection, given.changed)


def _fill(connection: Connection, cameras: int) -> None:
    for table in ("camera", "finding"):
        connection.execute(f"ALTER TABLE fairnotice.{table} DISABLE TRIGGER USER")
    connection.execute(NETWORK.format(cameras=cameras))
    for first in range(1, cameras + 1, 100_000):
        connection.execute(FINDINGS, [first, min(first + 99_999, cameras)])
    connection.execute("UPDATE fairnotice.camera SET district_id = 'd-' || (source_id::integer / 3 % 50)")
    connection.execute("ANALYZE")
    began = time.perf_counter()
    for first in range(1, cameras + 1, AT_ONCE):
        ids = [f"made:{n}" for n in range(first, first + AT_ONCE)]
        connection.execute("SELECT fairnotice.keep_review_items_of_cameras(%s)", [ids])
    seconds = time.perf_counter() - began
    connection.execute("VACUUM ANALYZE fairnotice.review_item")
    items = connection.execute("SELECT count(*) AS n FROM fairnotice.review_item").fetchone()
    for table in ("camera", "finding"):
        connection.execute(f"ALTER TABLE fairnotice.{table} ENABLE TRIGGER USER")
    print(f"{cameras} cameras, {5 * cameras} findings, {items and items['n']} items, made in {seconds:.0f} s")


def _pages(connection: Connection, times: int) -> None:
    today = dt.datetime.now(dt.UTC).date()

    def deep() -> None:
        last = connection.execute(
            "SELECT rank, site_id, rule_id FROM fairnotice.review_item"
            " ORDER BY rank DESC, site_id, rule_id OFFSET 50000 LIMIT 1"
        ).fetchone()
        if last is None:
            return
        after = After(float(str(last["rank"])), str(last["site_id"]), str(last["rule_id"]))
        _measured("a page 50,000 items down", times, lambda: review_queue.page(connection, today, after=after))

    _measured("the first page", times, lambda: review_queue.page(connection, today))
    _measured("of one district", times, lambda: review_queue.page(connection, today, districts=["d-7"]))
    _measured(
        "of ten districts", times, lambda: review_queue.page(connection, today, districts=[f"d-{n}" for n in range(10)])
    )
    _measured("of one kind", times, lambda: review_queue.page(connection, today, kinds=["judge"]))
    _measured(
        "of one kind and district",
        times,
        lambda: review_queue.page(connection, today, districts=["d-7"], kinds=["judge"]),
    )
    deep()
    _measured("how many of each kind", times, lambda: review_queue.counts(connection, today))
    _measured("how many of each kind in a district", times, lambda: review_queue.counts(connection, today, ["d-7"]))
    _measured("the first page, not kept", 3, lambda: connection.execute(UNKEPT).fetchall())


def _measured(what: str, times: int, ask: Callable[[], object]) -> None:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        ask()
        taken.append(1000 * (time.perf_counter() - began))
    worst = sorted(taken)[int(0.95 * (len(taken) - 1))]
    print(f"{what}: median {statistics.median(taken):.1f} ms, 95 % within {worst:.1f} ms")


def _night(connection: Connection, changed: int) -> None:
    spent = {}
    for kept in (True, False):
        if not kept:
            connection.execute("ALTER TABLE fairnotice.finding DISABLE TRIGGER keep_review_after_update")
        began = time.perf_counter()
        for first in range(1, changed + 1, CHANGED_AT_ONCE):
            connection.execute(NIGHT, [[f"made:{n}" for n in range(first, first + CHANGED_AT_ONCE)]])
        spent[kept] = time.perf_counter() - began
    ratio = spent[True] / spent[False]
    print(
        f"{changed} findings change: {spent[True]:.1f} s with the queue kept, "
        f"{spent[False]:.1f} s without ({ratio:.2f} x)"
    )


if __name__ == "__main__":
    main()
