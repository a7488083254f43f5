"""Bring both databases to this checkout's version: Airflow's own, with its pools, and the audit's."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import os
import subprocess
import sys

import psycopg
from psycopg import sql

from fairnotice.errors import FairnoticeError, without_secrets
from ops.airflow_environment import airflow_home, environment, no_core_dumps
from ops.places import InstallationError, refusals_explained

POOLS = {
    "cameras": (8, "Batches whose devices are asked for their configuration at the same time."),
    "inference": (
        max(1, len(os.sched_getaffinity(0))),
        "Batches of cameras looked at at the same time, each with a model: one a core.",
    ),
}
"""Pools of Airflow and their slots; an administrator's own sizes are kept once a pool is there."""


def migrate_airflow(made: dict[str, str]) -> bool:
    """Bring Airflow's metadata to the installed version and make the pools; tell whether anything was to do.

    Airflow's own commands take many seconds even to find nothing to do, so what was done is noted in the database.
    """
    address = made["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].replace("+psycopg", "", 1)
    plan = hashlib.sha256(repr((importlib.metadata.version("apache-airflow"), POOLS)).encode()).hexdigest()[:16]
    try:
        with psycopg.connect(address, connect_timeout=10, autocommit=True) as connection:
            return _migrate_airflow(made, connection, f"migrated by Fairnotice, plan {plan}")
    except psycopg.OperationalError as error:
        raise InstallationError(f"Airflow's database cannot be reached: {without_secrets(str(error))}") from None


def _migrate_airflow(made: dict[str, str], connection: psycopg.Connection, note: str) -> bool:
    noted = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
    if connection.execute(noted).fetchone() == (note,):
        return False
    airflow_home().mkdir(parents=True, exist_ok=True)
    _airflow(made, "db", "migrate")
    present = {row[0] for row in connection.execute("SELECT pool FROM slot_pool")}
    wanted = {
        name: {"slots": slots, "description": text, "include_deferred": False}
        for name, (slots, text) in POOLS.items()
        if name not in present
    }
    if wanted:
        pools_file = airflow_home() / "pools.json"
        pools_file.write_text(json.dumps(wanted))
        _airflow(made, "pools", "import", str(pools_file))
    database = sql.Identifier(connection.info.dbname)
    with contextlib.suppress(psycopg.errors.InsufficientPrivilege):  # not its owner: looked at anew next time
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(database, sql.Literal(note)))
    return True


def _airflow(made: dict[str, str], *command: str) -> None:
    done = subprocess.run(  # noqa: S603 - Airflow's own command line
        [sys.executable, "-m", "airflow", *command],
        check=False,
        env=made,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        raise InstallationError(f"airflow {' '.join(command)} failed:\n{done.stdout[-4000:]}")


def migrate_audit(made: dict[str, str]) -> None:
    """Bring the audit's database to the newest migration."""
    from fairnotice.store.migrations import migrate  # the library's room, not needed by the other commands

    migrate(made["FAIRNOTICE_DATABASE_URL"])


def main() -> int:
    """Bring both databases to this checkout's version."""
    no_core_dumps()
    try:
        with refusals_explained():
            made = environment()
            if migrate_airflow(made):
                sys.stdout.write("Airflow's metadata is up to date now\n")
            migrate_audit(made)
    except FairnoticeError as error:
        sys.stderr.write(f"ops/migrate: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
