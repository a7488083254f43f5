"""The outbox: what is to be told, written with the finding that causes it, until a digest gathers it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from fairnotice.store import reviews
from fairnotice.store.database import Connection, queries, rows
from fairnotice.store.reviews import Review

AlertKind = Literal[
    "finding",
    "photo_request",
    "resolved",
    "reminder",
    "escalation",
    "release_request",
    "channel_dead",
    "mute_ended",
]
AUTHORITY_KINDS: tuple[AlertKind, ...] = ("escalation", "release_request", "channel_dead", "mute_ended")
"""What is told to the authority; everything else to an operator."""


@dataclass(frozen=True, slots=True)
class NewAlert:
    """Something to tell. ``cause`` is its natural key: the same cause is never told twice."""

    cause: str
    kind: AlertKind
    audit_id: str | None
    status: Literal["held", "ready"]
    payload: dict[str, Any]
    camera_id: str | None = None
    rule_id: str | None = None
    operator_id: str | None = None
    site_id: str | None = None
    """The declared site that it is about, so that its cameras are one line."""
    ready_at: dt.datetime | None = None
    """Since when it may be told; None: since it is put here."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A row of the outbox."""

    alert_id: uuid.UUID
    kind: AlertKind
    audit_id: str | None
    status: str
    payload: dict[str, Any]
    camera_id: str | None
    rule_id: str | None
    operator_id: str | None
    site_id: str | None
    due_on: dt.date | None
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Group:
    """For whom something is due."""

    audience: Literal["operator", "authority"]
    operator_id: str | None
    mode: str
    at_once: bool


@dataclass(frozen=True, slots=True)
class Due:
    """What is due now: what is told at once, and what was ready before the last hour of digests."""

    now: dt.datetime
    boundary: dt.datetime
    at_once_rules: tuple[str, ...] = ()
    at_once_severities: tuple[str, ...] = ()

    def parameters(self) -> dict[str, object]:
        """Return what the statements ask for."""
        return {
            "boundary": self.boundary,
            "at_once_rules": list(self.at_once_rules),
            "at_once_severities": list(self.at_once_severities),
            "authority_kinds": list(AUTHORITY_KINDS),
        }


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
            "site_id": alert.site_id,
            "about": None,
            "status": alert.status,
            "payload": Jsonb(alert.payload),
            "ready_at": alert.ready_at,
        }
        for alert in alerts
    ]
    if parameters:
        queries("outbox").enqueue(connection, parameters)


def withdraw_unsent(connection: Connection, camera_id: str, rule_id: str, *kinds: AlertKind) -> None:
    """Take back what was not told yet and no longer holds."""
    queries("outbox").withdraw_unsent(connection, camera_id=camera_id, rule_id=rule_id, kinds=list(kinds))


def withdraw(connection: Connection, alerts: Iterable[Alert]) -> None:
    """Take alerts back."""
    queries("outbox").withdraw(connection, alert_ids=[alert.alert_id for alert in alerts])


def held_of_audit(connection: Connection, audit_id: str) -> int:
    """Count the messages of an audit that wait for an inspector's release."""
    return int(queries("outbox").held_of_audit(connection, audit_id=audit_id))


def was_told(connection: Connection, camera_id: str, rule_id: str) -> bool:
    """Tell whether the last that was told of this camera under this rule is a failure."""
    return bool(queries("outbox").told_of_failure(connection, camera_id=camera_id, rule_id=rule_id))


def groups(connection: Connection, due: Due) -> list[Group]:
    """Return for whom something is due, first what is told at once."""
    found = []
    for at_once in (True, False):
        parameters = due.parameters() | {"at_once": at_once}
        found += [Group(**row) for row in rows(queries("outbox").groups(connection, **parameters))]
    return found


def take_group(connection: Connection, group: Group, due: Due) -> list[Alert]:
    """Take what is due for one group, within a transaction that gathers it; nothing if another composer is at it.

    What somebody muted, and what is about a camera under maintenance, is left until that is over.
    """
    whom = "|".join((group.audience, group.operator_id or "", group.mode))
    if not queries("outbox").group_lock(connection, whom=whom):
        return []
    statements = queries("outbox")
    if group.audience == "authority":
        take = statements.take_of_authority
    else:
        take = statements.take_of_nobody if group.operator_id is None else statements.take_of_operator
    # Each a statement of its own, so that what waits for one operator is found by an index among what waits for all.
    found = take(
        connection,
        operator_id=group.operator_id,
        mode=group.mode,
        at_once=group.at_once,
        now=due.now,
        **due.parameters(),
    )
    return [_alert(row) for row in rows(found)]


def of_operator(connection: Connection, operator_id: str | None, *, held_too: bool) -> list[Alert]:
    """Return what waits for an operator, without taking it."""
    found = queries("outbox").of_operator(
        connection, operator_id=operator_id, held_too=held_too, authority_kinds=list(AUTHORITY_KINDS)
    )
    return [_alert(row) for row in rows(found)]


def of_digest(connection: Connection, digest_id: uuid.UUID) -> list[Alert]:
    """Return what a digest tells."""
    return [_alert(row) for row in rows(queries("outbox").of_digest(connection, digest_id=digest_id))]


def waiting_operators(connection: Connection) -> list[dict[str, Any]]:
    """Return the operators for whom something waits, with how much of it is held and how much is ready."""
    return list(rows(queries("outbox").waiting_operators(connection, authority_kinds=list(AUTHORITY_KINDS))))


def remind(connection: Connection, days: Sequence[int], now: dt.datetime) -> None:
    """Queue reminders of what was told, still fails and was not answered, once for each of ``days`` and the last."""
    queries("outbox").remind(connection, days=list(days), now=now)
    queries("outbox").escalate(connection, now=now)


def announce_ended_mutes(connection: Connection, now: dt.datetime) -> None:
    """Queue a word to the authority for each mute that is over."""
    list(rows(queries("outbox").announce_ended_mutes(connection, now=now)))


def held(connection: Connection, mode: str | None = None) -> list[dict[str, Any]]:
    """Return the alerts that wait for an inspector's release, with their camera's name.

    Args:
        connection: An open transaction.
        mode: Only those of audits of this mode: the invented town is not mixed with real cameras.
    """
    return list(rows(queries("outbox").held(connection, mode=mode)))


def release(
    connection: Connection,
    *,
    camera_id: str,
    rule_id: str,
    inspector: str,
    reason: str,
    at: dt.datetime,
    decision_id: uuid.UUID | None = None,
) -> int:
    """Release the held alerts of a finding, write down who did so and why, and return their number."""
    released = len(list(rows(queries("outbox").release(connection, camera_id=camera_id, rule_id=rule_id, at=at))))
    if released:
        reviews.add(connection, Review(camera_id, rule_id, "release", inspector, reason, at, decision_id=decision_id))
    return released
