"""Memory of processes as Linux counts it: a page that several share is counted once among them (PSS)."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import psutil


def pss_bytes(pid: int) -> int:
    """Return the proportional set size of a process in bytes; 0 where it has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def peak_resident_bytes(pid: int | str = "self") -> int:
    """Return the most memory that a process ever held (VmHWM) in bytes."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


def families(roots: Iterable[int]) -> list[psutil.Process]:
    """Return these processes and all that descend from them."""
    found: dict[int, psutil.Process] = {}
    for root in roots:
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(root)
            found |= {each.pid: each for each in [process, *process.children(recursive=True)]}
    return list(found.values())


@dataclass
class PeakMemory:
    """Watches the sum over some processes, whose number changes, and remembers where it was largest.

    What lives shorter than ``every_s`` seconds can be missed.

    Attributes:
        peak: Bytes at the largest sum.
        at_peak: What they were then, by ``name_of``: bytes.
        counts: How many processes of each name there were then.
        samples: How often it looked.
    """

    roots: Callable[[], Iterable[int]]
    name_of: Callable[[psutil.Process], str] = lambda process: process.name()
    every_s: float = 1.0
    peak: int = 0
    at_peak: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    samples: int = 0

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def look(self) -> None:
        """Look once."""
        sizes: Counter[str] = Counter()
        counts: Counter[str] = Counter()
        for process in families(self.roots()):
            if size := pss_bytes(process.pid):
                with contextlib.suppress(psutil.Error):
                    name = self.name_of(process)
                    sizes[name] += size
                    counts[name] += 1
        self.samples += 1
        if sizes.total() > self.peak:
            self.peak, self.at_peak, self.counts = sizes.total(), sizes, counts

    def _watch(self) -> None:
        while not self._over.wait(self.every_s):
            self.look()
