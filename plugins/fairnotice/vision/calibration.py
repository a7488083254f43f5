"""From scores to probabilities: of plates about which the two looks said the same, how many were notices.

Words settle most plates, so what they decided has a rate of its own. Everywhere else both networks' scores are
scaled by a logistic regression with an intercept for each way in which a plate is decided (Platt 1999; with one score
it is temperature scaling). All numbers come from `models.calibrate`, which measures them on pictures that neither
network was trained on and no threshold was chosen on, and says how far off they are on others.

A probability is that of the pictures it was measured on: drawn signs, one or two to a frame. On a real street, where
few plates are notices, it is lower, and nobody has measured it there.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fairnotice.domain import DecidedBy, Notice
from fairnotice.errors import ConfigurationError
from fairnotice.vision.described import complaint
from fairnotice.vision.plate_classifier import PlateLook

FILE_NAME = "calibration.json"
_MOST = 1e-4
"""Scores closer to 0 or 1 than this are taken for so close: their log-odds would outweigh everything."""


class Counted(BaseModel):
    """How many of the plates that were decided in one way are notices."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    notices: int = Field(ge=0)
    plates: int = Field(ge=0)

    @property
    def probability(self) -> float:
        """The rate, with one plate more of each kind: never 0 or 1 (Laplace's rule of succession)."""
        return (self.notices + 1) / (self.plates + 2)


class Slopes(BaseModel):
    """What a unit of log-odds of each score adds to the log-odds of a notice."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    score: float = Field(ge=0, description="Of the detector.")
    cctv: float = Field(ge=0, description="Of the classifier, for a watching camera's pictogram.")
    sign: float = Field(ge=0, description="Of the classifier, for any sign.")


class Calibration(BaseModel):
    """The measured relation; for one pair of networks only."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    detector: str
    classifier: str
    counted: dict[DecidedBy, Counted]
    slopes: Slopes
    intercepts: dict[DecidedBy, float]

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """Read the file, or return None where there is none: then notices have no probability.

        Raises:
            ConfigurationError: If it is no such file.
        """
        try:
            return cls.model_validate(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except ValidationError as error:
            raise ConfigurationError(f"{path.name}, {complaint(error)}; run `make calibrate`") from None
        except (OSError, ValueError, RecursionError) as error:
            raise ConfigurationError(f"{path.name} cannot be read as JSON; run `make calibrate`") from error

    def measured_for(self, detector: str, classifier: str) -> bool:
        """Tell whether it is about these versions; a back end's suffix after '+' is allowed."""
        return (self.detector, self.classifier) == (detector.split("+")[0], classifier)

    def probability(self, decided_by: DecidedBy | None, score: float, look: PlateLook | None) -> float | None:
        """Return the probability that a plate is a notice, or None where nothing was measured for its like.

        Args:
            decided_by: What settled its status.
            score: The detector's.
            look: What the classifier said; None: it was not asked.
        """
        if decided_by is None:
            return None
        if counted := self.counted.get(decided_by):
            return counted.probability
        if look is None or decided_by not in self.intercepts:
            return None
        cctv, sign = look.cctv, 1 - look.nothing
        odds = self.intercepts[decided_by] + sum(
            slope * log_odds(value)
            for slope, value in ((self.slopes.score, score), (self.slopes.cctv, cctv), (self.slopes.sign, sign))
        )
        return 1 / (1 + math.exp(-odds))

    def applied(self, notice: Notice, look: PlateLook | None) -> Notice:
        """Return a notice with its probability."""
        return replace(notice, probability=self.probability(notice.decided_by, notice.score, look))


def log_odds(value: float) -> float:
    """Return the log-odds of a score 0..1, kept from infinity."""
    kept = min(max(value, _MOST), 1 - _MOST)
    return math.log(kept / (1 - kept))
