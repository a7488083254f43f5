"""Memory and time of exporting an audit, in two sizes: memory must not grow with the network.

    PYTHONPATH=plugins:. .venv/bin/python -m bench.exporting --cameras 10000 100000

The network is invented and lies in a database of its own, which is dropped at the end. Each file is written in a
process of its own, whose peak of resident memory is what is printed; the rows lie in the database's process.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from bench.invented_network import LAST_NIGHT, SCOPE, Network, database, fill
from fairnotice.store import export
from fairnotice.store.database import Database
from fairnotice.store.export_files import FORMATS
from fairnotice.store.export_files import export as write

_RULES = 3
_FINDINGS = """
INSERT INTO fairnotice.finding (
    camera_id, rule_id, pack_id, pack_version, title, verdict, force, severity, confidence, reasons, citation,
    evidence, remedy, since, judged_on, audit_id
)
SELECT
    camera.camera_id, 'eu.rule-' || rule.number, 'eu.gdpr', '1', 'A rule', (ARRAY['fail', 'review', 'unknown', 'pass'])[
        1 + (hashtext(camera.camera_id || rule.number) & 3)
    ], 'law', 'medium', 0.5,
    '[{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "settles": "A photo of it."}]',
    '{"instrument": "Regulation (EU) 2016/679", "article": "Article 13", "verified": "full_copy"}',
    ARRAY[repeat('ab', 32)], 'Put the notice up again.', audit.window_start::date, audit.window_start::date,
    audit.audit_id
FROM fairnotice.camera, fairnotice.audit, generate_series(1, %s) AS rule (number)
"""


def measure(url: str, path: Path) -> tuple[float, int, int]:
    """Write one file; return seconds, the peak of resident memory in KiB, and rows."""
    started = time.monotonic()
    with Database(url) as opened, opened.transaction() as connection:
        export.one_moment(connection)
        written = write(connection, export.current(SCOPE, LAST_NIGHT, 30), path)
    # Not getrusage, whose peak counts what the parent held when it started this process.
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return time.monotonic() - started, int(peak.split()[1]), sum(written.values())


def main() -> None:
    """Print a line for each size and format, then the ratio of memory between the sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cameras", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--one", nargs=2, metavar=("URL", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(*measure(options.one[0], Path(options.one[1])))
        return
    peaks: dict[str, list[float]] = {ending: [] for ending in FORMATS}
    for size in options.cameras:
        with database(f"bench_exporting_{size}") as url, tempfile.TemporaryDirectory() as folder:
            for _ in fill(url, Network(size, nights=2, frames=1)):
                pass
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(_FINDINGS, [_RULES])
                connection.execute("VACUUM ANALYZE")
            for ending in FORMATS:
                file = Path(folder) / f"audit{ending}"
                command = [sys.executable, "-m", "bench.exporting", "--one", url, str(file)]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                seconds, peak, rows = (float(part) for part in done.stdout.split())
                peaks[ending].append(peak / 1024)
                print(
                    f"{size:>8} cameras {ending:<9}{rows:>8.0f} rows {file.stat().st_size / 2**20:>7.1f} MiB "
                    f"{seconds:>6.1f} s  peak {peak / 1024:>5.0f} MiB",
                    flush=True,
                )
    for ending, found in peaks.items():
        print(f"{ending:<9} peak of memory, largest to smallest network: {found[-1] / found[0]:.2f}")


if __name__ == "__main__":
    main()
