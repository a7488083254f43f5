"""Where notices stand in a camera's view, and whether they are still seen there."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fairnotice.domain import Box, NoticePosition, NoticeStatus, Observation
from fairnotice.rules.looks import Sighting, can_show_absence, usable

_MIN_IOU = 0.1
_SMALLEST, _LARGEST = 0.25, 4.0
"""Height of a plate, as a share of the notice's own, within which it could be the notice: a number plate in front of
where a poster hung is not the poster."""
_GROWTH = 0.5
"""Share of its width and height by which a box is grown on each side before centres are compared."""


@dataclass(frozen=True, slots=True)
class History:
    """What the frames of one camera say of one position."""

    position: NoticePosition
    recorded: bool
    """Whether the registry holds the position; otherwise it was met in the window's frames."""
    confirmed: tuple[dt.date, ...]
    """Dates on which a confirmed notice was seen there."""
    missing: tuple[dt.date, ...]
    """The newest dates in a row on which nothing that could be it was seen there, oldest first."""
    missed_before: int
    """On how many dates nothing that could be it was seen there, between dates on which it was."""
    frames: tuple[Observation, ...]
    """The frames of the missing dates."""
    height_px: float
    """The smallest height that the notice could have had in those frames."""

    @property
    def was_there(self) -> bool:
        """Tell whether the notice is known to have stood there before it was missed."""
        if not self.missing:
            return False
        since = self.position.since
        return (
            (self.recorded and self.position.origin == "confirmed")
            or (self.recorded and since is not None and since <= self.missing[0])
            or len(self.confirmed) > 1
            or (self.recorded and bool(self.confirmed))
        )


def in_view(position: NoticePosition) -> bool:
    """Tell whether any of the position lies inside the picture."""
    x0, y0, x1, y1 = position.box
    return x1 > 0 and y1 > 0 and x0 < 1 and y0 < 1 and x1 > x0 and y1 > y0


def fractions(box: Box, observation: Observation) -> Box | None:
    """Return a box in px as fractions of the frame, or None where the frame's size is not known."""
    if observation.width <= 0 or observation.height <= 0:
        return None
    x0, y0, x1, y1 = box
    return (x0 / observation.width, y0 / observation.height, x1 / observation.width, y1 / observation.height)


def same_place(a: Box, b: Box) -> bool:
    """Tell whether two boxes could be the same sign: generous, since a wrong 'gone' accuses."""
    return _iou(a, b) >= _MIN_IOU or _centre_in(a, b) or _centre_in(b, a)


def _iou(a: Box, b: Box) -> float:
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    overlap = width * height
    return overlap / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - overlap)


def _centre_in(a: Box, b: Box) -> bool:
    x, y = (a[0] + a[2]) / 2, (a[1] + a[3]) / 2
    dx, dy = _GROWTH * (b[2] - b[0]), _GROWTH * (b[3] - b[1])
    return b[0] - dx <= x <= b[2] + dx and b[1] - dy <= y <= b[3] + dy


def of_this_view(position: NoticePosition, moved_on: dt.date | None) -> bool:
    """Tell whether a position was recorded since the camera was moved, if it was."""
    return moved_on is None or (position.since is not None and position.since >= moved_on)


def histories(
    recorded: Sequence[NoticePosition],
    observations: Sequence[Observation],
    confirmed: Iterable[Sighting],
    moved_on: dt.date | None = None,
) -> tuple[History, ...]:
    """Return what one camera's frames say of each recorded position, and of each that they showed.

    Args:
        recorded: Positions of the registry that lie in the view.
        observations: This camera's slots in the window, in order.
        confirmed: Its confirmed sightings, in order.
        moved_on: Day on which its view was moved. Positions from before it are left out, and so are the frames up to
            and of that day, which may show either view.
    """
    if moved_on is not None:
        recorded = [position for position in recorded if of_this_view(position, moved_on)]
        observations = [observation for observation in observations if observation.window_date > moved_on]
        confirmed = [sighting for sighting in confirmed if sighting.date > moved_on]
    places = [(position, True) for position in sorted(recorded, key=lambda p: (p.box, p.origin, str(p.since)))]
    for sighting in confirmed:
        if not usable(sighting.observation):
            continue  # seen in another view than positions are of
        box = fractions(sighting.notice.box, sighting.observation)
        if box is not None and not any(same_place(place.box, box) for place, _ in places):
            places.append((NoticePosition(box, "confirmed", sighting.date), False))
    return tuple(_history(position, known, observations) for position, known in places)


