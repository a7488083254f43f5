"""An inspector's word on a finding: confirm it, or let something else hold in its place until a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from fairnotice.domain import Camera, Verdict
from fairnotice.errors import DecisionError
from fairnotice.pipeline.resources import Resources
from fairnotice.pipeline.telling import tell
from fairnotice.rules.life import confirm as confirmed
from fairnotice.rules.life import overrule as overruled
from fairnotice.rules.pack import FORCES_THAT_FAIL, READ_IN_FULL
from fairnotice.rules.standing import Basis, Overrule, Standing, Transition
from fairnotice.store import audits, cameras, facts, findings, reviews
from fairnotice.store.database import Connection
from fairnotice.store.events import NewEvent
from fairnotice.store.findings import Decided
from fairnotice.store.reviews import Review


@dataclass(frozen=True, slots=True)
class Word:
    """Who decides about which finding, when and why."""

    camera_id: str
    rule_id: str
    inspector: str
    reason: str
    at: dt.datetime
    evidence: tuple[str, ...] = ()
    """What it rests on: SHA-256 of stored evidence, or words."""


def overrule(resources: Resources, word: Word, verdict: Verdict, until: dt.date) -> Standing:
    """Let ``verdict`` hold through ``until``, unless the facts change materially before.

    Maps, summaries and messages follow it at once. Saying what the program says ends an earlier decision.

    Raises:
        DecisionError: There is nothing to decide about, or it cannot be decided so.
    """
    with resources.database.transaction() as connection:
        camera, before = _opened(connection, word)
        _check(before.standing, word, verdict, until)
        day, basis = word.at.date(), Basis.of(before.standing.finding)
        decision = Overrule(verdict, word.inspector, word.reason, day, until, basis, word.evidence)
        standing, change = overruled(before.standing, decision)
        _keep(connection, resources, word, replace(before, standing=standing), change, camera)
        review = Review(word.camera_id, word.rule_id, "overrule", word.inspector, word.reason, word.at)
        reviews.add(connection, replace(review, verdict=verdict, until=until, evidence=word.evidence))
    return standing


def confirm(resources: Resources, word: Word) -> Standing:
    """Write down that an inspector looked at a finding and agrees with it.

    Raises:
        DecisionError: There is nothing to agree with.
    """
    with resources.database.transaction() as connection:
        camera, before = _opened(connection, word)
        _keep(connection, resources, word, before, confirmed(before.standing), camera)
        review = Review(word.camera_id, word.rule_id, "confirm", word.inspector, word.reason, word.at)
        reviews.add(connection, replace(review, verdict=before.standing.verdict, evidence=word.evidence))
    return before.standing


def _opened(connection: Connection, word: Word) -> tuple[Camera, Decided]:
    if not word.inspector.strip() or not word.reason.strip():
        raise DecisionError("a decision is somebody's and has a reason: give --inspector and --reason")
    decided = findings.lock_one(connection, word.camera_id, word.rule_id)
    camera = cameras.one(connection, word.camera_id)
    if decided is None or camera is None:
        raise DecisionError(
            f"nothing is said of {word.camera_id} under {word.rule_id}; `fairnotice explain {word.camera_id}` "
            "shows what is"
        )
    return camera, decided


def _check(standing: Standing, word: Word, verdict: Verdict, until: dt.date) -> None:
    if until < word.at.date():
        raise DecisionError(f"{until} has passed; give the last day on which the decision stands")
    if verdict is standing.verdict:
        raise DecisionError(f"it says '{verdict}' already; `fairnotice confirm` writes down that you agree")
    if verdict is Verdict.FAIL and standing.finding.citation.verified not in READ_IN_FULL:
        raise DecisionError(
            "nobody has read the rule's text at an official or full copy, so that nothing can fail by it; "
            "'review' is the most"
        )
    if verdict is Verdict.FAIL and standing.finding.force not in FORCES_THAT_FAIL:
        raise DecisionError(
            f"the rule's text has the force of '{standing.finding.force}' and asks nothing of anybody; 'review' is the "
            "most"
        )


def _keep(
    connection: Connection, resources: Resources, word: Word, decided: Decided, change: Transition, camera: Camera
) -> None:
    standing, day = decided.standing, word.at.date()
    facts.ensure_month(connection, day)
    note = "\n".join((word.reason, *(f"Evidence: {each}" for each in word.evidence)))
    until = standing.overrule.until if standing.overrule else None
    event = NewEvent(change, day, decided.audit_id, standing.models, word.inspector, note, until)
    audit = audits.of_id(connection, decided.audit_id)
    if audit is not None:
        tell(connection, resources.settings, audit, [change], {camera.camera_id: camera})
    # Last: its chain is locked from here on.
    findings.decide(connection, decided, event)
