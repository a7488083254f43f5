"""How fast a whole network is judged again, over merely reading what it rests on, and whether memory stays flat.

The network is invented (`bench.invented_network`) and lies in a database of its own, which is dropped at the end.
It is judged by what `fairnotice judge` calls, by every pack and in two processes, their start included. Of what is
said, verdicts are counted and the rest is thrown away; no earlier audit's words lie in the database to be compared.
The baseline reads the same rows in as many processes and decodes nothing of the JSON in them: a judgement cannot be
faster than that by much. Besides the clock, the processors' time is given, of the processes and of the database's
server: on a machine with other work the clock says little.

    PYTHONPATH=plugins:. python bench/rejudging.py --cameras 100000
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg
from pydantic import SecretStr

from bench.invented_network import LAST_NIGHT, SCOPE, Network, database, fill
from fairnotice.pipeline.rejudging import Rejudged
from fairnotice.pipeline.rejudging_at_once import rejudge_at_once
from fairnotice.pipeline.resources import Resources, resources
from fairnotice.settings import Settings
from fairnotice.store import cameras
from fairnotice.store.cameras import Batch

SAY_EVERY_S = 5
EVERYTHING_READ = """
SELECT observation.* FROM fairnotice.observation
INNER JOIN fairnotice.camera USING (camera_id)
WHERE camera.camera_id COLLATE "C" BETWEEN %s AND %s
"""


def peak_mb() -> float:
    """Return the most memory (MB) that this process has held; getrusage would count the one that started it too."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


@dataclass(frozen=True, slots=True)
class Done:
    """What a process did with one batch."""

    cameras: int
    verdicts: Counter[str] = field(default_factory=Counter)
    digest: str = ""
    process: int = field(default_factory=os.getpid)
    peak_mb: float = field(default_factory=peak_mb)


def main() -> None:
    """Make the network, read it, judge it, and print how the two compare."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cameras", type=int, default=5_000)
    options.add_argument("--nights", type=int, default=10)
    options.add_argument("--frames", type=int, default=3, help="Frames a night.")
    options.add_argument("--largest-site", type=int, default=4, help="Most cameras of one site.")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--batch", type=int, default=200, help="Cameras in one batch, as FAIRNOTICE_BATCH_SIZE.")
    options.add_argument("--seed", type=int, default=6)
    given = options.parse_args()
    network = Network(given.cameras, given.nights, given.frames, given.largest_site, given.seed)
    with database(f"fairnotice_bench_{os.getpid()}") as url:
        began = time.perf_counter()
        for step in fill(url, network):
            say(f"{time.perf_counter() - began:5.0f} s: {step}")
        each = given.nights * given.frames
        print(f"{given.cameras} cameras, {each} observations each, {given.workers} processes", flush=True)
        with resources(Settings(database_url=SecretStr(url), judged_at_once=given.batch)) as opened:
            read_s = measured("read", given.cameras, url, lambda: reading(opened, url, given))
            judged_s = measured("judged", given.cameras, url, lambda: judging(opened, given))
        print(f"judging takes {judged_s / read_s:.2f} times reading")


def reading(opened: Resources, url: str, given: argparse.Namespace) -> Iterator[Done]:
    """Read the batches' rows as psycopg gives them, the JSON as bytes."""
    with opened.database.transaction() as connection:
        batches = cameras.batches(connection, SCOPE, given.batch)
    with ProcessPoolExecutor(given.workers, multiprocessing.get_context("spawn"), connect, (url,)) as pool:
        yield from pool.map(read, batches)


def judging(opened: Resources, given: argparse.Namespace) -> Iterator[Done]:
    """Judge every batch by every pack."""
    return rejudge_at_once(opened, SCOPE, LAST_NIGHT, opened.packs, counted, workers=given.workers)


def measured(name: str, total: int, url: str, work: Callable[[], Iterator[Done]]) -> float:
    """Let the processes do all batches and print what it took; return the seconds."""
    done: list[Done] = []
    server: dict[int, float] = {}
    began, told, cpu_before = time.perf_counter(), time.monotonic(), children_cpu_s()
    with psycopg.connect(url, autocommit=True) as connection:
        for each in work():
            done.append(each)
            if time.monotonic() - told > SAY_EVERY_S:
                told = time.monotonic()
                say(f"{name}: {sum(each.cameras for each in done)} of {total}")
            if len(done) % 10 == 0:
                server |= server_cpu_s(connection)
    took = time.perf_counter() - began
    print(f"{name}: {took:.1f} s, {total / took:.0f} cameras a second")
    spent, theirs = children_cpu_s() - cpu_before, sum(server.values())
    print(f"  processor time: processes {spent:.1f} s, server {f'{theirs:.1f} s' if server else 'not measured'}")
    for share in (4, 1):
        peaks = {each.process: each.peak_mb for each in done[: len(done) // share]}
        print(f"  most memory after 1/{share} of the batches: {', '.join(f'{mb:.0f} MB' for mb in peaks.values())}")
    counts = sum((each.verdicts for each in done), Counter())
    if counts:
        said = hashlib.sha256("".join(each.digest for each in done).encode()).hexdigest()
        print(f"  {counts.total()} findings: " + ", ".join(f"{n} {verdict}" for verdict, n in counts.most_common()))
        print(f"  hash of the verdicts: {said[:16]}")
    return took


def say(text: str) -> None:
    """Show how far it is."""
    print(text, file=sys.stderr, flush=True)


def children_cpu_s() -> float:
    """Return the processor time of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def server_cpu_s(connection: psycopg.Connection[Any]) -> dict[int, float]:
    """Return the processor time of each of the database's connections; empty where the server is elsewhere."""
    if connection.info.hostaddr not in ("127.0.0.1", "::1"):
        return {}
    spent = {}
    for (pid,) in connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()"):
        try:
            spent[pid] = sum(psutil.Process(pid).cpu_times()[:2])
        except psutil.Error:
            continue
    return spent


# --- in the processes ---------------------------------------------------------------------------------

_connection: psycopg.Connection[Any]


def connect(url: str) -> None:
    """Open one process's connection, which gives JSON as bytes."""
    global _connection
    _connection = psycopg.connect(url)
    psycopg.types.json.set_json_loads(bytes, _connection)


def read(batch: Batch) -> Done:
    """Read one batch's rows."""
    return Done(len({row[1] for row in _connection.execute(EVERYTHING_READ, [batch.first_id, batch.last_id])}))


def counted(batch: Rejudged) -> Done:
    """Count one batch's verdicts."""
    said = [each.now for each in batch.compared if each.now is not None]
    digest = hashlib.sha256(repr([(f.camera_id, f.rule_id, f.verdict, f.confidence) for f in said]).encode())
    return Done(batch.cameras, Counter(finding.verdict.value for finding in said), digest.hexdigest())


if __name__ == "__main__":
    main()
