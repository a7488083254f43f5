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
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from ops.cluster_place import Cluster, find_cluster
from ops.cluster_server import initialise, program, run, server_pid, start_server
from ops.places import InstallationError, home, refusals_explained, secret, secret_path, write_private

DATABASES_SQL = Path(__file__).with_name("databases.sql")


@contextlib.contextmanager
def _locked() -> Iterator[None]:
    """Let one command at a time change the cluster; the kernel frees the lock if it dies."""
    with (home() / "cluster.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def start() -> Cluster:
    """Start the cluster if it does not run, made first if there is none, and write its address for the library."""
    cluster = find_cluster()
    with _locked():
        if server_pid(cluster) is None:
            if not (cluster.data / "PG_VERSION").exists():
                initialise(cluster)
            elif not secret_path("postgres-fairnotice").exists():
                raise InstallationError(
                    f"{cluster.data} is there, but not its passwords in {home() / 'secrets'}: "
                    "put them back, or delete the data with ops/cluster remove"
                )
            start_server(cluster)
        _make_databases(cluster)
        address = cluster.address("fairnotice", "fairnotice")
        address_file = home() / "database-url"
        if not address_file.exists() or address_file.read_text() != address:
            write_private(address_file, address)
    return cluster


def _make_databases(cluster: Cluster) -> None:
    """Make roles and databases once for each state of the script.

    Not at every start: a session in template1 would be in the way of a test that copies it.
    """
    made = cluster.folder / f"databases-{hashlib.sha256(DATABASES_SQL.read_bytes()).hexdigest()[:16]}"
    if made.exists():
        return
    script = DATABASES_SQL.read_text()
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
        [program(cluster, "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-"],
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
        run(cluster, "pg_ctl", "stop", "--mode=fast", "--wait", "--timeout=120", f"--pgdata={cluster.data}")
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
        with refusals_explained():
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
            os.execvpe(program(cluster, "psql"), ["psql", *rest], environment)  # noqa: S606 - no shell wanted
        else:
            say(f"private cluster runs on 127.0.0.1:{cluster.port}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
