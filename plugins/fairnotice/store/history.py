"""What was said of cameras before: the last word up to a day, and every change that led there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from fairnotice.domain import Verdict
from fairnotice.store.database import Connection, queries, rows

_MOST_CHANGES = 200
"""Most changes of one camera that are told; years of weekly ones."""


@dataclass(frozen=True, slots=True)
class Said:
    """The last word on one camera and rule up to a day."""

    rule_id: str
    verdict: Verdict
    overruled: bool
    """Whether an inspector decided so."""
    confidence: float
    since: dt.date
    pack_version: str
    """Of the pack by which this verdict was first given."""
    models: tuple[str, ...]
    """Versions of the models that looked at the frames of that window."""
    code: str
    """Of its first reason."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of what holds."""

    rule_id: str
    day: dt.date
    change: str
    verdict_before: str | None
    verdict: str
    pack_version: str
    cause: str


def read_only(connection: Connection) -> None:
    """Let this transaction write nothing, whatever follows."""
    queries("history").read_only(connection)


def said_on(connection: Connection, camera_ids: Sequence[str], at: dt.date) -> dict[str, dict[str, Said]]:
    """Return what was said up to ``at``, by camera and then by rule; what was withdrawn by then is left out."""
    found: dict[str, dict[str, Said]] = {camera_id: {} for camera_id in camera_ids}
    for row in rows(queries("history").said_on(connection, camera_ids=list(camera_ids), at=at)):
        if row["change"] != "withdrawn":
            found[row["camera_id"]][row["rule_id"]] = Said(
                rule_id=row["rule_id"],
                verdict=Verdict(row["verdict"]),
                overruled=row["change"] == "overruled",
                confidence=row["confidence"],
                since=row["window_date"],
                pack_version=row["pack_version"],
                models=tuple(row["models"]),
                code=row["code"] or "",
            )
    return found


def changes_of(connection: Connection, camera_id: str, until: dt.date) -> list[Changed]:
    """Return the newest changes of one camera's findings up to ``until``, oldest first."""
    found = rows(queries("history").changes_of_camera(connection, camera_id=camera_id, at=until, most=_MOST_CHANGES))
    return [
        Changed(
            row["rule_id"],
            row["window_date"],
            row["change"],
            row["verdict_before"],
            row["verdict"],
            row["pack_version"],
            row["cause"],
        )
        for row in found
    ]
