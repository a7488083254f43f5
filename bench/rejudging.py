"""How fast a whole network is judged again, over merely reading what it rests on, and whether memory stays flat.

The network is invented (`bench.invented_network`) and lies in a database of its own, which is dropped at the end.
Two processes take batches of cameras in turn, as an audit's tasks do: read the facts, judge by every pack. What was
said is counted and thrown away, unless ``--put`` writes it as an audit would. The baseline reads the same rows by the
same processes and decodes nothing of the JSON in them: a judgement cannot be faster than that by much. Besides the
clock, the processors' time is given, of the workers and of the database's server: on a machine with other work the
clock says little.

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
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import psutil
import psycopg

from bench.invented_network import LAST_NIGHT, SCOPE, Network, database, fill
from fairnotice.domain import AuditMode
from fairnotice.pipeline.judging import judge_batch
from fairnotice.pipeline.resources import Resources
from fairnotice.settings import Settings
from fairnotice.store import cameras
from fairnotice.store.cameras import Batch
from fairnotice.store.database import Database

EVERYTHING_READ = """
SELECT observation.* FROM fairnotice.observation
INNER JOIN fairnotice.camera USING (camera_id)
WHERE camera.camera_id COLLATE "C" BETWEEN %s AND %s
"""


@dataclass(frozen=True, slots=True)
class Done:
    """What a worker did with one batch."""

    cameras: int
    findings: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    digest: str = ""
    worker: int = 0
    worker_cpu_s: float = 0.0
    """Processor time of the worker since it began."""
    server_cpu_s: float | None = None
    """The same of its connection's process at the server; None where the server is elsewhere."""
    worker_peak_mb: float = 0.0


def main() -> None:
    """Make the network, read it, judge it, and print how the two compare."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cameras", type=int, default=5_000)
    options.add_argument("--nights", type=int, default=10)
    options.add_argument("--frames", type=int, default=3, help="Frames a night.")
    options.add_argument("--largest-site", type=int, default=4, help="Most cameras of one site.")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--batch", type=int, default=200, help="Cameras in one task, as FAIRNOTICE_BATCH_SIZE.")
    options.add_argument("--put", action="store_true", help="Also write findings, events and alerts.")
    options.add_argument("--digest", action="store_true", help="Print a hash over all findings, to compare two runs.")
    options.add_argument("--seed", type=int, default=6)
    given = options.parse_args()
    network = Network(given.cameras, given.nights, given.frames, given.largest_site, given.seed)
    with database(f"fairnotice_bench_{os.getpid()}") as url:
        began = time.perf_counter()
        for step in fill(url, network):
            say(f"{time.perf_counter() - began:5.0f} s: {step}")
        with Database(url) as opened, opened.transaction() as connection:
            batches = cameras.batches(connection, SCOPE, given.batch)
        each = given.nights * given.frames
        print(f"{given.cameras} cameras, {each} observations each, {given.workers} processes", flush=True)
        read_s = run("read", read, url, batches, given)
        judged_s = run(
            "judged and written" if given.put else "judged", put if given.put else judge, url, batches, given
        )
        print(f"judging takes {judged_s / read_s:.2f} times reading")


def run(name: str, work: Callable[[Resources, Batch], Done], url: str, batches: list[Batch], given: Any) -> float:
    """Let the workers do all batches and print what it took; return the seconds."""
    multi = multiprocessing.get_context("spawn")
    with multi.Pool(given.workers, begin_worker, (url, given.digest)) as pool:
        pool.map(warm_up, range(given.workers), chunksize=1)
        began = time.perf_counter()
        done = list(followed(name, pool.imap(do, [(work, batch) for batch in batches]), given.cameras))
        took = time.perf_counter() - began
    last = {each.worker: each for each in done}
    print(f"{name}: {took:.1f} s, {given.cameras / took:.0f} cameras a second")
    servers = [each.server_cpu_s for each in last.values() if each.server_cpu_s is not None]
    theirs = f"{sum(servers):.1f} s" if servers else "not measured"
    print(f"  processor time: workers {sum(each.worker_cpu_s for each in last.values()):.1f} s, server {theirs}")
    for share in (4, 1):
        early = {each.worker: each.worker_peak_mb for each in done[: max(1, len(done) // share)]}
        peaks = ", ".join(f"{mb:.0f} MB" for mb in early.values())
        print(f"  most memory of each worker after 1/{share} of the batches: {peaks}")
    counts = sum((each.verdicts for each in done), Counter())
    if counts:
        print(f"  {sum(each.findings for each in done)} findings: " + ", ".join(f"{n} {v}" for v, n in counts.items()))
    if given.digest:
        print(f"  hash of the findings: {hashlib.sha256(''.join(each.digest for each in done).encode()).hexdigest()}")
    return took


def followed(name: str, done: Iterable[Done], total: int) -> Iterator[Done]:
    """Pass on what is done, and say every few seconds how far it is."""
    seen, told = 0, time.monotonic()
    for each in done:
        seen += each.cameras
        if time.monotonic() - told > 5:
            told = time.monotonic()
            say(f"{name}: {seen} of {total}")
        yield each


def say(text: str) -> None:
    """Show how far it is."""
    print(text, file=sys.stderr, flush=True)


# --- in the workers -----------------------------------------------------------------------------------


@dataclass
class Worker:
    """What one process works with."""

    resources: Resources
    with_digest: bool
    cpu_at_start_s: float
    server: psutil.Process | None
    server_cpu_at_start_s: float


_worker: Worker


def begin_worker(url: str, with_digest: bool) -> None:
    """Open one process's resources, with everything loaded that does not depend on the cameras."""
    global _worker
    opened = Database(url, size=1)
    resources = Resources(Settings(), opened, evidence=None)  # type: ignore[arg-type] - a judgement reads no picture
    _ = resources.packs
    with opened.transaction() as connection:
        server = server_process(connection)
    _worker = Worker(resources, with_digest, time.process_time(), server, server_cpu_s(server) or 0.0)


