"""How many frames of each camera help its judgement: written by the night's judgement, read by the next days' plans."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from fairnotice.rules.demand import Amount, Demand, Light
from fairnotice.store.database import Connection, queries, rows


def put(connection: Connection, judged_on: dt.date, demands: Mapping[str, Demand]) -> None:
    """Write down what the judgement of a window wants; one of an older window changes nothing.

    What is wanted already is not written again: on most nights that is nearly everything.
    """
    known = of_cameras(connection, list(demands), dt.date.max)
    written = [
        {"camera_id": camera_id, "judged_on": judged_on, "amount": each.amount, "light": each.light, "why": each.why}
        for camera_id, each in sorted(demands.items())
        if known.get(camera_id) != each
    ]
    if written:
        queries("demands").put_demand(connection, written)


def of_cameras(connection: Connection, camera_ids: Sequence[str], before: dt.date) -> dict[str, Demand]:
    """Return what was wanted of cameras before the window of ``before`` was judged."""
    found = rows(queries("demands").demands_of(connection, camera_ids=list(camera_ids), before=before))
    return {row["camera_id"]: Demand(Amount(row["amount"]), Light(row["light"]), row["why"]) for row in found}


def count(connection: Connection, scope: str, before: dt.date) -> dict[tuple[Amount, str], int]:
    """Count the cameras of ``scope`` by how much was wanted of them and why, most first."""
    found = rows(queries("demands").count_demands(connection, scope=scope, before=before))
    return {(Amount(row["amount"]), row["why"]): row["cameras"] for row in found}


def count_by_amount(connection: Connection, scope: str, before: dt.date) -> Counter[Amount]:
    """Count the cameras of ``scope`` by how much was wanted of them."""
    counted: Counter[Amount] = Counter()
    for (amount, _), cameras in count(connection, scope, before).items():
        counted[amount] += cameras
    return counted
