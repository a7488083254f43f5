"""Does a camera that is dead, silent, dripping or endless delay the others? Wall time with them over that without.

    PYTHONPATH=tests ops/airflow-run python -m bench.slow_cameras

The same cameras are sampled as `sample` does it, by the real inspector, in one process: first the healthy ones alone,
then all. Every batch is a night's first: nothing is known of any camera yet. `--nights 2` goes on with a night that
knows which ones were slow.

Beside it: by how much any grab overran its deadline, by a clock of our own around it and by the grab's own. The first
leaves out only what the pipeline made the grab wait for room in memory; the second also what this machine made it wait
for a processor to decode with, which is no camera's doing.
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
    MIX,
    Served,
    add_network_options,
    audit_of,
    in_words,
    knowing,
    machine_in_words,
    model_in_words,
    networks_of,
    serving,
)
from fairnotice.capture import grab as capture
from fairnotice.domain import CaptureFailure, Frame
from fairnotice.pipeline import auditing, sampling
from fairnotice.pipeline.resources import Resources
from fairnotice.settings import settings
from fairnotice.vision.inspect import Inspector

_CLOCKS = {"model_s": "the model worked", "waited_s": "waited for frames", "held_up_s": "was held up"}
GRACE_S = 0.5
"""How late a grab may return."""


@dataclass
class Watched:
    """What was seen of all grabs of a run."""

    by_the_wall: list[float] = field(default_factory=list)
    """Seconds after its deadline at which each grab returned, less what it waited for room; negative: in time."""
    by_its_own: list[float] = field(default_factory=list)
    """The same by the clock that the grab keeps."""
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
            deadline_s = named["limits"].deadline_s  # type: ignore[attr-defined]
            watched.by_the_wall.append(took - deadline_s)
            watched.by_its_own.append(answer.elapsed_s - deadline_s)
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


@dataclass(frozen=True, slots=True)
class Night:
    """Seconds that one took by the clock, and in which the model worked."""

    wall_s: float
    model_s: float


def night(opened: Resources, day: dt.date) -> tuple[Night, Watched, str]:
    """Sample every camera once; return what it took, what the grabs did, and what the pipeline says of it."""
    reports = []
    with watching() as watched:
        begun = time.monotonic()
        audit = audit_of(day)
        for batch in auditing.begin(opened, audit):
            reports.append(sampling.sample_batch(opened, audit, batch, lambda: dt.datetime.now(dt.UTC)))
        wall = time.monotonic() - begun
    total = {name: sum(getattr(each, name) for each in reports) for name in ("observed", "failed", *_CLOCKS)}
    clocks = ", ".join(f"{what} {total[name]:.1f} s" for name, what in _CLOCKS.items())
    said = f"{len(reports)} batches, {total['observed']} frames, {total['failed']} cameras without one; {clocks}"
    return Night(wall, total["model_s"]), watched, said


def measure(served: Served, numbers: list[int], inspector: object, nights: int) -> list[Night]:
    """Sample these cameras for some nights, each after the other's observations were forgotten."""
    taken = []
    with knowing(served, numbers) as opened:
        vars(opened)["inspector"] = inspector  # one model for all runs, loaded before the clock starts
        for number in range(nights):
            with opened.database.transaction() as connection:
                connection.execute("DELETE FROM fairnotice.observation")
            took, watched, said = night(opened, dt.datetime.now(dt.UTC).date())
            taken.append(took)
            late = sum(seconds > GRACE_S for seconds in watched.by_the_wall)
            print(f"  night {number + 1}: {len(numbers)} cameras in {took.wall_s:.1f} s; {said}")
            answers = ", ".join(f"{count} {answer}" for answer, count in watched.answers.most_common())
            print(f"    grabs: {answers}; at most {watched.most_at_once} at once")
            latest, own = max(watched.by_the_wall), max(watched.by_its_own)
            print(f"    the latest returned {latest:+.3f} s after its deadline, {own:+.3f} s by the grabs' own clocks;")
            print(f"    {late} of {len(watched.by_the_wall)} more than {GRACE_S:g} s after it", flush=True)
    return taken


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_network_options(parser, 2000, mix=MIX)
    parser.add_argument("--turns", type=int, default=1, help="how often both are measured, in turns")
    parser.add_argument("--nights", type=int, default=1, help="nights of each turn; later ones know earlier ones")
    options = parser.parse_args()
    (network,) = networks_of(options)
    print(f"{machine_in_words()}; {model_in_words(options.stub_model)}\n{in_words(network)}", flush=True)
    noise = np.random.default_rng(1).integers(60, 200, (network.size[1], network.size[0], 3), np.uint8)
    with serving(network) as served:
        inspector = options.stub_model or Inspector.open(settings())
        inspector.inspect(Frame(noise, dt.datetime.now(dt.UTC)), whatever_quality=True)
        ratios: list[list[float]] = [[] for _ in range(options.nights)]
        for turn in range(1, options.turns + 1):
            print(f"turn {turn}: the healthy ones alone", flush=True)
            alone = measure(served, network.healthy(), inspector, options.nights)
            print(f"turn {turn}: all", flush=True)
            together = measure(served, list(range(network.cameras)), inspector, options.nights)
            for number in range(options.nights):
                first, then = alone[number], together[number]
                ratios[number].append(then.wall_s / first.wall_s)
                quiet = (then.wall_s - then.model_s + first.model_s) / first.wall_s
                print(
                    f"turn {turn}, night {number + 1}: ratio {ratios[number][-1]:.3f}; {quiet:.3f} if the model had "
                    "worked as long as for the healthy alone, which had the same frames",
                    flush=True,
                )
    for number, found in enumerate(ratios, 1):
        print(f"night {number}: wall time over that of the healthy alone: median {statistics.median(found):.3f}")


if __name__ == "__main__":
    main()
