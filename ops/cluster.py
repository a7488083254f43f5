"""The private PostgreSQL cluster of one checkout.

It listens on loopback only, on a port of its own, and lives in the project's ignored folder. Started
by root, the server runs as Debian's ``postgres`` user, since PostgreSQL refuses to run as root.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.places import ROOT, InstallationError, free_port, home, secret, secret_path, write_private

OLDEST_VERSION = 15
FIRST_PORT, LAST_PORT = 20_000, 32_000
"""Below the range that the kernel hands to outgoing connections, so that a port stays ours between starts."""
START_TRIES = 5
DATABASES_SQL = Path(__file__).with_name("databases.sql")
SERVER_CONFIGURATION = Path(__file__).with_name("postgresql.conf")
DISTANT_PLACES = Path("/var/lib/fairnotice")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where one cluster stands and as whom its server runs."""

    folder: Path
    user: str

    @property
    def data(self) -> Path:
        """Folder that the server owns."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """File that the server writes to."""
        return self.folder / "server.log"

    @property
    def port(self) -> int:
        """Port used at the last start; the first one tried follows from the folder's path."""
        try:
            return int((self.folder / "port").read_text())
        except (FileNotFoundError, ValueError):
            digest = hashlib.sha256(str(self.folder).encode()).digest()
            return FIRST_PORT + int.from_bytes(digest[:4]) % (LAST_PORT - FIRST_PORT)

    def address(self, role: str, database: str) -> str:
        """Return the address of ``database`` for ``role``, password included."""
        return f"postgresql://{role}:{secret(f'postgres-{role}')}@127.0.0.1:{self.port}/{database}"


def find_cluster() -> Cluster:
    """Return the cluster of this installation; its folder is made where it is missing."""
    link = home() / "postgres"
    try:
        if link.exists():
            owner = pwd.getpwuid(link.stat().st_uid).pw_name
        else:
            owner = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    except PermissionError:
        raise InstallationError(f"{link} cannot be read: run this as root or as the owner of {home()}") from None
    except KeyError:
        raise InstallationError("this user, or the owner of the cluster, has no name in the system") from None
    if os.geteuid() not in (0, _uid(owner)):
        raise InstallationError(f"the cluster in {link} belongs to {owner}: run this as root or as {owner}")
    if not link.exists():
        _make_folder(link, owner)
    return Cluster(link.resolve(), owner)


def _uid(user: str) -> int:
    try:
        return pwd.getpwnam(user).pw_uid
    except KeyError:
        raise InstallationError(f"there is no user {user}: install PostgreSQL first (ops/install)") from None


def _make_folder(link: Path, owner: str) -> None:
    """Make the cluster's folder; where its server could not reach it, elsewhere with a link to it.

    A checkout under /root is the usual case: no other user may pass through there.
    """
    link.unlink(missing_ok=True)
    link.mkdir(mode=0o700)
    if os.geteuid() != 0:
        return
    account = pwd.getpwnam(owner)
    os.chown(link, account.pw_uid, account.pw_gid)
    home().chmod(home().stat().st_mode | 0o011)
    reached = subprocess.run(["/usr/bin/test", "-w", str(link)], check=False, cwd="/", **_as_user(owner))  # noqa: S603
    if reached.returncode == 0:
        return
    link.rmdir()
    DISTANT_PLACES.mkdir(parents=True, exist_ok=True)
    DISTANT_PLACES.chmod(0o711)
    # Never one that is there: its passwords went with the folder that linked to it.
    distant = tempfile.mkdtemp(prefix=f"{ROOT.name}-", dir=DISTANT_PLACES)
    os.chown(distant, account.pw_uid, account.pw_gid)
    link.symlink_to(distant)


def _as_user(user: str) -> dict[str, Any]:
    """Return the arguments that make ``subprocess`` run a command as ``user``."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(user)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "umask": 0o077}


def _program(cluster: Cluster, name: str) -> str:
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


def _run(cluster: Cluster, *command: str, environment: Mapping[str, str] | None = None) -> str:
    """Run a program of PostgreSQL as the server's user; raise with what it said if it fails."""
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
        [_program(cluster, command[0]), *command[1:]],
        check=False,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **(environment or {})},
        **_as_user(cluster.user),
    )
    if done.returncode != 0:
        raise InstallationError(f"{command[0]} failed ({done.returncode}): {done.stdout.strip()[-2000:]}")
    return str(done.stdout)


