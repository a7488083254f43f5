"""One file that somebody hands in over the web, read as `fairnotice scan` reads files, in a process of its own.

The process is given the file through a pipe and nothing else: no secret of this one is in its environment, its time and
memory are limited, and what it finds comes back as text. The file touches no disk.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pydantic

from fairnotice.analytics.folders import Opened, UnreadableError, beside
from fairnotice.analytics.meaning.mentions import presentable
from fairnotice.analytics.network import scan_device
from fairnotice.analytics.scan import unread
from fairnotice.domain import AnalyticsScan

MOST_BYTES = 32 * 1024 * 1024
"""Most bytes of a file that is handed in: exports of recorders and label maps have kilobytes, packed ones a few MB."""
_SECONDS = 60
"""Time for a file or for all members of an archive; each member has its own limit too."""
_MOST_MEMORY = 2 * 1024**3
_MOST_SCANS = 500
_SCANS = pydantic.TypeAdapter(list[AnalyticsScan])


class HandedIn:
    """A folder that holds one file, in memory."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        self._data = data

    def names(self) -> Iterator[str]:
        """Yield the one name."""
        yield self._name

    @contextmanager
    def open(self, name: str) -> Iterator[Opened]:
        """Open the one file."""
        if beside("", name) != beside("", self._name):
            raise UnreadableError("only one file was handed in")
        yield BytesIO(self._data), len(self._data)


def scan_handed_in(data: bytes, *, name: str, device_id: str) -> list[AnalyticsScan]:
    """Read a configuration, label map, model or archive of them.

    Args:
        data: The file.
        name: What its sender calls it; the ending tells the format where bytes do not.
        device_id: The device that it is said to be of.

    Returns:
        One scan for each file in it. What could not be read is an incomplete scan with the reason.
    """
    name = Path(presentable(name).replace("\\", "/")).name or "file"
    environment = {"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "LANG": "C.UTF-8", "PATH": os.defpath}
    command = [sys.executable, "-m", "fairnotice.analytics.handed_in", name, device_id]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the name is an argument, not a command
            command, input=data, capture_output=True, timeout=_SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        return [unread(device_id, name, f"reading it took more than {_SECONDS} seconds")]
    if done.returncode != 0:
        return [unread(device_id, name, "the process that read it ended; it may be too large or damaged")]
    return _SCANS.validate_json(done.stdout)


def _read_standard_input(name: str, device_id: str) -> None:
    """Read a file from standard input and write what is in it to standard output."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    scans = list(scan_device(HandedIn(name, data), device_id, ""))[:_MOST_SCANS]
    sys.stdout.buffer.write(_SCANS.dump_json(scans))


if __name__ == "__main__":
    _read_standard_input(*sys.argv[1:3])
