"""Airflow's timetable of `sample_daylight`: every 20 minutes while it is light at some camera of the installation.

It is given boxes around the cameras' places, so that neither the scheduler nor the DAG processor asks the database for
anything. An import writes them into a small file, which is read when the DAG file is: the scheduler knows of a changed
registry as soon as the DAG was parsed again, and the boxes stand in the serialised DAG, where one can look them up.
Where there is no file, it is light somewhere at any time: a look too many finds no camera due, one too few is lost.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow._shared.timezones.timezone import coerce_datetime, utcnow
from airflow.timetables.base import DagRunInfo, DataInterval, Timetable

if TYPE_CHECKING:
    from airflow.timetables.base import TimeRestriction
    from pendulum import DateTime

PLACES_FILE = "places.json"
"""In ``FAIRNOTICE_HOME``: a list of boxes ``[minx, miny, maxx, maxy]``, in degrees."""
_TICK = dt.timedelta(minutes=20)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MOST_BOXES = 100

Box = tuple[float, float, float, float]


class DaylightTimetable(Timetable):
    """Every 20 minutes while a live camera in one of ``boxes`` may be due; at any time where there is none.

    Args:
        boxes: Boxes (minx, miny, maxx, maxy) around cameras, in degrees. Light in the whole of one is told from its
            corners: of all places at one longitude, the northernmost or the southernmost has the longest day.
    """

    description = "Every 20 minutes while it is light at some camera"

    def __init__(self, boxes: Sequence[Sequence[float]] = ()) -> None:
        self.boxes: tuple[Box, ...] = tuple((x0, y0, x1, y1) for x0, y0, x1, y1 in boxes)
        if self.boxes:
            places = "1 region" if len(self.boxes) == 1 else f"{len(self.boxes)} regions"
            self.description += f", by the sun in {places} of the registry"

    @classmethod
    def of_installation(cls) -> DaylightTimetable:
        """Make it for the places that the last import wrote down."""
        try:
            text = (Path(os.environ["FAIRNOTICE_HOME"]) / PLACES_FILE).read_text(encoding="utf-8")
            boxes = [[float(side) for side in box] for box in json.loads(text)]
            if len(boxes) > _MOST_BOXES or not all(map(_is_box, boxes)):
                return cls()
            return cls(boxes)
        except (KeyError, OSError, ValueError, TypeError):
            return cls()

    @property
    def summary(self) -> str:
        """What Airflow's list of DAGs shows as the schedule."""
        return "20 minutes, by daylight" if self.boxes else "20 minutes"

    def serialize(self) -> dict[str, Any]:
        """Return what `deserialize` makes the same timetable of."""
        return {"boxes": [list(box) for box in self.boxes]}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> DaylightTimetable:
        """Make the timetable that `serialize` was told of."""
        return cls(data.get("boxes", ()))

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """A run by hand is of its moment."""
        return DataInterval.exact(run_after)

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """Return the next tick at which it is light somewhere.

        A camera shows only the present, so what was missed is never made up for, whatever ``catchup`` says.
        """
        earliest = [_tick_at_or_after(utcnow() - _TICK)]  # the one that has just passed may still be run
        if last_automated_data_interval is not None:
            earliest.append(_tick_at_or_after(last_automated_data_interval.end) + _TICK)
        if restriction.earliest is not None:
            earliest.append(_tick_at_or_after(restriction.earliest))
        tick = self.next_light(max(earliest))
        if restriction.latest is not None and tick > restriction.latest:
            return None
        return DagRunInfo.exact(coerce_datetime(tick))

    def next_light(self, tick: dt.datetime) -> dt.datetime:
        """Return ``tick``, or the first one after it at which a camera may be due.

        That is within a day: every place has some hours around noon in which it is looked at, light or not.
        """
        ticks = (tick + number * _TICK for number in range(_ticks_in(dt.timedelta(days=2))))
        return next((each for each in ticks if self._is_light(each)), tick)

    def _is_light(self, at: dt.datetime) -> bool:
        from fairnotice.sun import LATE, light_of

        corners = (corner for x0, y0, x1, y1 in self.boxes for corner in itertools.product((x0, x1), (y0, y1)))
        return not self.boxes or any(
            start <= at < end + LATE for lon, lat in corners for start, end in light_of(lon, lat, at.date())
        )


def _is_box(sides: Sequence[float]) -> bool:
    x0, y0, x1, y1 = sides
    return -180 <= x0 <= x1 <= 180 and -90 <= y0 <= y1 <= 90


def _ticks_in(time: dt.timedelta) -> int:
    return math.ceil(
        time.total_seconds() / _TICK.total_seconds()
    )  # Airflow's times are pendulum's, and divide otherwise


def _tick_at_or_after(time: dt.datetime) -> dt.datetime:
    return _EPOCH + _ticks_in(time - _EPOCH) * _TICK
