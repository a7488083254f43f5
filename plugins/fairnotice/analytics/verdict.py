"""What a scan amounts to: a verdict by its evidence alone, or under the rules of a pack."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from fairnotice.domain import (
    LEVELS,
    PROVING,
    VERDICTS_WORST_FIRST,
    AnalyticsScan,
    Camera,
    ClassifierMention,
    Facts,
    Level,
    Operator,
    OperatorKind,
    Point,
    Verdict,
)
from fairnotice.rules.judge import judge
from fairnotice.rules.pack import Requirement, RulePack
from fairnotice.rules.policy import DEFAULT

PROHIBITED = frozenset({"race", "ethnicity", "religion"})
"""Categories that fail without any pack, once configured or observed."""
ASKS = frozenset({"religious_dress", "race_proxy", "ethnicity_proxy"})
"""Categories that a person looks at, without any pack."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The verdict on one scan, and why it is not better or worse."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()


def by_evidence(scan: AnalyticsScan) -> Conclusion:
    """Judge a scan without any law.

    ``fail``: race, ethnicity or religion of persons is configured or observed, and certain.
    ``review``: a capability, religious dress, a proxy, or a term that is not certain where it stands.
    ``unknown``: not parsed completely, refused or opaque. ``pass``: read to the end and clean, this file only.
    """
    counting = [
        each for each in scan.mentions if each.category in PROHIBITED | ASKS and each.level is not Level.CARRIER
    ]
    if any(_proved(each) for each in counting):
        return Conclusion(Verdict.FAIL)
    if counting:
        return Conclusion(Verdict.REVIEW, tuple(dict.fromkeys(each.settles for each in counting if each.settles)))
    if not scan.complete:
        return Conclusion(Verdict.UNKNOWN, (scan.error or "it was not read to the end",))
    return Conclusion(Verdict.PASS)


def _proved(mention: ClassifierMention) -> bool:
    certain = mention.confidence >= DEFAULT.min_certainty
    return mention.level in PROVING and mention.category in PROHIBITED and certain


def under_packs(
    scan: AnalyticsScan, packs: Iterable[RulePack], at: dt.date, operator_kind: OperatorKind = OperatorKind.UNKNOWN
) -> Conclusion:
    """Judge a scan by the rules on classifiers that are in force on a day.

    Args:
        scan: The scan.
        packs: The packs that an authority applies.
        at: The day.
        operator_kind: Who runs the device: exemptions that it could rely on are asked, never granted.
    """
    operator = None if operator_kind is OperatorKind.UNKNOWN else Operator("scan:operator", "", kind=operator_kind)
    findings = [
        finding
        for pack in packs
        for finding in judge(Facts(_device(pack, operator), scans=(scan,)), _only_classifiers(pack), at)
        if finding.verdict is not Verdict.NOT_APPLICABLE
    ]
    if not findings:
        return Conclusion(Verdict.NOT_APPLICABLE, ("no rule of these packs on classifiers is in force for it",))
    worst = min((finding.verdict for finding in findings), key=VERDICTS_WORST_FIRST.index)
    if worst in (Verdict.FAIL, Verdict.REVIEW):
        reasons = [f"{finding.citation}: {reason.text}" for finding in findings for reason in finding.reasons]
        return Conclusion(worst, tuple(dict.fromkeys(reasons)))
    # Of the device as a whole the judgement knows nothing; of this file, whether it was read to the end.
    if not scan.complete:
        return Conclusion(Verdict.UNKNOWN, (scan.error or "it was not read to the end",))
    return Conclusion(Verdict.PASS)


def _device(pack: RulePack, operator: Operator | None) -> Camera:
    """Return a camera under the pack's own jurisdiction: the user chose the pack."""
    return Camera("scan:device", "scan", "device", Point(0, 0), operator=operator, jurisdiction=pack.jurisdictions[0])


def _only_classifiers(pack: RulePack) -> RulePack:
    rules = tuple(rule for rule in pack.rules if rule.requirement is Requirement.NO_CLASSIFIER)
    return pack.model_copy(update={"rules": rules})


def highest_level(mentions: Iterable[ClassifierMention]) -> Level:
    """Return the strongest level of evidence, ``none`` without mentions."""
    return max((each.level for each in mentions), key=LEVELS.index, default=Level.NONE)
