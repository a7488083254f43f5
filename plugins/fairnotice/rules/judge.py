"""From facts to findings: pure, deterministic, and never harder than the text behind it.

The checks (`notice`, `elements`, `classifiers`) say what the facts prove. Here the proof meets the
text: a ``fail`` stands only if somebody read the text in full, it has force, the camera is surely
under it, and no exemption is open. Otherwise it becomes a ``review`` that says what to ask.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from fairnotice.domain import Facts, Finding, OperatorKind, Reason, Verdict
from fairnotice.rules import references
from fairnotice.rules.applies import outside
from fairnotice.rules.classifiers import judge_classifiers
from fairnotice.rules.conditions import Analytics
from fairnotice.rules.duties import judge_duty, undeclared
from fairnotice.rules.elements import judge_elements
from fairnotice.rules.in_use import InUse, in_use, judge_no_analytics
from fairnotice.rules.looks import Looks, looks_of
from fairnotice.rules.notice import judge_notice
from fairnotice.rules.outcome import Outcome, undecided
from fairnotice.rules.pack import READ_IN_FULL, CheckKind, Exemption, Requirement, Rule, RulePack
from fairnotice.rules.pack_values import within
from fairnotice.rules.policy import DEFAULT, Policy
from fairnotice.rules.references import step


def judge(facts: Facts, pack: RulePack, at: dt.date, *, policy: Policy = DEFAULT) -> tuple[Finding, ...]:
    """Say what each rule of ``pack`` makes of one camera on the day ``at``.

    Args:
        facts: Everything that may be used. Their order, and facts given twice, change nothing.
        pack: One instrument's rules.
        at: The day of judgement (UTC); later facts do not count.
        policy: How much proof a verdict takes.

    Returns:
        One finding per rule, in the pack's order; none if the camera's jurisdiction is not under
        the pack. ``confidence`` is the certainty of what the verdict rests on: for a pass the
        notice's calibrated probability, for a notice gone the lower bound of recall, for a
        classifier the vocabulary's certainty, for the rest the conventions of `Policy`, with what
        other facts say otherwise weighed against it (`weighing`). It is 0
        for ``unknown`` and for a review of something that nobody has measured.
    """
    return judge_all(facts, (pack,), at, policy=policy)


def judge_all(facts: Facts, packs: Iterable[RulePack], at: dt.date, *, policy: Policy = DEFAULT) -> tuple[Finding, ...]:
    """Say what `judge` says of each of ``packs`` in turn; what all of them need of the facts is found once."""
    applying = [pack for pack in packs if pack.applies_to(facts.camera.jurisdiction)]
    if not applying:
        return ()
    case = _Case(facts, looks_of(facts, at, policy), at, policy)
    return tuple(_finding(facts, pack, rule, _outcome(case, pack, rule)) for pack in applying for rule in pack.rules)


@dataclass(frozen=True)
class _Case:
    """One camera before the rules."""

    facts: Facts
    looks: Looks
    at: dt.date
    policy: Policy

    @cached_property
    def notice(self) -> Outcome:
        """Whether a notice announces the camera: judged once, since many rules ask for it."""
        return judge_notice(self.facts, self.looks, self.at, self.policy)

    @cached_property
    def used_for(self) -> Callable[[tuple[Analytics, ...]], InUse]:
        """Tell whether the camera is used for one of several things; the same question is answered once."""
        return cache(lambda wanted: in_use(wanted, self.facts, self.policy))


def _outcome(case: _Case, pack: RulePack, rule: Rule) -> Outcome:
    facts, at = case.facts, case.at
    not_under = outside(rule, facts.camera, at, case.used_for)
    if not_under is not None:
        return undeclared(not_under) if rule.check is CheckKind.DOCUMENT else not_under
    outcome = _check(case, rule)
    outcome = outcome.tempered(*_doubts(facts, pack, rule, at))
    if rule.wording is not None and outcome.verdict in (Verdict.FAIL, Verdict.REVIEW):
        text = f"If this is confirmed, it is {rule.wording.en}, which is not a breach of law."
        outcome = Outcome(
            outcome.verdict,
            outcome.confidence,
            (*outcome.reasons, step("standing", text, by_text=True)),
            outcome.proof,
            outcome.evidence,
        )
    return outcome


def _check(case: _Case, rule: Rule) -> Outcome:
    facts, policy = case.facts, case.policy
    match rule.requirement:
        case Requirement.NOTICE_EXISTS:
            return case.notice
        case Requirement.NOTICE_ELEMENTS:
            return judge_elements(rule, case.looks, policy)
        case Requirement.NO_CLASSIFIER:
            return judge_classifiers(rule, facts, policy)
        case Requirement.NO_ANALYTICS:
            return judge_no_analytics(rule, facts, policy)
        case _ if (answered := judge_duty(rule, facts, case.at, policy)) is not None:
            return answered
        case _:
            text = "This rule is not decided by the program."
            return undecided(step("needs_a_person", text, "An inspector's own look.", by_text=True))


def _doubts(facts: Facts, pack: RulePack, rule: Rule, at: dt.date) -> list[Reason]:
    """Return what keeps a proven fact from being called a failing under ``rule``."""
    camera = facts.camera
    doubts = [*_open_exemptions(facts, rule, at)]
    kind = camera.operator.kind if camera.operator else OperatorKind.UNKNOWN
    if kind is OperatorKind.UNKNOWN and not doubts:
        text = "It is not known who runs the camera, and the rule does not bind everybody."
        asks = "Who runs the camera: an authority, a company, a household?"
        said = references.operator_kind(camera)
        doubts.append(step("operator_unknown", text, asks, rests_on=said, by_text=True))
    declared = camera.jurisdiction_declared
    if declared and not pack.applies_to(declared) and not within(camera.jurisdiction or "", declared):
        text = f"The registry declares the jurisdiction '{declared}', the place lies in '{camera.jurisdiction}'."
        said = references.declared("jurisdiction", declared)
        doubts.append(step("jurisdiction_disputed", text, "The camera's true place.", rests_on=said))
    if rule.verified not in READ_IN_FULL:
        text = "Nobody has read this text at an official or full copy yet, so a person must look."
        doubts.append(step("text_not_read", text, "A reading of the official text.", by_text=True))
    elif not rule.can_fail:
        doubts.append(step("no_force", f"The text has the force of '{rule.force}' only.", by_text=True))
    return doubts


def _open_exemptions(facts: Facts, rule: Rule, at: dt.date) -> list[Reason]:
    doubts = []
    for exemption in rule.exemptions:
        claims = [
            claim
            for claim in facts.claims
            if claim.exemption == exemption.id and claim.claimed_on <= at and (claim.until is None or at <= claim.until)
        ]
        if claims:
            newest = max(claims, key=lambda claim: (claim.claimed_on, claim.claimed_by))
            text = f"An exemption is claimed by {newest.claimed_by} since {newest.claimed_on}: {exemption.text.en}."
            claim = references.claim(newest)
            doubts.append(step("exemption_claimed", text, exemption.question.en, rests_on=claim, by_text=True))
        elif _could_rely_on(facts, exemption):
            text = f"It has not been asked whether an exemption applies: {exemption.text.en}."
            kind = references.operator_kind(facts.camera)
            doubts.append(step("exemption_not_asked", text, exemption.question.en, rests_on=kind, by_text=True))
    return doubts


def _could_rely_on(facts: Facts, exemption: Exemption) -> bool:
    kind = facts.camera.operator.kind if facts.camera.operator else OperatorKind.UNKNOWN
    return exemption.operator_kinds is None or kind in exemption.operator_kinds


def _finding(facts: Facts, pack: RulePack, rule: Rule, outcome: Outcome) -> Finding:
    needs_remedy = outcome.verdict in (Verdict.FAIL, Verdict.REVIEW)
    return Finding(
        camera_id=facts.camera.camera_id,
        rule_id=rule.id,
        pack_id=pack.pack_id,
        pack_version=pack.version,
        verdict=outcome.verdict,
        force=rule.force,
        confidence=round(outcome.confidence, 4),
        reasons=outcome.reasons,
        citation=pack.citation(rule),
        proof=outcome.proof,
        evidence=outcome.evidence,
        remedy=rule.remedy.en if needs_remedy else "",
        title=rule.title.en,
        severity=rule.severity,
    )
