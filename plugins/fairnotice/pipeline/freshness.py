"""How fresh are the data? Asked of the database alone, so that it can be told where Airflow does not run."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable

from fairnotice.alerts import alarm, freshness
from fairnotice.alerts.alarm import Told
from fairnotice.alerts.freshness import Freshness
from fairnotice.errors import FairnoticeError
from fairnotice.settings import Settings
from fairnotice.store.database import Connection, Database, database_url
from fairnotice.store.freshness import signs_of_life

_LOG = logging.getLogger(__name__)
_TRIES = 3
_PAUSE_S = 20.0
"""Between two looks at a database that does not answer: it may only be starting anew."""


def read(connection: Connection, settings: Settings, now: dt.datetime, source: str | None = None) -> Freshness:
    """Judge how fresh the data are.

    Args:
        connection: An open transaction.
        settings: What is expected when.
        now: Time of the check.
        source: Only this source, in whatever mode; None: every regular one.
    """
    signs = signs_of_life(
        connection,
        source=source,
        outbox_before=now - dt.timedelta(hours=settings.outbox_grace_hours),
        given_up_since=now - freshness.GIVEN_UP_SHOWN,
    )
    return freshness.judge(signs, settings, now)


def check(settings: Settings, now: dt.datetime, source: str | None = None) -> Freshness:
    """Judge how fresh the data are, and say so where the database cannot be asked."""
    try:
        with Database(database_url(settings), size=1) as database, database.transaction() as connection:
            return read(connection, settings, now, source)
    except FairnoticeError as error:
        return freshness.unreachable(str(error), now)


def watch(settings: Settings, now: Callable[[], dt.datetime], *, pause_s: float = _PAUSE_S) -> tuple[Freshness, Told]:
    """Look once, and tell the authority what is late and was not told yet.

    Raises:
        DeliveryError: The alarm lies in the local mailbox only; the next look tries again.
    """
    found = check(settings, now())
    for _ in range(_TRIES - 1):
        if found.state is not freshness.State.UNKNOWN:
            break
        threading.Event().wait(pause_s)
        found = check(settings, now())
    alarm.note_look(settings, found.checked_at)
    return found, alarm.tell(found, settings)


def keep_watching(
    settings: Settings, now: Callable[[], dt.datetime], every: dt.timedelta, end: threading.Event
) -> None:
    """Look again and again until ``end`` is set; what goes wrong is logged, and the next look tries again."""
    while not end.is_set():
        try:
            found, told = watch(settings, now)
            if told.channel:
                _LOG.warning("freshness is %s, told by %s", found.state.value, told.channel)
        except (FairnoticeError, OSError) as error:
            _LOG.warning("the alarm could not be told: %s", error)
        end.wait(every.total_seconds())
