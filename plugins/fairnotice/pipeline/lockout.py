"""Logins that a host refuses: asking on with them would lock the account of whoever watches there."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fairnotice.domain import Camera, CaptureFailure, CaptureFault, Frame
from fairnotice.pipeline.backoff import REFUSED
from fairnotice.pipeline.courtesy import host_of
from fairnotice.store.health import Health

MOST_REFUSALS = 3
"""Refusals in a row: many cameras and recorders lock an account after a few wrong logins, for minutes or until somebody
comes. One refusal says little: an account may be kept from one channel and not from the next."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host made of a login at an earlier time."""

    at: dt.datetime
    account: tuple[str, str]
    refused: bool


def earlier_answers(members: Sequence[Camera], health: Mapping[str, Health], now: dt.datetime) -> Iterator[Answer]:
    """Yield what is known of the logins of some cameras: their newest frames, and what was refused lately.

    Lately is as long as a refused login is not tried again: a recorder whose password was changed is shown the old one
    a few times in that time, and not in each batch of it.
    """
    for camera in members:
        account, known = _account_of(camera), health.get(camera.camera_id)
        if account is None or known is None:
            continue
        if known.last_ok_at is not None:
            yield Answer(known.last_ok_at, account, refused=False)
        if known.fault is CaptureFault.AUTH and now < known.asked_at + REFUSED:
            yield Answer(known.asked_at, account, refused=True)


class RefusedLogins:
    """What each host made of each login, lately and during one batch; safe to use from many threads.

    A host is one whatever its port: a device has one account for its pages, its streams and its ONVIF services.

    Args:
        earlier: What hosts said before.
    """

    def __init__(self, earlier: Iterable[Answer] = ()) -> None:
        self._in_a_row: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()
        for answer in sorted(earlier, key=lambda each: (each.at, each.refused)):
            self._count(answer.account, refused=answer.refused)

    def refuses(self, camera: Camera) -> bool:
        """Tell whether a camera's host refused its login so often that it is not shown it again."""
        account = _account_of(camera)
        return account is not None and self._in_a_row[account] >= MOST_REFUSALS

    def note(self, camera: Camera, taken: Frame | CaptureFailure) -> None:
        """Note what came of asking a camera."""
        account = _account_of(camera)
        if account is None or (isinstance(taken, CaptureFailure) and not _refused(taken)):
            return
        with self._lock:
            self._count(account, refused=not isinstance(taken, Frame))
            if self._in_a_row[account] == MOST_REFUSALS:
                _LOG.warning(
                    "%s refused the login '%s' %d times in a row and would lock its account: its other cameras are not "
                    "asked for %.0f hours. Check the credential",
                    *account,
                    MOST_REFUSALS,
                    REFUSED / dt.timedelta(hours=1),
                )

    def _count(self, account: tuple[str, str], *, refused: bool) -> None:
        self._in_a_row[account] = self._in_a_row[account] + 1 if refused else 0


def _refused(failure: CaptureFailure) -> bool:
    return failure.fault is CaptureFault.AUTH and failure.asked


def _account_of(camera: Camera) -> tuple[str, str] | None:
    """Return the host and the credential that it is shown; None: nobody is asked, or no login shown, so none locked."""
    source = camera.frame_source
    if source is None or source.credential is None:
        return None
    host = host_of(source.url)
    return None if host is None else (host.rpartition(":")[0], source.credential)
