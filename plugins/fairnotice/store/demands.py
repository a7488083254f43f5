"""How many frames of each camera help its judgement: written by the night's judgement, read by the next days' plans."""

from __future__ import annotations

import datetime as dt
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


def count_by_amount(connection: Connection, scope: str, window_date: dt.date) -> dict[Amount, int]:
    """Count the cameras of ``scope`` by how much is wanted of them."""
    found = rows(queries("demands").count_by_amount(connection, scope=scope, window_date=window_date))
    return {Amount(row["amount"]): row["cameras"] for row in found}
