"""What audits published: the parts of a manifest as the database has them, and the signed documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from fairnotice.domain import Audit
from fairnotice.store.database import Connection, queries, rows

_PAGE = 5_000
"""Findings fetched at a time, so that a country's list takes little memory."""


def newest(connection: Connection, audit_id: str) -> tuple[int, str] | None:
    """Return number and text of the newest manifest of an audit, or None if it published none."""
    row = queries("manifests").newest_manifest(connection, audit_id=audit_id)
    return (row["number"], row["document"]) if row else None


def add(connection: Connection, audit_id: str, number: int, document: str) -> None:
    """Keep a signed manifest."""
    queries("manifests").add_manifest(connection, audit_id=audit_id, number=number, document=document)


def is_newest(connection: Connection, scope: str, window_start: dt.datetime) -> bool:
    """Tell whether no later audit of ``scope`` has ended, so that what holds now is what this one says."""
    return bool(queries("manifests").is_newest_audit(connection, scope=scope, window_start=window_start))


def findings(connection: Connection, scope: str) -> Iterator[tuple[str, str, str]]:
    """Read (camera, rule, verdict) of everything that holds for ``scope``, ordered by camera and rule."""
    with connection.cursor(name="findings_of_scope") as cursor:
        cursor.itersize = _PAGE
        cursor.execute(queries("manifests").findings_of_scope.sql, {"scope": scope})
        for row in cursor:
            yield row["camera_id"], row["rule_id"], row["verdict"]


def changes(connection: Connection, audit: Audit) -> dict[str, int]:
    """Count the chained events of an audit by what happened."""
    found = rows(
        queries("manifests").changes_of_audit(connection, audit_id=audit.audit_id, window_date=audit.window_date)
    )
    return {row["change"]: row["events"] for row in found}


def models(connection: Connection, audit: Audit) -> list[str]:
    """Return the versions of the models that looked at the window's frames."""
    found = rows(queries("manifests").models_of_window(connection, scope=audit.scope, window_date=audit.window_date))
    return [row["model_version"] for row in found]
