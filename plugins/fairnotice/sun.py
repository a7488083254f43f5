"""When it is light at a place, by the sun: for planning looks, and for Airflow's scheduler.

Nothing but astral is imported here: the scheduler and the DAG processor load this in every round.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache

from astral import Observer
from astral.sun import elevation, sunrise, sunset

Stretch = tuple[dt.datetime, dt.datetime]

AFTER_SUNRISE = dt.timedelta(hours=1)
"""How long after sunrise, and before sunset, a frame is light enough to be judged by."""
LATE = dt.timedelta(hours=1)
"""How late a live camera may be looked at after the time that was planned; later the light is another."""
_AROUND_NOON = dt.timedelta(hours=4)
_DAY = dt.timedelta(days=1)
_BEFORE_MIDNIGHT = dt.timedelta(minutes=30)
"""What is planned later than this before the UTC day ends would be due on the next one, and never be looked at."""


@lru_cache(maxsize=20_000)
def light_of(lon: float, lat: float, day: dt.date) -> tuple[Stretch, ...]:
    """Return when it is light enough at a place on the UTC day ``day``.

    Args:
        lon: Degrees east.
        lat: Degrees north.
        day: A day in UTC. Far from Greenwich it holds the end of one local day and the beginning of the next.

    Returns:
        One or two stretches of time in UTC, in order: from an hour after sunrise to an hour before sunset, or the whole
        day where the sun does not set. Where it does not rise, or hardly, the eight hours around solar noon: what is
        too dark is refused by the frame's quality.
    """
    first = dt.datetime.combine(day, dt.time(), dt.UTC)
    last = first + _DAY - _BEFORE_MIDNIGHT
    ours = dt.timezone(dt.timedelta(minutes=round(4 * lon)))
    found: list[Stretch] = []
    for solar_day in sorted({first.astimezone(ours).date(), last.astimezone(ours).date()}):
        start, end = _light_of_solar_day(Observer(lat, lon), solar_day, ours)
        start, end = max(start, first), min(end, last)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], end)
        elif start < end:
            found.append((start, end))
    return tuple(found)


def _light_of_solar_day(observer: Observer, day: dt.date, ours: dt.timezone) -> Stretch:
    midnight = dt.datetime.combine(day, dt.time(), ours).astimezone(dt.UTC)
    noon = midnight + _DAY / 2
    try:
        start, end = _found(sunrise, observer, day, ours), _found(sunset, observer, day, ours)
    except ValueError:  # it does not rise, or does not set
        start = end = noon
    # Where one of them falls near midnight UTC, astral can take the next or the former day's.
    if start > noon:
        start -= _DAY
    if end < noon:
        end += _DAY
    if end - start > 3 * AFTER_SUNRISE:
        return start + AFTER_SUNRISE, end - AFTER_SUNRISE
    if end <= start and elevation(observer, noon) > 0:
        return midnight, midnight + _DAY
    return noon - _AROUND_NOON, noon + _AROUND_NOON


def _found(event: Callable[..., dt.datetime], observer: Observer, day: dt.date, ours: dt.timezone) -> dt.datetime:
    """Return when the sun rises or sets on a day; where astral finds none near midnight UTC, by the days beside it.

    Raises:
        ValueError: It does so on none of these days.
    """
    for shift in (dt.timedelta(), -_DAY):
        try:
            return event(observer, day + shift, ours).astimezone(dt.UTC) - shift
        except ValueError:
            continue
    return event(observer, day + _DAY, ours).astimezone(dt.UTC) - _DAY


def moment(stretches: tuple[Stretch, ...], share: float) -> dt.datetime:
    """Return the moment, in whole seconds, at which a share (0 up to 1) of all of these stretches is over."""
    left = sum((end - start for start, end in stretches), dt.timedelta()) * share
    for start, end in stretches:
        if left < end - start:
            return (start + left).replace(microsecond=0)
        left -= end - start
    return stretches[-1][1].replace(microsecond=0)
