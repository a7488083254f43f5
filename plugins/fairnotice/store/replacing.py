"""What a finished file may take the place of."""

from __future__ import annotations

from pathlib import Path

from fairnotice.errors import StoreError


def require_replaceable(path: Path) -> None:
    """Let a file be renamed to ``path`` only where that takes away nothing but an ordinary file.

    A rename does not write into a device or a pipe: whoever is root would put a file where ``/dev/null`` was.

    Raises:
        StoreError: A folder, a device or something else stands there.
    """
    if path.exists() and not path.is_file():
        raise StoreError(f"{path} is no ordinary file and is not replaced: name another file")
