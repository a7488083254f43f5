"""Is a camera used for what a rule is about, such as face recognition? Known from declarations and readings only.

Face recognition leaves no trace in a label map, so nothing here looks for it: what the operator
declares counts, in words that leave no doubt. Whatever sounds like it is `UNCLEAR`, and so are words
that the program does not know, and a camera of which nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from fairnotice.domain import PROVING, FactKind, Facts, Level, Reason, Verdict
from fairnotice.rules import references
from fairnotice.rules.analytics_words import IDENTIFIES_NOBODY, NAMES, is_understood, plain
from fairnotice.rules.classifiers import unread
from fairnotice.rules.conditions import Analytics
from fairnotice.rules.declaration import not_its_own_word
from fairnotice.rules.outcome import Outcome, undecided
from fairnotice.rules.pack import Rule
from fairnotice.rules.policy import Policy
from fairnotice.rules.references import step

_SOUNDS_LIKE = {
    Analytics.FACE_RECOGNITION: (
        *("face", "facial", "biometri", "identif", "person recognition", "people recognition", "gesicht", "visage"),
        *("rosto", "rostro", "twarz", "yüz", "wajah", " лиц", "وجه", "얼굴", "顔"),
        *("人脸", "面部", "面孔", "生物特征", "身份识别", "人员识别", "刷脸"),
    ),
    Analytics.BIOMETRIC_CATEGORISATION: (
        *("biometri", "ethnic", "demographic", "gender", "age estimation", "classification of faces"),
        *("person classification", "people classification", "生物特征", "性别", "年龄", "人员分类", "人脸属性"),
    ),
    Analytics.EMOTION_RECOGNITION: ("emotion", "mood", "sentiment", "情绪", "情感", "表情"),
}
"""What may be it under another name."""
_SORTS_PEOPLE = frozenset(
    {
        "race",
        "ethnicity",
        "religion",
        "political_opinion",
        "trade_union",
        "sex_life",
        "sexual_orientation",
        "health",
        "social_class",
    }
)
"""Categories of the vocabulary by which a configured classifier sorts people."""
_SETTLED_BY = "What runs on the camera's pictures, as the operator declares it in the registry's column 'analytics'."


class Use(Enum):
    """Whether a camera is used for something."""

    FOUND = auto()
    UNCLEAR = auto()
    DECLARED_ABSENT = auto()


@dataclass(frozen=True, slots=True)
class InUse:
    """Whether a camera is used for one of several things, and how that is known."""

    use: Use
    reasons: tuple[Reason, ...]
    confidence: float = 0.0


def in_use(wanted: tuple[Analytics, ...], facts: Facts, policy: Policy) -> InUse:
    """Tell whether the camera is used for one of ``wanted``."""
    each = [_one(analytics, facts, policy) for analytics in wanted]
    for use in (Use.FOUND, Use.UNCLEAR):
        known = [found for found in each if found.use is use]
        if known:
            reasons = dict.fromkeys(reason for found in known for reason in found.reasons)
            return InUse(use, tuple(reasons), max(found.confidence for found in known))
    answers = tuple(reason for found in each for reason in found.reasons)
    if len(answers) == len(wanted):
        return InUse(Use.DECLARED_ABSENT, answers, policy.declaration_confidence)
    names = " or ".join(_words(analytics) for analytics in wanted)
    said = ", ".join(facts.camera.analytics or ()) or "no analytics"
    text = (
        f"The operator declares '{said}', not {names}, and all that it names was read; this rests on its declaration."
    )
    absent = step("declared_absent", text, _SETTLED_BY, rests_on=references.declared("analytics", said))
    return InUse(Use.DECLARED_ABSENT, (absent,), policy.declaration_confidence)


def judge_no_analytics(rule: Rule, facts: Facts, policy: Policy) -> Outcome:
    """Judge whether the camera is free of what ``rule`` does not allow at all."""
    known = in_use(rule.analytics, facts, policy)
    if known.use is Use.UNCLEAR:
        return undecided(*known.reasons)
    verdict = Verdict.FAIL if known.use is Use.FOUND else Verdict.PASS
    outcome = Outcome(verdict, known.confidence, known.reasons, proof="declared")
    declared = {fact.key for reason in known.reasons for fact in reason.facts if fact.kind is FactKind.DECLARATION}
    return outcome if declared <= set(facts.camera.declared.attested) else outcome.tempered(not_its_own_word())


def _one(analytics: Analytics, facts: Facts, policy: Policy) -> InUse:
    declared = {plain(item): item for item in _declared(facts)}
    named = sorted(item for words, item in declared.items() if words in NAMES[analytics])
    if analytics is Analytics.FACE_RECOGNITION and (answered := _answered(facts, named, policy)) is not None:
        return answered
    if named:
        text = f"The operator declares '{named[0]}' for this camera."
        said = references.declared("analytics", named[0])
        return InUse(Use.FOUND, (step("analytics_declared", text, rests_on=said),), policy.visit_confidence)
    if analytics is Analytics.BIOMETRIC_CATEGORISATION and (sorting := _sorting(facts, policy)) is not None:
        return sorting
    for words, item in sorted(declared.items()):
        if words not in IDENTIFIES_NOBODY and any(stem in words for stem in _SOUNDS_LIKE[analytics]):
            text = f"The operator declares '{item}', which may or may not be {_words(analytics)}."
            asks, said = f"Whether that is {_words(analytics)}.", references.declared("analytics", item)
            return InUse(Use.UNCLEAR, (step("analytics_unclear", text, asks, rests_on=said),))
    gaps = unread(facts)
    if gaps:
        text = f"The rule is about {_words(analytics)} only, and what this camera is configured to do is not known."
        return InUse(Use.UNCLEAR, (step("analytics_unknown", text, _SETTLED_BY), *gaps))
    strange = sorted(item for item in facts.camera.analytics or () if not is_understood(item))
    if strange:
        text = f"The operator declares '{strange[0]}', words that the program does not know in this field."
        asks, said = f"Whether that is {_words(analytics)}.", references.declared("analytics", strange[0])
        return InUse(Use.UNCLEAR, (step("analytics_unclear", text, asks, rests_on=said),))
    return InUse(Use.DECLARED_ABSENT, ())


def _answered(facts: Facts, named: list[str], policy: Policy) -> InUse | None:
    """Say what the registry's column on face recognition answers, or None if it is empty."""
    answer = facts.camera.declared.face_recognition
    if answer is None:
        return None
    said = references.declared("face_recognition", "yes" if answer else "no")
    if answer:
        text = "The operator declares that this camera recognises faces."
        return InUse(Use.FOUND, (step("analytics_declared", text, rests_on=said),), policy.visit_confidence)
    if named:
        text = f"The operator declares '{named[0]}' for this camera, and that it recognises no faces."
        said += references.declared("analytics", named[0])
        return InUse(Use.UNCLEAR, (step("analytics_unclear", text, "Which of the two holds.", rests_on=said),))
    text = "The operator declares that this camera recognises no faces; this rests on its declaration."
    return InUse(Use.DECLARED_ABSENT, (step("declared_absent", text, _SETTLED_BY, rests_on=said),))


