"""PostgreSQL's server of the private cluster: its programs, its data folder, its start and its pid file."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from ops.cluster_memory import settings
from ops.cluster_place import Cluster, as_user, user_id
from ops.places import InstallationError, free_port, secret, write_private

OLDEST_VERSION = 15
START_TRIES = 5
CONFIGURATION = Path(__file__).with_name("postgresql.conf")


def program(cluster: Cluster, name: str) -> str:
    """Return the path of PostgreSQL's program ``name``: of the data's version, else of the newest with PostGIS."""
    version_file = cluster.data / "PG_VERSION"
    if version_file.exists():
        versions = [int(version_file.read_text())]
    else:
        found = [int(path.name) for path in Path("/usr/lib/postgresql").glob("*") if path.name.isdigit()]
        versions = sorted((version for version in found if version >= OLDEST_VERSION), reverse=True)
    for version in versions:
        path = Path(f"/usr/lib/postgresql/{version}/bin/{name}")
        if path.exists() and Path(f"/usr/share/postgresql/{version}/extension/postgis.control").exists():
            return str(path)
    wanted = versions[0] if version_file.exists() else f"{OLDEST_VERSION} or newer"
    raise InstallationError(f"PostgreSQL {wanted} with PostGIS is not installed: run ops/install")


def run(cluster: Cluster, *command: str) -> str:
    """Run a program of PostgreSQL as the server's user; raise with what it said if it fails."""
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
        [program(cluster, command[0]), *command[1:]],
        check=False,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        **as_user(cluster.user),
    )
    if done.returncode != 0:
        raise InstallationError(f"{command[0]} failed ({done.returncode}): {done.stdout.strip()[-2000:]}")
    return str(done.stdout)


def server_pid(cluster: Cluster) -> int | None:
    """Return the process id of the running server, or None; a pid that another program got since is not it."""
    try:
        pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
        return pid if Path(f"/proc/{pid}/cwd").readlink() == cluster.data else None
    except (FileNotFoundError, ProcessLookupError, PermissionError, ValueError, IndexError):
        return None


def initialise(cluster: Cluster) -> None:
    """Make the data folder under another name first, so that a killed run leaves nothing that looks whole."""
    draft = cluster.folder / "data.new"
    password_file = cluster.folder / "superuser-password"
    for leftover in (draft, cluster.data):
        shutil.rmtree(leftover, ignore_errors=True)
    write_private(password_file, secret("postgres-postgres"))
    if os.geteuid() == 0:
        os.chown(password_file, user_id(cluster.user), -1)
    try:
        run(
            cluster,
            "initdb",
            f"--pgdata={draft}",
            "--username=postgres",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--data-checksums",
        )
    finally:
        password_file.unlink()
    with (draft / "postgresql.conf").open("a") as file:
        file.write("\ninclude_if_exists = 'fairnotice.conf'\n")
    draft.rename(cluster.data)


def start_server(cluster: Cluster) -> None:
    """Start the server on the cluster's port, or the next free one, and wait until it takes connections."""
    _forget_reused_pid(cluster)
    configuration = cluster.data / "fairnotice.conf"
    libraries = Path(program(cluster, "postgres")).parent.parent / "lib"
    configuration.write_text(CONFIGURATION.read_text() + settings(libraries))
    configuration.chmod(0o644)
    port = cluster.port
    for _ in range(START_TRIES):
        port = free_port(port, port + 200)
        read_from = cluster.log.stat().st_size if cluster.log.exists() else 0
        try:
            run(
                cluster,
                *("pg_ctl", "start", "--wait", "--timeout=120", f"--pgdata={cluster.data}"),
                *(f"--log={cluster.log}", f"--options=-p {port}"),
            )
        except InstallationError as error:
            with cluster.log.open() as file:
                file.seek(read_from)
                said = file.read()
            if "Address already in use" in said:
                port += 1  # somebody took it since we looked
            elif "pre-existing shared memory block" in said:
                _await_orphans(cluster)
            else:
                raise InstallationError(f"{error}\nThe server said:\n{said.strip()[-2000:]}") from None
        else:
            (cluster.folder / "port").write_text(str(port))
            return
    raise InstallationError(f"the private cluster did not start in {START_TRIES} tries; see {cluster.log}")


def _forget_reused_pid(cluster: Cluster) -> None:
    """Remove a pid file whose number belongs to another program now.

    PostgreSQL removes one whose process is gone, but refuses to start while any process of its user has that
    number, as happens after a reboot.
    """
    pid_file = cluster.data / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
        if Path(f"/proc/{int(pid_file.read_text().split()[0])}").exists():
            pid_file.unlink()


def _await_orphans(cluster: Cluster) -> None:
    """Wait up to 30 s for the children of a killed server to notice and go; they still map its memory."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and any(_processes_in(cluster.data)):
        time.sleep(0.2)


def _processes_in(folder: Path) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and (entry / "cwd").readlink() == folder:
                yield int(entry.name)
