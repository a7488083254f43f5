"""Take away what has expired, a little at a time, and leave a tombstone in the same transaction.

Killed at any moment, a purge has done whole batches: each with its tombstone, none without. The next run does the rest.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from psycopg import errors, sql
from psycopg.rows import tuple_row
from psycopg.types.json import Jsonb

from fairnotice.store.database import Connection, Database, queries, rows
from fairnotice.store.retention import Retention, default_retention

Action = Literal["deleted", "erased", "month_dropped"]
BATCH = 1000
_LOG = logging.getLogger(__name__)
_LOCK_TIMEOUT = "10s"
"""How long a month's partition is waited for: readers come first, and tomorrow is another night."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the retention."""

    purge_id: int | None
    """None: a dry run, which writes nothing."""
    as_of: dt.datetime
    retention: Retention
    window_days: int
    """How far back a judgement looks: what a finding that stands rests on."""

    @property
    def dry(self) -> bool:
        """Whether nothing is written."""
        return self.purge_id is None

    def parameters(self, data: str) -> dict[str, Any]:
        """Return what every statement of the class ``data`` is given."""
        return {
            "as_of": self.as_of,
            "today": self.as_of.date(),
            "before": self.retention.before(data, self.as_of),
            "window_days": self.window_days,
            "dry_run": self.dry,
            "most": BATCH,
        }


@dataclass(slots=True)
class Count:
    """What happened to the expired data of one class."""

    purged: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    """By what keeps them."""

    def __iadd__(self, other: Count) -> Count:
        """Add another count to this one."""
        self.purged += other.purged
        self.kept += other.kept
        return self


@dataclass(frozen=True, slots=True)
class _Rows:
    """A class of data that is taken row by row."""

    data: str
    action: Action
    first: tuple[str, ...]
    """A key before all others."""
    proved: int | None = None
    """How many parts of a key enter the tombstone; the rest is what is erased. None: all."""


_MONTHS = (
    _Rows("observation", "deleted", ("-infinity", "", "-1")),
    _Rows("analytics_reading", "deleted", ("-infinity", "", "")),
)
_NO_ID = "00000000-0000-0000-0000-000000000000"
_ROWS = (
    _Rows("analytics_scan", "deleted", ("", "", "")),
    _Rows("visitor_name", "erased", ("", "-infinity", ""), proved=2),
    _Rows("site_visit", "deleted", ("", "-infinity", ""), proved=2),
    _Rows("photo_name", "erased", (_NO_ID,)),
    _Rows("site_photo", "deleted", (_NO_ID,)),
    _Rows("mover_name", "erased", ("", "-infinity", ""), proved=2),
    _Rows("review_text", "erased", ("-1",)),
    _Rows("event_text", "erased", ("-infinity", "0")),
    _Rows("exemption_claim", "deleted", ("", "", "-infinity")),
    _Rows("rejected_row", "deleted", ("-1", "-1", ""), proved=2),
    _Rows("gone_view", "deleted", ("",)),
    _Rows("gone_health", "deleted", ("",)),
    _Rows("maintenance", "deleted", ("-1",)),
    _Rows("mute", "deleted", ("-1",)),
    _Rows("former_map", "deleted", ("-infinity",)),
    _Rows("alert", "deleted", (_NO_ID,)),
    _Rows("answer_link", "deleted", ("-1",)),
    _Rows("reply", "deleted", ("-1",)),
    _Rows("digest", "deleted", (_NO_ID,)),
    _Rows("shut_account", "deleted", ("-1",)),
    _Rows("account_session", "deleted", ("",)),
    _Rows("view_log", "deleted", ("-1",)),
    _Rows("gone_camera", "erased", ("",)),
    _Rows("unused_operator", "deleted", ("",)),
)


def begin(database: Database, as_of: dt.datetime, retention: Retention, window_days: int) -> Run:
    """Open the books of a run."""
    with database.transaction() as connection:
        purge_id = queries("purge").begin_run(connection, as_of=as_of, periods=Jsonb(retention.days()))
    return Run(int(purge_id), as_of, retention, window_days)


def finish(database: Database, run: Run, counts: Mapping[str, Count]) -> None:
    """Close the books of a run with what it kept, and why."""
    kept = {data: dict(count.kept) for data, count in counts.items() if count.kept}
    with database.transaction() as connection:
        queries("purge").finish_run(connection, purge_id=run.purge_id, kept=Jsonb(kept))


def purge_rows(database: Database, run: Run) -> Iterator[tuple[str, Count]]:
    """Purge every class that lies in the database alone; yield each with its count."""
    for step in _MONTHS:
        yield step.data, _months(database, run, step)
    if not run.dry:
        with database.transaction() as connection:
            queries("purge").note_unused_operators(connection, as_of=run.as_of)
    for step in _ROWS:
        yield step.data, _batches(database, run, step, {})


