"""Reading one page of items: bounded work, whatever is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, LiteralString, cast

import psycopg
from psycopg import sql
from psycopg.rows import DictRow

from fairnotice.web.errors import BadRequestError
from fairnotice.web.filters import Selection
from fairnotice.web.ogc.collections import Collection
from fairnotice.web.ogc.cql import Condition
from fairnotice.web.reader import Connection, queries

MOST_ROWS_READ = 20_000
"""For a page, where a filter must look at each row; the next page goes on from there."""
_LIMIT_S = 5


@dataclass(frozen=True, slots=True)
class Page:
    """Some items, and where the following ones begin."""

    rows: list[DictRow]
    ended_with: str | None
    """Key of the last row that was read, if others may follow."""
    matching: int | None
    """How many items there are on all pages; None where counting them would cost too much."""


def function_of(collection: Collection, selection: Selection) -> str:
    """Name the function of the database that gives what is shown: each has indexes that the others have not."""
    by_rules = {"rules", "forces"} & set(selection.narrowed)
    if collection.name == "cameras" and by_rules:
        return "selected_by_rules"
    return "selected_now" if selection.on is None else "selected"


def page_of(
    connection: Connection,
    collection: Collection,
    condition: Condition,
    asked: Mapping[str, Any],
    limit: int,
    function: str,
    count: Callable[[], int | None] = lambda: None,
) -> Page:
    """Read a page.

    Args:
        connection: Where to read.
        collection: Of which.
        condition: The filter.
        asked: Parameters of the collection's statement, but for window and most.
        limit: Most items.
        function: See `function_of`.
        count: Counts what is selected, where the filter is one that an index answers, if that is cheap.

    Raises:
        BadRequestError: Reading it took too long: the filter must be narrower.
    """
    window = MOST_ROWS_READ if condition.reads_rows else limit + 1
    found, rows_read, matching, last_key = _run(connection, collection, condition, asked, window, limit + 1, function)
    first = asked["after"] is None
    if len(found) > limit:
        ended_with = found[limit - 1]["key"]
        found = found[:limit]
    else:
        ended_with = last_key if rows_read == window else None
    if not first:
        return Page(found, ended_with, None)
    if ended_with is None:
        return Page(found, None, len(found))
    if not condition.reads_rows:
        return Page(found, ended_with, count())
    return Page(found, ended_with, matching if rows_read < window else None)


def _run(
    connection: Connection,
    collection: Collection,
    condition: Condition,
    asked: Mapping[str, Any],
    window: int,
    most: int,
    function: str,
) -> tuple[list[DictRow], int, int, str | None]:
    text = cast(LiteralString, getattr(queries("ogc"), collection.name).sql)
    statement = sql.SQL(text).format(
        indexed=condition.indexed, other=condition.other, selected=sql.Identifier("fairnotice", function)
    )
    try:
        with connection.transaction():
            connection.execute("SELECT set_config('statement_timeout', %s, true)", [f"{_LIMIT_S}s"])
            rows = connection.execute(
                statement, {**asked, **condition.parameters, "window": window, "most": most}
            ).fetchall()
    except psycopg.errors.QueryCanceled:
        raise BadRequestError(
            "this takes too long to be answered: give a smaller bbox, or a filter by camera, operator or district"
        ) from None
    return [row for row in rows if row["key"] is not None], *_scanned(rows[0])


def _scanned(row: DictRow) -> tuple[int, int, str | None]:
    return row["rows_read"], row["rows_matching"], row["last_key"]
