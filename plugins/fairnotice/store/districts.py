"""Districts: put, taken away, and listed with their cameras. The database keeps which camera lies in which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from psycopg.types.json import Jsonb

from fairnotice.errors import StoreError
from fairnotice.registry.districts import District
from fairnotice.store.database import Connection, queries, rows


@dataclass(frozen=True, slots=True)
class Listed:
    """A district as it stands."""

    district_id: str
    name: str
    source: str
    cameras: int


@dataclass(frozen=True, slots=True)
class Replaced:
    """What an import of districts changed."""

    written: int
    """New ones, and those with another name or outline."""
    removed: int


def replace(connection: Connection, source: str, districts: Sequence[District]) -> Replaced:
    """Make ``districts`` those of ``source``, all others of it gone, and give every camera its district anew.

    Cameras that change district stay locked until the transaction ends, and what the map shows of them waits for it.

    Raises:
        StoreError: One of them has the id of another source's district.
    """
    ids = [each.district_id for each in districts]
    taken = rows(queries("districts").of_other_sources(connection, ids=ids, source=source))
    for row in taken:
        raise StoreError(
            f"district {row['district_id']!r} is one of {row['source']!r} already; give it another id, or remove that "
            f"source's first (`fairnotice districts remove {row['source']}`)"
        )
    removed = queries("districts").remove_others(connection, source=source, ids=ids)
    written = queries("districts").put_districts(
        connection,
        source=source,
        ids=ids,
        named=[each.name for each in districts],
        names=[Jsonb(each.names) for each in districts],
        shapes=[shapely.to_wkb(each.shape) for each in districts],
    )
    return Replaced(written, removed)


def remove(connection: Connection, source: str) -> int:
    """Take away the districts of ``source``; return how many there were."""
    return int(queries("districts").remove_others(connection, source=source, ids=[]))


def listed(connection: Connection) -> list[Listed]:
    """Return every district with the number of its cameras, by source and id."""
    return [
        Listed(row["district_id"], row["name"], row["source"], row["cameras"])
        for row in rows(queries("districts").listed(connection))
    ]
