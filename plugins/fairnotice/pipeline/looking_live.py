"""A live look by a person: on the audit's own terms with the camera, seldom enough, and nothing of it is stored."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from fairnotice.capture.trace import Noted
from fairnotice.domain import CaptureFault
from fairnotice.errors import BusyError, DecisionError
from fairnotice.pipeline import egress
from fairnotice.pipeline.backoff import REFUSED
from fairnotice.pipeline.courtesy import host_of
from fairnotice.pipeline.probing import Probe, Probed, probe
from fairnotice.pipeline.resources import Resources
from fairnotice.store import cameras, health, maintenance, views
from fairnotice.store.views import Remembered

EVERY_S = 60.0
"""A camera is asked by people at most once in so many seconds, and a host by one of them at a time."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A look that may be taken.

    Attributes:
        asked: What is tried.
        host: The camera's, to be hidden in what is told; empty where it has none.
        key: Of its host's place, which `look` gives back.
    """

    asked: Probe
    host: str
    key: str


_lock = threading.Lock()
_asked_at: dict[str, float] = {}
_busy: set[str] = set()


def begin(resources: Resources, camera_id: str, now: dt.datetime) -> Begun:
    """See whether a camera may be looked at now, and take its turn; `look` or `give_up` gives it back.

    Raises:
        DecisionError: The registry names no source of its frames, nobody allowed it, or its login was refused lately.
        BusyError: Somebody looked at it a moment ago, or looks at another camera of its host.
    """
    with resources.database.transaction() as connection:
        camera = cameras.one(connection, camera_id)
        if camera is None or camera.frame_source is None:
            raise DecisionError(f"the registry names no source of frames for {camera_id}")
        source = camera.frame_source
        if source.access_basis is None or not source.access_basis.covers("frames", now.date()):
            raise DecisionError("nobody has allowed this camera to be contacted, or the leave has ended")
        known = health.of_cameras(connection, [camera_id]).get(camera_id)
        if known is not None and known.fault is CaptureFault.AUTH and now < known.asked_at + REFUSED:
            raise DecisionError(
                "it refused the login lately, and asking again would lock the account; wait until tomorrow"
            )
        remembered = views.of_cameras(connection, [camera_id])
        policy = egress.policies(connection, resources.settings)(camera.source)
        left_alone = maintenance.left_alone(connection, now)(camera, now)
        asked = Probe(source, policy, remembered.get(camera_id, Remembered()), known, left_alone)
        key = host_of(source.url) or camera_id
    _take_turn(camera_id, key)
    return Begun(asked, _host(source.url), key)


def look(
    resources: Resources, begun: Begun, *, now: dt.datetime, tell: Callable[[Noted], None] | None = None
) -> Probed:
    """Take the look: grab one frame, inspect it, and return it coarse, with masked crops of notices.

    Raises:
        VisionError: The frame came, but its quality cannot be measured.
    """
    try:
        return probe(
            begun.asked,
            resources.settings,
            at=now,
            now=now,
            credentials=resources.credentials,
            tell=tell,
            inspector=resources.inspector,
            people=resources.people,
        )
    finally:
        give_up(begun)


def give_up(begun: Begun) -> None:
    """Give the turn back of a look that is not taken."""
    with _lock:
        _busy.discard(begun.key)


def _take_turn(camera_id: str, key: str) -> None:
    now = time.monotonic()
    with _lock:
        for each in [each for each, at in _asked_at.items() if now - at >= EVERY_S]:
            del _asked_at[each]
        if camera_id in _asked_at:
            wait = round(EVERY_S - (now - _asked_at[camera_id]))
            raise BusyError(f"this camera was asked a moment ago; wait {max(wait, 1)} s, so that it is not stormed")
        if key in _busy:
            raise BusyError("another camera behind the same address is being asked; try again in a few seconds")
        _asked_at[camera_id] = now
        _busy.add(key)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
