"""What a rule pack is: one instrument of law, guidance or policy, as data.

A pack says what its instrument asks of a camera and how strongly, never how to measure it. The
addresses of the copies that were read stay in the pack file; a `domain.Citation` gets the official
address only.
"""

from __future__ import annotations

import datetime as dt
import json
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from fairnotice.domain import Citation, Force, OperatorKind, Verified
from fairnotice.rules.conditions import Analytics, AppliesIf, Period
from fairnotice.rules.pack_values import Category, Identifier, Jurisdiction, Strict, Text, Version, misfit, within

READ_IN_FULL = (Verified.OFFICIAL, Verified.FULL_COPY)
"""Only a text that somebody read there can support ``fail``."""
FORCES_THAT_FAIL = (Force.LAW, Force.STATUTORY_CODE, Force.GUIDANCE, Force.STANDARD, Force.POLICY)
"""A draft or a repealed text asks nothing of anybody, unless an authority applies it as policy."""


class CheckKind(StrEnum):
    """What can decide a rule."""

    PHOTO = "photo"
    DOCUMENT = "document"
    CONFIGURATION = "configuration"
    HUMAN = "human"


class Requirement(StrEnum):
    """What a rule asks for, as far as the audit distinguishes it."""

    NOTICE_EXISTS = "notice_exists"
    NOTICE_ELEMENTS = "notice_elements"
    NO_CLASSIFIER = "no_classifier"
    NO_ANALYTICS = "no_analytics"
    PURPOSE = "purpose"
    NECESSITY = "necessity"
    FACE_RECOGNITION_BASIS = "face_recognition_basis"
    ALTERNATIVE = "alternative"
    NO_IMAGE_COLLECTION = "no_image_collection"
    FILING = "filing"
    AUTHORISATION = "authorisation"
    RETENTION = "retention"
    IMPACT_ASSESSMENT = "impact_assessment"
    NO_AUDIO = "no_audio"
    DOCUMENT = "document"
    HUMAN = "human"


_CHECK_OF = {
    Requirement.NOTICE_EXISTS: CheckKind.PHOTO,
    Requirement.NOTICE_ELEMENTS: CheckKind.PHOTO,
    Requirement.NO_CLASSIFIER: CheckKind.CONFIGURATION,
    Requirement.NO_ANALYTICS: CheckKind.CONFIGURATION,
    Requirement.HUMAN: CheckKind.HUMAN,
}
"""Every other requirement is a document's."""
_BELONGS_TO = {
    "attributes": Requirement.NO_CLASSIFIER,
    "elements": Requirement.NOTICE_ELEMENTS,
    "analytics": Requirement.NO_ANALYTICS,
    "retention": Requirement.RETENTION,
    "filing": Requirement.FILING,
}


class Retention(Strict):
    """How long pictures are kept; a month is written as 31 days, so that nobody is accused over February."""

    at_least_days: int | None = Field(None, ge=1)
    at_most_days: int | None = Field(None, ge=1)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.at_least_days is None and self.at_most_days is None:
            raise misfit("at_least_days", "neither 'at_least_days' nor 'at_most_days' is given", "add one of them")
        if self.at_least_days is not None and self.at_most_days is not None and self.at_most_days < self.at_least_days:
            raise misfit("at_most_days", "'at_most_days' is less than 'at_least_days'", "swap or correct them")
        return self


class Filing(Strict):
    """When a system must be filed with an authority."""

    within_days: int | None = Field(None, ge=1, description="Of the first day of use, by the calendar.")
    within_working_days: int | None = Field(None, ge=1, description="Only said, never counted: holidays differ.")
    systems_before: dt.date | None = Field(None, description="Systems in use before this day are filed later.")
    systems_before_within_days: int | None = Field(None, ge=1, description="Counted from 'systems_before'.")
    stored_faces: int | None = Field(None, ge=1, description="The duty begins once so many faces are stored.")
    in_public_places: bool = Field(False, description="In public places the number does not matter.")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.within_days is None) == (self.within_working_days is None):
            raise misfit("within_days", "'filing' needs one of 'within_days' and 'within_working_days'", "give one")
        if (self.systems_before is None) != (self.systems_before_within_days is None):
            message = "'systems_before' and 'systems_before_within_days' go together"
            raise misfit("systems_before", message, "give both or neither")
        return self


class Exemption(Strict):
    """A case in which the text does not forbid; the program asks, it never grants."""

    id: Identifier
    text: Text
    question: Text
    operator_kinds: tuple[OperatorKind, ...] | None = Field(
        None, description="Who could rely on it without having claimed it; none given: everybody; empty: nobody."
    )


class SourceCopy(Strict):
    """A copy of the instrument that was read for this pack; shown nowhere."""

    where: str = Field(min_length=1)
    what: str = Field(min_length=1, description="Which articles, in which language.")
    read_on: dt.date | None = None


class Instrument(Strict):
    """The text that the rules of a pack come from."""

    title: str = Field(min_length=1, description="Official title, in its own language.")
    title_en: str = Field(min_length=1)
    number: str = ""
    issuer: str = ""
    address: str = Field("", description="Official address only; empty where none is known for certain.")

    def __str__(self) -> str:
        """Return the name that is printed."""
        return self.title_en if self.title == self.title_en else f"{self.title_en} ({self.title})"


