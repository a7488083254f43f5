"""Keys of this installation in files that only its owner reads, each made when it is first needed."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from fairnotice.errors import ConfigurationError


def key_in(path: Path, make: Callable[[], bytes], what: str) -> bytes:
    """Return the key that a file holds, written whole or not at all where there is none yet.

    Of several processes that make it at once, one wins and all use its key.

    Args:
        path: The file.
        make: Returns a new key, as it is to be written.
        what: What errors call it.

    Raises:
        ConfigurationError: It cannot be read or written, or others may read it.
    """
    try:
        if not path.exists():
            _write(path, make())
        if path.stat().st_mode & 0o077:
            raise ConfigurationError(f"{path}: others can read {what}; `chmod 600` it, or make a new one")
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path}: {what} cannot be used ({error.strerror})") from None


def _write(path: Path, key: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