def _declared(facts: Facts) -> tuple[str, ...]:
    camera = facts.camera
    return (*(camera.analytics or ()), *(model.name for model in camera.models if model.enabled))


def _sorting(facts: Facts, policy: Policy) -> InUse | None:
    """Say what the readings tell of classifiers that sort people, or None if they name none."""
    mentions = [(m, scan) for scan in facts.scans for m in scan.mentions if m.category in _SORTS_PEOPLE]
    proven = [each for each in mentions if each[0].level in PROVING and each[0].confidence >= policy.min_certainty]
    if proven:
        surest, scan = max(
            proven, key=lambda each: (each[0].confidence, each[0].category, each[0].excerpt, each[1].source)
        )
        text = f"'{surest.excerpt}' is {surest.level} to sort people by {surest.category.replace('_', ' ')}."
        read = step("analytics_read", text, rests_on=references.scan(scan, "names_it"))
        return InUse(Use.FOUND, (read,), surest.confidence)
    possible = [each for each in mentions if each[0].level in (*PROVING, Level.CAPABILITY)]
    if possible:
        first, scan = min(possible, key=lambda each: (each[0].excerpt, each[1].source))
        text = f"'{first.excerpt}' may sort people, which is not certain enough."
        asks, said = "Whether it sorts people by their faces.", references.scan(scan, "names_it")
        return InUse(Use.UNCLEAR, (step("analytics_unclear", text, asks, rests_on=said),))
    return None


def _words(analytics: Analytics) -> str:
    return analytics.replace("_", " ")
