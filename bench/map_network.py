"""A million invented cameras on a map, and thirty nights in which two findings of a hundred change.

Cameras are drawn around four hundred cities of unequal size, each cut into districts; a tenth gives no frame, a few
were found to tell people apart. They are written by plain SQL before the map's tables are migrated, as they would be in
an installation that is brought up to date; the nights are changes of findings as an audit makes them, a thousand in a
transaction, each kept by the map's own triggers.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from fairnotice.store.migrations import MIGRATIONS, migrate

FIRST_NIGHT = dt.date(2026, 3, 1)
BEFORE_THE_MAP = "0017"
"""Migrations from here on are applied to what is there already."""
AT_ONCE = 1000
"""Findings of a transaction, as an audit changes them; nights that are not measured take more at once."""

NETWORK = """
SELECT setseed(0.5);
INSERT INTO fairnotice.registry_source (source, mode) VALUES ('made', 'regular');
INSERT INTO fairnotice.operator
SELECT 'op-' || n, 'Operator ' || n, 'private', '{{}}' FROM generate_series(0, 999) AS n;
INSERT INTO fairnotice.audit (audit_id, scope, window_start, mode, finished_at)
VALUES ('night', 'made', '2026-03-01', 'regular', now());
CREATE TABLE public.city AS
SELECT n, -20 + 140 * random() AS lon, -30 + 85 * random() AS lat, 0.02 + 0.3 * random() AS width
FROM generate_series(1, 400) AS n;
INSERT INTO fairnotice.district (district_id, name, source, geom)
SELECT
    'd-' || n || '-' || x || '-' || y, 'District ' || n || '-' || x || '-' || y, 'made',
    st_multi(st_makeenvelope(
        lon + width * (x - 1.5), lat + width * (y - 1.5), lon + width * (x - 0.5), lat + width * (y - 0.5), 4326
    ))
FROM public.city CROSS JOIN generate_series(0, 2) AS x CROSS JOIN generate_series(0, 2) AS y;
ALTER TABLE fairnotice.camera DISABLE TRIGGER keep_shown_after_insert;
INSERT INTO fairnotice.camera (
    camera_id, source, source_id, name, site_id, site_declared, site_class, jurisdiction, operator_id, geom, record
)
SELECT
    'made:' || camera.n, 'made', camera.n, 'Camera ' || camera.n || ' of street ' || camera.n % 5000,
    'site-' || camera.n / 3, true,
    (ARRAY['street', 'street', 'street', 'shop', 'station', 'school', 'square', 'parking'])[1 + camera.n % 8],
    (ARRAY['CN', 'DE', 'FR', 'GB', 'US'])[1 + camera.city % 5],
    -- Some operators are far larger than others.
    CASE WHEN camera.n % 20 > 0 THEN 'op-' || floor(1000 * random() ^ 3) END,
    st_setsrid(st_makepoint(
        city.lon + city.width * (random() + random() + random() - 1.5),
        city.lat + city.width * (random() + random() + random() - 1.5)
    ), 4326),
    '{{}}'
-- The first cities are far larger than the last, as cities are.
FROM (SELECT n, 1 + floor(400 * random() ^ 3)::integer AS city FROM generate_series(1, {cameras}) AS n) AS camera
INNER JOIN public.city ON camera.city = city.n;
ALTER TABLE fairnotice.camera ENABLE TRIGGER keep_shown_after_insert;
SELECT fairnotice.ensure_month('2026-03-01');
INSERT INTO fairnotice.camera_health
(camera_id, asked_at, failing_since, fault, detail, failures_in_a_row, seconds)
SELECT 'made:' || n, '2026-03-01', '2026-02-01', (ARRAY['timeout', 'refused', 'unreachable'])[1 + n % 3], '', 3, 5
FROM generate_series(1, {cameras}, 10) AS n;
INSERT INTO fairnotice.analytics_scan (device_id, source, content_sha256, format, complete, mentions)
SELECT
    'made:' || n, 'labels', 'x', 'yaml', true,
    jsonb_build_array(jsonb_build_object(
        'category', (ARRAY['race', 'religion', 'ethnicity'])[1 + n % 3], 'level', 'configured'
    ))
FROM generate_series(1, {cameras}, 500) AS n;
INSERT INTO fairnotice.analytics_reading (window_date, device_id, source, content_sha256)
SELECT '2026-03-01', device_id, source, content_sha256 FROM fairnotice.analytics_scan;
"""
VERDICT = """
(ARRAY['fail', 'review', 'unknown', 'unknown', 'unknown', 'pass', 'pass', 'not_applicable'])[
    CASE WHEN random() < 0.02 THEN 1 WHEN random() < 0.03 THEN 2 ELSE 3 + floor(6 * random()) END
]
"""
FINDINGS = """
INSERT INTO fairnotice.finding (
    camera_id, rule_id, pack_id, pack_version, title, verdict, force, severity, confidence, reasons, citation, since,
    judged_on, audit_id
)
SELECT
    'made:' || n, 'rule-' || rule, 'made', '1', 'A rule of the bench, number ' || rule, VERDICT,
    CASE rule WHEN 5 THEN 'policy' WHEN 4 THEN 'guidance' ELSE 'law' END, 'high', 0.5 + random() / 2,
    CASE
        WHEN rule = 3 AND n %% 500 = 1
            THEN '[{"code": "classifier_configured", "text": "It is configured.", "settles": ""}]'::jsonb
        ELSE
            jsonb_build_array(jsonb_build_object(
                'code', (ARRAY['dark', 'not_seen_in_view', 'timeout', 'no_configuration'])[1 + n %% 4],
                'text', 'What was seen settles nothing.', 'settles', ''
            ))
    END,
    '{"instrument": "Act of the bench", "article": "1"}', '2026-03-01', '2026-03-01', 'night'
