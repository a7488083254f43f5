"""What a night of a larger network would need, from parts that were measured on a smaller one.

Nothing here is measured: it is arithmetic over stated inputs, and it leaves out whatever only a large network has, such
as a database that no longer fits into memory, or a network line that is full.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Step:
    """One mapped step of the audit as it was measured.

    Attributes:
        work_s: Seconds of its own work for each camera, where so many tasks ran at once as did then.
        overhead_s: Seconds of each of its tasks that were no work of its own: starting a process, imports, results.
        cameras_per_task: How many cameras one task gets.
        at_once: How many of its tasks were at work at once, on average. No more is assumed: one alone may keep all
            processors busy.
    """

    work_s: float
    overhead_s: float
    cameras_per_task: float
    at_once: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run of a smaller network took.

    Attributes:
        cameras: How many it had.
        steps: Its mapped steps by name.
        fixed_s: Seconds of what is done once for each audit: beginning, publishing, telling.
    """

    cameras: int
    steps: Mapping[str, Step] = field(default_factory=dict)
    fixed_s: float = 0.0


def night_s(measured: Measured, cameras: int, machines: int = 1, slowed: float = 1.0) -> float:
    """Return the seconds that an audit of ``cameras`` takes on ``machines`` of the kind that was measured.

    Args:
        measured: The smaller run.
        cameras: How many, each asked and answering as in that run.
        machines: How many machines work, each like the measured one; the database is no limit.
        slowed: Wall time of sampling a network with slow cameras over one without (`bench.slow_cameras`).
    """
    total = measured.fixed_s
    for name, step in measured.steps.items():
        tasks = math.ceil(cameras / step.cameras_per_task)
        work = cameras * step.work_s * (slowed if name == "sample" else 1.0)
        total += (work + tasks * step.overhead_s) / (step.at_once * machines)
    return total


def in_words(measured: Measured, cameras: int, machines: Iterable[int], slowed: float) -> str:
    """Say what a night would need, with every input."""
    limits = f"{measured.cameras} cameras were measured, sampling is taken {slowed:g} times as long for slow ones"
    lines = [f"{cameras} cameras would need, computed ({limits}, steps one after the other, the database no limit):"]
    lines += [
        f"  {name}: {step.work_s * 1000:.1f} ms of work a camera, {step.overhead_s:.1f} s of overhead a task of "
        f"{step.cameras_per_task:.0f} cameras, {step.at_once:.2f} tasks at work at once"
        for name, step in measured.steps.items()
    ]
    lines.append(f"  once for each audit: {measured.fixed_s:.1f} s")
    for count in machines:
        hours = night_s(measured, cameras, count, slowed) / 3600
        lines.append(f"  on {count} machine{'s' if count > 1 else ''} like this one: {hours:.1f} h")
    return "\n".join(lines)
