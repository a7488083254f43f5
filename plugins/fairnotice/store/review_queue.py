"""What waits for an inspector, ordered by what a look would decide, and looks that were asked for."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.rows import DictRow

from fairnotice.store.database import Connection, queries, rows

KINDS = ("reply", "photo", "not_seen", "release", "judge", "no_frame")
"""What an item asks for, in the order of their points: `fairnotice.look_points` in SQL has the numbers."""
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class After:
    """The last item of a page, behind which the next one begins."""

    rank: float
    site_id: str
    rule_id: str


def page(
    connection: Connection,
    today: dt.date,
    *,
    districts: Collection[str] = (),
    kinds: Collection[str] = (),
    rule_id: str | None = None,
    after: After | None = None,
    most: int = 50,
) -> list[DictRow]:
    """Return the next items of the queue, those first of which a look would decide most.

    What an inspector asked to see more frames of is left out until they can be there.

    Args:
        connection: An open transaction.
        today: The day of which the score is.
        districts: Only of these; none: of all.
        kinds: Only of these; none: of all.
        rule_id: Only under this rule.
        after: The last item of the page before.
        most: Most items.
    """
    queries("review_queue").plan_each(connection)
    found = queries("review_queue").queue(
        connection,
        today=today,
        districts=list(districts) or None,
        kinds=list(kinds or KINDS),
        rule_id=rule_id,
        after_rank=after.rank if after else None,
        after_site=after.site_id if after else "",
        after_rule=after.rule_id if after else "",
        most=most,
    )
    return list(rows(found))


def counts(connection: Connection, today: dt.date, districts: Collection[str] = ()) -> dict[str, int]:
    """Count the items of each kind, up to `MOST_COUNTED` of each."""
    statements = queries("review_queue")
    statements.plan_each(connection)
    asked = {"today": today, "districts": list(districts) or None, "most": MOST_COUNTED}
    return {kind: int(statements.count_of_kind(connection, kind=kind, **asked)) for kind in KINDS}


def ask_for_look(connection: Connection, camera_id: str, asked_on: dt.date, until: dt.date) -> None:
    """Have a camera sampled more on the days from ``asked_on`` through ``until``."""
    queries("review_queue").ask_for_look(connection, camera_id=camera_id, asked_on=asked_on, until=until)


def asked_for(connection: Connection, camera_ids: Sequence[str], day: dt.date) -> frozenset[str]:
    """Return those of some cameras of which an inspector wants to see more on ``day``."""
    found = rows(queries("review_queue").asked_for(connection, camera_ids=list(camera_ids), day=day))
    return frozenset(row["camera_id"] for row in found)


def look_of(connection: Connection, camera_id: str) -> DictRow | None:
    """Return the newest look that was asked for of a camera: ``asked_on`` and ``until``."""
    found: DictRow | None = queries("review_queue").look_of(connection, camera_id=camera_id)
    return found


def decision_of(connection: Connection, decision_id: uuid.UUID) -> DictRow | None:
    """Return what a decision of that name decided; None: it was not sent yet."""
    found: DictRow | None = queries("review_queue").decision_of(connection, decision_id=decision_id)
    return found


def decisions_of(connection: Connection, camera_id: str, rule_id: str, most: int = 10) -> list[dict[str, Any]]:
    """Return what inspectors decided about a finding, the newest first."""
    found = queries("review_queue").decisions_of(connection, camera_id=camera_id, rule_id=rule_id, most=most)
    return list(rows(found))


def districts_of_camera(connection: Connection, camera_id: str) -> list[str | None]:
    """Return the district of a camera that is not gone, as a list of one; none: there is no such camera."""
    return [row["district_id"] for row in rows(queries("review_queue").district_of(connection, camera_id=camera_id))]


def districts_of_site(connection: Connection, site_id: str) -> list[str | None]:
    """Return the districts in which a site's cameras stand; none: there is no such site."""
    return [row["district_id"] for row in rows(queries("review_queue").districts_of(connection, site_id=site_id))]
