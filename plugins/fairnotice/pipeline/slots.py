"""When a camera is looked at: times spread over its daylight, by the sun at its place."""

from __future__ import annotations

import datetime as dt
import random

from fairnotice.domain import Audit, Camera, Point
from fairnotice.sun import Stretch, light_of, moment

_DAY = dt.timedelta(days=1)
_NIGHT = dt.timedelta(hours=6)
_LATE = dt.timedelta(hours=1)
"""How late a live camera may be looked at after the time that was planned; later the light is another."""
_CELLS_PER_DEGREE = 4
"""The sun is computed once for places a quarter of a degree apart: a minute of time."""


def daylight_times(point: Point, day: dt.date, count: int) -> list[dt.datetime]:
    """Spread ``count`` times over the light of the UTC day ``day`` at ``point``.

    Returns:
        Times in UTC, whole seconds, ascending.
    """
    light = light_of(point.lon, point.lat, day)
    return [moment(light, (number + 0.5) / count) for number in range(count)]


def _light_near(point: Point, day: dt.date) -> tuple[Stretch, ...]:
    lon, lat = (round(side * _CELLS_PER_DEGREE) / _CELLS_PER_DEGREE for side in (point.lon, point.lat))
    return light_of(lon, lat, day)


def planned_times(camera: Camera, day: dt.date, count: int) -> list[dt.datetime]:
    """Return when a live camera is to be looked at on ``day``: once in each of ``count`` parts of its daylight.

    Within a part the time is drawn by chance, so that no network is asked all at once and nobody knows the minute
    beforehand; it depends on the camera and the day only, so that every run plans the same.
    """
    light = _light_near(camera.point, day)
    chance = random.Random(f"{camera.camera_id}|{day}")  # noqa: S311 - a plan, not a secret
    return [moment(light, (number + chance.random()) / count) for number in range(count)]


def due_slots(camera: Camera, day: dt.date, now: dt.datetime, count: int) -> list[tuple[int, dt.datetime]]:
    """Return the slots of ``day`` of a live camera whose time came in the hour before ``now``.

    A source that serves any moment has none: it is asked when the day has ended.
    """
    if camera.frame_source is None or serves_any_moment(camera):
        return []
    planned = planned_times(camera, day, count)
    return [(number, now) for number, at in enumerate(planned) if at <= now < at + _LATE]


def serves_any_moment(camera: Camera) -> bool:
    """Tell whether the camera's source gives the picture of a moment that one names."""
    return camera.frame_source is not None and camera.frame_source.serves_any_moment


def slots_of(
    camera: Camera,
    audit: Audit,
    now: dt.datetime,
    count: int,
    *,
    as_of: dt.datetime | None = None,
) -> list[tuple[int, dt.datetime]]:
    """Return the sampling slots of one camera that can be filled at ``now``.

    A source that serves any moment gives all slots of the window that lie before ``as_of`` (or
    ``now``). A live camera shows only the present: it fills the first slot, and nothing if ``now`` is
    neither in the window nor in the night that follows it. Its daylight is `due_slots`' matter.
    """
    if serves_any_moment(camera):
        times = daylight_times(camera.point, audit.window_date, count)
        return [(number, at) for number, at in enumerate(times) if at <= (as_of or now)]
    if audit.window_start <= now < audit.window_start + _DAY + _NIGHT:
        return [(0, now)]
    return []
