"""No picture of anyone in a core dump: a process that is to hold frames says so before it gets the first."""

from __future__ import annotations

import contextlib
import resource
from pathlib import Path

_DUMPED_MEMORY = Path("/proc/self/coredump_filter")


def forbid_core_dumps() -> None:
    """Keep this process and those that it starts from leaving their memory behind when they crash.

    A limit of no bytes stops dumps that are written to a file. Linux does not apply it where dumps are piped
    to a program, so the kinds of memory that a dump holds are set to none too. Source: core(5).
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):  # not Linux, or /proc is not there: the limit alone has to do
        _DUMPED_MEMORY.write_text("0")
