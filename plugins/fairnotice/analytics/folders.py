"""Where configurations lie: a folder or an archive, from which files are opened by name and never written.

Names come from the owner and from other files, so each is checked: none leads out of its folder, by '..'
or by a link, and none is opened that is not a plain file.
"""

from __future__ import annotations

import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

Opened = tuple[BinaryIO, int]
"""A seekable stream and its length in bytes."""

MOST_FILES = 1_000_000
_MOST_MEMBERS = 200_000
_MOST_OF_ARCHIVE = 512 * 1024 * 1024
_MOST_OF_MEMBER = 64 * 1024 * 1024
_MOST_RATIO = 200
"""Compressed text seldom exceeds 50; a member of a megabyte and more beyond 200 is a bomb."""
_SMALL = 1024 * 1024
_MODELS = (".pth.tar", ".pt.tar", ".ckpt.tar")
"""Names of models that PyTorch's examples keep, of which few are such archives."""
_ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".tbz2", ".tar.bz2", ".txz", ".tar.xz")


class UnreadableError(Exception):
    """A file cannot be opened; the message is the reason, fit to be shown."""


class NoFileError(UnreadableError):
    """There is no such file."""


class Folder(Protocol):
    """Files by their names, relative and with '/'."""

    def names(self) -> Iterator[str]:
        """Yield every file's name, sorted."""

    def open(self, name: str) -> AbstractContextManager[Opened]:
        """Open a file for reading.

        Raises:
            UnreadableError: There is no such file, or it is refused.
        """


def is_archive(name: str) -> bool:
    """Tell by its name whether a file is an archive that is looked into."""
    return name.lower().endswith(_ARCHIVES)


def may_be_a_model(name: str) -> bool:
    """Tell by its name whether a file that is no archive, although it is called one, is a model."""
    return name.lower().endswith(_MODELS)


def beside(name: str, reference: str) -> str:
    """Return the name of the file that ``reference`` in the file ``name`` means.

    Raises:
        UnreadableError: It leads out of the folder, or is not a path.
    """
    wanted = reference.replace("\\", "/")
    parts = PurePosixPath(wanted).parts
    if not parts or "\x00" in wanted or wanted.startswith("/") or ":" in parts[0]:
        raise UnreadableError("the path leads out of the folder and was not followed")
    place = list(PurePosixPath(name).parent.parts)
    for part in parts:
        if part != "..":
            place.append(part)
        elif place:
            place.pop()
        else:
            raise UnreadableError("the path leads out of the folder and was not followed")
    return "/".join(place)


def mounted(name: str, reference: str) -> Iterator[str]:
    """Yield where a file may lie that the file ``name`` calls by its place in a container: ``/config/labels.txt``.

    The folder that is mounted there is most likely the one of the file that says so, else one in it.
    """
    parts = PurePosixPath(reference).parts
    if parts[:1] == ("/",) and ".." not in parts and len(parts) > 2:
        yield from ((PurePosixPath(name).parent / "/".join(parts[at:])).as_posix() for at in (2, 1))


class DirectoryFolder:
    """A folder of the machine."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._resolved: Path | None = None

    def names(self) -> Iterator[str]:
        """Yield every file's name, sorted; links to folders are named and not entered."""
        for place, folders, files in os.walk(self.root):
            folders.sort()
            above = Path(place).relative_to(self.root)
            links = [each for each in folders if (Path(place) / each).is_symlink()]
            for name in sorted([*files, *links]):
                yield (above / name).as_posix()

    @contextmanager
    def open(self, name: str) -> Iterator[Opened]:
        """Open a plain file inside the folder."""
        path = self._inside(name)
        try:
            # Not blocking: a pipe put in the place of a file would hang the audit.
            with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as stream:
                status = os.fstat(stream.fileno())
                if not stat.S_ISREG(status.st_mode):
                    raise UnreadableError("it is not a file")
                yield stream, status.st_size
        except OSError as error:
            raise UnreadableError(f"it cannot be read ({error.strerror})") from None

    def _inside(self, name: str) -> Path:
        wanted = beside("", name)
        if ".." in PurePosixPath(name.replace("\\", "/")).parts:
            raise UnreadableError("the path leads out of the folder and was not followed")
        try:
            self._resolved = root = self._resolved or self.root.resolve(strict=True)
            path = root.joinpath(wanted).resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            raise NoFileError("there is no such file in the folder") from None
        if not path.is_relative_to(root):
            raise UnreadableError("the path leads out of the folder and was not followed")
        return path


