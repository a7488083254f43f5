"""Operators, as the newest import describes them."""

from __future__ import annotations

from fairnotice.domain import Operator
from fairnotice.store.database import Connection, queries, rows
from fairnotice.store.records import from_json


def operator_of(connection: Connection, operator_id: str | None) -> Operator | None:
    """Return an operator by id, or None where there is none."""
    for row in rows(queries("cameras").operator(connection, operator_id=operator_id)):
        operator: Operator = from_json(Operator, row["record"])
        return operator
    return None
