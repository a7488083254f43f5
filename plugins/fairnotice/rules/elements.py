"""Does a notice say what it must? Judged only on notices that were confirmed and could be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fairnotice.domain import DecidedBy, Notice, Observation, Reason, SiteVisit, Verdict
from fairnotice.rules import references
from fairnotice.rules.looks import Looks, Sighting
from fairnotice.rules.outcome import SETTLED_BY_PHOTO, Outcome, undecided, unknown
from fairnotice.rules.pack import Rule
from fairnotice.rules.policy import Policy
from fairnotice.rules.positions import fractions, same_place
from fairnotice.rules.references import Used, step
from fairnotice.rules.scene import DETECTOR, evidence_of
from fairnotice.rules.weighing import Said, together, weighed

FURTHER_INFORMATION = "further_information"

ABSENT_NEEDS_PX = 240
"""Least height and width in px of a notice that can lack something: on a drawn A4 notice the small print is a 25th of
the height, and lines below 8 px were not read. A smaller one may say it all the same."""

_ANOTHER_SIGN = "Whether another sign of the site, outside every view, says it."


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one look at one sign says of its elements."""

    elements: Mapping[str, str]
    certainty: float
    day: dt.date
    witness: str
    by_person: bool
    surely_read: bool
    """Whether its words made it a notice, so that a missing word is not one that was misread for want of any."""
    fact: Observation | SiteVisit

    def says(self, element: str) -> str:
        """Return ``present``, ``absent`` or ``unreadable``."""
        return self.elements.get(element, "unreadable")

    def misses(self, element: str) -> bool:
        """Tell whether a person found it missing: of several signs each may lack what another one says."""
        return self.by_person and self.says(element) == "absent"

    def said(self) -> Said:
        """Return it as what one witness says."""
        return Said(self.day, self.witness, self.certainty)


def judge_elements(rule: Rule, looks: Looks, policy: Policy) -> Outcome:
    """Judge whether the notices of the site say, together, what ``rule`` lists.

    An element is present if any notice shows it, and absent only if a readable notice lacks it and
    none shows it; several notices of a site add up, as a layered notice does.
    """
    seen = looks.confirmed
    readings = [_of_frame(s, policy) for s in seen if s.notice.elements]
    readings += [_of_visit(visit, policy) for visit in looks.visits if visit.notice_found and visit.elements]
    if not readings:
        text = "No confirmed notice of this site could be read, so nothing is said of what stands on it."
        frames = references.frames([s.observation for s in seen], "confirmed")
        return unknown("no_readable_notice", text, SETTLED_BY_PHOTO, rests_on=frames)
    state = {element: _state(element, readings) for element in rule.elements}
    said = "; ".join(f"{element.replace('_', ' ')}: {word}" for element, word in state.items())
    read = step("elements_read", f"On the notice: {said}.", rests_on=_used(readings))
    absent = [element for element, word in state.items() if word == "absent"]
    unreadable = [element for element, word in state.items() if word == "unreadable"]
    evidence = evidence_of(seen)
    if absent:
        return _deficient(absent, unreadable, readings, read, seen, policy)
    if unreadable:
        unclear = _not_readable(unreadable)
        return undecided(unclear, read)
    return _complete(rule.elements, readings, read, evidence, policy)


def _complete(
    elements: Sequence[str], readings: list[_Reading], read: Reason, evidence: tuple[str, ...], policy: Policy
) -> Outcome:
    """Return a pass, or a review where a person found missing what another look found: both cannot be trusted."""
    confidence = {element: _confidence(element, readings, policy) for element in elements}
    outcome = Outcome(Verdict.PASS, min(confidence.values()), (read,), "notice_read", evidence)
    disputed = [element for element in elements if any(each.misses(element) for each in readings)]
    if not disputed:
        return outcome
    against = [each for each in readings if any(each.misses(element) for element in disputed)]
    text = (
        f"A person who looked at the notice found no {_names(disputed)}, another look did: weighed against each other, "
        f"the certainty is {outcome.confidence:.2f}."
    )
    reasons = (read, step("elements_contradicted", text, SETTLED_BY_PHOTO, rests_on=_used(against)))
    if outcome.confidence < policy.min_contradicted_pass:
        return Outcome(Verdict.REVIEW, outcome.confidence, reasons, evidence=evidence)
    return Outcome(Verdict.PASS, outcome.confidence, reasons, outcome.proof, evidence)


def _deficient(
    absent: list[str],
    unreadable: list[str],
    readings: list[_Reading],
    read: Reason,
    seen: Sequence[Sighting],
    policy: Policy,
) -> Outcome:
    """Return a fail for what is missing, or a review where it may be misread or stand on another sign in view."""
    lacking = [reading for reading in readings if any(reading.says(element) == "absent" for element in absent)]
    text = f"Not on the notice: {_names(absent)}."
    missing = step("elements_absent", text, _ANOTHER_SIGN, rests_on=_used(lacking))
    more = (_not_readable(unreadable),) if unreadable else ()
    outcome = Outcome(
        Verdict.FAIL,
        min(together(each.said() for each in readings if each.says(element) == "absent") for element in absent),
        (read, missing, *more),
        proof="notice_read",
        evidence=evidence_of(seen),
    )
    misread = _misread(absent, lacking, readings, policy)
    return outcome.tempered(*misread, *_said_by_another(absent, readings, seen, policy))


