"""Reading PostGIS for the web: a pool that opens when first asked, read-only, with short waits."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import aiosql
import psycopg
from fastapi import Request
from psycopg.conninfo import make_conninfo
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool

from fairnotice.settings import settings
from fairnotice.store import accounts
from fairnotice.store.database import database_url
from fairnotice.web.identity import Role, Viewer, viewer_of

Connection = psycopg.Connection[DictRow]

_SQL = Path(__file__).parent / "sql"
# A person waits for the page: better a clear 503 soon than a spinner.
_WAIT_S = 4
STATEMENT_LIMIT_S = 30
"""Seconds after which the database gives up what one request asks."""
_CONNECTIONS = 8


@cache
def queries(name: str) -> Any:
    """Return the named statements of ``web/sql/<name>.sql``, one method each."""
    return aiosql.from_path(_SQL / f"{name}.sql", "psycopg", kwargs_only=True, mandatory_parameters=False)


class Reader:
    """Connections that can only read, shared by the threads of one process.

    The pool opens at the first request and not at construction: mounted inside Airflow the
    application has no lifespan of its own, and the server may fork after it was made.

    Args:
        url: Address as libpq takes it; None: that of the settings, else of the private cluster.
    """

    def __init__(self, url: str | None = None) -> None:
        self._url = url
        self._pool: ConnectionPool[Connection] | None = None
        self._lock = threading.Lock()

    def _opened(self) -> ConnectionPool[Connection]:
        with self._lock:
            if self._pool is None:
                self._pool = ConnectionPool(
                    make_conninfo(
                        self._url or database_url(settings()),
                        connect_timeout=_WAIT_S,
                        application_name="fairnotice-web",
                        options=f"-c default_transaction_read_only=on -c statement_timeout={STATEMENT_LIMIT_S}s",
                    ),
                    connection_class=psycopg.Connection[DictRow],
                    # Not prepared: each filter deserves a plan of its own.
                    kwargs={"row_factory": dict_row, "autocommit": True, "prepare_threshold": None},
                    # No waiting between tries: a database that is back is used by the next request.
                    min_size=0,
                    reconnect_timeout=0,
                    max_size=_CONNECTIONS,
                    timeout=_WAIT_S,
                    check=ConnectionPool.check_connection,
                    name="fairnotice-web",
                    open=True,
                )
                # Where no lifespan closes it, the process does so at its end, or when the application goes.
                weakref.finalize(self, self._pool.close)
            return self._pool

    @contextmanager
    def connection(self, viewer: Viewer | None = None) -> Iterator[Connection]:
        """Lend a connection that can only read for the length of one request.

        Args:
            viewer: On whose behalf; one transaction then, in which the database knows who asks. None: the program's
                own question, which shows nobody anything.

        Raises:
            PoolTimeout: No connection could be had in time.
            ConfigurationError: Nothing says where the database is.
        """
        with self._opened().connection() as connection:
            if viewer is None:
                yield connection
                return
            with connection.transaction():
                tell(connection, viewer)
                yield connection

    @contextmanager
    def writing(self, viewer: Viewer | None = None) -> Iterator[Connection]:
        """Lend a connection for one transaction that writes; see `connection`."""
        with self._opened().connection() as connection, connection.transaction():
            connection.execute("SET TRANSACTION READ WRITE")
            if viewer is not None:
                tell(connection, viewer)
            yield connection

    def close(self) -> None:
        """Give all connections back; a later request opens them again."""
        with self._lock:
            if self._pool is not None:
                self._pool.close()
                self._pool = None


def tell(connection: Connection, viewer: Viewer) -> None:
    """Let the database know until the transaction's end on whose behalf it is asked, with no more than their rights."""
    # An inspector of all districts reads as a supervisor does: then no filter stands before the indexes.
    everywhere = viewer.role is Role.INSPECTOR and not viewer.districts
    queries("identity").tell(
        connection,
        role=viewer.role.value,
        districts=list(viewer.districts),
        operator_id=viewer.operator_id or "",
        database_role=f"fairnotice_{Role.SUPERVISOR.value if everywhere else viewer.role.value}",
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """Of whom a connection may show cameras."""

    role: str
    """Empty: the program itself asks."""
    districts: tuple[str, ...]
    """None: of all districts."""
    operator_id: str | None


def reach_of(connection: Connection) -> Reach:
    """Return on whose behalf a connection is lent."""
    found = queries("identity").reach(connection)
    return Reach(found["role"], tuple(found["districts"]), found["operator_id"])


class ForViewer:
    """A reader that asks on behalf of one viewer.

    Args:
        reader: What it reads by.
        viewer: Who makes the request.
    """

    def __init__(self, reader: Reader, viewer: Viewer) -> None:
        self._reader = reader
        self.viewer = viewer

    def connection(self) -> AbstractContextManager[Connection]:
        """Lend a connection for one transaction that reads; see `Reader.connection`."""
        return self._reader.connection(self.viewer)

    def note(self, what: str, ids: list[str], why: str) -> None:
        """Write down that evidence is shown to the viewer; see `log_view`."""
        log_view(self._reader, self.viewer, what, ids, why)


def log_view(reader: Reader, viewer: Viewer, what: str, ids: list[str], why: str) -> None:
    """Write down that evidence is shown to a viewer; see `fairnotice.store.accounts.log_view`."""
    with reader.writing() as connection:
        accounts.log_view(
            connection,
            account_id=viewer.account_id,
            viewer=viewer.name,
            role=viewer.role.value,
            what=what,
            ids=ids,
            why=why,
        )


def reader_of(request: Request) -> ForViewer:
    """Return a reader on behalf of whoever makes ``request``."""
    return ForViewer(own_reader_of(request), viewer_of(request))


def own_reader_of(request: Request) -> Reader:
    """Return the reader of the application that serves ``request``, for the program's own questions."""
    reader: Reader = request.app.state.reader
    return reader


def rows(result: Any) -> list[DictRow]:
    """Type the rows of a named statement, which aiosql leaves untyped."""
    return list(result)
