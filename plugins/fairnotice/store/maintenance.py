"""When cameras are not to be contacted: what somebody said of a camera, a site or a source, until it is over or lifted.

Weekly hours are written as OpenStreetMap writes opening hours (`Mo-Fr 22:00-06:00`, `Sa,Su`, `We[1] 08:00-12:00`), and
are those of a time zone, with its summer time.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # its stubs forget the error

from fairnotice.domain import Camera, CaptureFailure, CaptureFault
from fairnotice.errors import StoreError, without_secrets
from fairnotice.store.database import Connection, queries, rows

Subject = Literal["camera", "site", "source"]
WhyNot = Callable[[Camera, dt.datetime], CaptureFailure | None]
"""Tells why a camera is not to be contacted at a moment; None: it may be."""
_MOST_WORDS = 300
_MOST_HOURS = 500


@dataclass(frozen=True, slots=True)
class Maintenance:
    """A time, or hours of the week, at which cameras are not to be contacted."""

    subject: Subject
    subject_id: str
    starts: dt.datetime
    ends: dt.datetime | None
    """None: until it is lifted; only with weekly hours."""
    said_by: str
    reason: str
    weekly: str | None = None
    """Hours in OpenStreetMap's notation; None: the whole time."""
    timezone: str | None = None
    """Where the weekly hours are of, for example ``Europe/Berlin``."""
    maintenance_id: int = 0
    lifted_at: dt.datetime | None = None

    def is_on(self, at: dt.datetime) -> bool:
        """Tell whether cameras are left alone at the moment ``at``."""
        if at < self.starts or (self.ends is not None and at >= self.ends):
            return False
        if self.lifted_at is not None and at >= self.lifted_at:
            return False
        if self.weekly is None or self.timezone is None:
            return True
        # Hours marked as unknown are kept too: who wrote them meant something.
        return not _hours(self.weekly, self.timezone).is_closed(at.astimezone(ZoneInfo(self.timezone)))

    def until(self, at: dt.datetime) -> dt.datetime | None:
        """Return when what is on at ``at`` ends; None: when it is lifted."""
        over = self.ends
        if self.weekly is not None and self.timezone is not None:
            change = _hours(self.weekly, self.timezone).next_change(at.astimezone(ZoneInfo(self.timezone)))
            if change is not None:
                change = change.astimezone(dt.UTC)
                over = change if over is None else min(over, change)
        return over

    def in_words(self, at: dt.datetime) -> str:
        """Say until when cameras are left alone, and why; ``at`` is a moment at which they are."""
        over = self.until(at)
        return f"maintenance until {f'{over:%Y-%m-%d %H:%M} UTC' if over else 'it is lifted'}: {self.reason}"


@lru_cache(maxsize=1000)
def _hours(weekly: str, timezone: str) -> OpeningHours:
    return OpeningHours(weekly, timezone=ZoneInfo(timezone))


def put(connection: Connection, made: Maintenance, at: dt.datetime) -> int:
    """Write down when cameras are not to be contacted; return its number.

    Raises:
        StoreError: It cannot be: no such camera, site or source; it ends before it begins; its hours cannot be read;
            nobody says so, or why.
    """
    _check(made)
    if not queries("maintenance").subject_exists(connection, subject=made.subject, subject_id=made.subject_id):
        raise StoreError(
            f"no camera of the registry is of the {made.subject} {made.subject_id!r}; cameras are named <source>:<id>, "
            "sites <source>/<site>"
        )
    return int(
        queries("maintenance").put_maintenance(
            connection,
            subject=made.subject,
            subject_id=made.subject_id,
            starts=made.starts,
            ends=made.ends,
            weekly=made.weekly,
            timezone=made.timezone if made.weekly is not None else None,
            said_by=made.said_by.strip(),
            reason=without_secrets(made.reason.strip()),
            set_at=at,
        )
    )


def _check(made: Maintenance) -> None:
    if not made.said_by.strip() or not made.reason.strip():
        raise StoreError("maintenance is somebody's word and has a reason: give both")
    if len(made.reason) > _MOST_WORDS:
        raise StoreError(f"the reason is longer than {_MOST_WORDS} characters; say it in a sentence")
    if made.ends is not None and made.ends <= made.starts:
        raise StoreError(f"it would end at {made.ends}, before it begins at {made.starts}")
    if made.weekly is None:
        if made.ends is None:
            raise StoreError("say until when, or at which hours of the week")
        return
    if len(made.weekly) > _MOST_HOURS:
        raise StoreError(f"the weekly hours are longer than {_MOST_HOURS} characters; set several")
    try:
        _hours(made.weekly, made.timezone or "UTC")
    except ParserError:
        raise StoreError(f"{made.weekly!r} is no hours of the week; write them as `Mo-Fr 22:00-06:00`") from None
    except (ZoneInfoNotFoundError, ValueError):
        raise StoreError(f"there is no time zone {made.timezone!r}; name one as Europe/Berlin") from None


def lift(connection: Connection, maintenance_id: int, at: dt.datetime) -> bool:
    """End a maintenance now; tell whether there was one that was not over."""
    return queries("maintenance").lift_maintenance(connection, maintenance_id=maintenance_id, at=at) is not None


def listed(connection: Connection, at: dt.datetime, *, over_too: bool = False) -> list[Maintenance]:
    """Return what is not over at ``at``, or everything that is known, in the order in which it begins."""
    if over_too:
        return _read(queries("maintenance").every_maintenance(connection))
    return _read(queries("maintenance").maintenance_from(connection, at=at))


def _read(found: Iterable[object]) -> list[Maintenance]:
    return [
        Maintenance(
            subject=row["subject"],
            subject_id=row["subject_id"],
            starts=row["starts"],
            ends=row["ends"],
            said_by=row["said_by"],
            reason=row["reason"],
            weekly=row["weekly"],
            timezone=row["timezone"],
            maintenance_id=row["maintenance_id"],
            lifted_at=row["lifted_at"],
        )
        for row in rows(found)
    ]


def left_alone(connection: Connection, since: dt.datetime) -> WhyNot:
    """Return what tells, from ``since`` on, why a camera is not to be contacted.

    It is a failure as capture returns one, to be kept as the fact of that look.
    """
    by_subject: dict[tuple[str, str], list[Maintenance]] = defaultdict(list)
    for each in listed(connection, since):
        by_subject[each.subject, each.subject_id].append(each)

    def why_not(camera: Camera, at: dt.datetime) -> CaptureFailure | None:
        subjects = (("camera", camera.camera_id), ("site", camera.site_id), ("source", camera.source))
        on = [each for subject in subjects for each in by_subject.get(subject, ()) if each.is_on(at)]
        return CaptureFailure(CaptureFault.MAINTENANCE, on[0].in_words(at)) if on else None

    return why_not
