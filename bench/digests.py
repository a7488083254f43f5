"""100,000 findings of 500 operators into 500 digests: seconds, memory, and what each part of it takes.

Findings are written by plain SQL into a database of its own, which is dropped at the end; a fifth of the cameras share
a site with others. The baseline only reads the same rows. At the end the digests are handed to the local mailbox.

    PYTHONPATH=plugins:. python -m bench.digests --findings 100000 --operators 500
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import tempfile
import time
from pathlib import Path

import psycopg

from bench.invented_network import database
from fairnotice.alerts.deliver import deliver
from fairnotice.alerts.digesting import gather_due
from fairnotice.settings import Settings
from fairnotice.store.database import Database
from fairnotice.store.migrations import migrate

NIGHT = dt.datetime(2026, 3, 3, 7, tzinfo=dt.UTC)
OUTBOX = """
INSERT INTO fairnotice.registry_source (source, mode) VALUES ('made', 'regular');
INSERT INTO fairnotice.audit (audit_id, scope, window_start, mode) VALUES ('night', 'made', now(), 'regular');
INSERT INTO fairnotice.operator (operator_id, name, kind, record)
SELECT
    'op-' || n, 'Operator ' || n, 'private', jsonb_build_object(
        'operator_id', 'op-' || n, 'name', 'Operator ' || n, 'kind', 'private',
        'language', (ARRAY['en', 'zh', 'fr', 'de', 'es'])[1 + n % 5]
    )
FROM generate_series(0, {operators} - 1) AS n;
INSERT INTO fairnotice.camera
(camera_id, source, source_id, name, site_id, site_declared, site_class, operator_id, geom, record)
SELECT
    'made:' || n, 'made', n, 'Camera ' || n,
    CASE WHEN n % 5 = 0 THEN 'made/site ' || n / 100 ELSE 'made:' || n END, n % 5 = 0, 'street',
    'op-' || n % {operators},
    st_setsrid(st_makepoint(2 + (n % {operators}) * 0.01 + random() * 0.05, 45 + random() * 0.05), 4326),
    '{{}}'
FROM generate_series(1, {findings}) AS n;
INSERT INTO fairnotice.alert
(cause, kind, audit_id, camera_id, rule_id, operator_id, site_id, status, payload, ready_at)
SELECT
    'night|' || camera_id, 'finding', 'night', camera_id, rule.id, operator_id,
    CASE WHEN site_declared THEN site_id END, 'ready',
    jsonb_build_object(
        'mode', 'regular', 'camera_id', camera_id, 'camera', name,
        'site', CASE WHEN site_declared THEN site_id ELSE '' END, 'jurisdiction', 'FR',
        'lon', st_x(geom), 'lat', st_y(geom), 'pack_id', rule.pack, 'pack_version', rule.version,
        'title', 'A notice announces the camera', 'citation', 'Regulation (EU) 2016/679, Article 13',
        'force', rule.force,
        'breach_of_law', rule.force = 'law', 'severity', 'high', 'confidence', 0.97,
        'reasons', jsonb_build_array(
            'A visit on 2026-03-01 found no notice at the entrances of ' || name || '.',
            'The notice that stood here was missed on 2026-02-27, 2026-02-28 and 2026-03-01.'
        ),
        'reason_codes', jsonb_build_array('visit_found_none', 'missed_before'), 'remedy', 'Put the notice up again.',
        'evidence', jsonb_build_array(repeat('ab', 32)), 'since', '2026-03-02'
    ),
    '2026-03-02T12:00Z'
FROM fairnotice.camera
INNER JOIN (
    VALUES (0, 'eu.gdpr.notice', 'eu.gdpr', '3', 'law'), (1, 'eu.gdpr.elements', 'eu.gdpr', '3', 'law'),
    (2, 'cn.draft-2023.notice', 'cn.draft-2023', '2', 'policy')
) AS rule (n, id, pack, version, force) ON rule.n = camera.source_id::integer % 3;
ANALYZE fairnotice.alert;
"""
SIZES = """
SELECT
    avg(length(plain)) AS plain,
    avg(length(html)) AS html,
    avg(length(map)) AS map,
    pg_size_pretty(pg_total_relation_size('fairnotice.digest')) AS stored,
    (SELECT count(*) FROM fairnotice.alert WHERE digest_id IS NOT NULL) AS told
FROM fairnotice.digest
"""


def main() -> None:
    """Write a network's findings, gather them, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--findings", type=int, default=100_000)
    parser.add_argument("--operators", type=int, default=500)
    asked = parser.parse_args()
    with database("digests") as url, tempfile.TemporaryDirectory() as home:
        migrate(url)
        with psycopg.connect(url) as connection:
            connection.execute(OUTBOX.format(findings=asked.findings, operators=asked.operators))
        _measure(url, Path(home), asked.findings)


def _measure(url: str, home: Path, findings: int) -> None:
    settings = Settings(home=home, public_url="https://audit.example", reminder_days="")
    before = _peak_mb()
    with Database(url) as opened:
        started = time.monotonic()
        with opened.transaction() as connection:
            read = sum(1 for _ in connection.execute("SELECT * FROM fairnotice.alert ORDER BY operator_id, created_at"))
        reading = time.monotonic() - started
        started, worked = time.monotonic(), time.process_time()
        made = gather_due(opened, settings, NIGHT)
        gathering, worked = time.monotonic() - started, time.process_time() - worked
        peak = _peak_mb()
        with opened.transaction() as connection:
            sizes = connection.execute(SIZES).fetchone()
        started = time.monotonic()
        report = deliver(opened, settings, NIGHT)
        sending = time.monotonic() - started
    if sizes is None or (read, sizes["told"]) != (findings, findings):
        raise SystemExit("not every finding is in a digest")
    print(f"{findings} findings became {made} digests in {gathering:.1f} s ({gathering / made * 1000:.0f} ms each)")
    print(f"of which this process worked {worked:.1f} s; the rest is the database's, and other programs'")
    print(f"merely reading the rows took {reading:.1f} s: {gathering / reading:.1f} times as long")
    print(f"memory: {peak:.0f} MB at most, {before:.0f} MB before")
    print(
        f"a digest: {sizes['plain'] / 1024:.0f} kB of text, {sizes['html'] / 1024:.0f} kB of HTML, a map of "
        f"{sizes['map'] / 1024:.0f} kB; all of them take {sizes['stored']} in the database"
    )
    print(f"{report.sent} handed to the local mailbox in {sending:.1f} s ({sending / report.sent * 1000:.0f} ms each)")


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
