"""A network of files: none is lost, none holds up the others, and memory stays flat."""

import signal
import subprocess
import sys
import time

import pytest

from fairnotice.analytics import network, scan
from fairnotice.analytics.network import count_files, scan_network

FAULTS = scan.FAULTS


@pytest.fixture
def files(tmp_path):
    for number in range(200):
        (tmp_path / f"cam-{number % 7}").mkdir(exist_ok=True)
        (tmp_path / f"cam-{number % 7}" / f"{number:03}.txt").write_text("car\nbus\n")
    return tmp_path


def test_every_file_gives_one_result_in_the_order_of_the_names(files):
    found = [each.source for each in scan_network(files, workers=2)]
    assert found == sorted(found)
    assert len(found) == count_files(files) == 200
    assert found[0].startswith("cam-0/")


def test_progress_is_told(files):
    told = []
    list(scan_network(files, workers=2, tell=told.append))
    assert sum(told) == 200


def slow(*_args, **_options):
    while True:
        time.monotonic()


def too_much(*_args, **_options):
    raise MemoryError


@pytest.mark.parametrize(("fault", "says"), [(slow, "took more than"), (too_much, "more memory")])
def test_a_file_that_takes_too_much_is_a_result_with_the_reason(files, monkeypatch, fault, says):
    monkeypatch.setattr(network, "SECONDS_PER_FILE", 0.05)
    monkeypatch.setattr(network, "scan_and_follow", fault)
    (found,) = scan_network(files / "cam-0" / "000.txt")
    assert not found.complete
    assert says in found.error


DYING = """
import os, sys
from pathlib import Path
from fairnotice.analytics import network
network.scan_and_follow = lambda *_args, **_options: os._exit(9)
found = list(network.scan_network(Path(sys.argv[1]), workers=2))
print(len(found), sum("process that read it ended" in each.error for each in found))
"""


@pytest.mark.slow
def test_a_process_that_dies_costs_its_files_an_answer_and_nothing_else(files):
    # In a process of its own: what ends processes must not reach this one.
    done = subprocess.run(
        [sys.executable, "-c", DYING, str(files)], capture_output=True, text=True, check=False, timeout=250
    )

    assert (done.returncode, done.stdout) == (0, "200 200\n"), done.stderr


def broken(*_args, **_options):
    return {}["secret of the file"]


def test_a_fault_of_a_reader_costs_its_file_an_answer_and_nothing_else(files, monkeypatch):
    monkeypatch.setattr(scan, "FAULTS", FAULTS)
    monkeypatch.setattr(scan, "read", broken)
    found = list(scan_network(files, workers=2))

    assert len(found) == 200
    assert all(each.error.startswith("this program failed on it (KeyError at test_network.py:") for each in found)
    assert not any("secret" in each.error for each in found)
    assert not scan.scan_file(b"a", device_id="d", source="a.json").complete


def test_an_alarm_that_was_set_before_still_rings(files):
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    try:
        left, interval = signal.setitimer(signal.ITIMER_REAL, 0.3)
        list(scan_network(files / "cam-0" / "000.txt"))
        until = time.monotonic() + 60
        while not rung and time.monotonic() < until:
            time.sleep(0.01)
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, left, interval)
    assert rung == [1]