def warm_up(_: int) -> None:
    """Wait until the other workers have begun too."""
    time.sleep(0.5)


def server_process(connection: psycopg.Connection[Any]) -> psutil.Process | None:
    """Return the connection's process at the server, where that is this machine."""
    if connection.info.hostaddr not in ("127.0.0.1", "::1", ""):
        return None
    try:
        return psutil.Process(connection.info.backend_pid)
    except psutil.Error:
        return None


def server_cpu_s(server: psutil.Process | None) -> float | None:
    """Return the processor time that the server's process has taken."""
    try:
        return sum(server.cpu_times()[:2]) if server else None
    except psutil.Error:
        return None


def do(task: tuple[Callable[[Resources, Batch], Done], Batch]) -> Done:
    """Do one batch, and add what the process took so far."""
    work, batch = task
    done = work(_worker.resources, batch)
    server = server_cpu_s(_worker.server)
    return replace(
        done,
        worker=os.getpid(),
        worker_cpu_s=time.process_time() - _worker.cpu_at_start_s,
        server_cpu_s=None if server is None else server - _worker.server_cpu_at_start_s,
        worker_peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def read(resources: Resources, batch: Batch) -> Done:
    """Read the batch's rows as psycopg gives them, the JSON as text."""
    with resources.database.transaction() as connection:
        psycopg.types.json.set_json_loads(bytes, connection)
        seen = {row["camera_id"] for row in connection.execute(EVERYTHING_READ, [batch.first_id, batch.last_id])}
    return Done(len(seen))


def judge(resources: Resources, batch: Batch) -> Done:
    """Judge the batch and throw away what was said."""
    from fairnotice.pipeline.judging import judged

    verdicts: Counter[str] = Counter()
    digest = hashlib.sha256()
    with resources.database.transaction() as connection:
        members = cameras.of_batch(connection, SCOPE, batch)
        for finding in judged(resources, connection, members, LAST_NIGHT, AuditMode.REGULAR):
            verdicts[finding.verdict.value] += 1
            if _worker.with_digest:
                digest.update(repr(finding).encode())
    return Done(len(members), verdicts.total(), verdicts, digest.hexdigest())


def put(resources: Resources, batch: Batch) -> Done:
    """Judge the batch and write findings, events and alerts."""
    report = judge_batch(resources, Network(0).audit, batch)
    return Done(report.cameras, report.findings, Counter(report.changes))


if __name__ == "__main__":
    main()
