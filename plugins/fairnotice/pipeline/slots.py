"""When a camera is looked at: times spread over its daylight, by the sun at its place."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable

from fairnotice.domain import Audit, Camera, Point
from fairnotice.sun import LATE, light_of, moment

_DAY = dt.timedelta(days=1)
_NIGHT = dt.timedelta(hours=6)
_CELLS_PER_DEGREE = 4
"""The sun is computed once for places a quarter of a degree apart: a minute of time."""


def daylight_time(point: Point, day: dt.date, number: int, count: int) -> dt.datetime:
    """Return the time of a slot that an archive is asked for: the middle of a part of the light of the UTC day ``day``.

    Args:
        point: The camera's place.
        day: Day in UTC.
        number: Which slot: from ``count`` on, a second look into part ``number - count``, half a part away.
        count: In how many parts the day's light is divided.
    """
    return moment(light_of(point.lon, point.lat, day), _share(number, count, 0.5))


def planned_time(camera: Camera, day: dt.date, number: int, count: int) -> dt.datetime:
    """Return when a live camera is to be looked at for a slot: at a time drawn within a part of the day's light.

    It is drawn by chance, so that no network is asked all at once and nobody knows the minute beforehand; it depends on
    the camera and the day only, so that every run plans the same.
    """
    lon, lat = (round(side * _CELLS_PER_DEGREE) / _CELLS_PER_DEGREE for side in (camera.point.lon, camera.point.lat))
    drawn = random.Random(f"{camera.camera_id}|{day}|{number % count}").random()  # noqa: S311 - a plan, not a secret
    return moment(light_of(lon, lat, day), _share(number, count, drawn))


def _share(number: int, count: int, within: float) -> float:
    second_look = number // count
    return (number % count + (within + 0.5 * second_look) % 1) / count


def due_slots(
    camera: Camera, day: dt.date, now: dt.datetime, count: int, numbers: Iterable[int]
) -> list[tuple[int, dt.datetime]]:
    """Return those slots of ``day`` of a live camera whose time came in the hour before ``now``.

    A source that serves any moment has none: it is asked when the day has ended.
    """
    if camera.frame_source is None or serves_any_moment(camera):
        return []
    planned = ((number, planned_time(camera, day, number, count)) for number in numbers)
    return [(number, now) for number, at in planned if at <= now < at + LATE]


def serves_any_moment(camera: Camera) -> bool:
    """Tell whether the camera's source gives the picture of a moment that one names."""
    return camera.frame_source is not None and camera.frame_source.serves_any_moment


def slots_of(
    camera: Camera,
    audit: Audit,
    now: dt.datetime,
    count: int,
    numbers: Iterable[int],
    *,
    as_of: dt.datetime | None = None,
) -> list[tuple[int, dt.datetime]]:
    """Return the sampling slots of one camera that can be filled at ``now``.

    A source that serves any moment gives all slots of the window that lie before ``as_of`` (or
    ``now``). A live camera shows only the present: it fills the first slot, and nothing if ``now`` is
    neither in the window nor in the night that follows it. Its daylight is `due_slots`' matter.
    """
    if serves_any_moment(camera):
        times = ((number, daylight_time(camera.point, audit.window_date, number, count)) for number in numbers)
        return [(number, at) for number, at in times if at <= (as_of or now)]
    if audit.window_start <= now < audit.window_start + _DAY + _NIGHT:
        return [(0, now)]
    return []