@contextlib.contextmanager
def _locked() -> Iterator[None]:
    """Let one command at a time change the cluster; the kernel frees the lock if it dies."""
    with (home() / "cluster.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def server_pid(cluster: Cluster) -> int | None:
    """Return the process id of the running server, or None; a pid that another program got since is not it."""
    try:
        pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
        return pid if Path(f"/proc/{pid}/cwd").readlink() == cluster.data else None
    except (FileNotFoundError, ProcessLookupError, ValueError, IndexError):
        return None
    except PermissionError:
        return None


def start() -> Cluster:
    """Start the cluster if it does not run, made first if there is none, and write its address for the library."""
    cluster = find_cluster()
    with _locked():
        if server_pid(cluster) is None:
            if not (cluster.data / "PG_VERSION").exists():
                _initialise(cluster)
            elif not secret_path("postgres-fairnotice").exists():
                raise InstallationError(
                    f"{cluster.data} is there, but not its passwords in {home() / 'secrets'}: "
                    "put them back, or delete the data with ops/cluster remove"
                )
            _start_server(cluster)
        _make_databases(cluster)
        address = cluster.address("fairnotice", "fairnotice")
        address_file = home() / "database-url"
        if not address_file.exists() or address_file.read_text() != address:
            write_private(address_file, address)
    return cluster


def _initialise(cluster: Cluster) -> None:
    """Make the data folder under another name first, so that a killed run leaves nothing that looks whole."""
    draft = cluster.folder / "data.new"
    password_file = cluster.folder / "superuser-password"
    for leftover in (draft, cluster.data):
        shutil.rmtree(leftover, ignore_errors=True)
    write_private(password_file, secret("postgres-postgres"))
    if os.geteuid() == 0:
        os.chown(password_file, _uid(cluster.user), -1)
    try:
        _run(
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


def _start_server(cluster: Cluster) -> None:
    _forget_reused_pid(cluster)
    configuration = cluster.data / "fairnotice.conf"
    shutil.copyfile(SERVER_CONFIGURATION, configuration)
    configuration.chmod(0o644)
    port = cluster.port
    for _ in range(START_TRIES):
        port = free_port(port, port + 200)
        read_from = cluster.log.stat().st_size if cluster.log.exists() else 0
        try:
            _run(
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


def _make_databases(cluster: Cluster) -> None:
    """Make roles and databases once for each state of the script.

    Not at every start: a session in template1 would be in the way of a test that copies it.
    """
    made = cluster.folder / f"databases-{hashlib.sha256(DATABASES_SQL.read_bytes()).hexdigest()[:16]}"
    if made.exists():
        return
    script = DATABASES_SQL.read_text()
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
        [_program(cluster, "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-"],
        check=False,
        input=script,
        capture_output=True,
        text=True,
        env={
            **connection_environment(cluster, "postgres", "template1"),
            "FAIRNOTICE_ROLE_PASSWORD": secret("postgres-fairnotice"),
            "AIRFLOW_ROLE_PASSWORD": secret("postgres-airflow"),
            "PGOPTIONS": "-c client_min_messages=warning",
        },
    )
    if done.returncode != 0:
        raise InstallationError(f"the databases could not be made: {done.stderr.strip()[-2000:]}")
    made.touch()


def connection_environment(cluster: Cluster, role: str, database: str) -> dict[str, str]:
    """Return an environment in which libpq's programs reach ``database``; no password on a command line."""
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith("PG")},
        "PGHOST": "127.0.0.1",
        "PGPORT": str(cluster.port),
        "PGUSER": role,
        "PGPASSWORD": secret(f"postgres-{role}"),
        "PGDATABASE": database,
    }


def stop() -> bool:
    """Stop the cluster; tell whether it ran."""
    if not (home() / "postgres").exists():
        return False
    cluster = find_cluster()
    with _locked():
        if server_pid(cluster) is None:
            return False
        _run(cluster, "pg_ctl", "stop", "--mode=fast", "--wait", "--timeout=120", f"--pgdata={cluster.data}")
    return True


def remove() -> None:
    """Stop the cluster and remove its data, also where it stands outside the project."""
    link = home() / "postgres"
    if not link.exists():
        link.unlink(missing_ok=True)
        return
    stop()
    shutil.rmtree(link.resolve())
    link.unlink(missing_ok=True)
    (home() / "database-url").unlink(missing_ok=True)


def main(arguments: list[str] | None = None) -> int:
    """Run one command of the private cluster."""
    parser = argparse.ArgumentParser(prog="ops/cluster", description="The private PostgreSQL cluster of this checkout.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("start", "start it, made first if there is none"),
        ("stop", "stop it"),
        ("status", "tell whether it runs; exit status 3 if not"),
        ("url", "print the address of the fairnotice database (a password is in it)"),
        ("remove", "stop it and delete all of its data"),
    ):
        commands.add_parser(name, help=text)
    commands.add_parser("psql", help="open psql; further arguments go to it", add_help=False)
    parsed, rest = parser.parse_known_args(arguments)
    if rest and parsed.command != "psql":
        parser.error(f"unknown arguments: {' '.join(rest)}")
    try:
        return _carry_out(parsed.command, rest)
    except InstallationError as error:
        sys.stderr.write(f"ops/cluster: {error}\n")
        return 1


def _carry_out(command: str, rest: list[str]) -> int:
    say = sys.stdout.write
    if command == "stop":
        say("private cluster stopped\n" if stop() else "private cluster was not running\n")
    elif command == "remove":
        remove()
    elif command == "status":
        cluster = find_cluster() if (home() / "postgres").exists() else None
        pid = server_pid(cluster) if cluster else None
        if cluster is None or pid is None:
            say("private cluster is not running\n")
            return 3
        say(
            f"private cluster runs: 127.0.0.1:{cluster.port}, data in {cluster.data}, process {pid} of {cluster.user}\n"
        )
    else:
        cluster = start()
        if command == "url":
            say(cluster.address("fairnotice", "fairnotice") + "\n")
        elif command == "psql":
            environment = connection_environment(cluster, "fairnotice", "fairnotice")
            os.execvpe(_program(cluster, "psql"), ["psql", *rest], environment)  # noqa: S606 - no shell wanted
        else:
            say(f"private cluster runs on 127.0.0.1:{cluster.port}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
