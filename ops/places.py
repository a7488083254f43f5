"""Where an installation keeps its things. Standard library only: every command here starts with it."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path

from fairnotice.errors import FairnoticeError

ROOT = Path(__file__).resolve().parents[1]


class InstallationError(FairnoticeError):
    """The installation cannot go on; the message says what to do."""


def home() -> Path:
    """Return the folder for everything that a run makes (``FAIRNOTICE_HOME``), made if missing.

    Others may pass through it but not list it: a database server that runs as ``postgres`` has to
    reach its own folder inside.
    """
    folder = Path(os.environ.get("FAIRNOTICE_HOME") or ROOT / ".fairnotice").absolute()
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(0o711)
    return folder


def write_private(path: Path, text: str) -> None:
    """Write ``text`` so that only the owner can ever read it, and a reader never sees half of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def secret_path(name: str) -> Path:
    """Return the file of the secret ``name``."""
    return home() / "secrets" / name


def secret(name: str, length: int = 32) -> str:
    """Return the secret ``name`` of this installation, drawn from ``length`` random bytes at first use."""
    path = secret_path(name)
    try:
        return path.read_text()
    except FileNotFoundError:
        write_private(path, secrets.token_urlsafe(length))
        return path.read_text()


@contextlib.contextmanager
def refusals_explained() -> Iterator[None]:
    """Turn a file that this user may not touch into an error that says whom to be."""
    try:
        yield
    except PermissionError as error:
        raise InstallationError(f"{error.filename}: not this user's; run this as the owner of {home()}") from None


def free_port(first: int, last: int) -> int:
    """Return the first port from ``first`` to ``last`` on which nobody listens on loopback."""
    for port in range(first, last + 1):
        with socket.socket() as probe, contextlib.suppress(OSError):
            # As servers do; a port that closed a minute ago is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise InstallationError(f"no free port between {first} and {last}")
