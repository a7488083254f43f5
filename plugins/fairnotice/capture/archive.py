"""A picture out of an archive: a file below the one root that the installation names, in a folder or in object storage.

A registry names keys below the root and nothing else. Where a key holds the sample's time, the picture that was taken
last before that moment is taken, as archives seldom hold one of the very second.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import functools
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeVar

from fairnotice.capture.age import STALE_AFTER
from fairnotice.capture.left_behind import LeftBehind, NoThreadError, NotInTimeError
from fairnotice.capture.limits import Budget, CaptureError
from fairnotice.capture.trace import Step
from fairnotice.domain import TIME_PLACEHOLDER, CaptureFault
from fairnotice.frame_address import STAMP, at_moment

NEAREST = dt.timedelta(hours=1)
"""A picture that was taken longer before the moment that is asked for does not show it."""

_STAMPED = re.compile(r"\d{8}T\d{6}Z")
_MOST_NAMES = 100_000
_WAITING_FOR = "the archive"
# A storage that hangs keeps its thread until it gives up; this bounds how many such threads can exist.
_READS = LeftBehind("archive", 64)
T = TypeVar("T")


class Storage(Protocol):
    """What keeps the files; keys are paths below its root."""

    def read(self, key: str, most: int) -> tuple[bytes, dt.datetime | None]:
        """Return at most ``most`` bytes of a file, and when it was written.

        Raises:
            FileNotFoundError: It is not there, or is no file below the root.
        """

    def names(self, folder: str) -> Iterable[str]:
        """Return the names of a folder's files; a folder that is not there has none."""


def fetch(key: str, at: dt.datetime, storage: Storage, budget: Budget, *, live: bool) -> tuple[bytes, dt.datetime]:
    """Fetch a picture's bytes, and the moment that it shows.

    Args:
        key: As `fairnotice.frame_address.archive_key` gives it, still with ``{at}`` where it holds that.
        at: The moment that is asked for.
        storage: Where the archive is.
        budget: What this grab may spend.
        live: Whether the file is renewed and must be of the moment, rather than one of many.

    Raises:
        CaptureError: ``refused``, where there is no such picture; ``stale`` or ``too_large``; ``timeout``, where no
            time is left to ask; ``error``, where the storage fails or is too slow.
    """
    for name, taken in _candidates(key, at, storage, budget, live=live):
        try:
            data, written = _read(storage, name, budget)
        except FileNotFoundError:
            continue
        if len(data) > budget.limits.max_bytes:
            raise budget.too_large()
        if live and written is not None and at - written > STALE_AFTER:
            detail = f"the archive's file was written {(at - written) / dt.timedelta(hours=1):.0f} h ago"
            raise CaptureError(CaptureFault.STALE, detail)
        budget.note(Step.RECEIVED, f"{len(data)} bytes, taken {taken:%Y-%m-%dT%H:%M:%SZ}")
        return data, taken
    detail = "the archive holds no picture of this key" + ("" if live else f", nor of the {NEAREST} before it")
    raise CaptureError(CaptureFault.REFUSED, detail)


def _candidates(
    key: str, at: dt.datetime, storage: Storage, budget: Budget, *, live: bool
) -> Iterator[tuple[str, dt.datetime]]:
    """Yield the keys to try, and which moment each shows; the folder is looked through only where the first fails."""
    yield at_moment(key, at), at
    if not live and (found := _last_before(key, at, storage, budget)) is not None:
        yield found


def _read(storage: Storage, key: str, budget: Budget) -> tuple[bytes, dt.datetime | None]:
    return _in_time(lambda: storage.read(key, budget.limits.max_bytes + 1), budget)


def _last_before(key: str, at: dt.datetime, storage: Storage, budget: Budget) -> tuple[str, dt.datetime] | None:
    """Return the key of the picture that was taken last before ``at``, and when; None where there is none."""
    folder, _, pattern = key.rpartition("/")
    before, _, after = pattern.partition(TIME_PLACEHOLDER)
    if TIME_PLACEHOLDER in folder or not pattern:
        return None
    names = _in_time(lambda: list(islice(storage.names(folder), _MOST_NAMES + 1)), budget)
    if len(names) > _MOST_NAMES:
        raise CaptureError(CaptureFault.TOO_LARGE, f"the archive's folder holds more than {_MOST_NAMES} files")
    budget.note(Step.ASK, f"{len(names)} files in the archive's folder")
    taken = [
        (moment, name)
        for name in names
        if name.startswith(before)
        and name.endswith(after)
        and (moment := _moment(name[len(before) : len(name) - len(after)])) is not None
        and at - NEAREST <= moment <= at
    ]
    if not taken:
        return None
    moment, name = max(taken)
    return f"{folder}/{name}" if folder else name, moment


