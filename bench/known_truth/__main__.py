"""Run the simulation and print what came of it."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from .judging import Bench, judge_sites
from .report import report
from .sight import TABLES
from .tally import Tally
from .world import World

CAMERAS_PER_SITE = 3.5
_CHUNK = 20


def simulate(bench: Bench, sites: int, workers: int) -> Tally:
    """Judge so many sites and return what came of them."""
    chunks = [range(first, min(first + _CHUNK, sites)) for first in range(0, sites, _CHUNK)]
    work = partial(judge_sites, bench)
    if workers == 1:
        return _sum(map(work, chunks), len(chunks))
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        return _sum(pool.imap_unordered(work, chunks), len(chunks))


def _sum(parts: Iterable[Tally], count: int) -> Tally:
    total, began = Tally(), time.monotonic()
    for done, part in enumerate(parts, 1):
        total += part
        if sys.stderr.isatty() or done % max(1, count // 10) == 0:
            spent = time.monotonic() - began
            print(f"\r{total.cameras} cameras, {spent:.0f} s", end="\n" if done == count else "", file=sys.stderr)
    return total


def main() -> None:
    """Read the options, simulate, report."""
    parser = argparse.ArgumentParser(prog="python -m bench.known_truth", description=__doc__)
    parser.add_argument("--cameras", type=int, default=10_000, help="about so many, at sites of one to six")
    parser.add_argument("--nights", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out-of-view", type=float, default=0.5, help="share of notices outside every view")
    parser.add_argument("--recall", choices=("drawn", "photo", "photo-low"), default="photo")
    parser.add_argument("--tables", default=",".join(TABLES), help="what judges are told of recall")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    given = parser.parse_args()
    world = replace(World(), nights=given.nights, seed=given.seed, out_of_view=given.out_of_view, recall=given.recall)
    bench = Bench.of(world, given.tables.split(","))
    tally = simulate(bench, round(given.cameras / CAMERAS_PER_SITE), given.workers)
    print(report(tally, given.tables.split(",")))


if __name__ == "__main__":
    main()
