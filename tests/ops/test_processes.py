"""Processes in the background: found again, stopped with all that they started, never mistaken."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ops import processes


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path))
    monkeypatch.setattr(processes, "GRACE_S", 1.0)
    yield tmp_path
    processes.stop()


STUBBORN_FAMILY = """
import os, signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"], start_new_session=True)
with open(sys.argv[1], "w") as ready:
    ready.write(str(child.pid))
signal.pause()
"""


def test_a_process_is_started_once_and_found_again() -> None:
    first = processes.launch("sleeper", ["sleep", "60"], os.environ)

    assert processes.launch("sleeper", ["sleep", "60"], os.environ) == first
    assert processes.find("sleeper") == first
    assert processes.stop() == ["sleeper"]
    assert processes.find("sleeper") is None
    assert not first.is_running()


def test_a_process_that_will_not_end_is_ended_with_its_children(home: Path) -> None:
    ready = home / "ready"
    os.mkfifo(ready)
    processes.launch("stubborn", [sys.executable, "-c", STUBBORN_FAMILY, str(ready)], os.environ)
    child = psutil.Process(int(ready.read_text()))

    assert processes.stop(["stubborn"]) == ["stubborn"]

    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("{pid} 12345.0\n", id="the pid belongs to another program now"),
        pytest.param("999999999 12345.0\n", id="the process is gone"),
        pytest.param("", id="the file was cut short"),
        pytest.param("no number\n", id="the file holds something else"),
    ],
)
def test_a_stale_pid_file_names_nobody(home: Path, content: str) -> None:
    bystander = subprocess.Popen(["sleep", "60"])
    try:
        (home / "run").mkdir()
        (home / "run" / "web.pid").write_text(content.format(pid=bystander.pid))

        assert processes.find("web") is None
        assert processes.stop() == []
        assert bystander.poll() is None
        assert processes.names() == []
    finally:
        bystander.kill()
        bystander.wait()


def test_the_end_of_a_process_can_be_awaited_and_its_words_read() -> None:
    processes.launch("short", ["sh", "-c", "echo something is missing; exit 3"], os.environ)

    assert processes.await_end_of("short", 30)
    assert processes.last_lines("short") == "something is missing"
