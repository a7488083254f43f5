"""Whether each camera gives frames: since when it does not, why, and how long asking it takes.

One row for each camera, written in the transaction of the observation that tells it. Being reached and being of use are
two things: a frame that is black, frozen or old came all the same, and only observations say what it is worth. A camera
that was not asked, for want of permission, has no health.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from fairnotice.domain import CaptureFailure, CaptureFault
from fairnotice.errors import without_secrets
from fairnotice.store.database import Connection, queries, rows

CAME = frozenset({CaptureFault.STALE, CaptureFault.FROZEN, CaptureFault.DARK})
"""Faults of a picture that came."""
NOT_ASKED = frozenset({CaptureFault.MAINTENANCE, CaptureFault.NOT_AUTHORISED, CaptureFault.POLICY, CaptureFault.ERROR})
"""Faults of this side: they say nothing of the camera."""
_WEIGHT = 0.3
"""Share of the newest grab in the smoothed seconds: after seven as slow as each other, nine tenths are theirs."""
_MOST_DETAIL = 300


@dataclass(frozen=True, slots=True)
class Health:
    """What is known of one camera's answers."""

    asked_at: dt.datetime
    """When it was asked last."""
    last_ok_at: dt.datetime | None
    """When it was asked for the newest frame that came; None: none ever came."""
    failing_since: dt.datetime | None
    """When it was asked first of all the times since then at which no frame came; None: the last one came."""
    fault: CaptureFault | None
    """Of the newest failure."""
    detail: str | None
    """In words, without secrets."""
    failures_in_a_row: int
    """Looks in a row that brought no frame; an archive that gives none of three moments of a day fails three times."""
    seconds: float
    """Smoothed seconds of a grab, failed or not."""


def note(
    connection: Connection, camera_id: str, failure: CaptureFailure | None, *, asked_at: dt.datetime, seconds: float
) -> None:
    """Write down what a look at a camera says of its health, in the transaction of its observation.

    Looks may be written in any order: what was asked before the newest frame that came, and failed, changes nothing.

    Args:
        connection: An open transaction.
        camera_id: Which camera.
        failure: Why no frame came; None: one came.
        asked_at: When the camera was asked, in real time; not the moment that an archive was asked for.
        seconds: How long the grab took.
    """
    if failure is not None and (failure.fault in NOT_ASKED or not failure.asked):
        return
    row = {"camera_id": camera_id, "asked_at": asked_at, "seconds": max(0.0, seconds), "weight": _WEIGHT}
    if failure is None or failure.fault in CAME:
        queries("health").note_frame(connection, **row)
        return
    detail = without_secrets(failure.detail).replace("\x00", "")[:_MOST_DETAIL]
    queries("health").note_failure(connection, **row, fault=failure.fault.value, detail=detail)


def of_cameras(connection: Connection, camera_ids: Sequence[str]) -> dict[str, Health]:
    """Return the health of each camera; one that was never asked is left out."""
    return {
        row["camera_id"]: Health(
            asked_at=row["asked_at"],
            last_ok_at=row["last_ok_at"],
            failing_since=row["failing_since"],
            fault=CaptureFault(row["fault"]) if row["fault"] else None,
            detail=row["detail"],
            failures_in_a_row=row["failures_in_a_row"],
            seconds=row["seconds"],
        )
        for row in rows(queries("health").health_of(connection, camera_ids=list(camera_ids)))
    }


def inspection_pace(connection: Connection) -> float | None:
    """Return the seconds that looking at a frame takes here, smoothed; None: nothing was looked at yet."""
    found = queries("health").inspection_pace(connection)
    return None if found is None else float(found)


def note_inspection_pace(connection: Connection, seconds: float) -> None:
    """Write down how many seconds looking at a frame took, on average of one batch."""
    queries("health").note_inspection_pace(connection, seconds=seconds, weight=_WEIGHT)
