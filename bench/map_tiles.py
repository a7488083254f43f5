"""The map's tiles over a large network, beside tiles of every single camera; and what keeping the map costs a night.

Cameras are drawn around cities of unequal size, five findings each, and written by plain SQL into a database of its
own, which is dropped at the end. Of each zoom the fullest tiles are asked for, each several times; sizes are as sent,
without compression. The baseline draws every camera of the same tile, as the map did before its cells. At the end as
many findings get another verdict as in a night, with the map kept and without.

    PYTHONPATH=plugins:. python -m bench.map_tiles --cameras 1000000
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator

import psycopg

from bench.invented_network import database
from fairnotice.store.migrations import migrate

ZOOMS = tuple(range(15))
TILES_OF_A_ZOOM = 5
LARGEST_BASELINE = 300_000
"""Cameras of a tile of which every single one is drawn for the baseline; more would only take longer."""

NETWORK = """
SELECT setseed(0.5);
INSERT INTO fairnotice.registry_source (source, mode) VALUES ('made', 'regular');
INSERT INTO fairnotice.operator
SELECT 'op-' || n, 'Operator ' || n, 'private', '{{}}' FROM generate_series(0, 499) AS n;
INSERT INTO fairnotice.audit (audit_id, scope, window_start, mode) VALUES ('night', 'made', now(), 'regular');
CREATE TEMP TABLE city AS
SELECT n, -20 + 140 * random() AS lon, -30 + 85 * random() AS lat, 0.02 + 0.3 * random() AS width
FROM generate_series(1, 400) AS n;
INSERT INTO fairnotice.camera
(camera_id, source, source_id, name, site_id, site_declared, site_class, operator_id, geom, record)
SELECT
    'made:' || camera.n, 'made', camera.n, 'Camera ' || camera.n, 'site-' || camera.n / 3, true, 'street',
    'op-' || camera.n % 500,
    st_setsrid(st_makepoint(
        city.lon + city.width * (random() + random() + random() - 1.5),
        city.lat + city.width * (random() + random() + random() - 1.5)
    ), 4326),
    '{{}}'
-- The first cities are far larger than the last, as cities are.
FROM (SELECT n, 1 + floor(400 * random() ^ 3)::integer AS city FROM generate_series(1, {cameras}) AS n) AS camera
INNER JOIN city ON camera.city = city.n;
"""
FINDINGS = """
INSERT INTO fairnotice.finding (
    camera_id, rule_id, pack_id, pack_version, title, verdict, force, severity, confidence, reasons, citation, since,
    judged_on, audit_id
)
SELECT
    'made:' || n, 'rule-' || rule, 'made', '1', 'A rule',
    (ARRAY['fail', 'review', 'unknown', 'unknown', 'unknown', 'pass', 'pass', 'not_applicable'])[
        CASE WHEN random() < 0.02 THEN 1 ELSE 2 + floor(7 * random()) END
    ],
    CASE rule WHEN 5 THEN 'policy' ELSE 'law' END, 'high', 0.9,
    '[{"code": "not_seen_in_view", "text": "", "settles": ""}]', '{}', now(), now(), 'night'
FROM generate_series(1, %s) AS n CROSS JOIN generate_series(1, 5) AS rule
WHERE n BETWEEN %s AND %s
"""
FULLEST = """
SELECT
    cell.x >> (fairnotice.cell_level(%(z)s) - %(z)s) AS x,
    cell.y >> (fairnotice.cell_level(%(z)s) - %(z)s) AS y,
    sum(cell.cameras) AS cameras
