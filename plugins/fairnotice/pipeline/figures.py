"""How long operators take to answer and to put things right, what is overdue, and what asking for photos has won.

Times are given as quartiles, which one forgotten failing does not move. What is still open is not left out, which would
make the slowest look fast: it counts as 'not yet' by the Kaplan-Meier estimate, and where fewer than half are answered
there is no median, only that it lies beyond what was seen.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from fairnotice.store.database import Connection
from fairnotice.store.figures import Asked, Span, Told, asked, told

_DAY_S = 86_400.0
_QUARTERS = (0.25, 0.5, 0.75)
_ROUNDING = 1e-9
By = Literal["operator", "district"]


@dataclass(frozen=True, slots=True)
class Durations:
    """How long something took, in days, with what has not happened yet counted as such."""

    count: int
    happened: int
    quartiles: tuple[float | None, float | None, float | None]
    """After how many days a quarter, half and three quarters have happened; None: so many have not yet."""

    @property
    def open(self) -> int:
        """How many have not happened."""
        return self.count - self.happened


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one operator, one district, or all."""

    key: str | None
    """Id of the operator or district; None: of none, or all."""
    name: str | None
    told: int
    answered: Durations
    fixed: Durations
    open: int
    """Failings that stand."""
    overdue: int
    """Those of them whose day has passed."""
    fixed_late: int
    taken_back: int
    """Failings that an inspector or a change of rules found to be none."""
    unclear: int
    """Failings that are no longer seen, for want of evidence, and were not seen put right."""
    asked_sites: int
    asked_cameras: int
    photo_sites: int
    """Sites of which a photo came."""
    settled_cameras: int
    """Cameras that nobody could tell of before, decided by now."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a span."""

    span: Span
    total: Row
    operators: tuple[Row, ...]
    districts: tuple[Row, ...]


@dataclass(slots=True)
class _Group:
    key: str | None = None
    name: str | None = None
    told: list[Told] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


def figures(connection: Connection, span: Span) -> Figures:
    """Return the figures of what was told and asked within a span."""
    failings, requests = told(connection, span), asked(connection, span)
    everything = _Group(told=failings, asked=requests)
    return Figures(
        span,
        _row(everything, span.as_of),
        _grouped(failings, requests, lambda each: (each.operator_id, each.operator), span.as_of),
        _grouped(failings, requests, lambda each: (each.district_id, each.district), span.as_of),
    )


def durations(times: Iterable[tuple[float, bool]]) -> Durations:
    """Estimate after how many days quarters of something have happened.

    The product-limit estimate of Kaplan and Meier (1958): on each day on which it happened, the share for which it has
    not is lowered by how many it happened for, of those still waited for.

    Args:
        times: For each, the days until it happened (True), or those during which it did not (False).
    """
    listed = [(max(0.0, days), happened) for days, happened in times]
    events = Counter(days for days, happened in listed if happened)
    waited = sorted(days for days, _ in listed)
    reached: dict[float, float] = {}
    not_yet = 1.0
    for day, number in sorted(events.items()):
        not_yet *= 1 - number / (len(waited) - bisect_left(waited, day))
        for share in _QUARTERS:
            if not_yet <= 1 - share + _ROUNDING:
                reached.setdefault(share, day)
    first, half, third = (reached.get(share) for share in _QUARTERS)
    return Durations(len(listed), events.total(), (first, half, third))


def _grouped(
    failings: Sequence[Told],
    requests: Sequence[Asked],
    of: Callable[[Told | Asked], tuple[str | None, str | None]],
    as_of: dt.datetime,
) -> tuple[Row, ...]:
    groups: dict[str | None, _Group] = defaultdict(_Group)
    for failing in failings:
        _named(groups, of(failing)).told.append(failing)
    for request in requests:
        _named(groups, of(request)).asked.append(request)
    made = [_row(group, as_of) for group in groups.values()]
    return tuple(sorted(made, key=lambda row: (-row.overdue, -row.open, -row.told, row.name or "", row.key or "")))


def _named(groups: dict[str | None, _Group], who: tuple[str | None, str | None]) -> _Group:
    group = groups[who[0]]
    group.key, group.name = who
    return group


def _row(group: _Group, as_of: dt.datetime) -> Row:
    failings = group.told
    standing = [each for each in failings if each.how is None]
    fixed = [each for each in failings if each.how == "fixed"]
    return Row(
        key=group.key,
        name=group.name,
        told=len(failings),
        answered=durations(_until(each, each.answered_at, as_of) for each in failings),
        fixed=durations(_until(each, each.ended_at if each.how == "fixed" else None, as_of) for each in failings),
        open=len(standing),
        overdue=sum(each.due_on is not None and each.due_on < as_of.date() for each in standing),
        fixed_late=sum(_is_late(each) for each in fixed),
        taken_back=sum(each.how == "taken_back" for each in failings),
        unclear=sum(each.how == "unclear" for each in failings),
        asked_sites=len({each.site_id for each in group.asked}),
        asked_cameras=sum(each.cameras for each in group.asked),
        photo_sites=len({each.site_id for each in group.asked if each.photos}),
        settled_cameras=sum(each.settled for each in group.asked),
    )


def _until(failing: Told, at: dt.datetime | None, as_of: dt.datetime) -> tuple[float, bool]:
    """Return the days from the message until something, or until it was no longer waited for."""
    end = at or failing.ended_at or as_of
    return (end - failing.told_at).total_seconds() / _DAY_S, at is not None


def _is_late(failing: Told) -> bool:
    return failing.due_on is not None and failing.ended_at is not None and failing.ended_at.date() > failing.due_on
