"""The configurations of a whole network: a file, a folder or an archive, read by several processes.

Memory does not grow with the number of files: names are streamed, a few dozen files are on their way at
a time, and results come in the order of the names. A file that takes too long, or more memory than it
may, is a result with that reason.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, groupby, islice
from pathlib import Path
from types import FrameType

from fairnotice.analytics.folders import (
    ArchiveFolder,
    DirectoryFolder,
    Folder,
    UnreadableError,
    is_archive,
    may_be_a_model,
)
from fairnotice.analytics.meaning.mentions import presentable
from fairnotice.analytics.scan import scan_and_follow, unread
from fairnotice.analytics.switched_off import Scanned, together
from fairnotice.domain import AnalyticsScan

SECONDS_PER_FILE = 20
_MOST_MEMORY = 3 * 1024**3
"""Address space of a reading process; a file of 4 MB needs a hundredth of it."""
_CHUNK = 32
_MOST_TOGETHER = 5_000
"""Files of one device that are looked at together."""
_DEEPEST = 2
"""An archive inside an archive is looked into, one inside that is not."""

Tell = Callable[[int], None]


def count_files(path: Path) -> int:
    """Return how many files a scan of ``path`` will open, not counting what archives hold."""
    return 1 if path.is_file() else sum(1 for _ in DirectoryFolder(path).names())


def scan_network(
    path: Path, *, prefix: str = "", workers: int = 0, tell: Tell | None = None
) -> Iterator[AnalyticsScan]:
    """Read every file below ``path``.

    Args:
        path: A file, a folder or an archive.
        prefix: What results put before the names; a file by itself goes by ``path``.
        workers: Processes; 0: as many as there are cores.
        tell: Called with the number of files done since the last call.

    Yields:
        One scan per file, or per member of an archive (``archive.zip!member``), by name. The device is
        the first folder below ``path``.
    """
    folder = DirectoryFolder(path if path.is_dir() else path.parent)
    names = folder.names() if path.is_dir() else iter([path.name])
    prefix = prefix if path.is_dir() else f"{path.parent}/" if path.parent.name else ""
    workers = workers or len(os.sched_getaffinity(0))
    chunks = iter(lambda: tuple(islice(names, _CHUNK)), ())
    first = tuple(islice(chunks, 1))
    every = chain(first, chunks)
    if workers == 1 or not first or len(first[0]) < _CHUNK:
        yield from _by_device(_one_by_one(folder, prefix, every, tell))
    else:
        yield from _by_device(_in_parallel(folder.root, prefix, every, workers, tell))


def _by_device(files: Iterator[Scanned]) -> Iterator[AnalyticsScan]:
    """Look at a device's files together; of a device with thousands, at so many at a time."""
    for _, group in groupby(files, key=lambda each: each.scan.device_id):
        while some := list(islice(group, _MOST_TOGETHER)):
            yield from together(some)


def _one_by_one(folder: Folder, prefix: str, chunks: Iterator[tuple[str, ...]], tell: Tell | None) -> Iterator[Scanned]:
    for chunk in chunks:
        for name in chunk:
            yield from _scan_name(folder, name, prefix)
            if tell is not None:
                tell(1)


def _in_parallel(
    root: Path, prefix: str, chunks: Iterator[tuple[str, ...]], workers: int, tell: Tell | None
) -> Iterator[Scanned]:
    pool = _pool(workers)
    waiting: deque[tuple[tuple[str, ...], Future[list[Scanned]]]] = deque()

    def finished() -> list[Scanned]:
        chunk, future = waiting.popleft()
        try:
            found = future.result()
        except BrokenProcessPool:
            # One file ended the process that read it: each of its neighbours gets a process of its own.
            found = [scan for name in chunk for scan in _alone(root, prefix, name)]
        if tell is not None:
            tell(len(chunk))
        return found

    try:
        for chunk in chunks:
            try:
                future = pool.submit(_scan_chunk, root, prefix, chunk)
            except BrokenProcessPool:
                pool = _pool(workers)
                future = pool.submit(_scan_chunk, root, prefix, chunk)
            waiting.append((chunk, future))
            if len(waiting) > 2 * workers:
                yield from finished()
        while waiting:
            yield from finished()
    finally:
        # Where all is read, its processes end at once; where the reader was left, nobody waits for a file.
        pool.shutdown(wait=not waiting, cancel_futures=True)


def _pool(workers: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare)


def _alone(root: Path, prefix: str, name: str) -> list[Scanned]:
    with _pool(1) as pool:
        try:
            return pool.submit(_scan_chunk, root, prefix, (name,)).result()
        except BrokenProcessPool:
            shown = prefix + name
            return [Scanned(unread(_device(shown), shown, "the process that read it ended; scan it by itself"))]


def _prepare() -> None:
    # Trees of settings hold no cycles: looking for some costs a tenth of the time.
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


def _scan_chunk(root: Path, prefix: str, names: tuple[str, ...]) -> list[Scanned]:
    folder = DirectoryFolder(root)
    return [scan for name in names for scan in _scan_name(folder, name, prefix)]


def scan_device(folder: Folder, device_id: str, prefix: str) -> Iterator[AnalyticsScan]:
    """Read everything that was handed in for one device.

    Args:
        folder: Its files.
        device_id: The device.
        prefix: What results put before the files' names.
    """
    yield from together([each for name in folder.names() for each in _scan_name(folder, name, prefix, device_id)])


def _scan_name(
    folder: Folder, name: str, prefix: str, device_id: str | None = None, depth: int = 0
) -> Iterator[Scanned]:
    """Yield the scan of one file, or of each member of an archive."""
    shown = prefix + name
    device = _device(shown) if device_id is None else device_id
    if not is_archive(name):
        yield _timed(folder, name, prefix, device)
        return
    if depth >= _DEEPEST:
        yield Scanned(unread(device, shown, "archives deeper than two are not looked into"))
        return
    try:
        with folder.open(name) as (stream, _):
            inner = ArchiveFolder(stream, name)
            for member in inner.names():
                yield from _scan_name(inner, member, f"{shown}!", device_id, depth + 1)
    except UnreadableError as error:
        if may_be_a_model(name):
            yield _timed(folder, name, prefix, device)
            return
        yield Scanned(unread(device, shown, str(error)))


class _TooLongError(Exception):
    """The time for one file is over."""


def _timed(folder: Folder, name: str, prefix: str, device_id: str) -> Scanned:
    try:
        with _alarm(SECONDS_PER_FILE):
            return scan_and_follow(folder, name, device_id=device_id, shown=prefix)
    except _TooLongError:
        return Scanned(unread(device_id, prefix + name, f"reading it took more than {SECONDS_PER_FILE} seconds"))
    except MemoryError:
        return Scanned(unread(device_id, prefix + name, "reading it took more memory than a file may"))


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raise `_TooLongError` after a time; an alarm that was set around this one rings afterwards."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise _TooLongError

    handler = signal.signal(signal.SIGALRM, ring)
    began = time.monotonic()
    left, interval = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(0.001, left - (time.monotonic() - began)), interval)


def _device(name: str) -> str:
    first, separator, _ = presentable(name).partition("/")
    return first if separator else "."