def _batches(database: Database, run: Run, step: _Rows, within: Mapping[str, dt.date]) -> Count:
    statement = getattr(queries("purge"), f"purge_{step.data}")

    def take(connection: Connection, after: Sequence[str]) -> list[Any]:
        return list(rows(statement(connection, **run.parameters(step.data), **within, after=list(after))))

    return in_batches(database, run, step.data, step.action, step.first, take, proved=step.proved)


def in_batches(
    database: Database,
    run: Run,
    data: str,
    action: Action,
    first: Sequence[str],
    take: Callable[[Connection, Sequence[str]], list[Any]],
    *,
    proved: int | None = None,
) -> Count:
    """Take away one class of data in small transactions, each with its tombstone.

    Args:
        database: Where.
        run: Which run.
        data: Name of the class.
        action: What happens to the rows.
        first: A key before all others.
        take: Takes the next batch after a key and returns each row's ``key`` and, if it was kept, ``because``.
        proved: How many parts of a key enter the tombstone; None: all.
    """
    count, after = Count(), first
    while True:
        with database.transaction() as connection:
            found = take(connection, after)
            gone = [row["key"] for row in found if row["because"] is None]
            _tombstone(connection, run, data, action, len(gone), hash_of_keys(key[:proved] for key in gone))
        count += Count(len(gone), Counter(row["because"] for row in found if row["because"]))
        if not found:
            return count
        after = found[-1]["key"]


def hash_of_keys(keys: Iterable[Sequence[str]]) -> str:
    """Return the SHA-256 of keys in their order, each a JSON array on a line of its own.

    Whoever still has the list, say in a backup, can show that it is what was purged; nobody can read it back.
    """
    digest = hashlib.sha256()
    for key in keys:
        digest.update(json.dumps(list(key), ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return digest.hexdigest()


def _tombstone(connection: Connection, run: Run, data: str, action: Action, purged: int, keys_sha256: str) -> None:
    if run.dry or not purged:
        return
    queries("purge").add_tombstone(
        connection,
        purge_id=run.purge_id,
        data=data,
        action=action,
        before=run.retention.before(data, run.as_of),
        period_days=run.retention.periods[data].days,
        purged=purged,
        keys_sha256=keys_sha256,
    )


def _months(database: Database, run: Run, step: _Rows) -> Count:
    with database.transaction() as connection:
        before = run.retention.before(step.data, run.as_of)
        months = list(rows(queries("purge").expired_months(connection, fact=step.data, before=before)))
    count = Count()
    for month in months:
        within = {"first_day": month["first_day"], "next_month": month["next_month"]}
        dropped = _drop_month(database, run, step, month["partition"], within)
        count += dropped if dropped is not None else _batches(database, run, step, within)
    return count


def _drop_month(
    database: Database, run: Run, step: _Rows, partition: str, within: Mapping[str, dt.date]
) -> Count | None:
    """Drop a month's partition; None where something still needs a row of it.

    Where somebody reads it for longer than is waited, it is left to the next run, and the rest is purged all the same.
    """
    with database.transaction() as connection:
        try:
            with connection.transaction():
                return _dropped(connection, run, step, partition, within)
        except errors.LockNotAvailable:
            _LOG.warning("%s is being read and was not dropped; the next run tries again", partition)
            return Count()


def _dropped(
    connection: Connection, run: Run, step: _Rows, partition: str, within: Mapping[str, dt.date]
) -> Count | None:
    table = sql.Identifier("fairnotice", partition)
    if not run.dry:
        connection.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(_LOCK_TIMEOUT))
        # Nobody writes from here on; others may read until it is gone.
        connection.execute(sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(table))
    needed = getattr(queries("purge"), f"{step.data}_month_is_needed")
    if needed(connection, today=run.as_of.date(), window_days=run.window_days, **within):
        return None
    count = Count()
    digest = hash_of_keys(_counted(_keys_of_month(connection, step.data, within), count))
    _tombstone(connection, run, step.data, "month_dropped", count.purged, digest)
    if not run.dry:
        connection.execute(sql.SQL("DROP TABLE {}").format(table))
    return count


def _keys_of_month(connection: Connection, data: str, within: Mapping[str, dt.date]) -> Iterator[tuple[str, ...]]:
    """Stream the keys, however many they are."""
    statement = getattr(queries("purge"), f"{data}_keys").sql
    with connection.cursor(name="keys", row_factory=tuple_row) as cursor:
        cursor.itersize = 10_000
        yield from cursor.execute(statement, dict(within))


def _counted(keys: Iterable[tuple[str, ...]], count: Count) -> Iterator[tuple[str, ...]]:
    for key in keys:
        count.purged += 1
        yield key


def last_run(connection: Connection, window_days: int) -> Run | None:
    """Return the last run that came to its end, as a dry run by its day and its periods; None: there is none."""
    found = queries("purge").last_run(connection)
    if found is None:
        return None
    return Run(None, found["as_of"], default_retention().with_days(found["periods"]), window_days)


def runs(connection: Connection, most: int) -> list[dict[str, Any]]:
    """Return what the newest ``most`` runs purged, by class, oldest run first."""
    return list(rows(queries("purge").runs(connection, most=most)))
