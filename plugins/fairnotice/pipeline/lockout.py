"""Logins that a host refuses: asking on with them would lock the account of whoever watches there."""

from __future__ import annotations

import logging
import threading
from collections import Counter

from fairnotice.domain import CaptureFailure, CaptureFault, Frame

MOST_REFUSALS = 3
"""Refusals in a row: many cameras and recorders lock an account after a few wrong logins, for minutes or until somebody
comes. One refusal says little: an account may be kept from one channel and not from the next."""

_LOG = logging.getLogger(__name__)


class RefusedLogins:
    """What each host made of each login during one batch; safe to use from many threads."""

    def __init__(self) -> None:
        self._in_a_row: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def refuses(self, host: str | None, login: str | None) -> bool:
        """Tell whether a host refused a login so often that it is not shown it again.

        Args:
            host: Who would be asked, as ``host:port``.
            login: Name of the credential; whoever shows none, locks none.
        """
        return host is not None and login is not None and self._in_a_row[host, login] >= MOST_REFUSALS

    def note(self, host: str | None, login: str | None, taken: Frame | CaptureFailure) -> None:
        """Note what came of showing a login to a host."""
        if host is None or login is None:
            return
        with self._lock:
            if isinstance(taken, Frame):
                self._in_a_row[host, login] = 0
            elif taken.fault is CaptureFault.AUTH and taken.asked:
                self._in_a_row[host, login] += 1
                if self._in_a_row[host, login] == MOST_REFUSALS:
                    _LOG.warning(
                        "%s refused the login '%s' %d times in a row and would lock its account: "
                        "its other cameras are not asked. Check the credential",
                        host,
                        login,
                        MOST_REFUSALS,
                    )