FROM fairnotice.map_cell AS cell
WHERE cell.level = fairnotice.cell_level(%(z)s)
GROUP BY 1, 2
ORDER BY 3 DESC
LIMIT %(most)s
"""
EVERY_CAMERA = """
WITH shown AS (
    SELECT
        st_asmvtgeom(seen.geom_3857, st_tileenvelope(%(z)s, %(x)s, %(y)s), 4096, 256, true) AS geom,
        seen.camera_id, seen.name, seen.source, seen.mode, seen.operator, seen.verdict, seen.policy_verdict
    FROM fairnotice.cameras_shown() AS seen
    WHERE seen.geom_3857 && st_tileenvelope(%(z)s, %(x)s, %(y)s, margin => 0.0625)
)
SELECT st_asmvt(shown.*, 'cameras', 4096, 'geom') FROM shown
"""
TILE = "SELECT fairnotice.compliance_tile(%(z)s, %(x)s, %(y)s, verdicts => %(verdicts)s)"
TILE_OF_AN_OPERATOR = "SELECT fairnotice.compliance_tile(%(z)s, %(x)s, %(y)s, operators => ARRAY['op-7'])"
NIGHT = """
UPDATE fairnotice.finding SET verdict = CASE verdict WHEN 'pass' THEN 'unknown' ELSE 'pass' END
WHERE rule_id = 'rule-1' AND camera_id IN (
    SELECT 'made:' || n FROM generate_series(%(first)s::integer, %(last)s::integer) AS n
)
"""


def build(url: str, cameras: int) -> None:
    """Write the network, some cameras at a time."""
    migrate(url)
    begun = time.perf_counter()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(NETWORK.format(cameras=cameras))
        print(f"  {cameras} cameras after {time.perf_counter() - begun:.0f} s", flush=True)
        for first in range(1, cameras + 1, 50_000):
            connection.execute(FINDINGS, [cameras, first, first + 49_999])
        print(f"  {5 * cameras} findings after {time.perf_counter() - begun:.0f} s", flush=True)
        connection.execute("VACUUM ANALYZE")


def timed(run: Callable[[], bytes], times: int) -> tuple[list[float], int]:
    """Return the milliseconds that each of ``times`` runs took, and how many bytes came."""
    taken, size = [], 0
    for _ in range(times):
        begun = time.perf_counter()
        size = len(run())
        taken.append(1000 * (time.perf_counter() - begun))
    return taken, size


def p95(taken: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(taken)[min(len(taken) - 1, int(0.95 * len(taken)))]


def measure_tiles(connection: psycopg.Connection, times: int) -> Iterator[str]:
    """Yield a line of the table for each zoom."""

    def asked(statement: str, **place: object) -> Callable[[], bytes]:
        def ask() -> bytes:
            row = connection.execute(statement, place).fetchone()
            return bytes(row[0]) if row and row[0] else b""

        return ask

    ratios: list[float] = []
    for z in ZOOMS:
        tiles = connection.execute(FULLEST, {"z": z, "most": TILES_OF_A_ZOOM}).fetchall()
        plain: list[float] = []
        filtered: list[float] = []
        operators: list[float] = []
        sizes: list[int] = []
        for x, y, _ in tiles:
            taken, size = timed(asked(TILE, z=z, x=x, y=y, verdicts=None), times)
            plain += taken
            sizes.append(size)
            taken, size = timed(asked(TILE, z=z, x=x, y=y, verdicts=["fail", "review"]), times)
            filtered += taken
            sizes.append(size)
            operators += timed(asked(TILE_OF_AN_OPERATOR, z=z, x=x, y=y), 1)[0]
        x, y, cameras = tiles[0]
        baseline = "-"
        if cameras <= LARGEST_BASELINE:
            taken, size = timed(asked(EVERY_CAMERA, z=z, x=x, y=y), 2)
            ratios.append(statistics.median(timed(asked(TILE, z=z, x=x, y=y, verdicts=None), times)[0]) / min(taken))
            baseline = f"{min(taken):.0f} ms, {size / 1000:.0f} kB, ratio {ratios[-1]:.3f}"
        yield (
            f"| {z} | {cameras} | {statistics.median(plain):.1f} | {p95(plain):.1f} | {p95(filtered):.1f} |"
            f" {max(operators):.0f} | {max(sizes) / 1000:.0f} | {baseline} |"
        )


def measure_night(connection: psycopg.Connection, changes: int) -> str:
    """Change findings in batches as an audit does, with the map kept and without, and say what it took."""
    taken: list[float] = []
    for state in ("DISABLE", "ENABLE"):
        connection.execute(f"ALTER TABLE fairnotice.finding {state} TRIGGER keep_shown_after_update")
        begun = time.perf_counter()
        for first in range(1, changes + 1, 1000):
            connection.execute(NIGHT, {"first": first, "last": min(first + 999, changes)})
        taken.append(time.perf_counter() - begun)
    without, kept = taken
    return (
        f"{changes} findings changed, 1,000 a transaction: {without:.1f} s without the map, {kept:.1f} s with it kept; "
        f"the map takes {kept - without:.1f} s, ratio {kept / without:.2f}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--cameras", type=int, default=100_000)
    parser.add_argument("--changes", type=int, default=None, help="findings that a night changes; none: a tenth")
    parser.add_argument("--times", type=int, default=20, help="how often each tile is asked for")
    options = parser.parse_args()
    with database("bench_map") as url:
        build(url, options.cameras)
        with psycopg.connect(url, autocommit=True) as connection:
            (version,) = connection.execute("SELECT postgis_full_version()").fetchone() or ("",)
            (cells,) = connection.execute("SELECT count(*) FROM fairnotice.map_cell").fetchone() or (0,)
            print(f"{options.cameras} cameras, {cells} cells; {version[:60]}")
            print("| zoom | cameras | median ms | p95 ms | two verdicts | one operator | largest kB | every camera |")
            print("|---|---|---|---|---|---|---|---|")
            for line in measure_tiles(connection, options.times):
                print(line, flush=True)
            print(measure_night(connection, options.changes or options.cameras // 10))


if __name__ == "__main__":
    main()
