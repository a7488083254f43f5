"""Watches what a piece of work leaves on disk, and knows a picture's traces wherever they turn up.

Files that Python opens for writing are noted as they are opened, so that one which is deleted again is noted
too; what native code writes is found by walking the folders that it could write to.
"""

from __future__ import annotations

import base64
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from fairnotice.domain import Pixels

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_TRACE_BYTES = 30
_watching: list[Watch] = []


@dataclass
class Watch:
    """What was seen between the beginning and the end of `watched`."""

    folder: Path
    """Holds the folder for temporary files and the working directory."""
    opened: set[str] = field(default_factory=set)
    """Absolute paths that were opened for writing."""
    started: list[str] = field(default_factory=list)
    """Programs that were started."""

    def strangers(self, *allowed: Path) -> list[str]:
        """Return what was opened for writing outside of ``allowed``, Python's own caches and devices apart."""
        return sorted(
            path
            for path in self.opened
            if "__pycache__" not in path
            and not path.startswith(("/dev/", "/proc/self/"))
            and not any(Path(path).is_relative_to(folder) for folder in allowed)
        )

    def left(self) -> list[Path]:
        """Return the files that are there now in the folder for temporary files and the working directory."""
        return [path for path in self.folder.rglob("*") if path.is_file()]


@contextlib.contextmanager
def watched(folder: Path) -> Iterator[Watch]:
    """Have temporary files and relative paths end up below ``folder`` and note what is written meanwhile."""
    watch = Watch(folder)
    for name in ("tmp", "cwd"):
        (folder / name).mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("TMPDIR", "TMP", "TEMP"):
            patch.setenv(name, str(folder / "tmp"))
        patch.setattr(tempfile, "tempdir", None)
        patch.chdir(folder / "cwd")
        _watching.append(watch)
        try:
            yield watch
        finally:
            _watching.remove(watch)


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if not _watching:
        return
    if event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
        if isinstance(arguments[2], int) and arguments[2] & _WRITING:
            path = os.path.abspath(os.fsdecode(arguments[0]))  # noqa: PTH100 - it may not be there
            for watch in _watching:
                watch.opened.add(path)
    elif event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
        for watch in _watching:
            watch.started.append(str(arguments[0]))


sys.addaudithook(_hook)


def traces(encoded: bytes, pixels: Pixels) -> tuple[bytes, ...]:
    """Return pieces of a picture that prove it where they are found.

    Args:
        encoded: The picture as a camera sends it.
        pixels: BGR ``uint8`` of shape (height, width, 3), as it is decoded.

    Returns:
        Pieces of its file and of rows of its pixels, plain, as Python and PostgreSQL print them, and in base64.
    """
    pieces = [encoded[len(encoded) * part // 4 :][:_TRACE_BYTES] for part in (1, 2, 3)]
    for shown in (pixels, pixels[..., ::-1]):
        rows = np.ascontiguousarray(shown[[len(shown) * part // 4 for part in (1, 2, 3)], shown.shape[1] // 2 :])
        pieces += [row.tobytes()[:_TRACE_BYTES] for row in rows]
    if any(len(set(piece)) < _TRACE_BYTES // 4 for piece in pieces):
        raise ValueError("this picture is too plain to be known by a few bytes")
    found = list(pieces)
    for piece in pieces:
        found += [repr(piece)[2:-1].encode(), piece.hex().encode()]
        found += [base64.b64encode(piece[start : start + 24])[4:-4] for start in range(3)]
    return tuple(found)


def shows(content: bytes, known: tuple[bytes, ...]) -> bool:
    """Tell whether any of a picture's traces is in ``content``."""
    return any(trace in content for trace in known)
