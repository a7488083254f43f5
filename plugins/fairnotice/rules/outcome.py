"""What the check of one rule comes to, before force, citation and exemptions are weighed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fairnotice.domain import Reason, Verdict
from fairnotice.rules.references import NOTHING, Used, step

SETTLED_BY_PHOTO = "A dated photo of the notice, taken at the entrance, with its place."
SETTLED_BY_VISIT = "A dated visit to the entrances, or a photo of the notice where it stands."


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with its reasons and the proof that it rests on."""

    verdict: Verdict
    confidence: float
    reasons: tuple[Reason, ...]
    proof: str | None = None
    evidence: tuple[str, ...] = ()

    def tempered(self, *doubts: Reason) -> Outcome:
        """Return this outcome as a ``review`` if it fails and there are ``doubts``."""
        if self.verdict is not Verdict.FAIL or not doubts:
            return self
        return replace(self, verdict=Verdict.REVIEW, reasons=self.reasons + doubts, proof=None)


def unknown(code: str, text: str, settles: str = "", *more: Reason, rests_on: Used = NOTHING) -> Outcome:
    """Return an ``unknown`` with the reason that dominates first; its confidence is zero."""
    return undecided(step(code, text, settles, rests_on=rests_on), *more)


def undecided(*reasons: Reason) -> Outcome:
    """Return an ``unknown`` for ``reasons``, of which the first dominates."""
    return Outcome(Verdict.UNKNOWN, 0.0, reasons)
