"""What each camera's newest frame is compared with: its known view, its last picture, and confirmed moves.

One row for each camera, however long it is audited. The known view is set by the first usable frame and changes only
where a person confirms that the camera was moved: one odd frame neither resets it nor accuses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from fairnotice.errors import StoreError
from fairnotice.store.database import Connection, queries, rows


@dataclass(frozen=True, slots=True)
class KnownView:
    """The view that a camera is known to have."""

    description: bytes
    """As `vision.view.describe` gives it."""
    described_at: dt.datetime
    described_in: dt.date
    """Window of the frame that it is of."""


@dataclass(frozen=True, slots=True)
class LastPicture:
    """The picture that a live camera sent last."""

    sha256: str
    sample: bytes
    """As `vision.frozen.picture_print` gives them."""
    since: dt.datetime
    """When this picture was first seen."""
    seen_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Remembered:
    """Everything that is remembered of a camera's frames."""

    view: KnownView | None = None
    picture: LastPicture | None = None


def of_cameras(connection: Connection, camera_ids: Sequence[str]) -> dict[str, Remembered]:
    """Return what is remembered of each camera; one that was never seen is left out."""
    remembered = {}
    for row in rows(queries("views").views_of(connection, camera_ids=list(camera_ids))):
        view = picture = None
        if row["description"] is not None:
            view = KnownView(row["description"], row["described_at"], row["described_in"])
        if row["picture_sha256"] is not None:
            picture = LastPicture(row["picture_sha256"], row["picture_sample"], row["picture_since"], row["seen_at"])
        remembered[row["camera_id"]] = Remembered(view, picture)
    return remembered


def note_picture(connection: Connection, camera_id: str, picture: LastPicture) -> None:
    """Remember the picture that a live camera sent; an older one than is known changes nothing."""
    queries("views").note_picture(
        connection,
        camera_id=camera_id,
        sha256=picture.sha256,
        sample=picture.sample,
        since=picture.since,
        seen_at=picture.seen_at,
    )


def offer_view(connection: Connection, camera_id: str, view: KnownView) -> None:
    """Let a frame's view become the known one, if none is known.

    Of the frames of one window the earliest is kept; one from before a confirmed move is not taken.
    """
    queries("views").lock_camera(connection, camera_id=camera_id)
    queries("views").offer_view(
        connection,
        camera_id=camera_id,
        description=view.description,
        described_at=view.described_at,
        described_in=view.described_in,
    )


def confirm_move(
    connection: Connection, camera_id: str, *, moved_on: dt.date, confirmed_by: str, at: dt.datetime
) -> bool:
    """Write down that a person confirmed a move: the next usable frame's view becomes the known one.

    Args:
        connection: An open transaction.
        camera_id: Which camera.
        moved_on: Day since when it shows another view; notice positions from before it no longer count.
        confirmed_by: Who confirms it.
        at: Time of the confirmation.

    Returns:
        Whether it was news; the same confirmation again changes nothing.

    Raises:
        StoreError: There is no such camera.
    """
    if queries("views").lock_camera(connection, camera_id=camera_id) is None:
        raise StoreError(
            f"no camera {camera_id!r} in the registry; cameras are named <source>:<id>, as the map shows them"
        )
    added = queries("views").add_move(
        connection, camera_id=camera_id, moved_on=moved_on, confirmed_by=confirmed_by, confirmed_at=at
    )
    if added:
        queries("views").forget_view(connection, camera_id=camera_id)
    return bool(added)


def moves_of(connection: Connection, camera_ids: Sequence[str], until: dt.date) -> dict[str, dt.date]:
    """Return the newest day, up to ``until``, on which each camera was moved; those that were not are left out."""
    found = rows(queries("views").moves_of(connection, camera_ids=list(camera_ids), until=until))
    return {row["camera_id"]: row["moved_on"] for row in found}
