"""History judged again by as many processes as there are cores, since a large network keeps one busy for minutes."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from typing import Any, TypeVar

from fairnotice.errors import StoreError
from fairnotice.pipeline.rejudging import Question, Rejudged, asked
from fairnotice.pipeline.resources import Resources, resources
from fairnotice.rules.pack import RulePack
from fairnotice.settings import Settings

Told = TypeVar("Told")

_WORTH_PROCESSES = 20
"""Batches from which starting processes, seconds each, takes less time than it saves."""


def rejudge_at_once(
    opened: Resources,
    target: str,
    at: dt.date,
    packs: Sequence[RulePack],
    told: Callable[[Rejudged], Told],
    *,
    workers: int = 0,
) -> Iterator[Told]:
    """Judge history again as `rejudge` does, by several processes where that is worth starting them.

    Args:
        opened: Where the facts are.
        target: As for `rejudge`.
        at: As for `rejudge`.
        packs: As for `rejudge`.
        told: What to make of a batch in the process that judged it, a function of a module: handing findings from one
            process to another takes longer than judging.
        workers: Processes; 0: as many as there are cores, or none but this one for a few batches.

    Yields:
        What ``told`` returned for each batch, in their order; a few batches are on their way at a time.

    Raises:
        StoreError: There is no such scope or camera, or a process was ended from outside.
    """
    question = asked(opened, target, at, packs)
    numbers = range(len(question.batches))
    workers = workers or (1 if len(numbers) < _WORTH_PROCESSES else len(os.sched_getaffinity(0)))
    if workers == 1:
        yield from (told(question.answered(opened, number)) for number in numbers)
        return
    context = multiprocessing.get_context("spawn")  # a copy of this process would share its connections
    pool = ProcessPoolExecutor(workers, context, _begin, (opened.settings, question, told))
    waiting: deque[Future[Told]] = deque()
    try:
        for number in numbers:
            waiting.append(pool.submit(_answered, number))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise StoreError(
            "a process that judged was ended: is there memory enough? Judge a part of the scope"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


# --- in the processes ---------------------------------------------------------------------------------

_answer: Callable[[int], Any]
"""What a process does with the number of a batch."""


def _begin(settings: Settings, question: Question, told: Callable[[Rejudged], Any]) -> None:
    global _answer
    opened = ExitStack().enter_context(resources(settings))  # until the process ends

    def answer(number: int) -> Any:
        return told(question.answered(opened, number))

    _answer = answer


def _answered(number: int) -> Any:
    return _answer(number)