def _history(position: NoticePosition, recorded: bool, observations: Sequence[Observation]) -> History:
    by_date: dict[dt.date, list[tuple[Observation, NoticeStatus | None, float]]] = defaultdict(list)
    for observation in observations:
        before = position.since is not None and observation.window_date < position.since
        if not before and usable(observation) and observation.width > 0 and observation.height > 0:
            status, height = _status_at(position, observation)
            if status is not None or can_show_absence(observation):
                by_date[observation.window_date].append((observation, status, height))
    confirmed = tuple(d for d in sorted(by_date) if any(s is NoticeStatus.CONFIRMED for _, s, _ in by_date[d]))
    shown = [date for date in sorted(by_date) if any(status is not None for _, status, _ in by_date[date])]
    missing = [date for date in sorted(by_date) if not shown or date > shown[-1]]
    missed_before = sum(shown[0] < date < shown[-1] for date in by_date.keys() - set(shown)) if shown else 0
    frames = tuple(observation for date in missing for observation, _, _ in by_date[date])
    share = position.box[3] - position.box[1]
    seen = [height for entries in by_date.values() for _, status, height in entries if status is NoticeStatus.CONFIRMED]
    smallest = min([share, *seen]) * min((frame.height for frame in frames), default=0)
    return History(position, recorded, confirmed, tuple(missing), missed_before, frames, smallest)


def _status_at(position: NoticePosition, observation: Observation) -> tuple[NoticeStatus | None, float]:
    """Return the best that stands at ``position`` in a frame, and its height as a share of the frame's."""
    best: tuple[NoticeStatus | None, float] = (None, 0.0)
    for notice in observation.notices:
        box = fractions(notice.box, observation)
        if notice.status is NoticeStatus.REJECTED or box is None or not same_place(position.box, box):
            continue
        if notice.status is NoticeStatus.CONFIRMED:
            return notice.status, box[3] - box[1]
        if _of_its_size(position.box, box):
            best = (notice.status, box[3] - box[1])
    return best


def _of_its_size(notice: Box, plate: Box) -> bool:
    return _SMALLEST <= (plate[3] - plate[1]) / max(notice[3] - notice[1], 1e-6) <= _LARGEST


def new_plates(before: Iterable[Observation], after: Iterable[Observation], *, on_dates: int) -> bool:
    """Tell whether frames of ``after`` show a plate, on so many dates, where ``before`` showed none.

    A notice that was moved, or a view that turned, shows as a plate that is confirmed or undecided
    where there was none; a plate that was there all along is another sign.
    """
    old: dict[str, set[Box]] = defaultdict(set)
    for observation in before:
        old[observation.camera_id] |= {
            box for notice in observation.notices if (box := fractions(notice.box, observation))
        }
    new: list[tuple[str, Box, set[dt.date]]] = []
    for observation in after:
        for notice in observation.notices:
            box = fractions(notice.box, observation)
            if notice.status is NoticeStatus.REJECTED or box is None:
                continue
            if any(same_place(box, known) for known in old[observation.camera_id]):
                continue
            new.append((observation.camera_id, box, set()))
            for camera_id, place, dates in new:
                if camera_id == observation.camera_id and same_place(box, place):
                    dates.add(observation.window_date)
                    if len(dates) >= on_dates:
                        return True
    return False
