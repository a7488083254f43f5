"""Single members of a zip archive, read within bounds: no bomb unpacks, no claim of a size is believed."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import BinaryIO

_MOST_MEMBERS = 50_000
_MOST_DIRECTORY = 16 * 1024 * 1024
_MOST_RATIO = 200
_SMALL = 1024 * 1024
"""Below this unpacked size a ratio says nothing: short repetitive texts pack well."""
_END, _END64 = b"PK\x05\x06", b"PK\x06\x06"
_END_REACH = 65_557 + 76
"""Where the end record can stand: 22 bytes, a comment of 65,535, and before them the records of zip64."""
_FAILURES = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    struct.error,
    OverflowError,
    KeyError,
)


class ArchiveRefusedError(ValueError):
    """The archive is broken, or asks for more than is read."""


class Members:
    """The members of one archive."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        """Read the directory of the archive at the end of ``stream``.

        Args:
            stream: Seekable; other bytes may stand before the archive.
            size: Its length in bytes.

        Raises:
            ArchiveRefusedError: There is no readable archive, or its directory is too large.
        """
        _check_directory(stream, size)
        try:
            self._archive = zipfile.ZipFile(stream)
        except _FAILURES as error:
            raise ArchiveRefusedError(f"not a readable zip archive ({type(error).__name__})") from None
        self.names = tuple(self._archive.namelist())

    def read(self, name: str, most: int) -> bytes:
        """Return one member.

        Raises:
            ArchiveRefusedError: It is larger than ``most`` bytes, packed implausibly small, encrypted or broken.
        """
        try:
            member = self._archive.getinfo(name)
            if member.file_size > most:
                raise ArchiveRefusedError(f"a member claims {member.file_size} bytes, of which at most {most} are read")
            if member.file_size > _SMALL and member.file_size > _MOST_RATIO * max(1, member.compress_size):
                raise ArchiveRefusedError("a member unpacks to more than 200 times its size, as bombs do")
            if member.flag_bits & 1:
                raise ArchiveRefusedError("a member is encrypted")
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise ArchiveRefusedError("a member is packed in a way that is not read")
            with self._archive.open(member) as content:
                data = content.read(most + 1)
        except ArchiveRefusedError:
            raise
        except _FAILURES as error:
            raise ArchiveRefusedError(f"a member of the archive cannot be read ({type(error).__name__})") from None
        if len(data) > most:
            raise ArchiveRefusedError(f"a member unpacks to more than {most} bytes")
        return data


def ends_in_archive(stream: BinaryIO, size: int) -> bool:
    """Tell whether a zip archive stands at the end of ``stream``."""
    return _END in _tail(stream, size)


def _tail(stream: BinaryIO, size: int) -> bytes:
    stream.seek(max(0, size - _END_REACH))
    return stream.read(min(size, _END_REACH))


def _check_directory(stream: BinaryIO, size: int) -> None:
    """Refuse a directory that would cost much before a single member is looked at."""
    tail = _tail(stream, size)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise ArchiveRefusedError("it holds no zip archive")
    claims = [struct.unpack_from("<HL", tail, at + 10)]
    before = tail.rfind(_END64, 0, at)
    if before >= 0 and len(tail) >= before + 56:
        claims.append(struct.unpack_from("<QQ", tail, before + 32))
    for members, length in claims:
        # All ones mean that the other record, of zip64, tells it.
        if (members > _MOST_MEMBERS and members != 0xFFFF) or (length > _MOST_DIRECTORY and length != 0xFFFFFFFF):
            raise ArchiveRefusedError(f"its directory claims {members} members in {length} bytes")
    if len(claims) == 1 and claims[0][1] == 0xFFFFFFFF:
        raise ArchiveRefusedError("its directory has no size")
