"""The registry's tables: sources, operators, cameras, imports and what they rejected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from psycopg.types.json import Jsonb

from fairnotice.domain import AuditMode, Camera, Operator, Point
from fairnotice.errors import StoreError
from fairnotice.store.database import Connection, Database, queries, rows
from fairnotice.store.records import from_text, to_json, to_plain

_AT_ONCE = 1000
"""Cameras written by one statement."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A range of cameras that one task works on; small enough for any queue."""

    first_id: str
    last_id: str
    cameras: int


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """What one import brought, for the books."""

    source: str
    format: str
    content_sha256: str
    complete: bool
    added: int
    changed: int
    gone: int
    unchanged: int
    rejected: tuple[tuple[int, str, str], ...]
    """Position, reason and raw text of each row that was not taken."""


def register_source(connection: Connection, source: str, mode: AuditMode) -> None:
    """Make ``source`` known, with the mode of every audit of its cameras.

    Raises:
        StoreError: The source is known with another mode: a real network must not fall silent, nor an
            exercise begin to alert, because of a forgotten option.
    """
    if source == "all":
        raise StoreError("'all' means every regular source; give this one another name")
    queries("cameras").register_source(connection, source=source, mode=mode.value)
    known = mode_of_scope(connection, source)
    if known is not mode:
        raise StoreError(f"source {source!r} is known as {known}; import it with --mode {known}, or under another name")


def mode_of_scope(connection: Connection, scope: str) -> AuditMode:
    """Tell in which mode ``scope`` (a source, or ``all`` for every regular one) is audited.

    Raises:
        StoreError: No such source was imported.
    """
    if scope == "all":
        return AuditMode.REGULAR
    for row in rows(queries("cameras").mode_of_scope(connection, scope=scope)):
        return AuditMode(row["mode"])
    raise StoreError(f"no registry source {scope!r}: import one first (`fairnotice import FILE --source {scope}`)")


def upsert(connection: Connection, cameras: Iterable[Camera], at: dt.datetime) -> None:
    """Write new and changed cameras with their operators; a camera that was gone is back."""
    cameras = list(cameras)
    operators = {camera.operator.operator_id: camera.operator for camera in cameras if camera.operator}
    if operators:
        queries("cameras").upsert_operator(
            connection,
            [
                {
                    "operator_id": each.operator_id,
                    "name": each.name,
                    "kind": each.kind,
                    "record": to_json(Operator, each),
                }
                for each in operators.values()
            ],
        )
    for start in range(0, len(cameras), _AT_ONCE):
        chosen = [_row(camera) for camera in cameras[start : start + _AT_ONCE]]
        queries("cameras").upsert_cameras(connection, cameras=Jsonb(chosen), at=at)


def _row(camera: Camera) -> dict[str, object]:
    return {
        "camera_id": camera.camera_id,
        "source": camera.source,
        "source_id": camera.source_id,
        "name": camera.name,
        "operator_id": camera.operator.operator_id if camera.operator else None,
        "site_id": camera.site_id or camera.camera_id,
        "site_declared": camera.site_declared,
        "site_class": camera.site_class,
        "jurisdiction": camera.jurisdiction,
        "jurisdiction_declared": camera.jurisdiction_declared,
        "lon": camera.point.lon,
        "lat": camera.point.lat,
        "azimuth": camera.azimuth,
        "field_of_view": camera.field_of_view,
        "record": to_plain(Camera, camera),
    }


def lock(connection: Connection, camera_ids: Sequence[str]) -> None:
    """Keep cameras from being changed, or judged, by anybody else until the transaction ends.

    Whoever writes what the map shows of them waits for its counts too, so all cameras are locked before the first is
    written: else two transactions could each hold what the other waits for.
    """
    list(rows(queries("cameras").lock_cameras(connection, camera_ids=list(camera_ids))))


def mark_gone(connection: Connection, camera_ids: Iterable[str], at: dt.datetime) -> None:
    """Take cameras out of the audit; their history stays."""
    queries("cameras").mark_gone(connection, camera_ids=list(camera_ids), at=at)


def record_import(connection: Connection, record: ImportRecord, at: dt.datetime) -> int:
    """Write down an import and every row that it rejected; return its number."""
    import_id = queries("cameras").record_import(
        connection,
        source=record.source,
        format=record.format,
        content_sha256=record.content_sha256,
        complete=record.complete,
        added=record.added,
        changed=record.changed,
        gone=record.gone,
        unchanged=record.unchanged,
        rejected=len(record.rejected),
        at=at,
    )
    if record.rejected:
        queries("cameras").keep_rejected(
            connection,
            [
                {"import_id": import_id, "position": position, "reason": reason, "raw": raw.replace("\x00", "")}
                for position, reason, raw in record.rejected
            ],
        )
    return int(import_id)


