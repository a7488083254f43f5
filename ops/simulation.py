"""Run the nightly audit through Airflow for several days in a row, with an injected clock.

The same DAG that production runs is executed task by task in this process, so that Airflow's own
start-up and the model are paid for once. Airflow's log goes to a file; the caller gets one line of
progress for each day.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from ops.places import ROOT, InstallationError


@contextlib.contextmanager
def output_to(log: Path) -> Iterator[int]:
    """Send everything that this process prints to ``log``; yield a descriptor of the real output."""
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    kept, kept_errors = os.dup(1), os.dup(2)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    try:
        yield kept
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.dup2(kept, 1)
        os.dup2(kept_errors, 2)
        os.close(kept)
        os.close(kept_errors)


def audit_days(scope: str, days: list[dt.date], log: Path) -> None:
    """Run ``nightly_audit`` of ``scope`` for each of ``days``, as of that day's end, and show progress.

    Raises:
        InstallationError: A run did not succeed; the message names the log.
    """
    with output_to(log) as terminal:
        os.write(terminal, f"auditing {len(days)} days through Airflow (log: {_shown(log)})\n".encode())
        from airflow.dag_processing.dagbag import DagBag  # seconds of imports: said first

        bag = DagBag(str(ROOT / "dags"))
        if bag.import_errors:
            raise InstallationError(f"DAG files do not load: {bag.import_errors}")
        dag = bag.dags["nightly_audit"]
        for number, day in enumerate(days, 1):
            started = time.monotonic()
            end = dt.datetime.combine(day, dt.time(23, 59, 59), dt.UTC)
            conf = {"scope": scope, "window_date": day.isoformat(), "as_of": end.isoformat()}
            run = dag.test(logical_date=end, run_conf=conf)
            took = time.monotonic() - started
            os.write(terminal, f"  day {number} of {len(days)}: {day}  {run.state}  {took:.1f} s\n".encode())
            if run.state != "success":
                raise InstallationError(f"the audit of {day} did not succeed; its log: {_shown(log)}")


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
