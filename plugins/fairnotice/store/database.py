"""One way to the database: a small pool, short transactions, and an error that says what to do."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

import aiosql
import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

from fairnotice.errors import ConfigurationError, StoreError, StoreUnavailableError, without_secrets
from fairnotice.settings import Settings

Connection = psycopg.Connection[DictRow]

_SQL = Path(__file__).parent / "sql"
_CONNECT_TIMEOUT_S = 10


@cache
def queries(name: str) -> Any:
    """Return the named statements of ``store/sql/<name>.sql``, one method each."""
    return aiosql.from_path(_SQL / f"{name}.sql", "psycopg", kwargs_only=True, mandatory_parameters=False)


_ACTING: ContextVar[tuple[str, tuple[str, ...]] | None] = ContextVar("acting", default=None)


@contextmanager
def acting_as(role: str, districts: Sequence[str]) -> Iterator[None]:
    """Let each transaction within say on whose behalf it writes: the database refuses rows that are not theirs.

    Args:
        role: Of whoever acts.
        districts: Those that an inspector may write about; empty: all.
    """
    told = _ACTING.set((role, tuple(districts)))
    try:
        yield
    finally:
        _ACTING.reset(told)


def database_url(settings: Settings) -> str:
    """Return the address of the database: the setting, else that of the private cluster.

    Raises:
        ConfigurationError: Neither is there.
    """
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    private = settings.home / "database-url"
    try:
        return private.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(
            "no database: start the private cluster with `make database`, or set FAIRNOTICE_DATABASE_URL"
        ) from error


class Database:
    """The database of one process, safe to share between threads.

    Args:
        url: Address as libpq takes it.
        size: Most connections that this process holds at the same time.
        statement_limit_s: Seconds after which a statement is given up, where somebody waits for it; None: never.
    """

    def __init__(self, url: str, *, size: int = 4, statement_limit_s: int | None = None) -> None:
        if statement_limit_s is not None:
            url = make_conninfo(url, options=f"-c statement_timeout={statement_limit_s}s")
        self._url = url
        self._size = size
        self._pool: ConnectionPool[Connection] | None = None
        self._lock = threading.Lock()

    def _opened(self) -> ConnectionPool[Connection]:
        with self._lock:
            if self._pool is None:
                self._pool = ConnectionPool(
                    self._url,
                    connection_class=psycopg.Connection[DictRow],
                    kwargs={"row_factory": dict_row, "connect_timeout": _CONNECT_TIMEOUT_S},
                    min_size=0,
                    max_size=self._size,
                    timeout=_CONNECT_TIMEOUT_S,
                    reconnect_timeout=0,
                    name="fairnotice",
                    open=True,
                )
            return self._pool

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Lend a connection for one transaction, committed at the end and rolled back on any error.

        Raises:
            StoreUnavailableError: The database cannot be reached, went away or ended a deadlock; nothing was written.
            StoreError: It refused what it was asked.
        """
        try:
            with self._opened().connection() as connection:
                if (acting := _ACTING.get()) is not None:
                    queries("acting").act(connection, role=acting[0], districts=list(acting[1]))
                yield connection
        except psycopg.errors.DeadlockDetected:
            raise StoreUnavailableError(
                "two transactions waited for what the other one held (a deadlock), and the database ended this one: "
                "nothing of it was written. Run it again; the nightly audit does so by itself"
            ) from None
        except (PoolTimeout, psycopg.OperationalError) as error:
            raise StoreUnavailableError(
                f"the database cannot be reached, nothing was written: {self._why(error)}. "
                "Check that it runs (`make database`) and that FAIRNOTICE_DATABASE_URL names it"
            ) from None
        except psycopg.Error as error:
            raise StoreError(f"the database refused: {_first_line(error)}") from None

    def _why(self, error: Exception) -> str:
        """Say what the server (or its absence) says: a pool only reports that it waited."""
        if isinstance(error, PoolTimeout):
            try:
                psycopg.connect(self._url, connect_timeout=_CONNECT_TIMEOUT_S).close()
            except psycopg.OperationalError as reason:
                return _first_line(reason)
        return _first_line(error)

    def close(self) -> None:
        """Give all connections back."""
        with self._lock:
            if self._pool is not None:
                self._pool.close()
                self._pool = None

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _first_line(error: Exception) -> str:
    return without_secrets(str(error).strip().split("\n", 1)[0]) or type(error).__name__


def rows(result: Any) -> Iterator[DictRow]:
    """Type the rows of a named statement, which aiosql leaves untyped."""
    yield from result
