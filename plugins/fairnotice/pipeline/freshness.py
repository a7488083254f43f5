"""How fresh are the data? Asked of the database alone, so that it can be told where Airflow does not run."""

from __future__ import annotations

import datetime as dt

from fairnotice.alerts import freshness
from fairnotice.alerts.freshness import Freshness
from fairnotice.errors import FairnoticeError
from fairnotice.settings import Settings
from fairnotice.store.database import Connection, Database, database_url
from fairnotice.store.freshness import signs_of_life


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
