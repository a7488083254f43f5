"""PostgreSQL's own programs for copies of a database: the right version, and no password on a command line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import psycopg
from psycopg import pq

from fairnotice.errors import without_secrets
from ops.places import InstallationError

_FOLDER = Path("/usr/lib/postgresql")


def program(name: str, server_version: int) -> str:
    """Return the path of ``name`` (``pg_dump``, ``pg_restore``, ``psql``) that fits a server.

    Args:
        name: The program.
        server_version: The server's major version; an older program than that cannot read it.
    """
    found = {int(path.parts[-3]): str(path) for path in _FOLDER.glob(f"*/bin/{name}") if path.parts[-3].isdigit()}
    on_path = shutil.which(name)
    if on_path:
        said = subprocess.run([on_path, "--version"], check=False, capture_output=True, text=True).stdout  # noqa: S603
        if version := re.search(r"\) (\d+)", said):
            found.setdefault(int(version[1]), on_path)
    fitting = sorted(version for version in found if version >= server_version)
    if not fitting:
        raise InstallationError(
            f"{name} of PostgreSQL {server_version} or newer is not on this machine: "
            f"install postgresql-client-{server_version}"
        )
    return found[fitting[0]]


def environment(url: str) -> dict[str, str]:
    """Return an environment in which libpq's programs reach the database at ``url``."""
    names = {option.keyword: option.envvar for option in pq.Conninfo.get_defaults() if option.envvar}
    given = {option.keyword: option.val for option in pq.Conninfo.parse(url.encode()) if option.val is not None}
    made = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    for keyword, value in given.items():
        if keyword in names:
            made[names[keyword].decode()] = value.decode()
    return made


def server_version(connection: psycopg.Connection[object]) -> int:
    """Return the major version of the server."""
    return connection.info.server_version // 10_000


@contextmanager
def piped(command: list[str], variables: Mapping[str, str], into: str) -> Iterator[IO[bytes]]:
    """Run a program and give its standard input; raise with what it said if it fails.

    Args:
        command: The program and its arguments.
        variables: Its environment.
        into: What is being done, for the message.
    """
    process = subprocess.Popen(  # noqa: S603 - PostgreSQL's own programs
        command, env=dict(variables), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stdin is not None  # noqa: S101
    assert process.stderr is not None  # noqa: S101
    try:
        try:
            yield process.stdin
        except BrokenPipeError:
            pass  # it says why below
        except BaseException:
            process.kill()
            raise
        finally:
            with suppress(BrokenPipeError):
                process.stdin.close()
        said = process.stderr.read().decode(errors="replace")
    finally:
        process.wait()
    if process.returncode != 0:
        raise InstallationError(f"{into} failed: {_last(said)}")


def run(command: list[str], variables: Mapping[str, str], doing: str) -> str:
    """Run a program and return what it printed; raise with what it said if it fails."""
    done = subprocess.run(command, check=False, env=dict(variables), capture_output=True, text=True)  # noqa: S603
    if done.returncode != 0:
        raise InstallationError(f"{doing} failed: {_last(done.stderr)}")
    return done.stdout


def _last(said: str) -> str:
    return without_secrets(said.strip()[-1000:]) or "it said nothing"
