"""Was a night missed? Pure: signs of life in, what is late since when and why out."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from fairnotice.settings import Settings
from fairnotice.store.freshness import Coverage, Outbox, Purge, SignsOfLife, SourceAudit

GIVEN_UP_SHOWN = dt.timedelta(days=7)
PURGE_EVERY = dt.timedelta(days=2)
"""It runs each day, and a day's failure is put right by the next."""
_DAY = dt.timedelta(days=1)
_NAMED = 3


class State(StrEnum):
    """How bad it is; the names, and the exit statuses of the command, are those of monitoring plugins."""

    OK = "ok"
    WARNING = "warning"
    LATE = "late"
    UNKNOWN = "unknown"

    @property
    def exit_status(self) -> int:
        """0 ok, 1 warning, 2 late, 3 cannot be told."""
        return list(State).index(self)


_WORST_FIRST = (State.LATE, State.UNKNOWN, State.WARNING, State.OK)


@dataclass(frozen=True, slots=True)
class Check:
    """What was seen of one part of the nightly work."""

    name: str
    """``audit``, ``coverage``, ``outbox``, ``purge`` or ``database``."""
    state: State
    why: str
    since: dt.datetime | None = None
    """When it was due, where it is late."""
    about: str = ""
    """A source or a scope."""
    occasion: str = ""
    """Names what is told once: the night that was missed."""

    def in_words(self) -> str:
        """Write it as a line."""
        about = f" {self.about}" if self.about else ""
        since = f" since {_time(self.since)}" if self.since and self.state is not State.OK else ""
        return f"{self.name}{about}: {self.state.value}{since}: {self.why}"


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh the data are, and what is late."""

    checked_at: dt.datetime
    data_of: dt.date | None
    """The map shows no source's data of an earlier day; None: no audit ended yet."""
    last_finished_at: dt.datetime | None
    checks: tuple[Check, ...]

    @property
    def state(self) -> State:
        """The worst state of all checks."""
        found = {check.state for check in self.checks}
        return next((state for state in _WORST_FIRST if state in found), State.OK)

    @property
    def troubles(self) -> tuple[Check, ...]:
        """What is not in order, worst first."""
        wrong = [check for check in self.checks if check.state is not State.OK]
        return tuple(sorted(wrong, key=lambda check: (_WORST_FIRST.index(check.state), check.name, check.about)))


def judge(signs: SignsOfLife, settings: Settings, now: dt.datetime) -> Freshness:
    """Say what is late.

    An audit is about a day, and due ``audit_grace_hours`` after that day has ended.

    Args:
        signs: What is known of the nightly work.
        settings: What is expected when.
        now: Time of the check.
    """
    every, grace = dt.timedelta(hours=settings.audit_every_hours), dt.timedelta(hours=settings.audit_grace_hours)
    windows = [source.window_start for source in signs.sources if source.window_start]
    ended = [source.finished_at for source in signs.sources if source.finished_at]
    checks = [
        *_audits(signs, every, grace, now),
        *(_coverage(each, settings.coverage_drop) for each in signs.coverage),
        _outbox(signs.outbox),
        _purge(signs.purge, now),
    ]
    return Freshness(now, min(windows).date() if windows else None, max(ended, default=None), tuple(checks))


def unreachable(why: str, now: dt.datetime) -> Freshness:
    """Return what can be said where the database does not answer: nothing, which is told each day."""
    check = Check("database", State.UNKNOWN, why, since=now, occasion=now.date().isoformat())
    return Freshness(now, None, None, (check,))


def _audits(signs: SignsOfLife, every: dt.timedelta, grace: dt.timedelta, now: dt.datetime) -> Iterator[Check]:
    """One check for all sources whose audits stand alike: a network of many sources has one alarm, not many."""
    if not signs.sources:
        yield Check("audit", State.OK, "no regular source has cameras: no audit is expected")

    def next_window(source: SourceAudit) -> dt.datetime:
        if source.window_start is not None:
            return source.window_start.astimezone(dt.UTC) + every
        day = source.registered_at.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return day + every - _DAY

    alike = sorted(signs.sources, key=lambda source: (next_window(source), source.source))
    for window, group in groupby(alike, next_window):
        sources = list(group)
        due = window + _DAY + grace
        about = _names([source.source for source in sources])
        if now <= due:
            yield Check("audit", State.OK, f"in order: the next audit is due by {_time(due)}", about=about)
            continue
        missed = math.floor((now - due) / every) + 1
        last = window + (missed - 1) * every
        why = f"{missed} audits are missing" if missed > 1 else "the audit is missing"
        why = f"{why}: none of {window:%Y-%m-%d} or later came to its end. {_why_missed(sources, signs, due)}"
        yield Check("audit", State.LATE, why, since=due, about=about, occasion=f"{last:%Y-%m-%d} {about}")


