"""When a rule applies, and to which cameras."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from fairnotice.domain import OperatorKind, SiteClass
from fairnotice.rules.pack_values import Jurisdiction, Strict, misfit


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
