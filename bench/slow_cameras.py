"""Does a camera that is dead, silent, dripping or endless delay the others? Wall time with them over that without.

    PYTHONPATH=tests ops/airflow-run python -m bench.slow_cameras

The same cameras are sampled as `sample` does it, by the real inspector, in one process: first the healthy ones alone,
then all. Every batch is a night's first: nothing is known of any camera yet. `--nights 2` goes on with a night that
knows which ones were slow. Beside it: by how much any grab overran its deadline, by a clock of our own around it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from bench.simulated_network import (
    Served,
    add_network_options,
    audit_of,
    in_words,
    knowing,
    machine_in_words,
    networks_of,
    serving,
)
from fairnotice.capture import grab as capture
from fairnotice.domain import CaptureFailure, Frame
from fairnotice.pipeline import auditing, sampling
from fairnotice.pipeline.resources import Resources
from fairnotice.vision.inspect import Inspector

MIX = "dead=0.05,silent=0.03,drip=0.01,endless=0.01"


@dataclass
class Watched:
    """What was seen of all grabs of a run."""

    overruns: list[float] = field(default_factory=list)
    """Seconds after its deadline at which each grab that took so long returned; less if it was in time."""
    answers: Counter[str] = field(default_factory=Counter)
    busy: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def watching() -> Iterator[Watched]:
    """Put a clock around every grab of the pipeline, whatever it does with its own."""
    watched, real = Watched(), capture.grab

    def timed(*arguments: object, **named: object) -> Frame | CaptureFailure:
        waited = 0.0
        before = named.get("before_decoding")

        def wait() -> None:
            nonlocal waited
            begun = time.monotonic()
            before()  # type: ignore[operator]
            waited += time.monotonic() - begun

        if before is not None:
            named["before_decoding"] = wait
        with watched.lock:
            watched.busy += 1
            watched.most_at_once = max(watched.most_at_once, watched.busy)
        begun = time.monotonic()
        answer = real(*arguments, **named)  # type: ignore[arg-type]
        # What it waited for room in this process is not the camera's time, nor its deadline's.
        took = time.monotonic() - begun - waited
        with watched.lock:
            watched.busy -= 1
            watched.overruns.append(took - named["limits"].deadline_s)  # type: ignore[attr-defined]
            watched.answers[answer.fault.value if isinstance(answer, CaptureFailure) else "frame"] += 1
        return answer

    places = [module for module in (sampling, capture) if getattr(module, "grab", None) is real]
    for module in places:
        module.grab = timed  # type: ignore[attr-defined, assignment]
    try:
        yield watched
    finally:
        for module in places:
            module.grab = real  # type: ignore[attr-defined, assignment]


def night(opened: Resources, day: dt.date) -> tuple[float, Watched, str]:
    """Sample every camera once; return seconds by the clock, what the grabs did, and what the pipeline says of it."""
    reports = []
    with watching() as watched:
        begun = time.monotonic()
        audit = audit_of(day)
        for batch in auditing.begin(opened, audit):
            reports.append(sampling.sample_batch(opened, audit, batch, lambda: dt.datetime.now(dt.UTC)))
        wall = time.monotonic() - begun
    said = f"{len(reports)} batches, {sum(each.observed for each in reports)} frames looked at"
    return wall, watched, f"{said}, {sum(each.failed for each in reports)} without one"


def measure(served: Served, numbers: list[int], inspector: Inspector, nights: int) -> list[float]:
    """Sample these cameras for some nights, each after the other's observations were forgotten; return wall times."""
    walls = []
    with knowing(served, numbers) as opened:
        vars(opened)["inspector"] = inspector  # one model for all runs, loaded before the clock starts
        for number in range(nights):
            with opened.database.transaction() as connection:
                connection.execute("DELETE FROM fairnotice.observation")
            wall, watched, said = night(opened, dt.datetime.now(dt.UTC).date())
            walls.append(wall)
            worst = max(watched.overruns, default=float("nan"))
            print(f"  night {number + 1}: {len(numbers)} cameras in {wall:.1f} s; {said}")
            print(
                f"    grabs: {', '.join(f'{count} {answer}' for answer, count in watched.answers.most_common())}; "
                f"at most {watched.most_at_once} at once; "
                + (f"the worst returned {worst:+.3f} s after its deadline" if worst > -1 else "none near its deadline"),
                flush=True,
            )
    return walls


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_network_options(parser, 2000, mix=MIX)
    parser.add_argument("--turns", type=int, default=1, help="how often both are measured, in turns")
    parser.add_argument("--nights", type=int, default=1, help="nights of each turn; later ones know earlier ones")
    options = parser.parse_args()
    (network,) = networks_of(options)
    print(f"{machine_in_words()}\n{in_words(network)}", flush=True)
    noise = np.random.default_rng(1).integers(60, 200, (network.size[1], network.size[0], 3), np.uint8)
    with serving(network) as served:
        with knowing(served, []) as opened:
            inspector = opened.inspector
        inspector.inspect(Frame(noise, dt.datetime.now(dt.UTC)), whatever_quality=True)
        ratios: list[list[float]] = [[] for _ in range(options.nights)]
        for turn in range(1, options.turns + 1):
            print(f"turn {turn}: the healthy ones alone", flush=True)
            alone = measure(served, network.healthy(), inspector, options.nights)
            print(f"turn {turn}: all", flush=True)
            together = measure(served, list(range(network.cameras)), inspector, options.nights)
            for number in range(options.nights):
                ratios[number].append(together[number] / alone[number])
                print(f"turn {turn}, night {number + 1}: ratio {ratios[number][-1]:.3f}", flush=True)
    for number, found in enumerate(ratios, 1):
        print(f"night {number}: wall time over that of the healthy alone: median {statistics.median(found):.3f}")


if __name__ == "__main__":
    main()