def _why_missed(sources: list[SourceAudit], signs: SignsOfLife, due: dt.datetime) -> str:
    begun = max((source.begun_at for source in sources if source.begun_at), default=None)
    if begun is not None:
        return (
            f"One was begun at {_time(begun)} and did not end yet. If it runs no more, "
            "see the failed tasks of the DAG nightly_audit "
            "(`make status`, Airflow's page), then clear them"
        )
    purged = signs.purge.begun_at
    if purged is not None and purged > due - dt.timedelta(hours=12):
        return (
            f"Other work goes on (the purge ran at {_time(purged)}): "
            "is the DAG nightly_audit paused, or does its first task fail?"
        )
    return "None was begun, and nothing else ran since: is Airflow's scheduler running (`make status`, `make serve`)?"


def _coverage(seen: Coverage, drop: float) -> Check:
    share = seen.judged / seen.cameras
    told = f"{seen.judged} of {seen.cameras} cameras judged ({share:.0%})"
    if seen.usual is None or share >= seen.usual * (1 - drop):
        return Check("coverage", State.OK, told, about=seen.scope)
    why = (
        f"coverage collapsed: {told}, usually {seen.usual:.0%}. "
        f"`fairnotice summary {seen.scope}` says why cameras are unknown"
    )
    since = seen.finished_at
    return Check("coverage", State.LATE, why, since=since, about=seen.scope, occasion=f"{since:%Y-%m-%d} {seen.scope}")


def _outbox(seen: Outbox) -> Check:
    if seen.overdue and seen.since is not None:
        last = f"the last left at {_time(seen.last_sent_at)}" if seen.last_sent_at else "none ever left"
        if seen.tried:
            cause = f"The channel refuses: {seen.last_error}" if seen.last_error else "The channel refuses"
        else:
            cause = "Nobody tried to send them: is the DAG deliver_alerts running?"
        why = f"{seen.overdue} messages should have left and wait; {last}. {cause}"
        return Check("outbox", State.LATE, why, since=seen.since, occasion=seen.since.date().isoformat())
    if seen.given_up:
        days = GIVEN_UP_SHOWN.days
        why = f"{seen.given_up} messages were given up in the last {days} days: the log of deliver_alerts says why"
        return Check("outbox", State.WARNING, why, occasion=f"given up {seen.given_up}")
    return Check("outbox", State.OK, "nothing waits past its time")


def _purge(seen: Purge, now: dt.datetime) -> Check:
    reference = seen.finished_at or seen.registered_at
    if reference is None or now - reference <= PURGE_EVERY:
        return Check("purge", State.OK, "what has expired is purged" if seen.finished_at else "nothing to purge yet")
    since = reference + PURGE_EVERY
    last = f"the last one that ended was of {_time(seen.finished_at)}" if seen.finished_at else "none ever ended"
    begun = seen.begun_at is not None and seen.begun_at > reference
    how = (
        f"one was begun at {_time(seen.begun_at)} and did not end"
        if begun and seen.begun_at
        else "none was begun since"
    )
    why = f"what has expired is not purged: {last}, {how}. Is the DAG purge_expired running? Or run `fairnotice purge`"
    return Check("purge", State.LATE, why, since=since, occasion=since.date().isoformat())


def _names(sources: list[str]) -> str:
    """Name some sources, and how many more there are."""
    more = f" and {len(sources) - _NAMED} more" if len(sources) > _NAMED else ""
    return ", ".join(sources[:_NAMED]) + more


def _time(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"


def as_dict(found: Freshness) -> dict[str, Any]:
    """Return it as JSON has it, for monitoring and the page."""
    return {
        "state": found.state.value,
        "checked_at": found.checked_at.isoformat(),
        "data_of": found.data_of.isoformat() if found.data_of else None,
        "last_finished_at": found.last_finished_at.isoformat() if found.last_finished_at else None,
        "checks": [
            {
                "name": check.name,
                "about": check.about,
                "state": check.state.value,
                "since": check.since.isoformat() if check.since else None,
                "why": check.why,
            }
            for check in (*found.troubles, *(each for each in found.checks if each.state is State.OK))
        ],
    }
