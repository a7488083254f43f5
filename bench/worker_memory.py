"""Does a worker's memory grow with the cameras of its batch? Peak with many over peak with few.

    PYTHONPATH=tests ops/airflow-run python -m bench.worker_memory --cameras 200 5000

For each size a fresh process samples a network of so many cameras as one batch, as `sample` does it. Printed are the
most memory that the process itself ever held (VmHWM), and the largest sum of it and its decoding processes (PSS),
looked at every half second. With `--stub-model 0` nothing looks at the frames: that is quick, and shows what grabbing,
decoding and writing hold, and nothing of the model.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from bench.process_memory import PeakMemory, peak_resident_bytes
from bench.simulated_network import (
    MIX,
    Served,
    StubInspector,
    add_network_options,
    audit_of,
    in_words,
    knowing,
    machine_in_words,
    model_in_words,
    networks_of,
    serving,
)
from fairnotice.pipeline import auditing, sampling
from fairnotice.pipeline.resources import resources
from fairnotice.settings import Settings
from fairnotice.store.cameras import Batch
from fairnotice.store.database import database_url
from fakes.farm_network import Network

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Peak:
    """What one worker took."""

    cameras: int
    resident: int
    """Bytes that the process itself held at most."""
    observed: int = 0
    seconds: float = 0.0
    together: int = 0
    """Largest sum with its children, bytes."""


def work(stub: StubInspector | None) -> None:
    """Be the worker: sample all cameras of the database as one batch, and print what it took."""
    started = dt.datetime.now(dt.UTC)
    with resources(Settings()) as opened:
        if stub is not None:
            vars(opened)["inspector"] = stub
        audit = audit_of(started.date())
        batches = auditing.begin(opened, audit)
        whole = Batch(batches[0].first_id, batches[-1].last_id, sum(batch.cameras for batch in batches))
        report = sampling.sample_batch(opened, audit, whole, lambda: dt.datetime.now(dt.UTC))
    seconds = (dt.datetime.now(dt.UTC) - started).total_seconds()
    print(json.dumps(asdict(Peak(whole.cameras, peak_resident_bytes(), report.observed, seconds))))


def measure(network: Network, stub: StubInspector | None) -> Peak:
    """Have a fresh process sample the network."""
    with serving(network) as served, _database(served) as environment:
        command = [sys.executable, "-m", "bench.worker_memory", "--worker"]
        command += ["--stub-model", f"{stub.milliseconds:g}"] if stub is not None else []
        with (
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as worker,
            PeakMemory(lambda: [worker.pid], every_s=0.5) as watched,
        ):
            output, _ = worker.communicate()
    if worker.returncode != 0 or not output.strip():
        raise SystemExit(f"the worker of {network.cameras} cameras ended with status {worker.returncode}")
    told = json.loads(output.splitlines()[-1])
    return Peak(**told | {"together": watched.peak})


@contextlib.contextmanager
def _database(served: Served) -> Iterator[dict[str, str]]:
    """Yield the environment in which the worker finds the network's cameras."""
    with knowing(served, range(served.network.cameras)) as opened:
        yield os.environ | {
            "FAIRNOTICE_DATABASE_URL": database_url(opened.settings),
            "FAIRNOTICE_ALLOWED_NETWORKS": opened.settings.allowed_networks,
        }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_network_options(parser, 200, 5000, mix=MIX)
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work(options.stub_model)
        return
    print(f"{machine_in_words()}; {model_in_words(options.stub_model)}", flush=True)
    peaks = []
    for network in networks_of(options):
        print(in_words(network), flush=True)
        peaks.append(measure(network, options.stub_model))
        print(
            f"  {peaks[-1].observed} frames in {peaks[-1].seconds:.1f} s: the process held at most "
            f"{peaks[-1].resident / MIB:.0f} MiB (VmHWM), with its children {peaks[-1].together / MIB:.0f} MiB (PSS); "
            f"ratio to the smallest {peaks[-1].resident / peaks[0].resident:.3f} and "
            f"{peaks[-1].together / peaks[0].together:.3f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
