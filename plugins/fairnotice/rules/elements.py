"""Does a notice say what it must? Judged only on notices that were confirmed and could be read."""

from __future__ import annotations

from collections.abc import Mapping

from fairnotice.domain import Notice, NoticeStatus, Reason, Verdict
from fairnotice.rules.looks import Looks, sightings
from fairnotice.rules.outcome import SETTLED_BY_PHOTO, Outcome, unknown
from fairnotice.rules.pack import Rule
from fairnotice.rules.policy import Policy

FURTHER_INFORMATION = "further_information"


def judge_elements(rule: Rule, looks: Looks, policy: Policy) -> Outcome:
    """Judge whether the notices of the site say, together, what ``rule`` lists.

    An element is present if any notice shows it, and absent only if a readable notice lacks it and
    none shows it; several notices of a site add up, as a layered notice does.
    """
    seen = sightings(looks.everything, NoticeStatus.CONFIRMED)
    read = [_elements(s.notice) for s in seen if s.notice.elements]
    read += [visit.elements for visit in looks.visits if visit.notice_found and visit.elements]
    if not read:
        text = "No confirmed notice of this site could be read, so nothing is said of what stands on it."
        return unknown("no_readable_notice", text, SETTLED_BY_PHOTO)
    state = {element: _state(element, read) for element in rule.elements}
    absent = [element for element, said in state.items() if said == "absent"]
    unreadable = [element for element, said in state.items() if said == "unreadable"]
    evidence = tuple(
        dict.fromkeys(s.observation.evidence_sha256 for s in reversed(seen) if s.observation.evidence_sha256)
    )
    reasons = (
        Reason("elements_read", "On the notice: " + "; ".join(f"{e}: {said}" for e, said in state.items()) + "."),
    )
    if absent:
        missing = Reason("elements_absent", f"Not on the notice: {_names(absent)}.", SETTLED_BY_PHOTO)
        return Outcome(
            Verdict.FAIL, policy.sighting_confidence, (*reasons, missing), proof="notice_read", evidence=evidence[:3]
        )
    if unreadable:
        text = f"Could not be read: {_names(unreadable)}."
        return unknown("elements_unreadable", text, SETTLED_BY_PHOTO, *reasons)
    return Outcome(Verdict.PASS, policy.sighting_confidence, reasons, proof="notice_read", evidence=evidence[:3])


def _elements(notice: Notice) -> Mapping[str, str]:
    """Return what a notice says; a QR code on it is the way to the further information."""
    return {**notice.elements, FURTHER_INFORMATION: "present"} if notice.qr else notice.elements


def _state(element: str, read: list[Mapping[str, str]]) -> str:
    said = {elements.get(element, "unreadable") for elements in read}
    return next((word for word in ("present", "absent") if word in said), "unreadable")


def _names(elements: list[str]) -> str:
    return ", ".join(element.replace("_", " ") for element in elements)
