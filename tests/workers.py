"""Tests in several processes, one of which may be lost: the others finish, and the run says how it ended.

pytest-xdist 3.8 gives the finished files of a lost worker out again and then waits for ever for the tests in them.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest
from xdist.scheduler import LoadFileScheduling

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.workermanage import WorkerController


class LosingNothing(LoadFileScheduling):
    """Files to workers; of a lost worker, what is unfinished is given out again, but not the test it was lost in."""

    def remove_node(self, node: WorkerController) -> str | None:
        lost = self._lost_in(node)
        self.assigned_work[node] = _unfinished(self.assigned_work[node])
        super().remove_node(node)
        return lost

    def _lost_in(self, node: WorkerController) -> str | None:
        for tests in _unfinished(self.assigned_work[node]).values():
            lost = next(name for name, done in tests.items() if not done)
            tests[lost] = True
            return lost
        return None


def _unfinished(work: dict[str, dict[str, bool]]) -> dict[str, dict[str, bool]]:
    return {file: tests for file, tests in work.items() if not all(tests.values())}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    return LosingNothing(config, log) if config.option.dist == "loadfile" else None


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController, error: object) -> None:
    if not error:
        return
    print(f"\n{node.gateway.id} {_end_of(node)}")  # noqa: T201 - whoever reads the run must see it


def _end_of(node: WorkerController) -> str:
    process = node.gateway._io.popen
    with contextlib.suppress(subprocess.TimeoutExpired):
        status = process.wait(timeout=10)
        return f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended itself with status {status}"
    return "closed its channel and still runs"