FROM generate_series(%s::integer, %s::integer) AS n CROSS JOIN generate_series(1, 5) AS rule
""".replace("VERDICT", VERDICT)
NIGHT = """
WITH changed AS MATERIALIZED (
    SELECT DISTINCT ON (number, rule)
        'made:' || number AS camera_id, 'rule-' || rule AS rule_id, VERDICT AS verdict
    FROM (
        SELECT %(first)s + floor(%(cameras)s * random())::integer AS number, 1 + floor(5 * random())::integer AS rule
        FROM generate_series(1, %(most)s)
    ) AS drawn
    ORDER BY number, rule
),

-- As an audit does before it reads what holds.
locked AS MATERIALIZED (
    SELECT camera_id FROM fairnotice.camera
    WHERE camera_id = ANY (ARRAY(SELECT camera_id FROM changed)) ORDER BY camera_id FOR NO KEY UPDATE
)

UPDATE fairnotice.finding
SET verdict = changed.verdict, since = %(day)s, judged_on = %(day)s, confidence = 0.5 + random() / 2
FROM changed INNER JOIN locked USING (camera_id)
WHERE finding.camera_id = changed.camera_id AND finding.rule_id = changed.rule_id
""".replace("VERDICT", VERDICT)


def build(url: str, cameras: int, nights: int, changes: int, say: Callable[[str], None]) -> None:
    """Write the network into an empty database, and let all nights but one pass."""
    begun = time.perf_counter()

    def so_far(what: str) -> None:
        say(f"{what} after {time.perf_counter() - begun:.0f} s")

    with tempfile.TemporaryDirectory() as folder:
        for path in MIGRATIONS.glob("*.sql"):
            if path.name < BEFORE_THE_MAP:
                shutil.copy(path, folder)
        migrate(url, Path(folder))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(NETWORK.format(cameras=cameras))
        so_far(f"{cameras} cameras")
        connection.execute("ALTER TABLE fairnotice.finding DISABLE TRIGGER USER")
        for first in range(1, cameras + 1, 50_000):
            last = min(first + 49_999, cameras)
            connection.execute(FINDINGS, [first, last])
        connection.execute("ALTER TABLE fairnotice.finding ENABLE TRIGGER USER")
        so_far(f"{5 * cameras} findings")
        connection.execute("VACUUM ANALYZE")
    # The session's day, for whatever connects from here.
    os.environ["PGOPTIONS"] = f"-c fairnotice.today={FIRST_NIGHT}"
    migrate(url)
    del os.environ["PGOPTIONS"]
    so_far("the map's tables, with what was there,")
    for night in range(1, nights):
        let_pass(url, night, cameras, changes, at_once=10 * AT_ONCE)
        if night % 5 == 0:
            so_far(f"{night} nights of {changes} changed findings")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    so_far("all of it")


def day_of(night: int) -> dt.date:
    """Return the day on which a night's findings change; the first is one after that of the migration."""
    return FIRST_NIGHT + dt.timedelta(days=night)


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds that a night's statements took, and what the server's process worked for them.

    Commits are not in it: what is not kept is taken back, and a change of findings is committed with or without a map.
    """

    seconds: float
    worked: float

    def __sub__(self, other: Spent) -> Spent:
        """Return how much more that is."""
        return Spent(self.seconds - other.seconds, self.worked - other.worked)

    def __str__(self) -> str:
        """Say both."""
        return f"{self.seconds:.1f} s ({self.worked:.1f} s of a processor)"


def let_pass(
    url: str,
    night: int,
    cameras: int,
    changes: int,
    *,
    without: LiteralString | None = None,
    at_once: int = AT_ONCE,
    in_order: bool = False,
) -> Spent:
    """Let a night's findings change, some in a transaction; return what it took.

    Args:
        url: Address of the database.
        night: Which night.
        cameras: How many there are.
        changes: Findings that change.
        without: Trigger of findings that rests, USER: all of them; the night is taken back then.
        at_once: Findings of a transaction.
        in_order: Each transaction changes findings of the cameras that follow those of the one before, as an audit
            judges them; else they lie anywhere.
    """
    dated = make_conninfo(url, options=f"-c fairnotice.today={day_of(night)}")
    transactions = -(-changes // at_once)
    part = cameras // transactions if in_order else cameras
    with psycopg.connect(dated, autocommit=without is None) as connection:
        connection.execute(f"SELECT setseed({night / 100})")
        if without is not None:
            connection.execute(sql.SQL("ALTER TABLE fairnotice.finding DISABLE TRIGGER {}").format(sql.SQL(without)))
        worked, waited = _worked(connection.info.backend_pid), 0.0
        for number in range(transactions):
            first = 1 + number * part if in_order else 1
            with contextlib.nullcontext() if without else connection.transaction():
                begun = time.perf_counter()
                connection.execute(NIGHT, {"day": day_of(night), "first": first, "cameras": part, "most": at_once})
                waited += time.perf_counter() - begun
        taken = Spent(waited, _worked(connection.info.backend_pid) - worked)
        if without is not None:
            connection.rollback()
    return taken


def _worked(process: int) -> float:
    """Return the seconds that a process of this machine has worked, in user mode and in the kernel."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
