"""The detector's measured recall, from the text that its evaluation writes.

The file is ``{"model_version": "...", "tables": {"real": {"bins": [{"min_height_px": 16,
"max_height_px": 32, "min_blur": 0, "max_blur": 0.55, "found": 40, "shown": 50, "lower": 0.67}]}, "drawn":
{...}}}``; reading it from a disk is the caller's.
"""

from __future__ import annotations

import json
import math
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from fairnotice.domain import RecallBin, RecallTable
from fairnotice.errors import ConfigurationError


class _Bin(BaseModel):
    model_config = ConfigDict(extra="ignore")

    min_height_px: float = Field(ge=0)
    max_height_px: float | None = Field(None, description="None: no upper end.")
    found: int = Field(ge=0)
    shown: int = Field(ge=0)
    lower: float = Field(ge=0, le=1)
    min_blur: float = Field(0.0, ge=0)
    max_blur: float | None = Field(None, description="None: no upper end.")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.found > self.shown:
            raise ValueError(f"found ({self.found}) is more than shown ({self.shown})")
        if self.shown and self.lower > self.found / self.shown:
            raise ValueError(f"the lower bound {self.lower} lies above the rate {self.found}/{self.shown}")
        if self.max_height_px is not None and self.max_height_px <= self.min_height_px:
            raise ValueError("max_height_px is not above min_height_px")
        if self.max_blur is not None and self.max_blur <= self.min_blur:
            raise ValueError("max_blur is not above min_blur")
        return self


class _Table(BaseModel):
    model_config = ConfigDict(extra="ignore")

    bins: tuple[_Bin, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(extra="ignore")

    model_version: str
    tables: dict[str, _Table] = Field(default_factory=dict)


def parse_recall(text: str, kind: Literal["real", "drawn"]) -> RecallTable | None:
    """Return the recall measured on pictures of ``kind``, or None where nothing was measured on them.

    Raises:
        ConfigurationError: The text is not a recall file, or its numbers are impossible.
    """
    try:
        parsed = _File.model_validate(json.loads(text))
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(part) for part in problem["loc"])
        raise ConfigurationError(
            f"recall file, {place}: {problem['msg']}. Run the detector's evaluation again to rewrite it"
        ) from None
    except (ValueError, RecursionError) as error:
        raise ConfigurationError("recall file: not JSON. Run the detector's evaluation again to rewrite it") from error
    table = parsed.tables.get(kind)
    if table is None or not any(entry.shown for entry in table.bins):
        return None
    bins = sorted(table.bins, key=lambda entry: (entry.min_blur, entry.min_height_px))
    return RecallTable(
        kind=kind,
        model_version=parsed.model_version,
        bins=tuple(
            RecallBin(
                min_height_px=entry.min_height_px,
                max_height_px=math.inf if entry.max_height_px is None else entry.max_height_px,
                found=entry.found,
                shown=entry.shown,
                lower=entry.lower,
                min_blur=entry.min_blur,
                max_blur=math.inf if entry.max_blur is None else entry.max_blur,
            )
            for entry in bins
        ),
    )
