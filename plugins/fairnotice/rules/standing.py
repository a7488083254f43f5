"""What holds for a camera under a rule, what waits beside it, what an inspector decided, and what changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from fairnotice.domain import FactKind, Finding, Reason, Verdict
from fairnotice.rules.policy import DEFAULT, Policy

OPEN = frozenset({Verdict.FAIL, Verdict.REVIEW})
"""Verdicts that ask somebody to do something."""
GONE_FROM_VIEW = frozenset({"declared_position", "confirmed_position"})
"""Proofs that a notice is no longer where it stood."""
BY_DATES = GONE_FROM_VIEW | {"notice_read"}
"""Proofs on which `judge` fails only after ``Policy.min_missing_dates`` dates: these are not asked for twice."""


class Change(StrEnum):
    """What happened to a finding."""

    NEW = "new"
    WORSE = "worse"
    BETTER = "better"
    RESOLVED = "resolved"
    """Something open (``fail`` or ``review``) is in order now, or the rule is not about the camera any more."""
    REOPENED = "reopened"
    """Something that was resolved, or overruled, is open again."""
    WITHDRAWN = "withdrawn"
    """No rule that is applied says it any more."""
    OVERRULED = "overruled"
    CONFIRMED = "confirmed"


class Cause(StrEnum):
    """Why it happened."""

    FIRST_JUDGED = "first_judged"
    FACTS = "facts"
    PACK_CHANGED = "pack_changed"
    """The rule pack is another than the one by which it was judged so far."""
    MODEL_CHANGED = "model_changed"
    """The frames since then were looked at by another model."""
    EVIDENCE_EXPIRED = "evidence_expired"
    """Nothing was looked at for as long as evidence counts."""
    RULE_GONE = "rule_gone"
    OVERRULE_EXPIRED = "overrule_expired"
    OVERRULE_OUTDATED = "overrule_outdated"
    """The facts are not those that the inspector decided on."""
    INSPECTOR = "inspector"


@dataclass(frozen=True, slots=True)
class Judged:
    """What `judge` says of one camera under one rule on one window date."""

    finding: Finding
    looked: bool = True
    """Whether anything that this rule looks at was seen or read in that window."""
    models: tuple[str, ...] = ()
    """Versions of the models that looked at the frames of that window."""
    proof_dates: tuple[dt.date, ...] = ()
    """The window dates that the proof of a ``fail`` spans, where they are known."""
    read: tuple[str, ...] = ()
    """Sources of a configuration that gave something, where others did not: enough for what rests on these alone."""


@dataclass(frozen=True, slots=True)
class Pending:
    """What the newest looks say otherwise than what stands."""

    finding: Finding
    since: dt.date
    """First of the dates in a row that say just this."""
    dates: int
    """How many dates in a row say just this, or its proof spans, whichever is more."""
    against: int
    """How many dates in a row say something else than what stands, whatever it is."""
    newest: dt.date


@dataclass(frozen=True, slots=True)
class Basis:
    """What a decision was about. Facts that change it materially make the decision one about something else."""

    verdict: Verdict
    proof: str | None
    pack_version: str
    visited_on: dt.date | None = None
    """Day of the visit that it rests on: another visit is another witness, frames of one more night are not."""

    @classmethod
    def of(cls, finding: Finding) -> Basis:
        """Return what ``finding`` rests on: its verdict, the kind of its evidence and the text's version."""
        kind = "gone_from_view" if finding.proof in GONE_FROM_VIEW else finding.proof
        visits = [fact.day for fact in finding.facts if fact.kind is FactKind.VISIT and fact.day]
        visited_on = max(visits, default=None) if finding.proof == "site_visit" else None
        return cls(finding.verdict, kind, finding.pack_version, visited_on)


@dataclass(frozen=True, slots=True)
class Overrule:
    """An inspector's decision in the place of the program's."""

    verdict: Verdict
    inspector: str
    reason: str
    decided_on: dt.date
    until: dt.date
    """The last day on which it stands."""
    of: Basis
    evidence: tuple[str, ...] = ()
    """What it rests on, as the inspector names it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for one camera under one rule."""

    finding: Finding
    """What stands by the program, whether it was overruled or not."""
    since: dt.date
    """First of the dates that established it."""
    judged_on: dt.date
    """Newest window in which it was judged."""
    affirmed_on: dt.date
    """Newest window in which something was looked at and said the same."""
    models: tuple[str, ...] = ()
    pending: Pending | None = None
    was_resolved: bool = False
    """Whether it was open once and then resolved."""
    overrule: Overrule | None = None

    @property
    def verdict(self) -> Verdict:
        """The verdict that holds: the inspector's where there is one."""
        return self.overrule.verdict if self.overrule else self.finding.verdict

    @property
    def holds_since(self) -> dt.date:
        """The day since when ``verdict`` holds."""
        return self.overrule.decided_on if self.overrule else self.since

    def shown(self, policy: Policy = DEFAULT) -> Finding:
        """Return the finding that maps, summaries and messages follow."""
        if self.overrule is None:
            return self.finding
        decision = self.overrule
        text = (
            f"On {decision.decided_on} an inspector decided otherwise than the program, which says "
            f"'{self.finding.verdict}'; this stands until {decision.until} unless the facts change."
        )
        is_open = decision.verdict in OPEN
        return replace(
            self.finding,
            verdict=decision.verdict,
            confidence=0.0 if decision.verdict is Verdict.UNKNOWN else policy.visit_confidence,
            reasons=(Reason("overruled", text), *self.finding.reasons),
            proof="inspector" if decision.verdict in (Verdict.FAIL, Verdict.PASS) else None,
            remedy=self.finding.remedy if is_open else "",
        )


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of what holds, with its reason."""

    finding: Finding
    """What holds now; of something withdrawn: what held."""
    change: Change
    verdict_before: Verdict | None
    cause: Cause
