"""Run the simulation, once or over the values of one assumption, and print what came of it."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from fairnotice.rules.policy import DEFAULT, Policy

from .judging import Bench, judge_sites
from .report import report, summary
from .sight import TABLES
from .tally import Tally
from .world import World

CAMERAS_PER_SITE = 3.5
_CHUNK = 20
Values = TypeVar("Values", World, Policy)


def simulate(bench: Bench, sites: int, workers: int) -> Tally:
    """Judge so many sites and return what came of them; how many workers there are changes nothing."""
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
        print(
            f"\r{done / count:4.0%}  {total.cameras} cameras, {time.monotonic() - began:.0f} s ",
            end="",
            file=sys.stderr,
        )
    print(file=sys.stderr)
    return total


def given_values(values: Values, settings: Sequence[str]) -> Values:
    """Return ``values`` with each ``name=value`` of ``settings`` in its place.

    Raises:
        SystemExit: There is no such name, or the value is not JSON.
    """
    names = {each.name for each in fields(values)}
    for setting in settings:
        name, _, value = setting.partition("=")
        if name not in names:
            raise SystemExit(f"{name}: no such assumption. Choose one of {', '.join(sorted(names))}")
        values = replace(values, **{name: _value(value)})
    return values


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def parser() -> argparse.ArgumentParser:
    """Return what the command line takes."""
    asks = argparse.ArgumentParser(prog="python -m bench.known_truth", description=__doc__)
    asks.add_argument("--cameras", type=int, default=10_000, help="about so many, at sites of one to six")
    asks.add_argument("--nights", type=int, default=60)
    asks.add_argument("--seed", type=int, default=1)
    asks.add_argument("--tables", default=",".join(TABLES), help="what judges are told of recall: %(default)s")
    asks.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="another assumption")
    asks.add_argument("--policy", action="append", default=[], metavar="NAME=VALUE", help="another threshold")
    asks.add_argument("--sweep", metavar="NAME=A,B,C", help="run once for each value of an assumption or a threshold")
    asks.add_argument("--plots", type=Path, metavar="FOLDER", help="draw what came of it there")
    asks.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    return asks


def main() -> None:
    """Read the options, simulate, report."""
    given = parser().parse_args()
    world = given_values(World(nights=given.nights, seed=given.seed), given.set)
    policy = given_values(DEFAULT, given.policy)
    tables, sites = given.tables.split(","), round(given.cameras / CAMERAS_PER_SITE)
    if given.sweep is None:
        tally = simulate(Bench.of(world, tables, policy), sites, given.workers)
        print(report(tally, tables))
        if given.plots:
            from .plots import draw_run

            draw_run(tally, tables, given.plots / "run.png")
        return
    name, _, values = given.sweep.partition("=")
    swept: dict[str, Tally] = {}
    for value in values.split(","):
        setting = [f"{name}={value}"]
        of_world = name in {each.name for each in fields(World)}
        bench = (
            Bench.of(given_values(world, setting), tables, policy)
            if of_world
            else Bench.of(world, tables, given_values(policy, setting))
        )
        swept[value] = simulate(bench, sites, given.workers)
        print(f"\n{name} = {value}\n", *summary(swept[value], tables), sep="\n", flush=True)
    if given.plots:
        from .plots import draw_sweep

        draw_sweep(name, swept, tables, given.plots / f"{name}.png")


if __name__ == "__main__":
    main()
