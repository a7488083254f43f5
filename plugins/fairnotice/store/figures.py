"""What the authority counts: failings that operators were told of, and photos that were asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Literal, TypeVar

from fairnotice.domain import AuditMode
from fairnotice.store.database import Connection, queries, rows

_Fact = TypeVar("_Fact", "Told", "Asked")


@dataclass(frozen=True, slots=True)
class Told:
    """One failing that an operator was told of, and what became of it."""

    operator_id: str | None
    operator: str | None
    district_id: str | None
    district: str | None
    told_at: dt.datetime
    due_on: dt.date | None
    answered_at: dt.datetime | None
    """First answer of any kind."""
    ended_at: dt.datetime | None
    how: Literal["fixed", "taken_back", "unclear"] | None
    """Put right; found to be no failing; or no longer seen, for want of evidence. None: it stands."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One site of which a photo was asked, as far as it lies in one district."""

    operator_id: str | None
    operator: str | None
    district_id: str | None
    district: str | None
    site_id: str
    cameras: int
    photos: int
    settled: int
    """Cameras that nobody could tell of when a photo came, and that are decided by now."""


@dataclass(frozen=True, slots=True)
class Span:
    """Which failings and requests are counted."""

    since: dt.datetime
    as_of: dt.datetime
    mode: AuditMode
    districts: tuple[str, ...] = ()
    """Of their cameras; none: everywhere."""


def told(connection: Connection, span: Span) -> list[Told]:
    """Return every failing that was told within a span."""
    return _read(Told, connection, span, queries("figures").told)


def asked(connection: Connection, span: Span) -> list[Asked]:
    """Return every site of which a photo was asked within a span."""
    return _read(Asked, connection, span, queries("figures").photo_requests)


def mode_to_count(connection: Connection) -> AuditMode:
    """Return the mode that counts where nobody chose one: real cameras, where there are any."""
    real = queries("figures").has_mode(connection, mode=AuditMode.REGULAR.value)
    return AuditMode.REGULAR if real else AuditMode.SIMULATED


def _read(kind: type[_Fact], connection: Connection, span: Span, statement: object) -> list[_Fact]:
    found: Sequence[dict[str, object]] = list(
        rows(
            statement(  # type: ignore[operator]  # aiosql leaves its statements untyped
                connection,
                since=span.since,
                as_of=span.as_of,
                mode=span.mode.value,
                districts=list(span.districts),
            )
        )
    )
    names = [field.name for field in fields(kind)]
    return [kind(**{name: row[name] for name in names}) for row in found]  # type: ignore[arg-type]