def _misread(absent: list[str], lacking: list[_Reading], readings: list[_Reading], policy: Policy) -> list[Reason]:
    uncertain = [element for element in absent if not _surely_absent(element, readings, policy)]
    if not uncertain:
        return []
    text = (
        f"That it lacks {_names(uncertain)} rests on what was read by machine, not on two dates and surely enough: "
        "it may have been misread."
    )
    return [step("absence_uncertain", text, SETTLED_BY_PHOTO, rests_on=_used(lacking))]


def _said_by_another(
    absent: list[str], readings: list[_Reading], seen: Sequence[Sighting], policy: Policy
) -> list[Reason]:
    """Return a doubt if another sign of the site was seen and not read, which may say what one lacks.

    What a person found missing is missing: whoever visits a site sees all its signs.
    """
    by_machine = [e for e in absent if not any(each.misses(e) for each in readings)]
    others = {id(s): s for element in by_machine for s in _unread_elsewhere(element, seen, policy)}
    if not others:
        return []
    text = "Another notice of the site is in view that could not be read, and may say it."
    frames = references.frames([s.observation for s in others.values()], "confirmed")
    return [step("other_sign_not_read", text, SETTLED_BY_PHOTO, rests_on=frames)]


def _unread_elsewhere(element: str, seen: Sequence[Sighting], policy: Policy) -> list[Sighting]:
    said = [(s, _of_frame(s, policy).says(element)) for s in seen]
    lacking = [s for s, word in said if word == "absent"]
    return [s for s, word in said if word == "unreadable" and not any(_is_same_sign(s, each) for each in lacking)]


def _is_same_sign(a: Sighting, b: Sighting) -> bool:
    """Tell whether two sightings are at one place of one view; of two cameras' signs nobody can tell."""
    if a.observation.camera_id != b.observation.camera_id:
        return False
    first, second = fractions(a.notice.box, a.observation), fractions(b.notice.box, b.observation)
    return first is not None and second is not None and same_place(first, second)


def _surely_absent(element: str, readings: list[_Reading], policy: Policy) -> bool:
    """Tell whether a person found it missing, or the words of the sign were read without it on several dates."""
    lacking = [reading for reading in readings if reading.says(element) == "absent"]
    if any(reading.by_person for reading in lacking):
        return True
    return len({reading.day for reading in lacking if reading.surely_read}) >= policy.min_missing_dates


def _of_frame(seen: Sighting, policy: Policy) -> _Reading:
    """Return what was read on a sign in a frame; what is too small to hold its small print lacks nothing."""
    notice = seen.notice
    elements = _elements(notice)
    if not _holds_small_print(notice):
        elements = {element: "unreadable" if word == "absent" else word for element, word in elements.items()}
    certainty = policy.sighting_confidence if notice.probability is None else notice.probability
    surely = notice.decided_by is DecidedBy.WORDS and (
        notice.probability is None or notice.probability >= policy.min_certainty
    )
    return _Reading(elements, certainty, seen.date, DETECTOR, False, surely, seen.observation)


def _of_visit(visit: SiteVisit, policy: Policy) -> _Reading:
    return _Reading(visit.elements, policy.visit_confidence, visit.visited_on, f"visitor {visit.by}", True, True, visit)


def _holds_small_print(notice: Notice) -> bool:
    x0, y0, x1, y1 = notice.box
    return min(x1 - x0, y1 - y0) >= ABSENT_NEEDS_PX


def _elements(notice: Notice) -> Mapping[str, str]:
    """Return what a notice says; a QR code on it is the way to the further information."""
    return {**notice.elements, FURTHER_INFORMATION: "present"} if notice.qr else notice.elements


def _state(element: str, readings: list[_Reading]) -> str:
    said = {reading.says(element) for reading in readings}
    return next((word for word in ("present", "absent") if word in said), "unreadable")


def _confidence(element: str, readings: list[_Reading], policy: Policy) -> float:
    """Return the certainty that an element is there, with what persons found missing weighed against it."""
    shown = [reading.said() for reading in readings if reading.says(element) == "present"]
    return weighed(shown, [each.said() for each in readings if each.misses(element)], policy.chance_of_change)


def _not_readable(elements: list[str]) -> Reason:
    return step("elements_unreadable", f"Could not be read: {_names(elements)}.", SETTLED_BY_PHOTO)


def _used(readings: list[_Reading]) -> Used:
    frames = {id(r.fact): r.fact for r in readings if isinstance(r.fact, Observation)}
    visits = [r.fact for r in readings if isinstance(r.fact, SiteVisit)]
    return references.frames(list(frames.values()), "read") + references.visits(visits)


def _names(elements: list[str]) -> str:
    return ", ".join(element.replace("_", " ") for element in elements)