class Rule(Strict):
    """One duty or prohibition."""

    id: Identifier
    title: Text
    article: str = Field("", description="As printed; empty where nobody has read the number in the text.")
    article_unverified: str = Field("", description="A number from memory; printed nowhere.")
    original: str = Field("", description="The words of the text, where they were read.")
    summary: Text
    force: Force
    wording: Text | None = Field(None, description="What a finding says of the text's standing, if not plain law.")
    in_force: Period
    applies_if: AppliesIf = AppliesIf()
    check: CheckKind
    requirement: Requirement
    elements: tuple[Category, ...] = Field((), description="What a notice must say (notice_elements).")
    attributes: tuple[Category, ...] = Field((), description="What may not be inferred (no_classifier).")
    review_attributes: tuple[Category, ...] = Field((), description="What a person must look at (no_classifier).")
    analytics: tuple[Analytics, ...] = Field((), description="What may not run at all (no_analytics).")
    retention: Retention | None = Field(None, description="For how long (retention).")
    filing: Filing | None = Field(None, description="When it is due (filing).")
    exemptions: tuple[Exemption, ...] = ()
    severity: Literal["low", "medium", "high"] = "medium"
    remedy: Text
    verified: Verified

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        check = _CHECK_OF.get(self.requirement, CheckKind.DOCUMENT)
        if self.check is not check:
            raise misfit("check", f"requirement '{self.requirement}' goes with check '{check}'", f"write '{check}'")
        for field, requirement in _BELONGS_TO.items():
            if (self.requirement is requirement) != bool(getattr(self, field)):
                message = f"'{field}' belongs to requirement '{requirement}', which needs it"
                raise misfit(field, message, "add or remove it, or correct the requirement")
        about_faces = (Requirement.FACE_RECOGNITION_BASIS, Requirement.ALTERNATIVE)
        if self.requirement in about_faces and self.applies_if.analytics != (Analytics.FACE_RECOGNITION,):
            message = f"'{self.requirement}' is about cameras that recognise faces"
            raise misfit("applies_if", message, "write 'analytics: [face_recognition]' in it")
        if self.verified is Verified.MEMORY and self.article:
            message = "an article number from memory is not printed"
            raise misfit("article", message, "move it to 'article_unverified'")
        if self.verified is Verified.MEMORY and self.original:
            raise misfit("original", "words from memory are not quoted", "remove them, or say where they were read")
        return self

    @property
    def can_fail(self) -> bool:
        """Tell whether the text is certain and strong enough to call a camera failing."""
        return self.verified in READ_IN_FULL and self.force in FORCES_THAT_FAIL


class RulePack(Strict):
    """The rules of one instrument, with a version that never changes once released."""

    pack_id: Identifier
    version: Version
    instrument: Instrument
    jurisdictions: tuple[Jurisdiction, ...] = Field(min_length=1)
    jurisdictions_except: tuple[Jurisdiction, ...] = ()
    rules: tuple[Rule, ...] = Field(min_length=1)
    source_copies: tuple[SourceCopy, ...] = ()
    doubts: tuple[str, ...] = Field((), description="What its author was not sure of.")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        seen: set[str] = set()
        for number, rule in enumerate(self.rules):
            for name in (rule.id, *(exemption.id for exemption in rule.exemptions)):
                if name in seen:
                    raise misfit(f"rules.{number}", f"id '{name}': two rules or exemptions share an id", "rename one")
                if not name.startswith(f"{self.pack_id}."):
                    message = f"id '{name}' does not begin with '{self.pack_id}.'"
                    raise misfit(f"rules.{number}", message, "begin every id with the pack's id and a dot")
                seen.add(name)
        return self

    @model_validator(mode="after")
    def _sources_are_named(self) -> Self:
        for number, rule in enumerate(self.rules):
            at = f"rules.{number}.verified"
            if rule.verified is Verified.OFFICIAL and not self.instrument.address:
                message = "'official' without 'instrument.address'"
                raise misfit(at, message, "give the official address, or name the copy that was read")
            if rule.verified in (Verified.FULL_COPY, Verified.SECONDARY) and not self.source_copies:
                message = f"'{rule.verified}', but no source is named"
                raise misfit(at, message, "say in 'source_copies' where what was read, or write 'memory'")
        return self

    @model_validator(mode="after")
    def _copies_stay_here(self) -> Self:
        copies = {_address(copy.where) for copy in self.source_copies}
        if self.instrument.address and _address(self.instrument.address) in copies:
            message = "'instrument.address' is a copy's address; only an official one may be printed"
            raise misfit("instrument.address", message, "leave it empty, or give the official one")
        for number, rule in enumerate(self.rules):
            printed = _address(rule.model_dump_json())
            if any(copy in printed for copy in copies):
                message = "a copy's address stands in a text that is printed"
                raise misfit(f"rules.{number}", message, "keep it in 'source_copies' only")
        return self

    def applies_to(self, jurisdiction: str | None) -> bool:
        """Tell whether a camera in ``jurisdiction`` is under this pack, as the camera's whole country or city is."""
        if not jurisdiction:
            return False
        code = jurisdiction.upper()
        excepted = any(within(code, area) for area in self.jurisdictions_except)
        return not excepted and any(within(code, area) for area in self.jurisdictions)

    def citation(self, rule: Rule) -> Citation:
        """Return where ``rule`` is written, as it may be printed."""
        return Citation(
            instrument=str(self.instrument),
            article=rule.article,
            address=self.instrument.address,
            verified=rule.verified,
        )


def _address(text: str) -> str:
    """Return an address as it is compared: http or https, with or without a last slash, is the same place."""
    return text.casefold().replace("https://", "").replace("http://", "").rstrip("/")


def schema_text() -> str:
    """Return the JSON Schema of a pack file, as it stands in ``rules/schema.json``.

    In a file ``jurisdictions`` may also hold the name of a group of ``packs/territories.yaml``.
    """
    schema = RulePack.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    codes = schema["properties"]["jurisdictions"]["items"]
    schema["properties"]["jurisdictions"]["items"] = {"anyOf": [codes, {"enum": ["EU", "EEA"]}]}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
