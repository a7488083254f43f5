"""Are the duties met that no picture shows? Judged from what the registry declares, and from nothing else.

What nobody declared is ``unknown``, never a pass and never a failing. A ``fail`` takes the operator's
own word: its registry, at hand and under our own headings, says that there is none of what the text
asks for, or gives a number that the text does not allow. Whatever needs weighing is a ``review``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from fairnotice.domain import Facts, SiteClass, Verdict
from fairnotice.rules.declaration import NOT_DECLARED, admitted, declares, not_declared, said, to_be_weighed
from fairnotice.rules.filing import judge_authorisation, judge_filing
from fairnotice.rules.outcome import Outcome
from fairnotice.rules.pack import Requirement, Rule
from fairnotice.rules.policy import Policy
from fairnotice.rules.purposes import is_specific


def judge_duty(rule: Rule, facts: Facts, at: dt.date, policy: Policy) -> Outcome | None:
    """Judge a document rule; None for one that asks for something else than a declaration answers.

    Args:
        rule: A document rule that is about the camera.
        facts: Of which the camera's declarations are used.
        at: The day of judgement.
        policy: For the confidence of a declaration.
    """
    if rule.requirement is Requirement.FILING:
        return judge_filing(rule, facts.camera, at, policy)
    judged = _JUDGES.get(rule.requirement)
    return judged(rule, facts, at, policy) if judged else None


def undeclared(outcome: Outcome) -> Outcome:
    """Return the ``unknown`` of a document rule as what it is: something that the registry does not say."""
    if outcome.verdict is not Verdict.UNKNOWN:
        return outcome
    first, *more = outcome.reasons
    return replace(outcome, reasons=(replace(first, code=NOT_DECLARED), *more))


def _authorisation(rule: Rule, facts: Facts, at: dt.date, policy: Policy) -> Outcome:
    return judge_authorisation(facts.camera, at, policy)


def _purpose(rule: Rule, facts: Facts, at: dt.date, policy: Policy) -> Outcome:
    purpose = facts.camera.purpose
    question = "Whom or what does the camera protect from what, at this place?"
    if purpose is None:
        return not_declared("purpose", "The registry names no purpose.", question)
    if not is_specific(purpose):
        text = f"The registry declares '{purpose}', which would fit any camera."
        return to_be_weighed(said("purpose_not_specific", text, "purpose", purpose, question))
    return declares(said("purpose_declared", f"The registry declares '{purpose}'.", "purpose", purpose), policy)


def _necessity(rule: Rule, facts: Facts, at: dt.date, policy: Policy) -> Outcome:
    necessity = facts.camera.declared.necessity
    question = "Why is the purpose not reached without this, and what else was tried or considered?"
    if necessity is None:
        return not_declared("necessity", "The registry does not say why this is necessary.", question)
    if not necessity:
        text = "The registry says that there is no statement of why this is necessary."
        return to_be_weighed(said("necessity_not_stated", text, "necessity", necessity, question))
    text = f"The registry states why: '{necessity}'. Whether that suffices, no program decides."
    return to_be_weighed(said("necessity_to_be_weighed", text, "necessity", necessity, question))


def _face_recognition_basis(rule: Rule, facts: Facts, at: dt.date, policy: Policy) -> Outcome:
    """Judge whether there is a law that allows it, or else consent; either will do."""
    question = "How is each person's separate consent got and recorded, or which law allows it without?"
    law, consent = facts.camera.declared.legal_authorisation, facts.camera.declared.consent
    if law:
        text = f"The registry names what allows it without consent: '{law}'. It was not checked."
        return declares(said("authorisation_named", text, "legal_authorisation", law, question), policy)
    if consent:
        text = f"The registry says how people consent: '{consent}'. It was not checked."
        return declares(said("consent_declared", text, "consent", consent, question), policy)
    if law is None and consent is None:
        text = "The registry says neither how people consent nor what allows it without."
        return not_declared("consent", text, question)
    if law is None:
        text = "The registry says that people do not consent, and not whether a law allows it without."
        return to_be_weighed(said("basis_in_doubt", text, "consent", consent, question))
    if consent is None:
        text = "The registry says that no law allows it without consent, and not whether people consent."
        return to_be_weighed(said("basis_in_doubt", text, "legal_authorisation", law, question))
    text = "The registry says that people do not consent and that no law allows it without."
    reason = said("no_basis", text, "consent", consent, question)
    return admitted(facts.camera, ("consent", "legal_authorisation"), reason, policy)


def _alternative(rule: Rule, facts: Facts, at: dt.date, policy: Policy) -> Outcome:
    alternative = facts.camera.declared.alternative
    if alternative is None:
        text = "The registry does not say what people can use who do not want their face recognised."
        return not_declared("alternative", text, "The other way, and how people learn of it.")
    if not alternative:
        text = "The registry says that there is no other way than having one's face recognised."
        question = "Could a way without recognising faces reach the same purpose?"
        return to_be_weighed(said("no_alternative", text, "alternative", alternative, question))
    text = f"The registry names another way: '{alternative}'."
    return declares(said("alternative_declared", text, "alternative", alternative), policy)


def _no_image_collection(rule: Rule, facts: Facts, at: dt.date, policy: Policy) -> Outcome:
    place = facts.camera.site_class
    question = "What kind of place it is: a street, a hall, or a room in which people undress, wash or sleep."
    if place in (SiteClass.UNKNOWN, SiteClass.OTHER):
        return not_declared("site_class", "The registry does not say in what kind of place it stands.", question)
    if place is not SiteClass.PRIVATE_ROOM:
        reason = said("other_places", f"The registry declares a place of kind '{place}'.", "site_class", place)
        return Outcome(Verdict.NOT_APPLICABLE, policy.declaration_confidence, (reason,))
    reason = said("private_room", "The registry declares that it stands in a private room.", "site_class", place)
    return admitted(facts.camera, ("site_class",), reason, policy)


def _retention(rule: Rule, facts: Facts, at: dt.date, policy: Policy) -> Outcome:
    if rule.retention is None:  # pragma: no cover - a pack without it is refused
        raise ValueError(f"{rule.id}: no retention")
    days, least, most = facts.camera.retention_days, rule.retention.at_least_days, rule.retention.at_most_days
    if days is None:
        text = "The registry does not say how long pictures are kept."
        return not_declared("retention_days", text, "For how many days pictures are kept.")
    if least is not None and days < least:
        text = f"The registry declares that pictures are kept for {days} days; the text asks for at least {least}."
        if days == 0:
            question = "Are pictures not stored at all, or was the number left open?"
            return to_be_weighed(said("nothing_kept", text, "retention_days", days, question))
        return admitted(facts.camera, ("retention_days",), said("kept_too_short", text, "retention_days", days), policy)
    if most is not None and days > most:
        text = f"The registry declares that pictures are kept for {days} days; the text allows at most {most}."
        return admitted(facts.camera, ("retention_days",), said("kept_too_long", text, "retention_days", days), policy)
    text = f"The registry declares that pictures are kept for {days} days."
    return declares(said("retention_declared", text, "retention_days", days), policy)


def _impact_assessment(rule: Rule, facts: Facts, at: dt.date, policy: Policy) -> Outcome:
    assessment = facts.camera.declared.impact_assessment
    if assessment is None:
        text = "The registry names no impact assessment."
        return not_declared("impact_assessment", text, "The assessment, with its day.")
    if not assessment:
        reason = said("no_assessment", "The registry says that there is no impact assessment.", "impact_assessment", "")
        return admitted(facts.camera, ("impact_assessment",), reason, policy)
    text = f"The registry names one: '{assessment}'. It was not read."
    return declares(said("assessment_named", text, "impact_assessment", assessment), policy)


def _no_audio(rule: Rule, facts: Facts, at: dt.date, policy: Policy) -> Outcome:
    audio = facts.camera.declared.audio
    if audio is None:
        return not_declared("audio", "The registry does not say whether sound is taken.", "Whether sound is taken.")
    if audio:
        reason = said("takes_sound", "The registry declares that sound is taken.", "audio", "yes")
        return admitted(facts.camera, ("audio",), reason, policy)
    return declares(said("no_sound", "The registry declares that no sound is taken.", "audio", "no"), policy)


_JUDGES: dict[Requirement, Callable[[Rule, Facts, dt.date, Policy], Outcome]] = {
    Requirement.PURPOSE: _purpose,
    Requirement.NECESSITY: _necessity,
    Requirement.FACE_RECOGNITION_BASIS: _face_recognition_basis,
    Requirement.ALTERNATIVE: _alternative,
    Requirement.NO_IMAGE_COLLECTION: _no_image_collection,
    Requirement.AUTHORISATION: _authorisation,
    Requirement.RETENTION: _retention,
    Requirement.IMPACT_ASSESSMENT: _impact_assessment,
    Requirement.NO_AUDIO: _no_audio,
}