def _moment(text: str) -> dt.datetime | None:
    if not _STAMPED.fullmatch(text):
        return None
    try:
        return dt.datetime.strptime(text, STAMP).replace(tzinfo=dt.UTC)
    except ValueError:
        return None


_NO_FILE = frozenset({errno.EISDIR, errno.ENOTDIR, errno.ELOOP, errno.ENXIO, errno.ENAMETOOLONG})


def _in_time(work: Callable[[], T], budget: Budget) -> T:
    """Return what ``work`` returns, or give it up at the deadline: no storage can be interrupted.

    Raises:
        FileNotFoundError: As ``work`` raises it.
        CaptureError: ``error``, for whatever else it raises, if it is too slow, or if no more threads start: the
            archive is this installation's, and no camera is to blame. Its words are not repeated.
    """
    try:
        return _READS.call(work, lambda: budget.remaining(_WAITING_FOR))
    except NotInTimeError:
        raise CaptureError(CaptureFault.ERROR, "the archive did not answer in time") from None
    except NoThreadError as error:
        detail = "the archive cannot be read: this machine starts no more threads"
        raise CaptureError(CaptureFault.ERROR, detail) from error
    except (FileNotFoundError, CaptureError):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _NO_FILE:
            raise FileNotFoundError from None
        raise CaptureError(CaptureFault.ERROR, f"the archive cannot be read: {type(error).__name__}") from None


# --- storages -----------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=4)
def open_storage(root: str | None) -> Storage:
    """Open the archive's root.

    Args:
        root: A folder, or an address that fsspec opens (``s3://bucket/prefix``).

    Raises:
        CaptureError: ``error``, where none is named or it cannot be opened: no camera is to blame.
    """
    if not root:
        detail = "no archive is set up; name its folder or address in FAIRNOTICE_FRAMES_URL"
        raise CaptureError(CaptureFault.ERROR, detail)
    if "::" in root:
        # fsspec's chains are caches for the most part, and no frame may reach a disk.
        raise CaptureError(CaptureFault.ERROR, "FAIRNOTICE_FRAMES_URL: write one address, without :: and caches")
    if "://" not in root.removeprefix("file://"):
        return _Folder(Path(root.removeprefix("file://")))
    import fsspec

    try:
        files, path = fsspec.core.url_to_fs(root)
    except ImportError as error:
        # fsspec says which package speaks to this storage.
        raise CaptureError(CaptureFault.ERROR, f"FAIRNOTICE_FRAMES_URL: {error}") from None
    except (ValueError, OSError) as error:
        detail = f"FAIRNOTICE_FRAMES_URL cannot be opened: {type(error).__name__}"
        raise CaptureError(CaptureFault.ERROR, detail) from None
    return _Objects(files, path)


class _Folder:
    """A folder of this machine; links out of it lead nowhere, and only plain files are read."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, key: str, most: int) -> tuple[bytes, dt.datetime | None]:
        path = self._below(key)
        # Neither a link that came meanwhile nor a pipe that nobody writes to.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(handle, "rb") as file:  # noqa: PTH123 - by its descriptor
            about = os.fstat(handle)
            # What was opened is what counts: a folder on the way may have become a link meanwhile.
            opened = Path(f"/proc/self/fd/{handle}").readlink()
            if not stat.S_ISREG(about.st_mode) or not opened.is_relative_to(self._root.resolve()):
                raise FileNotFoundError
            return file.read(most), dt.datetime.fromtimestamp(about.st_mtime, dt.UTC)

    def names(self, folder: str) -> Iterator[str]:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError), os.scandir(self._below(folder)) as entries:
            for entry in entries:
                yield entry.name

    def _below(self, key: str) -> Path:
        root = self._root.resolve()
        if not root.is_dir():
            detail = "the folder that FAIRNOTICE_FRAMES_URL names is not there; is it mounted?"
            raise CaptureError(CaptureFault.ERROR, detail)
        path = (root / key).resolve()
        if not path.is_relative_to(root):
            raise FileNotFoundError
        return path


class _Objects:
    """Object storage, or whatever else fsspec speaks to."""

    def __init__(self, files: Any, root: str) -> None:
        self._files = files
        self._root = root.rstrip("/")

    def read(self, key: str, most: int) -> tuple[bytes, dt.datetime | None]:
        path = f"{self._root}/{key}"
        data: bytes = self._files.cat_file(path, start=0, end=most)
        try:
            written = self._files.modified(path)
        except NotImplementedError:
            return data, None
        return data, written if written.tzinfo else written.replace(tzinfo=dt.UTC)

    def names(self, folder: str) -> Iterator[str]:
        with contextlib.suppress(FileNotFoundError):
            for path in self._files.ls(f"{self._root}/{folder}".rstrip("/"), detail=False, refresh=True):
                yield str(path).rsplit("/", 1)[-1]