class ArchiveFolder:
    """An archive whose members are opened in memory, each within a limit."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        """Open the archive.

        Raises:
            UnreadableError: It is not the archive that its name says, or too large.
        """
        try:
            self._members = _zip_members(stream) if name.lower().endswith(".zip") else _tar_members(stream)
        except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
            raise UnreadableError("it is not an archive that can be read, or it is damaged") from None

    def names(self) -> Iterator[str]:
        """Yield every member's name, sorted."""
        yield from sorted(self._members)

    @contextmanager
    def open(self, name: str) -> Iterator[Opened]:
        """Open one member."""
        member = self._members.get(beside("", name))
        if member is None:
            raise NoFileError("there is no such file in the archive")
        data = member.read()
        yield BytesIO(data), len(data)


class _Member(Protocol):
    def read(self) -> bytes: ...


class _Refused:
    def __init__(self, reason: str) -> None:
        self._reason = reason

    def read(self) -> bytes:
        raise UnreadableError(self._reason)


class _Held:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self) -> bytes:
        return self._data


class _Zipped:
    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        self._archive = archive
        self._info = info

    def read(self) -> bytes:
        info = self._info
        if info.flag_bits & 1:
            raise UnreadableError("it is encrypted")
        if info.file_size > _MOST_OF_MEMBER:
            raise UnreadableError(f"it is larger than {_MOST_OF_MEMBER} bytes")
        if info.file_size > max(_SMALL, _MOST_RATIO * info.compress_size):
            raise UnreadableError("it is packed so tightly that it looks like a bomb")
        try:
            with self._archive.open(info) as stream:
                # What the directory claims is not believed: one byte more is asked for.
                data = stream.read(info.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
            raise UnreadableError("its part of the archive is damaged") from None
        if len(data) != info.file_size:
            raise UnreadableError("its part of the archive is damaged")
        return data


def _zip_members(stream: BinaryIO) -> dict[str, _Member]:
    archive = zipfile.ZipFile(stream)
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > _MOST_MEMBERS:
        raise UnreadableError(f"it holds more than {_MOST_MEMBERS} files")
    if sum(info.file_size for info in infos) > 4 * _MOST_OF_ARCHIVE:
        raise UnreadableError(f"it would unpack to more than {4 * _MOST_OF_ARCHIVE} bytes")
    members: dict[str, _Member] = {}
    for info in infos:
        linked = stat.S_ISLNK(info.external_attr >> 16)
        members.update(_member(info.filename, _Refused("it is a link") if linked else _Zipped(archive, info)))
    return members


def _tar_members(stream: BinaryIO) -> dict[str, _Member]:
    members: dict[str, _Member] = {}
    total = 0
    with tarfile.open(fileobj=stream, mode="r:*") as archive:
        for info in archive:
            if info.isdir():
                continue
            if len(members) >= _MOST_MEMBERS:
                raise UnreadableError(f"it holds more than {_MOST_MEMBERS} files")
            total += info.size
            if total > _MOST_OF_ARCHIVE:
                raise UnreadableError(f"it would unpack to more than {_MOST_OF_ARCHIVE} bytes")
            member: _Member
            if not info.isreg():
                member = _Refused("it is a link or a device")
            elif info.size > _MOST_OF_MEMBER:
                member = _Refused(f"it is larger than {_MOST_OF_MEMBER} bytes")
            else:
                inner = archive.extractfile(info)
                member = _Held(inner.read(info.size) if inner else b"")
            members.update(_member(info.name, member))
    return members


def _member(name: str, member: _Member) -> dict[str, _Member]:
    """Return a member under a name that stays inside; one that leads out is kept as refused."""
    try:
        return {beside("", name): member}
    except UnreadableError as error:
        flat = name.replace("\\", "/").replace("\x00", "").strip("/") or "?"
        return {flat: _Refused(str(error))}
