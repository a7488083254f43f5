"""The frame around the batches: open an audit, cut it into batches, close it with a summary."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from fairnotice.alerts.causes import release_request
from fairnotice.domain import Audit, Verdict
from fairnotice.errors import StoreError
from fairnotice.pipeline import manifest
from fairnotice.pipeline.resources import Resources
from fairnotice.pipeline.telling import ask_for_photos
from fairnotice.store import audits, cameras, facts, health, outbox
from fairnotice.store.cameras import Batch, Pace
from fairnotice.store.database import Connection

MAX_BATCHES = 1000
"""Airflow refuses a mapped list of more than 1024 entries, so a large network gets larger batches."""
MAX_CAMERAS = 5000
"""Cameras of a batch, however little each takes: what a killed batch does again is little too."""
GRAB_S = 1.0
"""Seconds that a camera is taken to take until it was asked once: from a guess, and soon replaced by what it took."""
INSPECT_S = 0.25
"""Seconds of looking at a frame, until a batch has measured it: on two cores with both at work, rather too much."""
DEVICE_S = 10.0
"""Seconds that a device is taken to need to say what it is configured to do: a guess, which nothing has measured yet. A
silent one needs up to ``FAIRNOTICE_DEVICE_DEADLINE_S``."""


def make_audit(resources: Resources, scope: str, window_start: dt.datetime) -> Audit:
    """Name the audit of ``scope`` whose window starts at ``window_start``, in the mode of its source."""
    with resources.database.transaction() as connection:
        return Audit(scope, window_start, cameras.mode_of_scope(connection, scope))


def begin(resources: Resources, audit: Audit) -> list[Batch]:
    """Open the audit's books and cut its cameras into batches.

    Raises:
        StoreError: There is no camera to look at.
    """
    with resources.database.transaction() as connection:
        facts.ensure_month(connection, audit.window_date)
        packs = {pack.pack_id: pack.version for pack in resources.packs}
        audits.begin(connection, audit, packs=packs)
        found = batches_of(resources, connection, audit.scope)
    if not found:
        raise StoreError(f"no camera in scope {audit.scope!r}: import a registry first (`fairnotice import FILE`)")
    return found


def batches_of(resources: Resources, connection: Connection, scope: str) -> list[Batch]:
    """Cut the cameras of ``scope`` into batches of some minutes each, by what each camera took before."""
    settings = resources.settings
    pace = Pace(
        grab_s=GRAB_S,
        inspect_s=health.inspection_pace(connection) or INSPECT_S,
        threads=settings.network_threads,
        host_at_once=settings.host_at_once,
        samples=settings.samples_per_window,
        device_s=DEVICE_S,
        devices_at_once=settings.device_threads,
    )
    return cameras.batches_by_minutes(
        connection, scope, settings.batch_minutes, pace, most_cameras=MAX_CAMERAS, most_batches=MAX_BATCHES
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """What a scope looks like now. Coverage comes first: it says how much the rest means."""

    audit_id: str
    mode: str
    cameras: int
    judged: int
    verdicts: dict[str, int]
    policy_verdicts: dict[str, int]
    reasons: list[dict[str, Any]]
    failing: list[dict[str, Any]]
    under_no_rule: int
    """Cameras at places that none of the applied packs is about."""
    without_frames: list[dict[str, Any]]
    """How many ``cameras`` give no frame now, by the newest ``fault`` of each; the first of them ``since``."""
    waiting: list[dict[str, Any]]
    """How many findings the newest looks say something else of, by what stands (``verdict``) and what waits."""


def summarise(resources: Resources, audit: Audit) -> Summary:
    """Count what holds for the audit's scope."""
    with resources.database.transaction() as connection:
        rows = audits.verdicts(connection, audit.scope)
        reasons = audits.reasons(connection, audit.scope)
        failing = audits.failing(connection, audit.scope, most=20)
        under_no_rule = audits.under_no_rule(connection, audit.scope)
        without_frames = audits.without_frames(connection, audit.scope)
        waiting = audits.waiting(connection, audit.scope)
    verdicts = {verdict.value: 0 for verdict in Verdict}
    policies: dict[str, int] = {}
    for row in rows:
        verdicts[row["verdict"]] += row["cameras"]
        if row["policy_verdict"] in (Verdict.FAIL, Verdict.REVIEW):
            policies[row["policy_verdict"]] = policies.get(row["policy_verdict"], 0) + row["cameras"]
    total = sum(verdicts.values())
    return Summary(
        audit_id=audit.audit_id,
        mode=audit.mode.value,
        cameras=total,
        judged=total - verdicts[Verdict.UNKNOWN],
        verdicts=verdicts,
        policy_verdicts=policies,
        reasons=reasons,
        failing=failing,
        under_no_rule=under_no_rule,
        without_frames=without_frames,
        waiting=waiting,
    )


def finish(resources: Resources, audit: Audit) -> Summary:
    """Close the audit's books with its summary, sign it, and ask for what only people can do.

    The inspectors are asked to release what is held, and operators for photos of notices that could not be seen.
    """
    summary = summarise(resources, audit)
    stored = {
        "cameras": summary.cameras,
        "judged": summary.judged,
        "verdicts": summary.verdicts,
        "policy_verdicts": summary.policy_verdicts,
    }
    with resources.database.transaction() as connection:
        held = outbox.held_of_audit(connection, audit.audit_id)
        if held:
            outbox.enqueue(connection, [release_request(audit, held)])
        ask_for_photos(connection, resources.settings, audit, audit.window_start + dt.timedelta(days=1))
        audits.finish(connection, audit, stored)
        manifest.publish(connection, resources, audit, stored)
    return summary
