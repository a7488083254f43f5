"""Of which sites a photo of the notice is asked, and how many cameras it would settle."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fairnotice.domain import AuditMode, Point
from fairnotice.store.database import Connection, queries, rows

SETTLED_BY_A_PHOTO = (
    "not_seen_in_view",
    "position_not_settled",
    "position_before_move",
    "no_frame_source",
    "not_authorised",
    "too_few_frames",
    "low_resolution",
    "blurred",
    "blocked",
    "overexposed",
    "no_readable_notice",
    "elements_unreadable",
    "candidate_only",
)
"""Reasons of which a photo of the notice takes away the doubt. A camera that does not answer is an outage, for which
nobody is asked anything."""
_ANY_TIME = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
_ANY_NUMBER = 1_000_000


@dataclass(frozen=True, slots=True)
class PhotoSite:
    """A site whose notice was not seen well enough, or a camera of which no site is declared."""

    site_id: str
    declared: bool
    operator_id: str
    name: str
    cameras: int
    """How many cameras the photo would settle."""
    camera_ids: tuple[str, ...]
    """The first of them."""
    camera_names: tuple[str, ...]
    reason_codes: tuple[str, ...]
    point: Point
    jurisdiction: str | None
    asked_before: int


def to_ask(
    connection: Connection,
    mode: AuditMode,
    *,
    scope: str | None,
    now: dt.datetime,
    every_days: int,
    most_times: int,
    most_sites: int,
) -> list[PhotoSite]:
    """Return the sites to ask now: politely, again only after some days and a few times in all.

    Args:
        connection: An open transaction.
        mode: Of the audit.
        scope: A registry source; None: all of that mode.
        now: When it is.
        every_days: Days between two requests for one site.
        most_times: Requests for one site in all.
        most_sites: Sites that one operator is asked about at a time, those with the most cameras first.
    """
    return _sites(
        connection,
        mode,
        scope=scope,
        asked_before=now - dt.timedelta(days=every_days),
        most_times=most_times,
        most_sites=most_sites,
    )


def that_would_settle(connection: Connection, mode: AuditMode, operator_id: str) -> list[PhotoSite]:
    """Return all sites of an operator of which a photo would settle something, whether it was asked for or not."""
    return _sites(connection, mode, operator_id=operator_id)


def _sites(
    connection: Connection,
    mode: AuditMode,
    *,
    scope: str | None = None,
    operator_id: str | None = None,
    asked_before: dt.datetime = _ANY_TIME,
    most_times: int = _ANY_NUMBER,
    most_sites: int = _ANY_NUMBER,
) -> list[PhotoSite]:
    found = queries("photo_requests").photo_sites(
        connection,
        codes=list(SETTLED_BY_A_PHOTO),
        mode=mode.value,
        scope=scope,
        operator_id=operator_id,
        site_id=None,
        asked_before=asked_before,
        most_times=most_times,
        most_sites=most_sites,
    )
    return [
        PhotoSite(
            row["site_id"],
            row["declared"],
            row["operator_id"],
            row["site_id"] if row["cameras"] > 1 else row["camera_names"][0],
            row["cameras"],
            tuple(row["camera_ids"]),
            tuple(row["camera_names"]),
            tuple(row["reason_codes"]),
            Point(row["lon"], row["lat"]),
            row["jurisdiction"],
            row["asked_before"],
        )
        for row in rows(found)
    ]
