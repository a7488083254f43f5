"""Was a system filed with, or authorised by, an authority? Judged from the numbers and days that its registry names."""

from __future__ import annotations

import datetime as dt

from fairnotice.domain import Authorisation, Camera, Verdict
from fairnotice.rules.declaration import admitted, declares, not_declared, said, to_be_weighed
from fairnotice.rules.outcome import Outcome
from fairnotice.rules.pack import Filing, Rule
from fairnotice.rules.policy import Policy

_NUMBER_AND_DAY = "The number of the filing, its day, and with which authority."


def judge_filing(rule: Rule, camera: Camera, at: dt.date, policy: Policy) -> Outcome:
    """Judge whether the system is filed, where filing is due by ``at``."""
    if rule.filing is None:  # pragma: no cover - a pack without it is refused
        raise ValueError(f"{rule.id}: no filing")
    early = _below_threshold(rule.filing, camera, policy)
    if early is not None:
        return early
    filing = _named(camera, "filing")
    if filing is None:
        return not_declared("filing_number", "The registry names no filing.", _NUMBER_AND_DAY)
    if not filing.number:
        return _says_not_filed(rule.filing, camera, at, policy)
    return _says_filed(rule.filing, filing, camera, at, policy)


def judge_authorisation(camera: Camera, at: dt.date, policy: Policy) -> Outcome:
    """Judge whether the system is authorised on the day ``at``."""
    question = "The authorisation, with its number and its last day."
    named = _named(camera, "authorisation")
    if named is None:
        return not_declared("authorisation_number", "The registry names no authorisation.", question)
    if not named.number:
        text = "The registry says that there is no authorisation."
        reason = said("no_authorisation", text, "authorisation_number", "", question)
        return admitted(camera, ("authorisation_number",), reason, policy)
    return _expired(named, at) or declares(
        said(
            "authorisation_named",
            f"The registry names the authorisation {named.number}{_until(named)}. It was not checked.",
            "authorisation_number",
            named.number,
        ),
        policy,
    )


def due_on(filing: Filing, in_use_since: dt.date | None) -> dt.date | None:
    """Return the last day for filing a system, or None where it cannot be counted."""
    if in_use_since is None or filing.within_days is None:
        return None
    due = in_use_since + dt.timedelta(days=filing.within_days)
    if filing.systems_before is None or filing.systems_before_within_days is None:
        return due
    if in_use_since >= filing.systems_before:
        return due
    return filing.systems_before + dt.timedelta(days=filing.systems_before_within_days)


def _below_threshold(filing: Filing, camera: Camera, policy: Policy) -> Outcome | None:
    """Return why nothing is due, or not known to be, at the number of faces stored; None where filing is due."""
    if filing.stored_faces is None or filing.in_public_places:
        return None
    faces = camera.declared.stored_faces
    if faces is None:
        text = f"Filing begins at {filing.stored_faces:,} stored faces; the registry does not say how many are stored."
        return not_declared("stored_faces", text, "How many persons' faces the system stores.")
    if faces >= filing.stored_faces:
        return None
    text = f"The registry declares {faces:,} stored faces; filing begins at {filing.stored_faces:,}."
    reason = said("below_threshold", text, "stored_faces", faces)
    return Outcome(Verdict.NOT_APPLICABLE, policy.declaration_confidence, (reason,))


def _says_not_filed(filing: Filing, camera: Camera, at: dt.date, policy: Policy) -> Outcome:
    text = "The registry says that the system is not filed."
    due = due_on(filing, camera.in_service_since)
    if due is None:
        days = filing.within_days or f"{filing.within_working_days} working"
        text += f" Whether the {days} days for it are over cannot be counted from what the registry says."
        question = "Since when is the system in use, and when did the duty to file begin?"
        return to_be_weighed(said("not_filed", text, "filing_number", "", question))
    counted = f"In use since {camera.in_service_since}, it is to be filed by {due}."
    if at <= due:
        reason = said("not_due", f"{text} {counted}", "in_service_since", camera.in_service_since)
        return Outcome(Verdict.NOT_APPLICABLE, policy.declaration_confidence, (reason,))
    reason = said("not_filed", f"{text} {counted}", "filing_number", "", _NUMBER_AND_DAY)
    return admitted(camera, ("filing_number", "in_service_since"), reason, policy)


def _says_filed(filing: Filing, named: Authorisation, camera: Camera, at: dt.date, policy: Policy) -> Outcome:
    if named.dated is not None and named.dated > at:
        text = f"The registry names a filing of {named.dated}; on {at} none was made yet."
        return not_declared("filed_on", text, _NUMBER_AND_DAY)
    if filing.stored_faces is not None:
        # One number is all that a registry gives, and faces are filed with another authority than cameras.
        text = f"The registry names the filing {named.number}, and not with which authority."
        question = "Is it the filing of face recognition, and with which authority?"
        return to_be_weighed(said("filed_with_whom", text, "filing_number", named.number, question))
    expired = _expired(named, at)
    if expired is not None:
        return expired
    due = due_on(filing, camera.in_service_since)
    text = f"The registry names the filing {named.number}"
    text += f" of {named.dated}." if named.dated else "; of which day, it does not say."
    if due is not None and named.dated is not None and named.dated > due:
        text += f" That was late: it was due by {due}. It is filed now."
    return declares(said("filing_named", f"{text} It was not checked.", "filing_number", named.number), policy)


def _expired(named: Authorisation, at: dt.date) -> Outcome | None:
    if named.expires_on is None or at <= named.expires_on:
        return None
    text = f"The {named.kind} {named.number} ended on {named.expires_on}, as the registry says."
    question = "Was it renewed, and under which number?"
    return to_be_weighed(said(f"{named.kind}_expired", text, f"{named.kind}_expires_on", named.expires_on, question))


def _until(named: Authorisation) -> str:
    return f", until {named.expires_on}" if named.expires_on else ""


def _named(camera: Camera, kind: str) -> Authorisation | None:
    return next((each for each in camera.authorisations if each.kind == kind), None)
