"""A crash leaves no memory behind: it would hold the frame that was looked at."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fairnotice.settings import PROJECT_ROOT

_MARKER = "the-picture-of-somebody-"

_CRASH = """
import resource, signal, sys
{before}
frame = bytearray("".join(["the-picture-", "of-somebody-"]).encode() * 5000)
sys.stdout.write(str(resource.getrlimit(resource.RLIMIT_CORE)))
sys.stdout.write(open("/proc/self/coredump_filter").read().strip())
sys.stdout.flush()
signal.raise_signal(signal.SIGABRT)
"""
_FORBID = "from fairnotice.core_dumps import forbid_core_dumps; forbid_core_dumps()"
_ALLOW = "resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))"


def _crash(folder: Path, before: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _CRASH.format(before=before)],
        check=False,
        cwd=folder,
        env={"PYTHONPATH": str(PROJECT_ROOT / "plugins")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == -6, done.stderr
    return done.stdout


def _dumps(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if _MARKER.encode() in path.read_bytes()]


def test_a_crash_leaves_nothing(tmp_path):
    assert _crash(tmp_path, _FORBID) == "(0, 0)00000000"
    assert _dumps(tmp_path) == []


def test_the_crash_would_leave_the_picture_otherwise(tmp_path):
    pattern = Path("/proc/sys/kernel/core_pattern").read_text(encoding="ascii").strip()
    if "/" in pattern or pattern.startswith("|"):
        pytest.skip(f"dumps go elsewhere on this machine: {pattern}")
    try:
        _crash(tmp_path, _ALLOW)
    except AssertionError as error:
        pytest.skip(f"this process may not allow dumps: {str(error).splitlines()[-1]}")
    assert len(_dumps(tmp_path)) == 1
