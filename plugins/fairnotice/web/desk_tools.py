"""What decisions and photos need of this process, opened by the first request that does."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager

from fastapi import Request

from fairnotice.pipeline.credentials import secrets_backend
from fairnotice.pipeline.resources import Resources
from fairnotice.settings import settings
from fairnotice.store.database import Connection, Database, acting_as, database_url
from fairnotice.store.evidence import open_evidence
from fairnotice.store.review_queue import districts_of_camera, districts_of_site
from fairnotice.web.errors import NotFoundError
from fairnotice.web.identity import Viewer
from fairnotice.web.limiting import place_among
from fairnotice.web.reader import STATEMENT_LIMIT_S

_opening = threading.Lock()
_LOOKS_AT_ONCE = 2
_LOOK_WAITS_S = 45.0
_looks = threading.BoundedSemaphore(_LOOKS_AT_ONCE)


def resources_of(request: Request) -> Resources:
    """Return database, evidence and models of the application that serves ``request``."""
    state = request.app.state
    with _opening:
        if state.resources is None:
            chosen = settings()
            url = state.database_url or database_url(chosen)
            database = Database(url, statement_limit_s=STATEMENT_LIMIT_S)
            state.resources = Resources(
                chosen, database, state.evidence or open_evidence(chosen), secrets_backend(chosen)
            )
        opened: Resources = state.resources
    return opened


def acting(viewer: Viewer) -> AbstractContextManager[None]:
    """Let the database refuse what is written within about districts that are not the viewer's."""
    return acting_as(viewer.role.value, viewer.districts)


def looking() -> AbstractContextManager[None]:
    """Hold one of the few places for whoever looks at a picture, which takes processors and memory.

    Raises:
        UnavailableError: None became free in time.
    """
    return place_among(_looks, _LOOK_WAITS_S, "other pictures are being looked at; try again in a minute")


def require_camera(connection: Connection, viewer: Viewer, camera_id: str) -> None:
    """Let a viewer act on a camera of their districts only.

    Raises:
        NotFoundError: There is no such camera for them.
    """
    _require(viewer, districts_of_camera(connection, camera_id), f"there is no camera {camera_id!r}")


def require_site(connection: Connection, viewer: Viewer, site_id: str) -> None:
    """Let a viewer act on a site of which a camera stands in their districts only.

    Raises:
        NotFoundError: There is no such site for them.
    """
    _require(viewer, districts_of_site(connection, site_id), f"there is no site {site_id!r}")


def _require(viewer: Viewer, districts: list[str | None], otherwise: str) -> None:
    if not districts or (viewer.districts and not any(each in viewer.districts for each in districts)):
        raise NotFoundError(otherwise)
