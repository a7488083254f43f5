"""Settings of the private cluster that follow from the machine: its memory, and which PostGIS it has."""

from __future__ import annotations

import os
from pathlib import Path

MIB = 2**20
LEFT_FOR_THE_AUDIT = 2048 * MIB
"""Memory of which the server takes no share."""
LEAST, MOST = 256 * MIB, 8192 * MIB
_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
"""What a container may use; it sees the whole machine's memory otherwise."""


def memory() -> int:
    """Return the bytes of memory that this machine has, or as many as its container may use."""
    found = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for path in _LIMITS:
        try:
            found = min(found, int(path.read_text()))
        except (OSError, ValueError):
            continue  # there is no such limit
    return found


def shared_buffers(of_memory: int) -> int:
    """Return the bytes of pages that the server keeps: a quarter of what the audit leaves, taken as they are used."""
    return max(LEAST, min((of_memory - LEFT_FOR_THE_AUDIT) // 4, MOST))


def settings(libraries: Path) -> str:
    """Return the lines of configuration that this machine asks for.

    Args:
        libraries: Folder of the server's libraries.
    """
    kept = shared_buffers(memory()) // MIB
    lines = [f"shared_buffers = '{kept}MB'", f"effective_cache_size = '{max(1024, 2 * kept)}MB'"]
    # Loaded once, and not by each connection anew, whose first answer would wait for it.
    postgis = sorted(path.stem for path in libraries.glob("postgis-*.so"))
    if postgis:
        lines.append(f"shared_preload_libraries = '{postgis[-1]}'")
    return "\n".join(lines) + "\n"
