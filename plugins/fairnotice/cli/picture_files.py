"""The pictures that a command line names: found in folders, read with care, and named apart where results go."""

from __future__ import annotations

import os
import stat
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fairnotice.errors import VisionError

STANDARD_INPUT = Path("-")

PICTURE_SUFFIXES = (
    *(".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".apng", ".webp", ".gif", ".bmp"),
    *(".heic", ".heif", ".avif", ".tif", ".tiff", ".jxl", ".jp2"),
)
"""What is taken for a picture in a folder. Some cannot be read; of those it is said, and how to save them instead,
since a folder of a phone's photographs that is passed over in silence would look like one without notices."""

RESULT_SUFFIX = ".seen.png"
"""Ends the names of pictures made here: no photograph is overwritten by one, and none is inspected in its turn."""

MAX_FILE_BYTES = 128 * 1024 * 1024
"""Most bytes of a file. The settings' limit is for frames of cameras; a phone's largest photographs have 50 MB."""

_LONGEST_NAME = 150
"""Most letters of a result's name, so that it fits a file system's 255 bytes in most scripts."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture that is to be inspected."""

    path: Path
    error: str | None = None
    """Why it cannot even be looked for, such as a folder that may not be listed."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a command line names."""

    pictures: tuple[PictureFile, ...]
    skipped: int
    """Files in folders that are no pictures."""


def find_pictures(paths: Sequence[Path], *, results: Path | None = None) -> Found:
    """Find the pictures that a command line names.

    Args:
        paths: Files, which are taken as they are, also if they are missing; folders, which are searched in
            and below, without following links to folders; and `STANDARD_INPUT`.
        results: Where results go; not searched.
    """
    pictures: list[PictureFile] = []
    skipped = 0
    for path in paths:
        if path == STANDARD_INPUT or not _is_folder(path):
            pictures.append(PictureFile(path))
            continue
        for each in _in_folder(path, results):
            if each.error or (each.path.suffix.lower() in PICTURE_SUFFIXES and not _is_result(each.path)):
                pictures.append(each)
            else:
                skipped += 1
    return Found(tuple(pictures), skipped)


def read_picture(path: Path, max_bytes: int) -> bytes:
    """Read one file, which must be a regular one: what is at the end of a pipe or device may never come.

    Args:
        path: The file, or `STANDARD_INPUT`.
        max_bytes: Most bytes to read, at least `MAX_FILE_BYTES`.

    Raises:
        VisionError: If it cannot be read or is larger.
    """
    limit = max(max_bytes, MAX_FILE_BYTES)
    try:
        if path == STANDARD_INPUT:
            data = sys.stdin.buffer.read(limit + 1)
        elif not stat.S_ISREG(path.stat().st_mode):
            raise VisionError("not a regular file; to inspect what a pipe brings, give - and redirect it there")
        else:
            with path.open("rb") as file:
                data = file.read(limit + 1)
    except OSError as error:
        raise VisionError(f"cannot be read: {error.strerror or type(error).__name__}") from None
    if len(data) > limit:
        raise VisionError(f"larger than {limit} bytes; reduce it, or raise FAIRNOTICE_MAX_BYTES")
    return data


def result_names(pictures: Sequence[PictureFile]) -> list[str]:
    """Name a result for each picture, no two of them alike, even where upper and lower case are one.

    The name of the file without its ending is enough as long as no other has the same; else its ending
    and then the folders above tell them apart, and in the end a number.
    """
    names: dict[int, str] = {}
    taken: set[str] = set()
    left = list(range(len(pictures)))
    for depth in range(1 + max((len(each.path.parts) for each in pictures), default=0)):
        proposed = {index: _name(pictures[index], depth) for index in left}
        counts = Counter(name.casefold() for name in proposed.values())
        for index, name in proposed.items():
            if counts[name.casefold()] == 1 and name.casefold() not in taken:
                names[index] = name
                taken.add(name.casefold())
        left = [index for index in left if index not in names]
    for index in left:
        number = 2
        while (name := f"{_name(pictures[index], 0)}-{number}").casefold() in taken:
            number += 1
        names[index] = name
        taken.add(name.casefold())
    return [names[index] + RESULT_SUFFIX for index in range(len(pictures))]


def _name(picture: PictureFile, depth: int) -> str:
    if picture.path == STANDARD_INPUT:
        return "standard-input"
    if depth == 0:
        return picture.path.stem[-_LONGEST_NAME:]
    parts = [part for part in picture.path.parts if part not in (os.sep, "..")]
    return "_".join(parts[-depth:])[-_LONGEST_NAME:]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False  # reading it says why


def _is_result(path: Path) -> bool:
    return path.name.lower().endswith(RESULT_SUFFIX)


def _in_folder(folder: Path, results: Path | None) -> Iterator[PictureFile]:
    """Yield the files below a folder, sorted, but nothing hidden: what begins with a dot is a program's own."""
    unlisted: list[OSError] = []
    left_out = None if results is None else os.path.realpath(results)
    for parent, folders, files in os.walk(folder, onerror=unlisted.append):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and os.path.realpath(Path(parent, name)) != left_out
        )
        for name in sorted(files):
            path = Path(parent, name)
            if not name.startswith("."):
                yield PictureFile(path)
    for error in unlisted:
        path = Path(os.fsdecode(error.filename or folder))
        yield PictureFile(path, f"the folder cannot be listed: {error.strerror}")
