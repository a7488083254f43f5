"""Signs of life: when each part of the nightly work last came to its end. Read often, so each question is cheap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from fairnotice.store.database import Connection, queries, rows


@dataclass(frozen=True, slots=True)
class SourceAudit:
    """The newest audit that is about a source with cameras."""

    source: str
    registered_at: dt.datetime
    audit_id: str | None
    window_start: dt.datetime | None
    """Window of the newest audit that came to its end; None: there is none."""
    finished_at: dt.datetime | None
    begun_at: dt.datetime | None
    """When a later one was begun that has not come to its end."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the newest audit of a scope judged, beside what those before it did."""

    scope: str
    finished_at: dt.datetime
    judged: int
    cameras: int
    usual: float | None
    """Median share that the audits before it judged; None: it is the first."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """What waits in the outbox past its time."""

    overdue: int
    since: dt.datetime | None
    tried: bool
    """Whether somebody tried to send any of it."""
    last_error: str | None
    given_up: int
    last_sent_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Purge:
    """When the retention ran."""

    finished_at: dt.datetime | None
    begun_at: dt.datetime | None
    registered_at: dt.datetime | None
    """When the first source was registered: before that there was nothing to purge."""


@dataclass(frozen=True, slots=True)
class SignsOfLife:
    """All that is known of the nightly work."""

    sources: tuple[SourceAudit, ...]
    coverage: tuple[Coverage, ...]
    outbox: Outbox
    purge: Purge


def signs_of_life(
    connection: Connection, *, source: str | None, outbox_before: dt.datetime, given_up_since: dt.datetime
) -> SignsOfLife:
    """Read when each part last came to its end.

    Args:
        connection: An open transaction.
        source: Only this source, in whatever mode; None: every regular one, since nobody waits for an exercise.
        outbox_before: What was to leave before this moment and still waits, is overdue.
        given_up_since: From when messages that were given up are counted.
    """
    statements = queries("freshness")
    sources = tuple(SourceAudit(**row) for row in rows(statements.audits_of_sources(connection, source=source)))
    coverage = rows(statements.coverage_of_scopes(connection, scopes=_scopes(sources)))
    outbox = statements.outbox_state(connection, before=outbox_before, given_up_since=given_up_since)
    return SignsOfLife(
        sources,
        tuple(Coverage(**row) for row in coverage),
        Outbox(**outbox),
        Purge(**statements.purge_state(connection)),
    )


def _scopes(sources: Sequence[SourceAudit]) -> list[str]:
    """The scopes by which these sources were audited last: an id is ``scope/window``."""
    return sorted({each.audit_id.rpartition("/")[0] for each in sources if each.audit_id})
