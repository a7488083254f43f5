"""When a camera is looked at: times spread over its daylight, by the sun at its place."""

from __future__ import annotations

import datetime as dt

from astral import Observer
from astral.sun import sun

from fairnotice.domain import Audit, Camera, Point

_MARGIN = dt.timedelta(hours=1)
_DAY = dt.timedelta(days=1)
_NIGHT = dt.timedelta(hours=6)


def daylight_times(point: Point, day: dt.date, count: int) -> list[dt.datetime]:
    """Spread ``count`` times over the daylight of ``day`` at ``point``.

    Args:
        point: The camera's place.
        day: Day in UTC; at far longitudes the local day's light may cross midnight, and is cut there.
        count: How many.

    Returns:
        Times in UTC, whole seconds, ascending. Where the sun does not rise or set on that day, the
        eight hours around local solar noon are used: frames in the dark are refused by their quality.
    """
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC) - dt.timedelta(hours=point.lon / 15)
    start, end = noon - dt.timedelta(hours=4), noon + dt.timedelta(hours=4)
    try:
        times = sun(Observer(point.lat, point.lon), date=day, tzinfo=dt.UTC)
    except ValueError:  # polar day or night
        pass
    else:
        if times["sunset"] - times["sunrise"] > 3 * _MARGIN:
            start, end = times["sunrise"] + _MARGIN, times["sunset"] - _MARGIN
    first = dt.datetime.combine(day, dt.time(), dt.UTC)
    start, end = max(start, first), min(end, first + _DAY - dt.timedelta(seconds=1))
    if start > end:
        start, end = first, first + _DAY - dt.timedelta(seconds=1)
    step = (end - start) / count
    return [(start + step * (number + 0.5)).replace(microsecond=0) for number in range(count)]


def serves_any_moment(camera: Camera) -> bool:
    """Tell whether the camera's source gives the picture of a moment that one names."""
    return camera.frame_source is not None and camera.frame_source.serves_any_moment


def slots_of(
    camera: Camera,
    audit: Audit,
    now: dt.datetime,
    count: int,
    live_slot: int,
    *,
    as_of: dt.datetime | None = None,
) -> list[tuple[int, dt.datetime]]:
    """Return the sampling slots of one camera that can be filled at ``now``.

    A source that serves any moment gives all slots of the window that lie before ``as_of`` (or
    ``now``). A live camera shows only the present: it fills ``live_slot``, and nothing if ``now`` is
    neither in the window nor in the night that follows it.
    """
    if serves_any_moment(camera):
        times = daylight_times(camera.point, audit.window_date, count)
        return [(number, at) for number, at in enumerate(times) if at <= (as_of or now)]
    if audit.window_start <= now < audit.window_start + _DAY + _NIGHT:
        return [(live_slot, now)]
    return []
