"""The map's tiles, lists, cards and counts over a million cameras and thirty nights, beside tipg on the same tables.

Each request goes over loopback through the whole application. Of each zoom the fullest tiles are asked for and those
around cameras drawn at random, with different filters; sizes are as sent, without compression. With ``--tipg`` (the
Python of an environment that has tipg: `uv venv T && uv pip install --python T tipg uvicorn`) a tipg server draws the
same tiles and pages from the same tables, of which it sends 10,000 cameras a tile at the most. At the end two more
nights pass, one of cameras anywhere and one in the order of an audit.

    PYTHONPATH=plugins:. python -m bench.map_million --cameras 1000000 --tipg T/bin/python
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import random
import socket
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
import uvicorn

from bench.invented_network import address_of, database_without_tables
from bench.map_network import build, day_of, let_pass
from fairnotice.web.app import create_app

ZOOMS = range(15)
TIPG_VIEW = """
CREATE VIEW public.cameras_on_map AS
SELECT shown.camera_id, shown.name, shown.source, shown.operator_id, shown.verdict, shown.policy_verdict, camera.geom
FROM fairnotice.camera INNER JOIN fairnotice.camera_shown AS shown ON camera.camera_id = shown.camera_id
"""
FULLEST = """
SELECT cell.cell >> (2 * (fairnotice.cell_level(%(z)s) - %(z)s)) AS tile
FROM fairnotice.map_cell AS cell
WHERE cell.level = fairnotice.cell_level(%(z)s) AND cell.district_id = '*'
GROUP BY 1
ORDER BY sum(cell.fail + cell.review + cell.unknown + cell.pass + cell.not_applicable) DESC
LIMIT %(most)s
"""


@dataclass(slots=True)
class Taken:
    """Milliseconds and bytes of requests of one kind."""

    ms: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def p(self, share: float) -> float:
        """Return a percentile of the milliseconds."""
        return sorted(self.ms)[math.ceil(share * len(self.ms)) - 1]

    def __str__(self) -> str:
        """Say p50, p95 and the largest."""
        return f"{statistics.median(self.ms):.0f} / {self.p(0.95):.0f} / {max(self.sizes) / 1000:.0f}"


def ask(client: httpx.Client, addresses: Sequence[str]) -> Taken:
    """Ask for each address once."""
    taken = Taken()
    for address in addresses:
        begun = time.perf_counter()
        answer = client.get(address)
        taken.ms.append(1000 * (time.perf_counter() - begun))
        if answer.status_code not in (200, 204):
            raise SystemExit(f"{address}: {answer.status_code} {answer.text[:300]}")
        taken.sizes.append(len(answer.content))
    return taken


@contextlib.contextmanager
def ours(url: str) -> Iterator[httpx.Client]:
    """Serve the map of a database on loopback."""
    server = uvicorn.Server(uvicorn.Config(create_app(url), host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(10)


@contextlib.contextmanager
def tipg(url: str, python: Path) -> Iterator[httpx.Client]:
    """Serve the same tables by tipg on loopback."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TIPG_VIEW)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "DATABASE_URL": url,
        "TIPG_DB_SCHEMAS": '["public"]',
        "TIPG_TABLE_CONFIG__public_cameras_on_map__PK": "camera_id",
        "TIPG_DEBUG": "false",
    }
    command = [python, "-m", "uvicorn", "tipg.main:app", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen([*command, "--log-level", "error"], env=os.environ | settings)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            for _ in range(300):
                with contextlib.suppress(httpx.TransportError):
                    if client.get("/collections").is_success:
                        break
                time.sleep(0.1)
            yield client
    finally:
        server.terminate()
        server.wait(10)


def tiles_of(connection: psycopg.Connection, zoom: int, places: Sequence[tuple[float, float]]) -> list[str]:
    """Return the fullest tiles of a zoom and those around places, as z/x/y."""
    rows = connection.execute(FULLEST, {"z": zoom, "most": 5}).fetchall()
    found = [(sum((n >> 2 * b & 1) << b for b in range(zoom)), sum((n >> 2 * b + 1 & 1) << b for b in range(zoom)))
             for (n,) in rows]  # fmt: skip
    for lon, lat in places:
        y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
        found.append((int((lon + 180) / 360 * 2**zoom), int(y * 2**zoom)))
    return [f"{zoom}/{x}/{y}" for x, y in found]


def places_of(connection: psycopg.Connection, cameras: int, most: int) -> tuple[list[str], list[tuple[float, float]]]:
    """Draw cameras at random; return their ids and places."""
    chance = random.Random(7)
    ids = [f"made:{chance.randint(1, cameras)}" for _ in range(most)]
    rows = connection.execute(
        "SELECT st_x(geom), st_y(geom) FROM fairnotice.camera WHERE camera_id = ANY (%s)", [ids]
    ).fetchall()
    return ids, [(lon, lat) for lon, lat in rows]


def mixes(nights: int) -> dict[str, str]:
    """Return the filters that are measured, by name; the first two must be quick at every zoom."""
    middle, first = day_of(nights // 2), day_of(1)
    return {
        "default": "",
        "status and date": f"verdict=fail&verdict=review&on={middle}",
        "oldest date": f"on={first}",
        "status": "verdict=fail",
        "district": "district=d-1-1-1",
        "operator": "operator=op-7",
        "rule and status": "rule=rule-1&verdict=fail",
        "attribute": "attribute=race",
        "site class and jurisdiction": "site_class=school&jurisdiction=DE",
        "text": "text=street+4711",
    }


def measure(url: str, options: argparse.Namespace) -> None:
    """Print all tables."""
    with psycopg.connect(url, autocommit=True) as connection:
        ids, places = places_of(connection, options.cameras, options.times)
        by_zoom = {zoom: tiles_of(connection, zoom, places) for zoom in ZOOMS}
    asked = mixes(options.nights)
    with ours(url) as client:
        ask(client, ["/api/summary"])
        print("\nTiles: p50 / p95 in ms / largest in kB\n")
        print(f"| zoom | {' | '.join(asked)} |\n|---|{'---|' * len(asked)}")
        default: dict[int, Taken] = {}
        for zoom, tiles in by_zoom.items():
            taken = [ask(client, [f"/tiles/{tile}.mvt?{query}" for tile in tiles]) for query in asked.values()]
            default[zoom] = taken[0]
            print(f"| {zoom} | {' | '.join(map(str, taken))} |", flush=True)
        lists = {
            "list": ["/api/cameras?limit=100"] * 20 + [f"/api/cameras?limit=100&offset={n}00" for n in range(20)],
            "list by name": [f"/api/cameras?limit=100&sort=name&offset={n}00" for n in range(20)],
            "list of fail, newest change first": ["/api/cameras?limit=100&verdict=fail&sort=-changed"] * 20,
            "list on a former day": [f"/api/cameras?limit=100&on={day_of(n)}" for n in range(1, options.nights)],
            "list of a district": ["/api/cameras?limit=100&district=d-1-1-1"] * 20,
            "list by operator's name, of a district": ["/api/cameras?limit=100&district=d-90-1-1&sort=operator"] * 20,
            "list in a box": [f"/api/cameras?limit=100&bbox={x},{y},{x + 0.05},{y + 0.05}" for x, y in places],
            "list by text": ["/api/cameras?limit=100&text=street+4711"] * 20,
            "list of a rule's fails": ["/api/cameras?limit=100&rule=rule-1&verdict=fail&district=d-1-1-1"] * 20,
            "card": [f"/api/cameras/{each}" for each in ids],
            "summary": ["/api/summary"] * 10,
            "summary on a former day": [f"/api/summary?on={day_of(n)}" for n in range(1, options.nights)],
            "summary of a district": ["/api/summary?district=d-1-1-1"] * 10,
            "summary of an operator": ["/api/summary?operator=op-7"] * 10,
            "districts": ["/api/districts?limit=1000"] * 5,
            "tiles of districts": [f"/tiles/districts/{tile}.mvt" for zoom in (0, 4, 8) for tile in by_zoom[zoom]],
            "OGC items": ["/ogc/collections/cameras/items?limit=100&f=json"] * 20,
        }
        print("\n| request | p50 / p95 in ms / largest in kB |\n|---|---|")
        pages = {}
        for name, addresses in lists.items():
            pages[name] = ask(client, addresses)
            print(f"| {name} | {pages[name]} |", flush=True)
    beside_tipg(url, options.tipg, by_zoom, default, pages)


def beside_tipg(
    url: str, python: Path | None, by_zoom: dict[int, list[str]], default: dict[int, Taken], pages: dict[str, Taken]
) -> None:
    """Print what tipg takes for the same tiles and pages, and our share of it."""
    if python is None:
        print("\nWithout --tipg there is nothing beside it.")
        return
    path = "/collections/public.cameras_on_map"
    print("\n| zoom | tipg: p50 / p95 in ms / largest in kB | ours / tipg, p50 |\n|---|---|---|")
    with tipg(url, python) as client:
        for zoom, tiles in by_zoom.items():
            taken = ask(client, [f"{path}/tiles/WebMercatorQuad/{tile}" for tile in tiles])
            print(f"| {zoom} | {taken} | {default[zoom].p(0.5) / taken.p(0.5):.2f} |", flush=True)
        for ours_named, query in (("OGC items", "items?limit=100&f=geojson"),):
            taken = ask(client, [f"{path}/{query}"] * 20)
            print(f"| {ours_named} | {taken} | {pages[ours_named].p(0.5) / taken.p(0.5):.2f} |", flush=True)


def measure_night(url: str, options: argparse.Namespace) -> None:
    """Let two more nights pass, and say what the map and the inspectors' queue add to them."""
    for later, in_order in enumerate((False, True)):
        night = (url, options.nights + later, options.cameras, options.changes)
        bare = let_pass(*night, without="USER", in_order=in_order)
        mapped = let_pass(*night, without="keep_review_after_update", in_order=in_order)
        kept = let_pass(*night, in_order=in_order)
        where = "in the order in which an audit judges" if in_order else "of cameras anywhere"
        print(
            f"\n{options.changes} findings changed, 1,000 a transaction, {where}: {bare} alone; the map takes "
            f"{mapped - bare} more, the inspectors' queue {kept - mapped}, both {kept - bare}"
        )


def main() -> None:
    """Build, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--cameras", type=int, default=100_000)
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--changes", type=int, default=None, help="findings that a night changes; none: 2 of 100")
    parser.add_argument(
        "--times", type=int, default=40, help="cameras drawn at random, around which tiles are asked for"
    )
    parser.add_argument("--tipg", type=Path, default=None, help="Python of an environment that has tipg")
    parser.add_argument("--database", default=None, help="name of one that an earlier run built and kept")
    parser.add_argument("--keep", action="store_true", help="do not drop the database at the end")
    options = parser.parse_args()
    options.changes = options.changes or options.cameras // 10
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors at the beginning", flush=True)
    with contextlib.ExitStack() as stack:
        if options.database is not None:
            url = address_of(options.database)
        else:
            url = stack.enter_context(database_without_tables(f"bench_map_{os.getpid()}", keep=options.keep))
            build(url, options.cameras, options.nights, options.changes, lambda text: print(f"  {text}", flush=True))
        measure(url, options)
        measure_night(url, options)
    print(f"load {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
