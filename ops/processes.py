"""Processes in the background: one pid file and one log each, safe against pids that were reused."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from ops.places import InstallationError, home

GRACE_S = 20.0
"""How long a process may take to end by itself."""


def _pid_file(name: str) -> Path:
    return home() / "run" / f"{name}.pid"


def log_file(name: str) -> Path:
    """Return the file that the output of the process ``name`` goes to."""
    return home() / "logs" / f"{name}.log"


def launch(name: str, command: Sequence[str], environment: Mapping[str, str]) -> psutil.Process:
    """Start ``command`` in the background under ``name``, unless it runs already.

    It gets a session of its own, so that neither Ctrl-C nor the end of the terminal reaches it.
    """
    running = find(name)
    if running is not None:
        return running
    log = log_file(name)
    log.parent.mkdir(exist_ok=True)
    _pid_file(name).parent.mkdir(exist_ok=True)
    with log.open("wb") as output:
        started = subprocess.Popen(  # noqa: S603 - the caller's own program
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            start_new_session=True,
        )
    process = psutil.Process(started.pid)
    _pid_file(name).write_text(f"{process.pid} {process.create_time()}\n")
    return process


def find(name: str) -> psutil.Process | None:
    """Return the running process ``name``, or None; a pid that another program got since is not it."""
    try:
        pid, created = _pid_file(name).read_text().split()
        process = psutil.Process(int(pid))
        if abs(process.create_time() - float(created)) < 1 and process.status() != psutil.STATUS_ZOMBIE:
            return process
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        pass
    return None


def names() -> list[str]:
    """Return the names under which something was started and not stopped."""
    return sorted(path.stem for path in (home() / "run").glob("*.pid"))


def await_end_of(name: str, seconds: float) -> bool:
    """Wait until the process ``name`` has ended, at most ``seconds``; tell whether it has."""
    process = find(name)
    return process is None or not psutil.wait_procs([process], timeout=seconds)[1]


def stop(chosen: Sequence[str] | None = None) -> list[str]:
    """Stop the processes of these names (all, if None) with all their children; return which ran.

    All are asked together, and what is still there after the grace is killed.
    """
    wanted = names() if chosen is None else list(chosen)
    roots = {name: process for name in wanted if (process := find(name)) is not None}
    family: dict[int, psutil.Process] = {}
    for process in roots.values():
        with contextlib.suppress(psutil.NoSuchProcess):
            family |= {child.pid: child for child in process.children(recursive=True)}
        family[process.pid] = process
    for process in roots.values():
        _signal(process, signal.SIGTERM)
    _, left = psutil.wait_procs(list(roots.values()), timeout=GRACE_S)
    # Children that outlived their parent: a task has a process group of its own.
    left += [child for pid, child in family.items() if child not in left and child.is_running()]
    for process in left:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(left, timeout=GRACE_S)
    for name in wanted:
        _pid_file(name).unlink(missing_ok=True)
    return sorted(roots)


def _signal(process: psutil.Process, number: int) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        pass
    except psutil.AccessDenied:
        raise InstallationError(f"process {process.pid} belongs to another user: stop it as that user") from None


def last_lines(name: str, count: int = 20) -> str:
    """Return the end of a process's log."""
    with contextlib.suppress(FileNotFoundError):
        return os.linesep.join(log_file(name).read_text(errors="replace").splitlines()[-count:])
    return ""
