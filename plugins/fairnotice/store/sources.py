"""Registry sources: where cameras come from, and where they may be contacted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from fairnotice.domain import AuditMode
from fairnotice.store.database import Connection, queries, rows


@dataclass(frozen=True, slots=True)
class Source:
    """One source of the registry."""

    source: str
    mode: AuditMode
    cameras: int
    """How many of its cameras are audited."""
    networks: tuple[str, ...]
    """Private networks that its cameras may be in, besides those of the settings."""
    imported_at: dt.datetime | None


def allow_networks(connection: Connection, source: str, networks: Sequence[str]) -> None:
    """Let the cameras of ``source`` be contacted in ``networks``, and in no others beyond the settings'."""
    queries("sources").allow_networks(connection, source=source, networks=list(networks))


def networks(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return the networks of every source."""
    found = rows(queries("sources").networks_of_sources(connection))
    return {row["source"]: tuple(row["networks"]) for row in found}


def modes(connection: Connection) -> list[AuditMode]:
    """Return the modes that sources have."""
    return [AuditMode(row["mode"]) for row in rows(queries("sources").modes(connection))]


def listed(connection: Connection) -> list[Source]:
    """Return every source, by name."""
    return [
        Source(row["source"], AuditMode(row["mode"]), row["cameras"], tuple(row["networks"]), row["imported_at"])
        for row in rows(queries("sources").listed(connection))
    ]
