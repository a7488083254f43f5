"""The one validated model of a camera that every format of registry is read into."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from fairnotice.domain import (
    AccessBasis,
    Authorisation,
    Camera,
    Contact,
    Declarations,
    DeclaredModel,
    DeviceService,
    ExemptionClaim,
    FrameSource,
    NoticePosition,
    Operator,
    OperatorKind,
    Point,
    SiteClass,
)
from fairnotice.registry import answers, declared, values
from fairnotice.registry.masking import shown

_NULL_ISLAND_DEGREES = 0.001
ACCESS_SCOPES = ("frames", "configuration")
PROVING = frozenset(
    {
        "analytics",
        "models",
        "site_class",
        "in_service_since",
        "filing_number",
        "authorisation_number",
        "retention_days",
        "face_recognition",
        "consent",
        "legal_authorisation",
        "impact_assessment",
        "audio",
    }
)
"""Fields that can speak against their operator."""


def _scope(value: object) -> tuple[str, ...] | None:
    found = values.listed(value)
    for what in found or ():
        if what not in ACCESS_SCOPES:
            raise ValueError(f"{shown(what)} is not known; use: {', '.join(ACCESS_SCOPES)}")
    return found


Text = Annotated[str | None, BeforeValidator(values.words(200))]
LongText = Annotated[str | None, BeforeValidator(values.words(2000))]
TextOrNone = Annotated[str | None, BeforeValidator(answers.words_or_none(200))]
LongTextOrNone = Annotated[str | None, BeforeValidator(answers.words_or_none(2000))]
YesNo = Annotated[bool | None, BeforeValidator(answers.yes_or_no)]
Day = Annotated[dt.date | None, BeforeValidator(values.day)]


class CameraRow(BaseModel):
    """One camera as a registry gives it, flat, as in the CSV form of Fairnotice's own.

    Azimuth and field of view are degrees, the azimuth clockwise from north; boxes of notices are
    fractions of the frame. ``None`` means that the registry says nothing, which is different from the
    empty list of ``analytics`` and the empty texts of duties: those say that there is none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    source: str
    source_id: Text = None
    latitude: Annotated[float, BeforeValidator(values.degrees_of("latitude", 90))]
    longitude: Annotated[float, BeforeValidator(values.degrees_of("longitude", 180))]
    name: Annotated[str | None, BeforeValidator(values.words(300))] = None
    azimuth: Annotated[float | None, BeforeValidator(values.azimuth)] = None
    field_of_view: Annotated[float | None, BeforeValidator(values.field_of_view)] = None
    operator_id: Text = None
    operator: Annotated[str | None, BeforeValidator(values.words(300))] = None
    operator_kind: Annotated[OperatorKind | None, BeforeValidator(values.operator_kind)] = None
    operator_email: Annotated[tuple[str, ...], BeforeValidator(values.emails)] = ()
    operator_webhook: Annotated[str | None, BeforeValidator(values.webhook)] = None
    operator_verified_on: Day = None
    operator_language: Annotated[str | None, BeforeValidator(values.language)] = None
    site_id: Text = None
    site_class: Annotated[SiteClass | None, BeforeValidator(values.site_class)] = None
    in_service_since: Day = None
    filing_number: TextOrNone = None
    filed_on: Day = None
    filing_expires_on: Day = None
    authorisation_number: TextOrNone = None
    authorisation_expires_on: Day = None
    frame_url: Annotated[str | None, BeforeValidator(values.frame_url)] = None
    device_url: Annotated[str | None, BeforeValidator(values.device_url)] = None
    credential: Annotated[str | None, BeforeValidator(values.credential)] = None
    access_granted_by: Text = None
    access_scope: Annotated[tuple[str, ...] | None, BeforeValidator(_scope)] = None
    access_until: Day = None
    notice_positions: Annotated[tuple[NoticePosition, ...], BeforeValidator(declared.notice_positions)] = ()
    purpose: LongText = None
    legal_basis: LongText = None
    analytics: Annotated[tuple[str, ...] | None, BeforeValidator(values.listed)] = None
    models: Annotated[tuple[DeclaredModel, ...], BeforeValidator(declared.models)] = ()
    retention_days: Annotated[int | None, BeforeValidator(values.whole_days)] = None
    necessity: LongTextOrNone = None
    face_recognition: YesNo = None
    consent: LongTextOrNone = None
    legal_authorisation: LongTextOrNone = None
    alternative: LongTextOrNone = None
    stored_faces: Annotated[int | None, BeforeValidator(values.count)] = None
    impact_assessment: LongTextOrNone = None
    audio: YesNo = None
    exemption_claims: Annotated[tuple[ExemptionClaim, ...], BeforeValidator(declared.exemption_claims)] = ()
    jurisdiction: Annotated[str | None, BeforeValidator(values.jurisdiction)] = None

    @model_validator(mode="after")
    def _hangs_together(self) -> CameraRow:
        if abs(self.latitude) < _NULL_ISLAND_DEGREES and abs(self.longitude) < _NULL_ISLAND_DEGREES:
            raise ValueError("latitude, longitude: 0, 0 is no place of a camera; give its real place")
        if not self.access_granted_by and (self.access_scope or self.access_until):
            raise ValueError("access_granted_by: missing while access_scope or access_until is given; name who allowed")
        for kind, day in (
            ("filing", "filing_expires_on"),
            ("filing", "filed_on"),
            ("authorisation", "authorisation_expires_on"),
        ):
            if getattr(self, day) and not getattr(self, f"{kind}_number"):
                raise ValueError(f"{kind}_number: missing while {day} is given; give the number")
        return self

    def identity(self) -> str:
        """Return the row's own id, or one derived from its name (or address), place and direction.

        The derived one is stable between imports as long as those stay the same.
        """
        if self.source_id:
            return self.source_id
        what = self.name or self.frame_url or ""
        text = f"{what}|{self.longitude:.6f}|{self.latitude:.6f}|{self.azimuth}"
        return f"at-{hashlib.sha256(text.encode()).hexdigest()[:16]}"

    def to_camera(
        self,
        *,
        access_basis: AccessBasis | None = None,
        trust_grants: bool = True,
        own_words: Collection[str] = (),
    ) -> Camera:
        """Return the camera of this row.

        Ids of sites and operators are made unique by the source (``<source>/<id>``): two registries
        that both number their sites from 1 must not lend each other their notices.

        Args:
            access_basis: what holds for cameras of this source whose row has no basis of its own.
            trust_grants: whether what the row itself says about access, verified contacts and exemptions counts.
            own_words: fields that the registry gives under our own names.
        """
        source_id = self.identity()
        camera_id = f"{self.source}:{source_id}"
        basis = access_basis
        if self.access_granted_by and trust_grants:
            basis = AccessBasis(self.access_granted_by, self.access_scope or ("frames",), self.access_until)
        return Camera(
            camera_id=camera_id,
            source=self.source,
            source_id=source_id,
            point=Point(self.longitude, self.latitude),
            name=self.name or "",
            azimuth=self.azimuth,
            field_of_view=self.field_of_view,
            operator=self._operator(trust_grants=trust_grants),
            site_id=f"{self.source}/{self.site_id}" if self.site_id else camera_id,
            site_declared=bool(self.site_id),
            site_class=self.site_class or SiteClass.UNKNOWN,
            in_service_since=self.in_service_since,
            authorisations=self._authorisations(),
            frame_source=self._frame_source(basis),
            device_service=DeviceService(self.device_url, basis, self.credential) if self.device_url else None,
            notice_positions=self.notice_positions,
            purpose=self.purpose,
            legal_basis=self.legal_basis,
            analytics=self.analytics,
            models=self.models,
            retention_days=self.retention_days,
            declared=self._declarations(own_words if trust_grants else ()),
            claims=self.exemption_claims if trust_grants else (),
            jurisdiction_declared=self.jurisdiction,
        )

    def _operator(self, *, trust_grants: bool) -> Operator | None:
        if not (
            self.operator_id or self.operator or self.operator_kind or self.operator_email or self.operator_webhook
        ):
            return None
        verified_on = self.operator_verified_on if trust_grants else None
        contacts = [Contact("email", address, verified_on) for address in self.operator_email]
        if self.operator_webhook:
            contacts.append(Contact("webhook", self.operator_webhook, verified_on))
        kind = self.operator_kind or OperatorKind.UNKNOWN
        key = self.operator_id or re.sub(r"\W+", "-", (self.operator or "").casefold()).strip("-")
        if not key:
            # Without a name, cameras are pooled only with those whose operator is reached the same way.
            # The id is public, the address is not.
            known_by = hashlib.sha256(contacts[0].address.encode()).hexdigest()[:12] if contacts else ""
            key = f"reached-{known_by}" if known_by else f"unnamed-{kind}"
        return Operator(
            operator_id=f"{self.source}/{key}",
            name=self.operator or self.operator_id or "",
            kind=kind,
            contacts=tuple(contacts),
            language=self.operator_language,
        )

    def _authorisations(self) -> tuple[Authorisation, ...]:
        found = []
        if self.filing_number is not None:
            found.append(Authorisation("filing", self.filing_number, self.filing_expires_on, self.filed_on))
        if self.authorisation_number is not None:
            found.append(Authorisation("authorisation", self.authorisation_number, self.authorisation_expires_on))
        return tuple(found)

    def _declarations(self, own_words: Collection[str]) -> Declarations:
        return Declarations(
            necessity=self.necessity,
            face_recognition=self.face_recognition,
            consent=self.consent,
            legal_authorisation=self.legal_authorisation,
            alternative=self.alternative,
            stored_faces=self.stored_faces,
            impact_assessment=self.impact_assessment,
            audio=self.audio,
            attested=tuple(sorted(name for name in PROVING & set(own_words) if getattr(self, name) is not None)),
        )

    def _frame_source(self, basis: AccessBasis | None) -> FrameSource | None:
        return FrameSource(self.frame_url, basis, self.credential) if self.frame_url else None


def reasons(error: ValidationError) -> str:
    """Return what is wrong with a row, without the values that pydantic would quote."""
    found = []
    for detail in error.errors(include_url=False, include_input=False, include_context=False):
        message = detail["msg"].removeprefix("Value error, ")
        if detail["type"] == "missing":
            message = "missing; give it in decimal degrees of WGS 84, such as 12.3456"
        found.append(": ".join([*(str(part) for part in detail["loc"]), message]))
    return "; ".join(found[:4])


def faulty_fields(error: ValidationError) -> frozenset[str] | None:
    """Return the optional fields that alone are at fault, or None where the row must be rejected."""
    details: list[Any] = error.errors(include_url=False, include_input=False, include_context=False)
    if any(detail["type"] == values.SECRET or not detail["loc"] for detail in details):
        return None
    return frozenset(str(detail["loc"][0]) for detail in details)
