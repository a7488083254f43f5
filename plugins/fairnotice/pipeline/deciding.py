"""An inspector's word on a finding: confirm it, or let something else hold in its place until a day.

Whoever decides on a page says which finding it showed: if something else holds by then, nothing is decided. A decision
that is sent twice, by two clicks, is one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass, replace

from fairnotice.domain import Camera, Verdict
from fairnotice.errors import DecisionError, FindingChangedError
from fairnotice.pipeline.resources import Resources
from fairnotice.pipeline.telling import tell
from fairnotice.rules.life import confirm as confirmed
from fairnotice.rules.life import overrule as overruled
from fairnotice.rules.pack import FORCES_THAT_FAIL, READ_IN_FULL
from fairnotice.rules.standing import Basis, Overrule, Standing, Transition
from fairnotice.store import audits, cameras, facts, findings, outbox, review_queue, reviews
from fairnotice.store.database import Connection
from fairnotice.store.events import NewEvent
from fairnotice.store.findings import Decided
from fairnotice.store.reviews import Decision, Review


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
    about: str | None = None
    """Which finding was shown, as `version_of` names it; None: whatever holds."""
    decision_id: uuid.UUID | None = None
    """Made by whoever sends it, so that the same decision sent again changes nothing."""
    account_id: int | None = None
    """Of the inspector; None: there is none on the command line."""


LOOKED_AT_WITHIN = dt.timedelta(days=2)
"""So long a camera is sampled more when an inspector asks for another look: whatever is left of today, and two days."""


def version_of(standing: Standing) -> str:
    """Name what a decision is about: it changes with what holds and what that rests on, not with one more night."""
    about = (standing.verdict, standing.holds_since, Basis.of(standing.finding), standing.overrule)
    return hashlib.sha256(repr(about).encode()).hexdigest()[:16]


def overrule(resources: Resources, word: Word, verdict: Verdict, until: dt.date) -> Standing:
    """Let ``verdict`` hold through ``until``, unless the facts change materially before.

    Maps, summaries and messages follow it at once. Saying what the program says ends an earlier decision.

    Raises:
        DecisionError: There is nothing to decide about, or it cannot be decided so.
    """
    with resources.database.transaction() as connection:
        camera, before, is_repeated = opened(connection, word, "overrule")
        if is_repeated:
            return before.standing
        check(before.standing, word, verdict, until)
        day, basis = word.at.date(), Basis.of(before.standing.finding)
        decision = Overrule(verdict, word.inspector, word.reason, day, until, basis, word.evidence)
        standing, change = overruled(before.standing, decision)
        _keep(connection, resources, word, replace(before, standing=standing), change, camera)
        reviews.add(connection, replace(review_of(word, "overrule"), verdict=verdict, until=until))
    return standing


def confirm(resources: Resources, word: Word) -> Standing:
    """Write down that an inspector looked at a finding and agrees with it.

    Raises:
        DecisionError: There is nothing to agree with.
    """
    with resources.database.transaction() as connection:
        camera, before, is_repeated = opened(connection, word, "confirm")
        if not is_repeated:
            _keep(connection, resources, word, before, confirmed(before.standing), camera)
            reviews.add(connection, replace(review_of(word, "confirm"), verdict=before.standing.verdict))
    return before.standing


def release(resources: Resources, word: Word) -> int:
    """Let the held messages about a finding go to its operator, and return how many there were; a repeated word: 0.

    Raises:
        DecisionError: None is held.
    """
    with resources.database.transaction() as connection:
        _, before, is_repeated = opened(connection, word, "release")
        if is_repeated:
            return 0
        released = outbox.release(
            connection,
            camera_id=word.camera_id,
            rule_id=word.rule_id,
            inspector=word.inspector,
            reason=word.reason,
            at=word.at,
            decision_id=word.decision_id,
        )
        if not released:
            raise DecisionError(
                f"no message about {word.camera_id} waits for release: it says '{before.standing.verdict}'"
            )
    return released


def ask_for_look(resources: Resources, word: Word) -> dt.date:
    """Have a camera sampled more on the next daylight, and return the last day on which it is.

    Raises:
        DecisionError: Nothing is said of the camera, or it has no source of frames.
    """
    until = (word.at + LOOKED_AT_WITHIN).date()
    with resources.database.transaction() as connection:
        camera, _, is_repeated = opened(connection, word, "look")
        if camera.frame_source is None:
            raise DecisionError(
                f"the registry names no source of frames for {word.camera_id}: a visit or a photo settles it"
            )
        if not is_repeated:
            review_queue.ask_for_look(connection, word.camera_id, word.at.date(), until)
            reviews.add(connection, replace(review_of(word, "look"), until=until))
    return until


def review_of(word: Word, decision: Decision) -> Review:
    """Return a decision as it is written down."""
    return Review(
        word.camera_id,
        word.rule_id,
        decision,
        word.inspector,
        word.reason,
        word.at,
        evidence=word.evidence,
        decision_id=word.decision_id,
        account_id=word.account_id,
    )


def opened(connection: Connection, word: Word, *decisions: Decision) -> tuple[Camera, Decided, bool]:
    """Lock what is decided about, and tell whether this very decision was taken before.

    Raises:
        DecisionError: It is nobody's, has no reason, or there is nothing to decide about.
        FindingChangedError: Something else holds than was shown.
    """
    if not word.inspector.strip() or not word.reason.strip():
        raise DecisionError("a decision is somebody's and has a reason: give --inspector and --reason")
    decided = findings.lock_one(connection, word.camera_id, word.rule_id)
    camera = cameras.one(connection, word.camera_id)
    if decided is None or camera is None:
        raise DecisionError(
            f"nothing is said of {word.camera_id} under {word.rule_id}; `fairnotice explain {word.camera_id}` "
            "shows what is"
        )
    taken = review_queue.decision_of(connection, word.decision_id) if word.decision_id else None
    if taken is not None:
        is_of_this = (taken["camera_id"], taken["rule_id"]) == (word.camera_id, word.rule_id)
        if not is_of_this or taken["decision"] not in decisions:
            raise DecisionError("this name of a decision was used for another one; load the page again")
        return camera, decided, True
    if word.about is not None and word.about != version_of(decided.standing):
        raise FindingChangedError(
            f"meanwhile it says '{decided.standing.verdict}' (since {decided.standing.holds_since}); "
            "nothing was decided: look at it again"
        )
    return camera, decided, False


def check(standing: Standing, word: Word, verdict: Verdict, until: dt.date) -> None:
    """Refuse a decision that says nothing new, has ended, or accuses by a text that cannot.

    Raises:
        DecisionError: Why it cannot be decided so.
    """
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
