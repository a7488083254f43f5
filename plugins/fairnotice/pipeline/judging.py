"""Facts to findings: gather, judge, write what changed, and queue what is worth telling."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fairnotice.alerts.causes import alerts_for, back_to_normal
from fairnotice.domain import Audit, AuditMode, Camera, Finding, Verdict
from fairnotice.pipeline.resources import Resources
from fairnotice.rules.judge import judge_all
from fairnotice.rules.policy import Policy
from fairnotice.store import cameras, facts, findings, outbox
from fairnotice.store.cameras import Batch
from fairnotice.store.database import Connection
from fairnotice.store.findings import FindingChange


@dataclass(frozen=True, slots=True)
class JudgementReport:
    """What one batch's judgement changed."""

    cameras: int
    findings: int
    changes: dict[str, int]


def judge_batch(resources: Resources, audit: Audit, batch: Batch) -> JudgementReport:
    """Judge one batch by every pack, and write findings, events and alerts in one transaction."""
    settings = resources.settings
    with resources.database.transaction() as connection:
        members = cameras.of_batch(connection, audit.scope, batch)
        said = list(judged(resources, connection, members, audit.window_date, audit.mode))
        by_id = {camera.camera_id: camera for camera in members}
        changes = findings.put(connection, audit, list(by_id), said)
        release_off = {rule.strip() for rule in settings.release_off_rules.split(",") if rule.strip()}
        told = alerts_for(audit, changes, by_id, release_off)
        told += [
            back_to_normal(audit, change.finding, by_id[change.finding.camera_id])
            for change in _settle_earlier_alerts(connection, changes)
        ]
        outbox.enqueue(connection, told)
    return JudgementReport(len(members), len(said), dict(Counter(change.change for change in changes)))


def judged(
    resources: Resources, connection: Connection, members: Sequence[Camera], at: dt.date, mode: AuditMode
) -> Iterator[Finding]:
    """Judge ``members`` by every pack on the day ``at``, and write nothing.

    Yields:
        Each camera's findings, camera by camera: no more than one camera's are held at a time.
    """
    window_days = resources.settings.evidence_window_days
    gathered = facts.gather(connection, members, at=at, window_days=window_days, recall=resources.recall(mode))
    policy = Policy(window_days=window_days)
    for each in gathered:
        yield from judge_all(each, resources.packs, at, policy=policy)


def _settle_earlier_alerts(connection: Connection, changes: list[FindingChange]) -> list[FindingChange]:
    """Take back what was not told yet and no longer holds; return what was told and is in order now."""
    in_order = []
    for change in changes:
        finding = change.finding
        if change.change == "worse":
            outbox.withdraw_unsent(connection, finding.camera_id, finding.rule_id, "resolved")
        if change.verdict_before is None or change.change == "worse":
            continue
        if change.verdict_before is Verdict.FAIL:
            outbox.withdraw_unsent(connection, finding.camera_id, finding.rule_id, "finding")
        told = finding.verdict is Verdict.PASS and change.change == "better"
        if told and outbox.was_told(connection, finding.camera_id, finding.rule_id):
            in_order.append(change)
    return in_order
