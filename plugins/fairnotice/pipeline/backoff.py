"""When a camera that gives no frames is asked again: less and less often, and never given up."""

from __future__ import annotations

import datetime as dt
import random

from fairnotice.domain import CaptureFault
from fairnotice.store.health import Health

REFUSED = dt.timedelta(hours=20)
"""How long a login that was refused is not tried again by day: less than a day, so that the next light has a look."""
ALONE_BY_NIGHT = dt.timedelta(hours=36)
"""How long the night's run leaves a live camera alone that refused the login: a day's light lies in it after `REFUSED`,
whenever it was asked, and a camera that is asked by night alone has a look every second night."""
_LONGEST = dt.timedelta(hours=8)
"""Longest wait after other failures. The night's look counts as well: after it some light must be left, or a camera
that has no power by night would never be asked by day again. Where it is not, there is still the day's last look."""
_FIRST = dt.timedelta(hours=2)
"""How long a camera is left in peace that failed twice in a row; twice as long after each further failure."""
_TWICE = 2
_JITTER = 0.15
"""Share of a wait that is cut off by chance, so that cameras which failed together are not asked together again."""


def ask_again_at(health: Health | None, camera_id: str) -> dt.datetime | None:
    """Return from when on a failing camera may be asked again by day; None: at any time.

    One failure is bad luck. A login that is refused is tried once a day at most, from the first time on: many devices
    lock out who fails several times. The night's run asks whoever was not asked by day, so nothing is given up.

    Args:
        health: What is known of its answers; None: it was never asked.
        camera_id: Seeds the jitter, so that every process comes to the same time.
    """
    if health is None or health.failing_since is None:
        return None
    failures = health.failures_in_a_row
    if health.fault is CaptureFault.AUTH:
        wait = REFUSED
    elif failures < _TWICE:
        return None
    else:
        wait = min(_LONGEST, _FIRST * 2 ** min(failures - _TWICE, 8))
    chance = random.Random(f"{camera_id}|{failures}|{health.failing_since}")  # noqa: S311 - a plan, not a secret
    return health.asked_at + wait * (1 - _JITTER * chance.random())


def in_words(health: Health, again: dt.datetime) -> str:
    """Say why a camera is left in peace, and until when."""
    times = "once" if health.failures_in_a_row == 1 else f"{health.failures_in_a_row} times in a row"
    by_night = (
        f"; the night's run leaves it alone {ALONE_BY_NIGHT / dt.timedelta(hours=1):.0f} hours after a refused login"
        if health.fault is CaptureFault.AUTH
        else ", but for the day's last look; the night's run asks a live camera that was not asked by day"
    )
    since = f"{health.failing_since:%Y-%m-%d %H:%M}" if health.failing_since else "long ago"
    return (
        f"It gave no frame {times} since {since} UTC ({health.fault or 'unknown'}), so by day it is not asked before "
        f"{again:%Y-%m-%d %H:%M} UTC{by_night}."
    )
