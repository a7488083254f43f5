"""Photos of sites as facts: what each showed, who handed it in, and what an inspector made of it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from psycopg.rows import DictRow

from fairnotice.domain import Inspection, Notice, Quality
from fairnotice.store.database import Connection, queries, rows
from fairnotice.store.records import from_json, to_json

Kind = Literal["visit", "reply"]
State = Literal["waiting", "accepted", "rejected"]


class Agreement(StrEnum):
    """Whether what a photo says of itself fits its site."""

    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    NOT_SAID = "not_said"


class Outcome(StrEnum):
    """What a photo shows."""

    NOTICE = "notice"
    UNCLEAR = "unclear"
    NOTHING = "nothing"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class NewPhoto:
    """A photo that is to be kept as a fact."""

    site_id: str
    kind: Kind
    file_sha256: str
    handed_in_by: str
    received_at: dt.datetime
    taken_at: dt.datetime | None
    """By the clock of whoever took it, naive."""
    taken_offset: dt.timedelta | None
    time: Agreement
    place: Agreement
    distance_m: int | None
    outcome: Outcome
    confidence: float | None
    inspection: Inspection
    likeness: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True)
class SitePhoto:
    """A photo of a site as it is kept."""

    photo_id: uuid.UUID
    site_id: str
    kind: Kind
    handed_in_by: str
    received_at: dt.datetime
    taken_at: dt.datetime | None
    time: Agreement
    place: Agreement
    distance_m: int | None
    outcome: Outcome
    confidence: float | None
    quality: Quality
    notices: tuple[Notice, ...]
    width: int
    height: int
    reused_from: tuple[str, ...]
    """Other sites for which the same photo was handed in before."""
    evidence_sha256: str | None
    state: State
    decided_by: str | None
    decided_at: dt.datetime | None
    reason: str | None

    @property
    def doubts(self) -> tuple[str, ...]:
        """Codes of what contradicts that it shows its site as it is."""
        found = (
            ("taken_elsewhere", self.place is Agreement.CONTRADICTS),
            ("taken_at_another_time", self.time is Agreement.CONTRADICTS),
            ("used_for_another_site", bool(self.reused_from)),
        )
        return tuple(code for code, holds in found if holds)

    @property
    def day(self) -> dt.date:
        """The day of which it is evidence: when it says that it was taken, where that fits, else when it came."""
        is_believed = self.taken_at is not None and self.time is Agreement.AGREES
        day = self.taken_at.date() if is_believed and self.taken_at else self.received_at.astimezone(dt.UTC).date()
        # A clock east of here may be in tomorrow already.
        return min(day, self.received_at.astimezone(dt.UTC).date())


def add(connection: Connection, new: NewPhoto, same_within_bits: int) -> SitePhoto:
    """Keep a photo; one that is there for its site already is returned as it is.

    Args:
        connection: An open transaction.
        new: The photo.
        same_within_bits: Fingerprints that differ in no more bits are of one photo.
    """
    # Two of one photo at the same time must see each other.
    queries("photos").lock_photos(connection)
    queries("photos").add_photo(
        connection,
        site_id=new.site_id,
        kind=new.kind,
        file_sha256=new.file_sha256,
        handed_in_by=new.handed_in_by,
        received_at=new.received_at,
        taken_at=new.taken_at,
        taken_offset=new.taken_offset,
        taken_when=new.time,
        taken_where=new.place,
        distance_m=new.distance_m,
        outcome=new.outcome,
        confidence=new.confidence,
        quality=to_json(Quality, new.inspection.quality),
        notices=to_json(tuple[Notice, ...], new.inspection.notices),
        width=new.inspection.width,
        height=new.inspection.height,
        model_version=new.inspection.model_version,
        likeness=f"{int(new.likeness, 16):0256b}",
        reused_from=list(sites_with(connection, new.likeness, new.site_id, same_within_bits)),
        evidence_sha256=new.evidence_sha256,
    )
    found = queries("photos").photo_of_file(connection, site_id=new.site_id, kind=new.kind, file_sha256=new.file_sha256)
    return _photo(found)


def sites_with(connection: Connection, likeness: str, site_id: str, same_within_bits: int) -> tuple[str, ...]:
    """Return the other sites for which a photo was handed in that this fingerprint cannot be told from."""
    found = queries("photos").sites_with_photo(
        connection, likeness=f"{int(likeness, 16):0256b}", site_id=site_id, most_bits=same_within_bits
    )
    return tuple(row["site_id"] for row in rows(found))


def one(connection: Connection, photo_id: uuid.UUID, *, lock: bool = False) -> SitePhoto | None:
    """Return a photo; locked for a decision about it if asked."""
    statement = queries("photos").photo_locked if lock else queries("photos").photo
    found: DictRow | None = statement(connection, photo_id=photo_id)
    return _photo(found) if found is not None else None


def of_site(connection: Connection, site_id: str, most: int = 20) -> list[SitePhoto]:
    """Return the newest photos of a site, the newest first."""
    return [_photo(row) for row in rows(queries("photos").photos_of_site(connection, site_id=site_id, most=most))]


def settle(
    connection: Connection,
    photo_id: uuid.UUID,
    state: Literal["accepted", "rejected"],
    *,
    by: str,
    reason: str,
    at: dt.datetime,
) -> bool:
    """Write down what an inspector made of a photo that waits; False: somebody did before."""
    done: int = queries("photos").settle_photo(
        connection, photo_id=photo_id, state=state, decided_by=by, reason=reason, at=at
    )
    return done == 1


def _photo(row: DictRow) -> SitePhoto:
    values = {name: row[name] for name in SitePhoto.__dataclass_fields__ if name in row}
    values |= {
        "time": Agreement(row["taken_when"]),
        "place": Agreement(row["taken_where"]),
        "outcome": Outcome(row["outcome"]),
        "quality": from_json(Quality, row["quality"]),
        "notices": from_json(tuple[Notice, ...], row["notices"]),
        "reused_from": tuple(row["reused_from"]),
    }
    return SitePhoto(**values)
