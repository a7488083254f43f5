"""What every test may ask for: fresh databases, and a real Airflow of its own.

Databases are made in the private cluster of this checkout (``ops/cluster``), or on the server that
``FAIRNOTICE_TEST_SERVER`` names with a role that may create them; never in one that holds data.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.metadata
import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import hypothesis
import psycopg
import pytest
from psycopg import sql

from ops import airflow_environment, cluster
from ops.migrate import migrate_airflow
from ops.places import ROOT, home

pytest_plugins = ["tests.workers"]
TEST_PREFIX = "fairnotice_test"

# No property may depend on how fast the machine is; `make soak` looks much longer.
hypothesis.settings.register_profile("default", deadline=None)
hypothesis.settings.register_profile("fast", deadline=None, max_examples=20)
hypothesis.settings.register_profile("soak", deadline=None, max_examples=20_000)
hypothesis.settings.load_profile("default")

for _name in [name for name in os.environ if name.startswith(("FAIRNOTICE_", "AIRFLOW_"))]:
    # A test must not depend on, nor reach, the installation of whoever runs it.
    if _name not in ("FAIRNOTICE_HOME", "FAIRNOTICE_TEST_SERVER"):
        del os.environ[_name]


def _named(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _execute(url: str, statement: str, *names: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]


def _drop(url: str, name: str) -> None:
    try:
        _execute(url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    except psycopg.errors.InsufficientPrivilege:
        # The server's own vacuum is at work in it, which only a superuser may end; without force it gives way itself.
        _execute(url, "DROP DATABASE IF EXISTS {}", name)


@pytest.fixture(scope="session")
def database_server() -> str:
    """Address of a database on the server for tests, for a role that may create others."""
    given = os.environ.get("FAIRNOTICE_TEST_SERVER")
    if given:
        return given
    private = cluster.start()
    url = private.address("fairnotice", "fairnotice")
    _drop_leftovers(url)
    return url


def _drop_leftovers(url: str) -> None:
    """Drop what killed test runs left: the process in the database's name is gone."""
    with psycopg.connect(url, autocommit=True) as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname ^@ %s", [f"{TEST_PREFIX}_"]).fetchall()
    for (name,) in rows:
        if not Path(f"/proc/{name.split('_')[2]}").exists():
            _drop(url, name)


@pytest.fixture(scope="session")
def new_database(database_server: str) -> Iterator[Callable[..., str]]:
    """Make an empty database and return its address; all are dropped at the end of the session.

    ``template`` names a database to copy instead.
    """
    counter = itertools.count()
    made: list[str] = []

    def make(template: str = "template1") -> str:
        name = f"{TEST_PREFIX}_{os.getpid()}_{next(counter)}"
        _execute(database_server, "CREATE DATABASE {} TEMPLATE {}", name, template)
        made.append(name)
        return _named(database_server, name)

    yield make
    for name in made:
        _drop(database_server, name)


@pytest.fixture(scope="session")
def database_url(new_database: Callable[..., str]) -> str:
    """Address of a fresh, migrated database of this test process."""
    from fairnotice.store.migrations import migrate

    url = new_database()
    migrate(url)
    return url


@pytest.fixture(scope="session")
def _emptied_database_url(new_database: Callable[..., str]) -> str:
    from fairnotice.store.migrations import migrate

    url = new_database()
    migrate(url)
    return url


@pytest.fixture
def empty_database_url(_emptied_database_url: str) -> str:
    """Address of a migrated database that holds nothing when the test starts."""
    with psycopg.connect(_emptied_database_url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'fairnotice'").fetchall()
        names = [sql.Identifier("fairnotice", table) for (table,) in tables]
        connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(sql.SQL(", ").join(names)))
    return _emptied_database_url


@pytest.fixture(scope="session")
def airflow_env(
    database_server: str,
    new_database: Callable[..., str],
    database_url: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Mapping[str, str]:
    """Environment of a real Airflow with this checkout's DAGs and plugin, and metadata of its own.

    Migrating Airflow's metadata takes a quarter of a minute, so it is done once for each Airflow and
    copied from then on.
    """
    folder = tmp_path_factory.mktemp("airflow")
    template = f"airflow_template_{importlib.metadata.version('apache-airflow').replace('.', '_')}"
    given = {
        "FAIRNOTICE_DATABASE_URL": database_url,
        "FAIRNOTICE_HOME": str(folder),
        **_metadata_address(_named(database_server, template)),
    }
    with (home() / "airflow-template.lock").open("w") as lock, _environment(given):
        fcntl.flock(lock, fcntl.LOCK_EX)
        with contextlib.suppress(psycopg.errors.DuplicateDatabase):
            _execute(database_server, "CREATE DATABASE {} TEMPLATE template0", template)
        migrate_airflow(airflow_environment.environment())
        own = _metadata_address(new_database(template))
    with _environment(given | own):
        return airflow_environment.environment()


def _metadata_address(url: str) -> dict[str, str]:
    address = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return {
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": address,
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC": address,
    }


@contextlib.contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def in_airflow(airflow_env: Mapping[str, str]) -> Callable[[str], str]:
    """Run Python code in a process of that Airflow and return what it printed."""

    def run(code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code], check=False, cwd=ROOT, env=dict(airflow_env), capture_output=True, text=True
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    return run


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with little memory, so that a test is not slow for what makes guessing slow."""
    from argon2 import PasswordHasher

    from fairnotice.store import accounts

    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", lambda: cheap)
    accounts._nobodys_hash.cache_clear()
    monkeypatch.setattr(accounts, "_nobodys_hash", accounts._nobodys_hash.__wrapped__)
