"""How many frames of a camera would help its judgement, by what the judgement last said.

Frames are dear, and most of them change nothing: a notice that was seen yesterday will be seen today, and what stands
outside the view will stay there. What such cameras give up goes to those of which a frame can settle something. It
decides when a camera is looked at, never what is said of it. It depends on earlier days only: nobody stops looking, or
goes on, because of what the day's own frames show. The nearer a camera is to an accusation, the more it is looked at,
since each further frame can show the notice that the others missed, and none adds to what they prove: frames of one day
that miss it are one miss.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from fairnotice.domain import Facts, Finding, Verdict
from fairnotice.rules.looks import usable
from fairnotice.rules.policy import DEFAULT, Policy


class Amount(StrEnum):
    """How many frames of a day help, least first."""

    LESS = "less"
    """One: enough to notice a change."""
    USUAL = "usual"
    MORE = "more"
    """Up to twice as many as usual."""


class Light(StrEnum):
    """In which light more frames help."""

    ANY = "any"
    """In each light in turn, and at other hours than the usual ones."""
    NOON = "noon"


@dataclass(frozen=True, slots=True)
class Demand:
    """How many frames of a camera help, when, and why."""

    amount: Amount
    light: Light
    why: str
    """A code of `WORDS`."""

    def in_words(self) -> str:
        """Return the reason as a sentence."""
        return WORDS.get(self.why, self.why)


WORDS = {
    "new": "It has not been judged yet.",
    "asked_for": "An inspector asked for another look.",
    "no_rule_asks": "No rule that applies here asks what its frames show.",
    "certain": "A notice is known to stand there: it was seen lately, or found on a visit.",
    "confirmation_due": "A notice was seen there, but not lately, or on one day only.",
    "contradicted": "Frames and visits say different things of it.",
    "not_proven": "What is said of it is said by a person or a document; a frame may show otherwise.",
    "may_have_gone": "A known notice was not seen where it stood: a frame that shows it clears the camera.",
    "position_unclear": "The declared position of a notice was not seen well enough.",
    "unread": "A plate or a notice is in view that could not be read.",
    "lacks_something": "A notice was read to lack something: it may have been misread.",
    "hard_to_read": "It was looked at on many days, and more frames have not settled it.",
    "no_frame_yet": "No frame of it was taken within the evidence window.",
    "too_dark": "Its frames were too dark: it is looked at around noon.",
    "poor_frames": "Its frames were blurred or too bright: it is looked at at other hours too.",
    "failing": "No frame came that can be used.",
    "nothing_in_view_yet": "Nothing was seen in its view yet, and it was looked at on few days.",
    "nothing_in_view": "Nothing known is in its view, on many days: a frame proves nothing there.",
    "no_frame_settles": "What is missing is no frame: a permission, a person's look, or a photo of the notice.",
}
"""Why, by its code."""

_MORE, _USUAL, _LESS = Amount.MORE, Amount.USUAL, Amount.LESS
_FOR_REASONS = (
    (Demand(_MORE, Light.ANY, "may_have_gone"), ("gone_from_position", "odd_night", "not_seen_since")),
    (Demand(_MORE, Light.ANY, "position_unclear"), ("position_not_settled",)),
    (Demand(_MORE, Light.ANY, "unread"), ("candidate_only", "elements_unreadable", "no_readable_notice")),
    (Demand(_MORE, Light.ANY, "lacks_something"), ("elements_read",)),
    (Demand(_MORE, Light.ANY, "no_frame_yet"), ("too_few_frames",)),
    (Demand(_MORE, Light.NOON, "too_dark"), ("dark",)),
    (Demand(_MORE, Light.ANY, "poor_frames"), ("blurred", "overexposed")),
    (Demand(_LESS, Light.ANY, "nothing_in_view"), ("not_seen_in_view",)),
    (Demand(_USUAL, Light.ANY, "not_proven"), ("visit_found_none",)),
    (Demand(_USUAL, Light.ANY, "contradicted"), ("notice_seen", "visit_found_notice")),
    (Demand(_USUAL, Light.ANY, "failing"), ("unreachable", "refused", "auth", "tls", "timeout", "not_an_image")),
    (Demand(_USUAL, Light.ANY, "failing"), ("truncated", "stale", "frozen", "blocked", "maintenance", "error")),
    (Demand(_LESS, Light.ANY, "no_frame_settles"), ("no_frame_source", "not_authorised", "policy", "too_large")),
    (Demand(_LESS, Light.ANY, "no_frame_settles"), ("moved", "position_before_move", "declared_outside_view")),
    (Demand(_LESS, Light.ANY, "no_frame_settles"), ("low_resolution", "visits_disagree", "place_unclear")),
    (Demand(_LESS, Light.ANY, "no_frame_settles"), ("purpose_unclear",)),
)
_BY_REASON = {code: wanted for wanted, codes in _FOR_REASONS for code in codes}
"""By the reason that dominates a finding which is no pass; findings of other reasons do not rest on frames."""
_NEW = Demand(_USUAL, Light.ANY, "new")
_ORDER = (_LESS, _USUAL, _MORE)
_BY_FRAMES = frozenset({"confirmed_notice", "notice_read"})
_UNREAD = frozenset({"unread", "lacks_something", "position_unclear"})
_LATELY = dt.timedelta(days=7)
_CONFIRMED_ON = 2
_FEW_DAYS = 7
"""Days with usable frames up to which a view in which nothing was seen may still show something."""
_MANY_DAYS = 14
"""Days with usable frames after which more of them are not expected to settle what they have not."""


def demand(findings: Iterable[Finding], seen_on: frozenset[dt.date], at: dt.date) -> Demand:
    """Say how many frames of a camera help after its judgement on the day ``at``.

    Args:
        findings: What was said of it.
        seen_on: Days of the evidence window of which it has usable frames.
        at: Day of the judgement.
    """
    wanted = [each for finding in findings if (each := _of(finding, seen_on, at)) is not None]
    if not wanted:
        return Demand(_LESS, Light.ANY, "no_rule_asks")
    most = max(_ORDER.index(each.amount) for each in wanted)
    first = next(each for each in wanted if _ORDER.index(each.amount) == most)
    noon = any(each.light is Light.NOON for each in wanted if each.amount is first.amount)
    return Demand(first.amount, Light.NOON if noon else Light.ANY, first.why)


def demand_of(facts: Facts, findings: Iterable[Finding], at: dt.date, policy: Policy = DEFAULT) -> Demand:
    """Say the same of the facts that were judged."""
    oldest, own = at - dt.timedelta(days=policy.window_days), facts.camera.camera_id
    days = {o.window_date for o in facts.observations if o.camera_id == own and usable(o)}
    return demand(findings, frozenset(day for day in days if oldest < day <= at), at)


def unjudged() -> Demand:
    """Return the demand of a camera of which nothing was said yet."""
    return _NEW


def asked_for() -> Demand:
    """Return the demand of a camera of which an inspector wants to see more."""
    return Demand(_MORE, Light.ANY, "asked_for")


def _of(finding: Finding, seen_on: frozenset[dt.date], at: dt.date) -> Demand | None:
    """Return what one finding wants; None if frames have no part in it."""
    if finding.verdict is Verdict.PASS:
        return _of_pass(finding, at)
    if finding.verdict is Verdict.NOT_APPLICABLE or not finding.reasons:
        return None
    first = finding.reasons[0]
    wanted = _BY_REASON.get(first.code)
    if wanted is None or (first.code == "no_readable_notice" and not first.facts):
        return None
    if wanted.why == "nothing_in_view" and len(seen_on) < _FEW_DAYS:
        return Demand(_USUAL, Light.ANY, "nothing_in_view_yet")
    if wanted.why in _UNREAD and len(seen_on) >= _MANY_DAYS:
        return Demand(_USUAL, Light.ANY, "hard_to_read")
    return wanted


def _of_pass(finding: Finding, at: dt.date) -> Demand | None:
    if finding.proof == "site_visit":
        return Demand(_LESS, Light.ANY, "certain")
    if finding.proof not in _BY_FRAMES:
        return None
    days = {fact.day for fact in finding.facts if fact.day is not None}
    if len(days) >= _CONFIRMED_ON and at - max(days) <= _LATELY:
        return Demand(_LESS, Light.ANY, "certain")
    return Demand(_USUAL, Light.ANY, "confirmation_due")
