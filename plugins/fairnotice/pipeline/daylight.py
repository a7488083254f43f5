"""Live cameras by daylight: which batches are due now, so that no task starts for nothing."""

from __future__ import annotations

import datetime as dt

from fairnotice.pipeline.auditing import batches_of
from fairnotice.pipeline.plan import budget_of, plan_of
from fairnotice.pipeline.resources import Resources
from fairnotice.store import cameras, facts
from fairnotice.store.cameras import Batch


def due_batches(resources: Resources, scope: str, now: dt.datetime) -> list[Batch]:
    """Return the batches of ``scope`` that hold a live camera of which a slot is due and not filled at ``now``."""
    day = now.date()
    found = []
    # A transaction of its own: it holds a lock that others wait for, and the batches take their time.
    with resources.database.transaction() as connection:
        facts.ensure_month(connection, day)
    with resources.database.transaction() as connection:
        budget = budget_of(connection, resources.settings.samples_per_window, scope, day)
        for batch in batches_of(resources, connection, scope):
            members = cameras.of_batch(connection, scope, batch)
            plan = plan_of(connection, budget, day, members)
            due = {(each.camera_id, number) for each in members for number, _ in plan.due(each, now)}
            if due - facts.slots_done(connection, day, sorted({camera_id for camera_id, _ in due})):
                found.append(batch)
    return found
