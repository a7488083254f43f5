"""Digests: what somebody is told in one message, composed once, and its way out by one channel or several."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import shapely

from fairnotice.errors import StoreError
from fairnotice.store.database import Connection, queries, rows
from fairnotice.store.outbox import Alert, Group


@dataclass(frozen=True, slots=True)
class Composed:
    """A message as it is stored: with places for links instead of links, since these hold secrets."""

    language: str
    subject: str
    plain: str
    html: str
    map_png: bytes | None = None
    listing: str | None = None
    """Every finding as CSV, where the message shows the first of them only."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A stored digest."""

    digest_id: uuid.UUID
    audience: Literal["operator", "authority"]
    operator_id: str | None
    mode: str
    composed_at: dt.datetime
    composed: Composed
    status: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One way of a digest out, taken for an attempt."""

    digest_id: uuid.UUID
    channel: str
    attempts: int
    doubtful: bool


def put(
    connection: Connection,
    group: Group,
    composed: Composed,
    alerts: Sequence[Alert],
    *,
    channels: Sequence[str],
    due_on: Mapping[uuid.UUID, dt.date],
    now: dt.datetime,
) -> uuid.UUID:
    """Store a digest of ``alerts`` with its ways out, in the transaction that took them.

    Args:
        connection: That transaction.
        group: For whom it is.
        composed: What it says.
        alerts: What it tells.
        channels: Names of its ways out; at least one.
        due_on: By alert: the day by which the operator is asked to put it right.
        now: When it is composed.
    """
    statements = queries("digests")
    digest_id: uuid.UUID = statements.put_digest(
        connection,
        audience=group.audience,
        operator_id=group.operator_id,
        mode=group.mode,
        at_once=group.at_once,
        composed_at=now,
        language=composed.language,
        subject=composed.subject,
        plain=composed.plain,
        html=composed.html,
        map=composed.map_png,
        listing=composed.listing,
    )
    statements.put_deliveries(connection, digest_id=digest_id, channels=list(channels), now=now)
    statements.gather(
        connection,
        digest_id=digest_id,
        alert_ids=[alert.alert_id for alert in alerts],
        due_on=[due_on.get(alert.alert_id) for alert in alerts],
    )
    return digest_id


def begin(connection: Connection, now: dt.datetime, not_by: Collection[str] = ()) -> Delivery | uuid.UUID | None:
    """Take the next delivery that no other sender holds, and write down that it is being tried.

    The transaction must be committed before anything leaves, so that what may have left is known as such whatever
    happens next.

    Args:
        connection: A transaction of its own.
        now: What is due by then.
        not_by: Channels that do not work at the moment.

    Returns:
        The delivery; the id of a digest that was dissolved instead, since something in it was taken back before anybody
        could have it, so that the rest is to be composed anew; or None where nothing is due.
    """
    row = queries("digests").take(connection, now=now, not_by=list(not_by))
    if row is None:
        return None
    digest_id: uuid.UUID = row["digest_id"]
    digest = queries("digests").lock_digest(connection, digest_id=digest_id)
    taken_back = queries("digests").something_was_taken_back(connection, digest_id=digest_id)
    if digest["status"] == "ready" and taken_back:
        queries("digests").dissolve_digest(connection, digest_id=digest_id)
        return digest_id
    queries("digests").begin(connection, digest_id=digest_id, channel=row["channel"])
    return Delivery(digest_id, row["channel"], row["attempts"], row["doubtful"])


def hold(connection: Connection, delivery: Delivery) -> bool:
    """Hold a begun delivery for the length of the transaction; False: another sender does, or is done with it."""
    held = queries("digests").lock_delivery(connection, digest_id=delivery.digest_id, channel=delivery.channel)
    return held is not None


def sent(connection: Connection, delivery: Delivery, via: str, now: dt.datetime) -> None:
    """Write down that a digest left."""
    queries("digests").sent(connection, digest_id=delivery.digest_id, channel=delivery.channel, via=via, now=now)


def not_sent(
    connection: Connection,
    delivery: Delivery,
    error: str,
    next_attempt_at: dt.datetime,
    *,
    give_up: bool,
    doubtful: bool,
) -> None:
    """Write down that an attempt failed, when the next one is, and whether the receiver may have it all the same."""
    queries("digests").not_sent(
        connection,
        digest_id=delivery.digest_id,
        channel=delivery.channel,
        error=error,
        next_attempt_at=next_attempt_at,
        give_up=give_up,
        doubtful=doubtful,
    )
    queries("digests").settle(connection, digest_id=delivery.digest_id)


def try_again(connection: Connection, now: dt.datetime, digest_id: uuid.UUID | None = None) -> int:
    """Let deliveries that were given up be tried again: of one digest, or all; return their number."""
    return len(list(rows(queries("digests").try_again(connection, digest_id=digest_id, now=now))))


def listed(
    connection: Connection, *, operator_id: str | None = None, status: str | None = None, most: int = 50
) -> list[dict[str, Any]]:
    """Return digests with how each left, the newest first."""
    return list(rows(queries("digests").listed(connection, operator_id=operator_id, status=status, most=most)))


def one(connection: Connection, digest_id: uuid.UUID) -> Digest | None:
    """Return a digest by its id."""
    row = queries("digests").one(connection, digest_id=digest_id)
    return None if row is None else _digest(row)


def named(connection: Connection, beginning: str) -> Digest:
    """Return the digest whose id begins so.

    Raises:
        StoreError: There is none, or more than one.
    """
    prefix = beginning.strip().lower()
    found = list(rows(queries("digests").with_prefix(connection, prefix=prefix))) if prefix else []
    if len(found) != 1:
        raise StoreError(
            f"{'no message' if not found else 'more than one message'} has an id that begins with {beginning!r}; "
            "see `fairnotice messages list`"
        )
    return _digest(found[0])


def districts_around(
    connection: Connection, minx: float, miny: float, maxx: float, maxy: float
) -> list[shapely.Geometry]:
    """Return the districts around a box in WGS 84, for a small map; the smallest first, and not all of very many."""
    found = queries("digests").districts_around(connection, minx=minx, miny=miny, maxx=maxx, maxy=maxy)
    return [shapely.from_wkb(bytes(row["wkb"])) for row in rows(found)]


def _digest(row: Mapping[str, Any]) -> Digest:
    composed = Composed(row["language"], row["subject"], row["plain"], row["html"], row["map"], row["listing"])
    return Digest(
        row["digest_id"],
        row["audience"],
        row["operator_id"],
        row["mode"],
        row["composed_at"],
        composed,
        row["status"],
    )
