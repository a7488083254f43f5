"""Airflow's services on this machine: started in the background, awaited until healthy, stopped."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence

from ops import cluster, processes
from ops.airflow_environment import WEB_USER, environment, no_core_dumps, password_file, web_address
from ops.places import InstallationError, home, refusals_explained

COMMANDS = {
    "api-server": ["airflow", "api-server"],
    # No log servers: they would listen on every address, and the web server reads the files itself.
    "scheduler": ["airflow", "scheduler", "--skip-serve-logs"],
    "dag-processor": ["airflow", "dag-processor"],
    "triggerer": ["airflow", "triggerer", "--skip-serve-logs"],
}
HEALTH_KEYS = {
    "api-server": "metadatabase",
    "scheduler": "scheduler",
    "dag-processor": "dag_processor",
    "triggerer": "triggerer",
}
START_LIMIT_S = 240.0


def start(names: Sequence[str] = tuple(COMMANDS)) -> None:
    """Start these services and wait until each reports that it is healthy.

    Raises:
        InstallationError: one ended or is not healthy in time; what it said last is in the message.
    """
    made = environment()
    no_core_dumps()
    binary = made["PATH"].split(":", 1)[0]
    for name in names:
        program, *arguments = COMMANDS[name]
        processes.launch(name, [f"{binary}/{program}", *arguments], made)
    deadline = time.monotonic() + START_LIMIT_S
    waiting = set(names)
    while waiting:
        for name in sorted(waiting):
            if processes.find(name) is None:
                raise InstallationError(f"{name} ended; its log ends with:\n{processes.last_lines(name)}")
        health = read_health()
        waiting = {name for name in names if health.get(HEALTH_KEYS[name]) != "healthy"}
        if waiting and time.monotonic() > deadline:
            name = min(waiting)
            raise InstallationError(
                f"not healthy after {START_LIMIT_S:.0f} s: {', '.join(sorted(waiting))}; "
                f"the log of {name} ends with:\n{processes.last_lines(name)}"
            )
        if waiting:
            # The web server offers no event to wait for: ask it again.
            processes.await_end_of(min(waiting), 0.5)


def read_health() -> dict[str, str | None]:
    """Return the state of each component as Airflow's web server reports it; empty while it does not answer."""
    address = f"{web_address()}/api/v2/monitor/health"
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own address
            return {key: state.get("status") for key, state in json.load(answer).items() if state}
    except (urllib.error.URLError, OSError, ValueError):
        return {}


@contextlib.contextmanager
def running(names: Sequence[str] = tuple(COMMANDS)) -> Iterator[None]:
    """Have these services run for a while: those that did not run before are stopped at the end."""
    started = [name for name in names if processes.find(name) is None]
    try:
        start(names)
        yield
    finally:
        processes.stop(started)


def main(arguments: list[str] | None = None) -> int:
    """Start or stop everything that belongs to this checkout."""
    parser = argparse.ArgumentParser(prog="ops/services", description="Airflow and the map on this machine.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("start", help="start Airflow's services and say where they are")
    commands.add_parser("stop", help="stop them, the demo's cameras and the private cluster")
    commands.add_parser("status", help="tell what runs")
    command = parser.parse_args(arguments).command
    try:
        with refusals_explained():
            return {"start": _start, "stop": _stop, "status": _status}[command]()
    except InstallationError as error:
        sys.stderr.write(f"ops/services: {error}\n")
        return 1


def _start() -> int:
    say = sys.stdout.write
    say("starting Airflow's web server, scheduler, DAG processor and triggerer ...\n")
    sys.stdout.flush()
    start()
    say(
        f"\n  Airflow   {web_address()}/\n"
        f"  the map   {web_address()}/fairnotice/  (in Airflow's navigation: Fairnotice)\n"
        f"  user      {WEB_USER}\n"
        f"  password  in {password_file()}\n"
        f"  logs      in {home() / 'logs'}\n"
        f"  stop      make stop\n"
    )
    return 0


def _stop() -> int:
    stopped = processes.stop()
    if cluster.stop():
        stopped.append("private cluster")
    sys.stdout.write(f"stopped: {', '.join(stopped)}\n" if stopped else "nothing was running\n")
    return 0


def _status() -> int:
    for name in sorted({*COMMANDS, *processes.names()}):
        process = processes.find(name)
        sys.stdout.write(f"{name:14} {f'runs, process {process.pid}' if process else 'is not running'}\n")
    return cluster.main(["status"])


if __name__ == "__main__":
    sys.exit(main())