def of_source(connection: Connection, source: str) -> Iterator[Camera]:
    """Yield the cameras of ``source`` that are not gone, by id."""
    for row in rows(queries("cameras").records_of_source(connection, source=source)):
        yield from_text(Camera, row["record"])


def regions(connection: Connection) -> list[tuple[float, float, float, float]]:
    """Return boxes (minx, miny, maxx, maxy) around the cameras of regular sources, one for 5 degrees of longitude."""
    found = rows(queries("cameras").regions(connection))
    return [(row["minx"], row["miny"], row["maxx"], row["maxy"]) for row in found]


def count_in_scope(connection: Connection, scope: str) -> int:
    """Count the cameras that an audit of ``scope`` looks at."""
    return int(queries("cameras").count_in_scope(connection, scope=scope))


def batches(connection: Connection, scope: str, size: int) -> list[Batch]:
    """Cut ``scope`` into ranges of ``size`` cameras."""
    found = rows(queries("cameras").batch_bounds(connection, scope=scope, size=size))
    return [Batch(row["first_id"], row["last_id"], row["cameras"]) for row in found]


@dataclass(frozen=True, slots=True)
class Pace:
    """How long what is done with a camera takes, as far as that is not known of each."""

    grab_s: float
    """Seconds that a camera takes which was never asked."""
    inspect_s: float
    """Seconds of looking at a frame."""
    threads: int
    """Cameras that are waited for at the same time."""
    host_at_once: int
    """Of these, behind one host."""
    samples: int
    """Frames asked of an archive."""
    device_s: float
    """Seconds that a device takes to say what it is configured to do."""
    devices_at_once: int
    """Devices that are asked for that at the same time."""


def batches_by_minutes(
    connection: Connection, scope: str, minutes: float, pace: Pace, *, most_cameras: int, most_batches: int
) -> list[Batch]:
    """Cut ``scope`` into ranges of cameras that take about ``minutes`` each.

    Args:
        connection: An open transaction.
        scope: A registry source, or ``all``.
        minutes: Expected minutes of a batch; one of more cameras than fit in ``most_batches`` takes longer.
        pace: How long things take.
        most_cameras: Most cameras of a batch, however little they take.
        most_batches: Most batches; this comes first.
    """
    found = rows(
        queries("cameras").batch_bounds_by_seconds(
            connection,
            scope=scope,
            seconds=60 * minutes,
            grab_s=pace.grab_s,
            inspect_s=pace.inspect_s,
            threads=pace.threads,
            host_at_once=pace.host_at_once,
            samples=pace.samples,
            device_s=pace.device_s,
            devices_at_once=pace.devices_at_once,
            most_cameras=most_cameras,
            most_batches=most_batches,
        )
    )
    return [Batch(row["first_id"], row["last_id"], row["cameras"]) for row in found]


def of_batch(connection: Connection, scope: str, batch: Batch) -> list[Camera]:
    """Return the cameras of one batch, by id."""
    return page_of_batch(connection, scope, batch, most=None)


def page_of_batch(
    connection: Connection, scope: str, batch: Batch, *, after: str | None = None, most: int | None = 500
) -> list[Camera]:
    """Return the next ``most`` cameras of one batch behind the id ``after``, for a batch that memory must not hold."""
    found = rows(
        queries("cameras").page_of_batch(
            connection, scope=scope, first_id=batch.first_id, last_id=batch.last_id, after=after, most=most
        )
    )
    return [from_text(Camera, row["record"]) for row in found]


def pages_of_batch(database: Database, scope: str, batch: Batch, most: int = 500) -> Iterator[list[Camera]]:
    """Yield the cameras of one batch, by id, ``most`` at a time, each page read when it is wanted."""
    after = None
    while True:
        with database.transaction() as connection:
            page = page_of_batch(connection, scope, batch, after=after, most=most)
        if not page:
            return
        yield page
        after = page[-1].camera_id


def of_ids(connection: Connection, camera_ids: Sequence[str]) -> list[Camera]:
    """Return cameras by their ids, in any order, those that are gone left out."""
    found = rows(queries("cameras").records_of_ids(connection, camera_ids=list(camera_ids)))
    return [from_text(Camera, row["record"]) for row in found]


def one(connection: Connection, camera_id: str) -> Camera | None:
    """Return a camera by its id, whether or not it is gone; None if the registry never held it."""
    found = rows(queries("cameras").record_of_camera(connection, camera_id=camera_id))
    return next((from_text(Camera, row["record"]) for row in found), None)


def points_of_site(connection: Connection, site_id: str, most: int = 2000) -> tuple[Point, ...]:
    """Return where the cameras of a site stand that are not gone; none: the registry has no such site."""
    found = rows(queries("cameras").points_of_site(connection, site_id=site_id, most=most))
    return tuple(Point(row["lon"], row["lat"]) for row in found)
