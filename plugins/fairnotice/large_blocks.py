"""Memory of pictures goes back to the system when they are done with.

glibc learns from large blocks that were freed to keep the next ones, up to 32 MB, in a pile for each of several threads
(mallopt(3), "dynamic mmap threshold"): after a night with many cameras a worker held much more than after one with few,
for nothing. With a threshold that is set it learns nothing.
"""

from __future__ import annotations

import ctypes

_M_MMAP_THRESHOLD = -3
"""From glibc's malloc.h."""
_LARGE = 2 * 1024 * 1024
"""Bytes; about a picture as it is sent. Smaller blocks are had faster from the piles."""


def give_back_large_blocks() -> None:
    """Let this process keep no large block that it has freed; does nothing where the C library is another one."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return
    mallopt(_M_MMAP_THRESHOLD, _LARGE)
