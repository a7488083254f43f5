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
from pydantic_core import PydanticCustomError

from fairnotice.domain import Citation, Force, OperatorKind, SiteClass, Verified

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)+$")]
"""Such as ``cn.order-799.notice``."""
Jurisdiction = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(?:-[A-Z0-9]{1,3}){0,2}$")]
"""An ISO 3166 code, ``GB`` or ``US-NY``; a third part names a city, as UN/LOCODE does: ``US-NY-NYC``."""
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]+(?:\.[0-9]+)*$")]
Category = Annotated[str, StringConstraints(pattern=r"^[a-z]+(?:_[a-z]+)*$")]

READ_IN_FULL = (Verified.OFFICIAL, Verified.FULL_COPY)
"""Only a text that somebody read there can support ``fail``."""
FORCES_THAT_FAIL = (Force.LAW, Force.STATUTORY_CODE, Force.GUIDANCE, Force.STANDARD, Force.POLICY)
"""A draft or a repealed text asks nothing of anybody, unless an authority applies it as policy."""


class Strict(BaseModel):
    """A value that refuses what it does not know and does not change."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def misfit(field: str, message: str, remedy: str) -> PydanticCustomError:
    """Return the error that ``field`` does not fit with the rest, for `load` to print with its line."""
    return PydanticCustomError("misfit", "{message}", {"field": field, "message": message, "remedy": remedy})


def within(code: str, area: str) -> bool:
    """Tell whether the place of ``code`` lies in ``area`` or is it: ``US-NY-NYC`` in ``US-NY`` in ``US``."""
    return code == area or code.startswith(f"{area}-")


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


class Analytics(StrEnum):
    """What a camera's pictures are used for, where a rule is about that use only."""

    FACE_RECOGNITION = "face_recognition"
    BIOMETRIC_CATEGORISATION = "biometric_categorisation"
    EMOTION_RECOGNITION = "emotion_recognition"


class Period(Strict):
    """When a rule applies; both days are included."""

    from_: dt.date = Field(alias="from")
    to: dt.date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to is not None and self.to < self.from_:
            message = f"'to' ({self.to}) lies before 'from' ({self.from_})"
            raise misfit("to", message, "swap or correct the two days")
        return self

    def covers(self, day: dt.date) -> bool:
        """Tell whether the rule applies on ``day``."""
        return self.from_ <= day and (self.to is None or day <= self.to)


class AppliesIf(Strict):
    """Which cameras a rule is about; a camera must meet every condition that is given.

    Where the facts do not say whether it does, the rule says ``unknown``, with what to find out.
    """

    operator_kinds: tuple[OperatorKind, ...] = Field(
        (OperatorKind.PUBLIC, OperatorKind.PRIVATE, OperatorKind.LAW_ENFORCEMENT),
        description="An operator of unknown kind is judged, but never found failing.",
    )
    site_classes: tuple[SiteClass, ...] = Field((), description="Only these; none given: every place.")
    site_classes_unclear: tuple[SiteClass, ...] = Field(
        (), description="Places that may be such; with 'site_classes' also 'other' and 'unknown'."
    )
    site_classes_except: tuple[SiteClass, ...] = ()
    analytics: tuple[Analytics, ...] = Field((), description="Only where one of these is found; none given: always.")
    purposes: tuple[str, ...] = Field((), description="Only for one of these purposes, as registries declare them.")
    places: tuple[Jurisdiction, ...] = Field((), description="Only there, within the pack's jurisdictions.")
    area: tuple[tuple[tuple[float, float], ...], ...] = Field(
        (), description="Only within one of these rings of lon, lat in WGS 84 degrees."
    )
    area_accuracy_m: float = Field(100.0, ge=0, description="Nearer to the edge of 'area', nobody can tell the side.")
    otherwise: str = Field("", description="Why the rule is not about the other cameras.")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        only = (*self.site_classes, *self.site_classes_unclear)
        if both := sorted({*only} & {*self.site_classes_except}):
            raise misfit("site_classes_except", f"{', '.join(both)}: asked for and excepted", "keep one of the two")
        if self.site_classes_unclear and not self.site_classes:
            raise misfit(
                "site_classes_unclear", "goes with 'site_classes' only", "add 'site_classes', or remove it: all count"
            )
        for ring in self.area:
            if len(ring) < 4 or ring[0] != ring[-1]:
                raise misfit("area", "a ring is not closed", "give at least four points, the last as the first")
            if any(abs(lon) > 180 or abs(lat) > 90 for lon, lat in ring):
                raise misfit("area", "a point is not on the earth", "give lon, lat in degrees, in this order")
        return self


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
