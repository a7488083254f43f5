"""How old a picture is by the clock of whoever serves it: an old one must not pass for the present."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from fairnotice.capture.limits import CaptureError
from fairnotice.domain import CaptureFault

STALE_AFTER = dt.timedelta(hours=1)
"""Public servers renew a camera's picture every few minutes to a quarter of an hour."""

_CLOCK_WAS_SET = dt.datetime(2005, 1, 1, tzinfo=dt.UTC)
"""Devices whose clock was never set name 1970 or 2000; that says nothing of their picture."""
_MOST_SECONDS = 10 * 365 * 86_400


def check_age(headers: Mapping[str, str], asked_at: dt.datetime) -> None:
    """Refuse a picture that its server says was made long before it was sent.

    The age is ``Date`` less ``Last-Modified``, both by the server's own clock, so that a wrong clock does no harm, and
    ``Age``, which a cache on the way adds (RFC 9110, 8.8.2; RFC 9111, 5.1). A server that says nothing, or what cannot
    be read, is believed. Frigate says in a header of its own that it serves an earlier picture of a camera that is
    offline (https://github.com/blakeblackshear/frigate/pull/21752).

    Args:
        headers: Of the answer, with names in any case if the mapping allows it.
        asked_at: When it was asked, which stands for a missing ``Date``.

    Raises:
        CaptureError: ``stale``.
    """
    if headers.get("x-frigate-offline", "").strip().lower() == "true":
        raise CaptureError(CaptureFault.STALE, "Frigate has no frame of this camera now, and serves an earlier picture")
    made = _moment(headers.get("last-modified", ""))
    sent = sent_at(headers) or asked_at
    cached = headers.get("age", "").strip()
    age = (
        dt.timedelta(seconds=min(int(cached[:12]), _MOST_SECONDS))
        if cached.isascii() and cached.isdigit()
        else dt.timedelta()
    )
    if made is not None and made >= _CLOCK_WAS_SET:
        age += max(sent - made, dt.timedelta())
    if age > STALE_AFTER:
        hours = age / dt.timedelta(hours=1)
        detail = f"by its server's clock the picture was {hours:.0f} h old when it was sent"
        raise CaptureError(CaptureFault.STALE, detail)


def sent_at(headers: Mapping[str, str]) -> dt.datetime | None:
    """Return when an answer was sent by its server's clock, or None where it does not say."""
    return _moment(headers.get("date", ""))


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(text[:64])
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment
