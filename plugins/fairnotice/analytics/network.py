"""The configurations of a whole network: a file, a folder or an archive, read by several processes.

Memory does not grow with the number of files: names are streamed, a few dozen files are on their way at
a time, and results come in the order of the names. A file that takes too long, or more memory than it
may, is a result with that reason.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path
from types import FrameType

from fairnotice.analytics.folders import ArchiveFolder, DirectoryFolder, Folder, UnreadableError, is_archive
from fairnotice.analytics.scan import scan_in, unread
from fairnotice.domain import AnalyticsScan

SECONDS_PER_FILE = 20
_MOST_MEMORY = 3 * 1024**3
"""Address space of a reading process; a file of 4 MB needs a hundredth of it."""
_CHUNK = 32
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
    if workers == 1 or not first or len(first[0]) < _CHUNK:
        for chunk in (*first, *chunks):
            for name in chunk:
                yield from _scan_name(folder, name, prefix + name)
                if tell is not None:
                    tell(1)
        return
    yield from _in_parallel(folder.root, prefix, _chained(first, chunks), workers, tell)


def _chained(first: Iterable[tuple[str, ...]], rest: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    yield from first
    yield from rest


def _in_parallel(
    root: Path, prefix: str, chunks: Iterator[tuple[str, ...]], workers: int, tell: Tell | None
) -> Iterator[AnalyticsScan]:
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_limit_memory) as pool:
        waiting: deque[tuple[tuple[str, ...], Future[list[AnalyticsScan]]]] = deque()
        for chunk in chunks:
            waiting.append((chunk, pool.submit(_scan_chunk, root, prefix, chunk)))
            if len(waiting) > 2 * workers:
                yield from _finished(*waiting.popleft(), tell)
        while waiting:
            yield from _finished(*waiting.popleft(), tell)


def _finished(chunk: tuple[str, ...], future: Future[list[AnalyticsScan]], tell: Tell | None) -> list[AnalyticsScan]:
    try:
        found = future.result()
    except BrokenProcessPool:
        found = [unread(_device(name), name, "the process that read it ended; scan it by itself") for name in chunk]
    if tell is not None:
        tell(len(chunk))
    return found


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


def _scan_chunk(root: Path, prefix: str, names: tuple[str, ...]) -> list[AnalyticsScan]:
    folder = DirectoryFolder(root)
    return [scan for name in names for scan in _scan_name(folder, name, prefix + name)]


def _scan_name(folder: Folder, name: str, shown: str, depth: int = 0) -> Iterator[AnalyticsScan]:
    """Yield the scan of one file, or of each member of an archive."""
    if not is_archive(name):
        yield _timed(folder, name, shown)
        return
    if depth >= _DEEPEST:
        yield unread(_device(shown), shown, "archives deeper than two are not looked into")
        return
    try:
        with folder.open(name) as (stream, _):
            inner = ArchiveFolder(stream, name)
            for member in inner.names():
                yield from _scan_name(inner, member, f"{shown}!{member}", depth + 1)
    except UnreadableError as error:
        yield unread(_device(shown), shown, str(error))


class _TooLongError(Exception):
    """The time for one file is over."""


def _timed(folder: Folder, name: str, shown: str) -> AnalyticsScan:
    def ring(_number: int, _frame: FrameType | None) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(SECONDS_PER_FILE)
    try:
        return scan_in(folder, name, device_id=_device(shown), source=shown)
    except _TooLongError:
        return unread(_device(shown), shown, f"reading it took more than {SECONDS_PER_FILE} seconds")
    except MemoryError:
        return unread(_device(shown), shown, "reading it took more memory than a file may")
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _device(name: str) -> str:
    first, separator, _ = name.partition("/")
    return first if separator else "."
