"""Facts to findings: gather, judge, write what changed, and queue what is worth telling."""

from __future__ import annotations

import datetime as dt
import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from fairnotice.domain import Audit, AuditMode, Camera, Facts, Finding
from fairnotice.pipeline.resources import Resources
from fairnotice.pipeline.telling import tell
from fairnotice.rules.demand import Demand, demand_of
from fairnotice.rules.judge import judge_all
from fairnotice.rules.looked import Night
from fairnotice.rules.pack import RulePack
from fairnotice.rules.policy import Policy
from fairnotice.rules.standing import Judged
from fairnotice.store import cameras, demands, facts, findings
from fairnotice.store.cameras import Batch
from fairnotice.store.database import Connection


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Let Python look for no cycles of references while a batch is judged.

    Facts and findings hold none and are freed without, and looking for some takes a fifth of the time.
    """
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()


@dataclass(frozen=True, slots=True)
class JudgementReport:
    """What one batch's judgement changed."""

    cameras: int
    findings: int
    changes: dict[str, int]

    def __add__(self, other: JudgementReport) -> JudgementReport:
        """Return both together."""
        changes = dict(Counter(self.changes) + Counter(other.changes))
        return JudgementReport(self.cameras + other.cameras, self.findings + other.findings, changes)


def judge_batch(resources: Resources, audit: Audit, batch: Batch) -> JudgementReport:
    """Judge one batch by every pack, a few hundred cameras at a time.

    What is found of those is written in one transaction, with its events and alerts. So memory does not grow with
    the batch, and a batch that is killed has whole parts done, which a second run leaves as they are.
    """
    judged = JudgementReport(0, 0, {})
    for page in cameras.pages_of_batch(resources.database, audit.scope, batch, resources.settings.judged_at_once):
        judged += _judge_page(resources, audit, page)
    return judged


def _judge_page(resources: Resources, audit: Audit, members: Sequence[Camera]) -> JudgementReport:
    asked = {rule.id: rule.requirement for pack in resources.packs for rule in pack.rules}
    said: list[Judged] = []
    wanted: dict[str, Demand] = {}
    with no_search_for_cycles(), resources.database.transaction() as connection:
        for known, found in _judged(resources, connection, members, audit.window_date, audit.mode):
            night = Night.of(known, audit.window_date)
            said += [night.judged(finding, asked[finding.rule_id]) for finding in found]
            wanted[known.camera.camera_id] = demand_of(known, found, audit.window_date, _policy(resources))
        by_id = {camera.camera_id: camera for camera in members}
        changes = findings.put(connection, audit, list(by_id), said, _policy(resources))
        demands.put(connection, audit.window_date, wanted)
        tell(connection, resources.settings, audit, changes, by_id)
    return JudgementReport(len(members), len(said), dict(Counter(change.change.value for change in changes)))


def packs_by_place(packs: Iterable[RulePack]) -> Callable[[str | None], tuple[RulePack, ...]]:
    """Return what tells the packs that a camera is under by its jurisdiction, and looks through them once for each."""
    known = tuple(packs)
    return cache(lambda place: tuple(pack for pack in known if pack.applies_to(place)))


def _judged(
    resources: Resources, connection: Connection, members: Sequence[Camera], at: dt.date, mode: AuditMode
) -> Iterator[tuple[Facts, tuple[Finding, ...]]]:
    policy = _policy(resources)
    gathered = facts.gather(connection, members, at=at, window_days=policy.window_days, recall=resources.recall(mode))
    packs_of = packs_by_place(resources.packs)
    for each in gathered:
        yield each, judge_all(each, packs_of(each.camera.jurisdiction), at, policy=policy)


def _policy(resources: Resources) -> Policy:
    return Policy(window_days=resources.settings.evidence_window_days)
