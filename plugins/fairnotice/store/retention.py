"""How long what is kept: defaults with their reasons in ``retention.yaml``, and an installation's own days."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from fairnotice.errors import ConfigurationError
from fairnotice.settings import Settings

DEFAULTS = Path(__file__).with_name("retention.yaml")
_MOST_BYTES = 64 * 1024
_FACTS = ("observation", "analytics_reading", "analytics_scan", "site_visit", "coarse_picture")
"""What a judgement reads back: never purged within its evidence window."""

Days = Annotated[int, Field(strict=True, ge=1, le=36_500)]


class Period(BaseModel):
    """How long one class of data is kept, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: Days
    what: str
    why: str
    tables: tuple[str, ...]


class Retention(BaseModel):
    """The periods of every class of data; ``kept`` names the tables that have none, with the reason."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    periods: dict[str, Period]
    kept: dict[str, str]

    def before(self, data: str, as_of: dt.datetime) -> dt.datetime:
        """Return the moment before which data of the class ``data`` have expired on ``as_of``."""
        return as_of - dt.timedelta(days=self.periods[data].days)

    def days(self) -> dict[str, int]:
        """Return the days of each class."""
        return {data: period.days for data, period in self.periods.items()}

    def with_days(self, days: dict[str, int]) -> Retention:
        """Return the same with other days for the classes of ``days`` that are known."""
        periods = {
            data: period.model_copy(update={"days": days.get(data, period.days)})
            for data, period in self.periods.items()
        }
        return Retention(periods=periods, kept=self.kept)


@cache
def default_retention() -> Retention:
    """Return the periods that hold where an installation sets none of its own."""
    return Retention.model_validate(yaml.safe_load(DEFAULTS.read_text(encoding="utf-8")))


def load_retention(settings: Settings) -> Retention:
    """Return the periods of this installation.

    Raises:
        ConfigurationError: The file of ``FAIRNOTICE_RETENTION`` cannot be read, names a class that there is not,
            gives no number of days, or would purge what the next judgement reads.
    """
    retention = default_retention()
    if settings.retention is not None:
        retention = retention.with_days(_own_days(settings.retention, retention))
    for data in _FACTS:
        if retention.periods[data].days < settings.evidence_window_days:
            raise ConfigurationError(
                f"FAIRNOTICE_RETENTION keeps {data} for {retention.periods[data].days} days, and a judgement looks "
                f"{settings.evidence_window_days} days back: lower FAIRNOTICE_EVIDENCE_WINDOW_DAYS as well"
            )
    return retention


def _own_days(path: Path, retention: Retention) -> dict[str, int]:
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES)
        own = TypeAdapter(dict[str, Days]).validate_python(yaml.safe_load(text) or {})
    except OSError as error:
        raise ConfigurationError(f"FAIRNOTICE_RETENTION, {path}: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise ConfigurationError(f"FAIRNOTICE_RETENTION, {path} is no YAML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ConfigurationError(
            f"FAIRNOTICE_RETENTION, {path}, {place}: {first['msg']}; write `class: days`, one a line"
        ) from None
    unknown = sorted(set(own) - set(retention.periods))
    if unknown:
        raise ConfigurationError(
            f"FAIRNOTICE_RETENTION, {path}: no data of the class {unknown[0]!r}; there are "
            f"{', '.join(sorted(retention.periods))}"
        )
    return own
