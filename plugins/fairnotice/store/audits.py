"""The books of the audits: when each ran, with what, and what it said in sum."""

from __future__ import annotations

from typing import Any

from psycopg.types.json import Jsonb

from fairnotice.domain import Audit, AuditMode
from fairnotice.store.database import Connection, queries, rows


def begin(connection: Connection, audit: Audit, *, packs: dict[str, str]) -> None:
    """Open the audit's entry; a second run of the same audit finds its own."""
    queries("audits").begin_audit(
        connection,
        audit_id=audit.audit_id,
        scope=audit.scope,
        window_start=audit.window_start,
        mode=audit.mode.value,
        packs=Jsonb(packs),
    )


def of_id(connection: Connection, audit_id: str) -> Audit | None:
    """Return the audit of that id, or None if none of that name was begun."""
    row = queries("audits").audit_by_id(connection, audit_id=audit_id)
    return Audit(row["scope"], row["window_start"], AuditMode(row["mode"])) if row else None


def finish(connection: Connection, audit: Audit, summary: dict[str, Any]) -> None:
    """Close the audit's entry; a run that changes nothing leaves it as it was."""
    queries("audits").finish_audit(connection, audit_id=audit.audit_id, summary=Jsonb(summary))


def verdicts(connection: Connection, scope: str) -> list[dict[str, Any]]:
    """Count cameras by verdict and by the verdict of policies."""
    return list(rows(queries("audits").verdicts_of_scope(connection, scope=scope)))


def reasons(connection: Connection, scope: str) -> list[dict[str, Any]]:
    """Count findings that are not a pass by rule, verdict and first reason."""
    return list(rows(queries("audits").reasons_of_scope(connection, scope=scope)))


def waiting(connection: Connection, scope: str) -> list[dict[str, Any]]:
    """Count findings of which the newest looks say something else, by what stands and what waits."""
    return list(rows(queries("audits").waiting_of_scope(connection, scope=scope)))


def without_frames(connection: Connection, scope: str) -> list[dict[str, Any]]:
    """Count cameras that give no frame now by the newest fault of each, and say since when the first gives none."""
    return list(rows(queries("audits").without_frames(connection, scope=scope)))


def under_no_rule(connection: Connection, scope: str) -> int:
    """Count the cameras that no rule of the applied packs is about, where they stand."""
    return int(queries("audits").under_no_rule(connection, scope=scope))


def failing(connection: Connection, scope: str, most: int) -> list[dict[str, Any]]:
    """Return up to ``most`` findings that say ``fail``."""
    return list(rows(queries("audits").failing_of_scope(connection, scope=scope, most=most)))


def table_counts(connection: Connection) -> dict[str, int]:
    """Count what is stored, to see what a run added."""
    return dict(queries("audits").counts_of_audit(connection))
