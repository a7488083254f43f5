"""What every part of a rule pack is made of: names, codes, texts, and how they are refused."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)+$")]
"""Such as ``cn.order-799.notice``."""
Jurisdiction = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(?:-[A-Z0-9]{1,3}){0,2}$")]
"""An ISO 3166 code, ``GB`` or ``US-NY``; a third part names a city, as UN/LOCODE does: ``US-NY-NYC``."""
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]+(?:\.[0-9]+)*$")]
Category = Annotated[str, StringConstraints(pattern=r"^[a-z]+(?:_[a-z]+)*$")]


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
