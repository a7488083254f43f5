"""CQL2's temporal functions, and its days and moments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from psycopg import sql

from fairnotice.web.errors import BadRequestError

Instant = sql.Composable
Span = tuple[Instant, Instant]

# OGC 21-065r2, table 14, with intervals that hold both their ends: s is the beginning, e the end.
_MEANINGS = {
    "t_after": "{s1} > {e2}",
    "t_before": "{e1} < {s2}",
    "t_contains": "{s1} < {s2} AND {e1} > {e2}",
    "t_disjoint": "({e1} < {s2} OR {s1} > {e2})",
    "t_during": "{s1} > {s2} AND {e1} < {e2}",
    "t_equals": "{s1} = {s2} AND {e1} = {e2}",
    "t_finishedBy": "{s1} < {s2} AND {e1} = {e2}",
    "t_finishes": "{s1} > {s2} AND {e1} = {e2}",
    "t_intersects": "{s1} <= {e2} AND {e1} >= {s2}",
    "t_meets": "{e1} = {s2}",
    "t_metBy": "{s1} = {e2}",
    "t_overlappedBy": "{s1} > {s2} AND {s1} < {e2} AND {e1} > {e2}",
    "t_overlaps": "{s1} < {s2} AND {e1} > {s2} AND {e1} < {e2}",
    "t_startedBy": "{s1} = {s2} AND {e1} > {e2}",
    "t_starts": "{s1} = {s2} AND {e1} < {e2}",
}


def _meaning(text: str) -> Callable[[Span, Span], sql.Composable]:
    def compare(first: Span, second: Span) -> sql.Composable:
        return sql.SQL(f"({text})").format(s1=first[0], e1=first[1], s2=second[0], e2=second[1])

    return compare


TEMPORAL = {name: _meaning(text) for name, text in _MEANINGS.items()} | {
    name.lower(): _meaning(text) for name, text in _MEANINGS.items()
}
"""How two intervals are compared, by the function's name; text has it in any case."""


def day_of(text: object) -> dt.date:
    """Return the day of ``2026-03-05``.

    Raises:
        BadRequestError: It is no such day.
    """
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        raise BadRequestError("a day is written 2026-03-05") from None


def moment_of(text: object) -> dt.datetime:
    """Return the moment of ``2026-03-05T12:00:00Z`` (RFC 3339).

    Raises:
        BadRequestError: It is no such moment, or has no time zone.
    """
    try:
        found = dt.datetime.fromisoformat(str(text))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise BadRequestError("a moment is written 2026-03-05T12:00:00Z")
    try:
        return found.astimezone(dt.UTC)
    except OverflowError:
        raise BadRequestError("a moment lies outside the years 1 to 9999") from None
