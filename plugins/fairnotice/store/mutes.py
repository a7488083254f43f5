"""Of what nothing is told until a day: what somebody said of an operator, a site, a camera or a rule, and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, get_args

from fairnotice.errors import StoreError, without_secrets
from fairnotice.store.database import Connection, queries, rows

Subject = Literal["operator", "site", "camera", "rule"]
_MOST_WORDS = 300
_MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Mute:
    """A time in which messages wait. What is found meanwhile stands and is shown."""

    subject: Subject
    subject_id: str
    starts: dt.datetime
    ends: dt.datetime
    said_by: str
    reason: str
    mute_id: int = 0
    lifted_at: dt.datetime | None = None

    @property
    def is_over_at(self) -> dt.datetime:
        """When it is over, or was lifted."""
        return min(self.ends, self.lifted_at or self.ends)


def put(connection: Connection, made: Mute) -> int:
    """Write a mute down; return its number.

    Raises:
        StoreError: It cannot be: there is no such thing, nobody says so or why, it would be over or last for years.
    """
    if made.subject not in get_args(Subject):
        raise StoreError(f"{made.subject!r} cannot be muted; name one of {', '.join(get_args(Subject))}")
    if not made.said_by.strip() or not made.reason.strip():
        raise StoreError("a mute is somebody's word and has a reason: give both")
    if len(made.reason) > _MOST_WORDS:
        raise StoreError(f"the reason is longer than {_MOST_WORDS} characters; say it in a sentence")
    if made.ends <= made.starts:
        raise StoreError(f"it would end at {made.ends:%Y-%m-%d %H:%M}, before it begins; give a later day")
    if made.ends - made.starts > dt.timedelta(days=_MOST_DAYS):
        raise StoreError("nothing is muted for longer than a year; give a nearer day, and set it again then")
    if not queries("mutes").subject_exists(connection, subject=made.subject, subject_id=made.subject_id):
        raise StoreError(f"the registry knows no {made.subject} {made.subject_id!r}")
    return int(
        queries("mutes").put_mute(
            connection,
            subject=made.subject,
            subject_id=made.subject_id,
            starts=made.starts,
            ends=made.ends,
            said_by=made.said_by.strip(),
            reason=without_secrets(made.reason.strip()),
        )
    )


def lift(connection: Connection, mute_id: int, at: dt.datetime) -> bool:
    """End a mute now; tell whether there was one that was not over."""
    return queries("mutes").lift_mute(connection, mute_id=mute_id, at=at) is not None


def listed(connection: Connection, at: dt.datetime, *, over_too: bool = False) -> list[Mute]:
    """Return what is muted or will be, or everything that is known, in the order in which it begins."""
    return [
        Mute(
            row["subject"],
            row["subject_id"],
            row["starts"],
            row["ends"],
            row["said_by"],
            row["reason"],
            row["mute_id"],
            row["lifted_at"],
        )
        for row in rows(queries("mutes").mutes(connection, at=at, over_too=over_too))
    ]
