"""The outbox: what is to be told, written with the finding that causes it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from fairnotice.store import reviews
from fairnotice.store.database import Connection, queries, rows
from fairnotice.store.reviews import Review

AlertKind = Literal["finding", "release_request", "resolved"]


@dataclass(frozen=True, slots=True)
class NewAlert:
    """Something to tell. ``cause`` is its natural key: the same cause is never told twice."""

    cause: str
    kind: AlertKind
    audit_id: str
    status: Literal["held", "ready"]
    payload: dict[str, Any]
    camera_id: str | None = None
    rule_id: str | None = None
    operator_id: str | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """A row of the outbox."""

    alert_id: uuid.UUID
    kind: AlertKind
    audit_id: str
    status: str
    payload: dict[str, Any]
    camera_id: str | None
    rule_id: str | None
    operator_id: str | None
    attempts: int
    created_at: dt.datetime


def _alert(row: DictRow) -> Alert:
    return Alert(**{name: row[name] for name in Alert.__dataclass_fields__})


def enqueue(connection: Connection, alerts: Iterable[NewAlert]) -> None:
    """Put alerts into the outbox, within the caller's transaction."""
    parameters = [
        {
            "cause": alert.cause,
            "kind": alert.kind,
            "audit_id": alert.audit_id,
            "camera_id": alert.camera_id,
            "rule_id": alert.rule_id,
            "operator_id": alert.operator_id,
            "status": alert.status,
            "payload": Jsonb(alert.payload),
        }
        for alert in alerts
    ]
    if parameters:
        queries("outbox").enqueue(connection, parameters)


def withdraw_unsent(connection: Connection, camera_id: str, rule_id: str, kind: AlertKind) -> None:
    """Take back what was not told yet and no longer holds."""
    queries("outbox").withdraw_unsent(connection, camera_id=camera_id, rule_id=rule_id, kind=kind)


def withdraw(connection: Connection, alert: Alert) -> None:
    """Take one alert back."""
    queries("outbox").withdraw(connection, alert_id=alert.alert_id)


def held_of_audit(connection: Connection, audit_id: str) -> int:
    """Count the messages of an audit that wait for an inspector's release."""
    return int(queries("outbox").held_of_audit(connection, audit_id=audit_id))


def was_told(connection: Connection, camera_id: str, rule_id: str) -> bool:
    """Tell whether the last that was told of this camera under this rule is a failure."""
    return bool(queries("outbox").told_of_failure(connection, camera_id=camera_id, rule_id=rule_id))


def take_ready(connection: Connection, now: dt.datetime, most: int) -> list[Alert]:
    """Take up to ``most`` alerts for sending; other senders skip them until the transaction ends."""
    return [_alert(row) for row in rows(queries("outbox").take_ready(connection, now=now, most=most))]


def mark_sent(connection: Connection, alert: Alert, channel: str, now: dt.datetime) -> None:
    """Write down that an alert left by ``channel``."""
    queries("outbox").mark_sent(connection, alert_id=alert.alert_id, channel=channel, now=now)


def mark_retry(
    connection: Connection, alert: Alert, error: str, next_attempt_at: dt.datetime, *, give_up: bool
) -> None:
    """Write down that an alert could not be sent, and when it is tried again, if it is."""
    queries("outbox").mark_retry(
        connection, alert_id=alert.alert_id, error=error, next_attempt_at=next_attempt_at, give_up=give_up
    )


def held(connection: Connection, mode: str | None = None) -> list[dict[str, Any]]:
    """Return the alerts that wait for an inspector's release, with their camera's name.

    Args:
        connection: An open transaction.
        mode: Only those of audits of this mode: the invented town is not mixed with real cameras.
    """
    return list(rows(queries("outbox").held(connection, mode=mode)))


def release(
    connection: Connection, *, camera_id: str, rule_id: str, inspector: str, reason: str, at: dt.datetime
) -> int:
    """Release the held alerts of a finding, write down who did so and why, and return their number."""
    released = len(list(rows(queries("outbox").release(connection, camera_id=camera_id, rule_id=rule_id))))
    if released:
        reviews.add(connection, Review(camera_id, rule_id, "release", inspector, reason, at))
    return released
