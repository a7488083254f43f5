"""What a rule pack is: one instrument of law, guidance or policy, as data.

A pack says what its instrument asks of a camera and how strongly, never how to measure it. The
addresses of the copies that were read stay in the pack file; a `domain.Citation` gets the official
address only.
"""

from __future__ import annotations

import datetime as dt
import json
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from fairnotice.domain import Citation, Force, OperatorKind, SiteClass, Verified

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)+$")]
"""Such as ``cn.order-799.notice``."""
Jurisdiction = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$")]
"""An ISO 3166 code: ``CN``, ``GB``, ``CN-HK``."""
Category = Annotated[str, StringConstraints(pattern=r"^[a-z]+(?:_[a-z]+)*$")]

READ_IN_FULL = (Verified.OFFICIAL, Verified.FULL_COPY)
"""Only a text that somebody read there can support ``fail``."""
FORCES_THAT_FAIL = (Force.LAW, Force.STATUTORY_CODE, Force.GUIDANCE, Force.STANDARD, Force.POLICY)
"""A draft or a repealed text asks nothing of anybody, unless an authority applies it as policy."""


class Strict(BaseModel):
    """A value that refuses what it does not know and does not change."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Text(Strict):
    """A sentence in the languages of the inspectors; more languages stand in ``others``."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)
    others: dict[str, str] = Field(default_factory=dict, description="By BCP 47 tag.")


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
    Requirement.HUMAN: CheckKind.HUMAN,
}
"""Every other requirement is a document's."""


class Period(Strict):
    """When a rule applies; both days are included."""

    from_: dt.date = Field(alias="from")
    to: dt.date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to is not None and self.to < self.from_:
            raise ValueError(f"'to' ({self.to}) lies before 'from' ({self.from_}); swap or correct them")
        return self

    def covers(self, day: dt.date) -> bool:
        """Tell whether the rule applies on ``day``."""
        return self.from_ <= day and (self.to is None or day <= self.to)


class AppliesIf(Strict):
    """Which cameras a rule is about."""

    operator_kinds: tuple[OperatorKind, ...] = Field(
        (OperatorKind.PUBLIC, OperatorKind.PRIVATE, OperatorKind.LAW_ENFORCEMENT),
        description="An operator of unknown kind is judged, but never found failing.",
    )
    site_classes_except: tuple[SiteClass, ...] = ()
    otherwise: str = Field("", description="Why the rule is not about the other cameras.")


class Retention(Strict):
    """How long pictures are kept; a month is written as 31 days, so that nobody is accused over February."""

    at_least_days: int | None = Field(None, ge=1)
    at_most_days: int | None = Field(None, ge=1)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.at_least_days is None and self.at_most_days is None:
            raise ValueError("'retention' needs 'at_least_days' or 'at_most_days'")
        if self.at_least_days is not None and self.at_most_days is not None and self.at_most_days < self.at_least_days:
            raise ValueError("'at_most_days' is less than 'at_least_days'; swap or correct them")
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
            raise ValueError("'filing' needs one of 'within_days' and 'within_working_days'")
        if (self.systems_before is None) != (self.systems_before_within_days is None):
            raise ValueError("'systems_before' and 'systems_before_within_days' go together")
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

    where: str
    what: str
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
    retention: Retention | None = Field(None, description="For how long (retention).")
    filing: Filing | None = Field(None, description="When it is due (filing).")
    face_recognition_only: bool = Field(False, description="A document rule about cameras that recognise faces.")
    exemptions: tuple[Exemption, ...] = ()
    severity: Literal["low", "medium", "high"] = "medium"
    remedy: Text
    verified: Verified

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        check = _CHECK_OF.get(self.requirement, CheckKind.DOCUMENT)
        if self.check is not check:
            raise ValueError(f"requirement '{self.requirement}' goes with check '{check}'")
        if (self.requirement is Requirement.NO_CLASSIFIER) != bool(self.attributes):
            raise ValueError("'attributes' belong to requirement 'no_classifier', which needs at least one")
        if (self.requirement is Requirement.NOTICE_ELEMENTS) != bool(self.elements):
            raise ValueError("'elements' belong to requirement 'notice_elements', which needs at least one")
        if (self.requirement is Requirement.RETENTION) != (self.retention is not None):
            raise ValueError("'retention' belongs to requirement 'retention', which needs it")
        if (self.requirement is Requirement.FILING) != (self.filing is not None):
            raise ValueError("'filing' belongs to requirement 'filing', which needs it")
        if self.face_recognition_only and check is not CheckKind.DOCUMENT:
            raise ValueError("'face_recognition_only' belongs to document rules")
        if self.verified is Verified.MEMORY and self.article:
            raise ValueError("an article number from memory is not printed: move it to 'article_unverified'")
        return self

    @property
    def can_fail(self) -> bool:
        """Tell whether the text is certain and strong enough to call a camera failing."""
        return self.verified in READ_IN_FULL and self.force in FORCES_THAT_FAIL


class RulePack(Strict):
    """The rules of one instrument, with a version that never changes once released."""

    pack_id: Identifier
    version: str = Field(min_length=1)
    instrument: Instrument
    jurisdictions: tuple[Jurisdiction, ...] = Field(min_length=1)
    jurisdictions_except: tuple[Jurisdiction, ...] = ()
    rules: tuple[Rule, ...] = Field(min_length=1)
    source_copies: tuple[SourceCopy, ...] = ()
    doubts: tuple[str, ...] = Field((), description="What its author was not sure of.")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [rule.id for rule in self.rules] + [e.id for rule in self.rules for e in rule.exemptions]
        if len(set(ids)) != len(ids):
            raise ValueError("two rules or exemptions share an id; every id is used once")
        for name in ids:
            if not name.startswith(f"{self.pack_id}."):
                raise ValueError(f"id '{name}' does not begin with '{self.pack_id}.'")
        if self.instrument.address and any(self.instrument.address == copy.where for copy in self.source_copies):
            raise ValueError("'instrument.address' is a copy's address; only an official one may be printed")
        return self

    def applies_to(self, jurisdiction: str | None) -> bool:
        """Tell whether a camera in ``jurisdiction`` (ISO 3166 code) is under this pack."""
        if not jurisdiction:
            return False
        code = jurisdiction.upper()
        country = code.split("-")[0]
        excepted = code in self.jurisdictions_except or country in self.jurisdictions_except
        return not excepted and (code in self.jurisdictions or country in self.jurisdictions)

    def citation(self, rule: Rule) -> Citation:
        """Return where ``rule`` is written, as it may be printed."""
        return Citation(
            instrument=str(self.instrument),
            article=rule.article,
            address=self.instrument.address,
            verified=rule.verified,
        )


def schema_text() -> str:
    """Return the JSON Schema of a pack file, as it stands in ``rules/schema.json``.

    In a file ``jurisdictions`` may also hold the name of a group of ``packs/territories.yaml``.
    """
    schema = RulePack.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    codes = schema["properties"]["jurisdictions"]["items"]
    schema["properties"]["jurisdictions"]["items"] = {"anyOf": [codes, {"enum": ["EU", "EEA"]}]}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
