"""What Airflow sees of Fairnotice: the map as a page in its navigation, behind its login, and the daylight timetable.

Airflow loads this file in every one of its processes, so nothing of the library is imported before the
web server asks for the page.
"""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin

from fairnotice_timetable import DaylightTimetable

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_LOG = logging.getLogger(__name__)
_PREFIX = "/fairnotice"
_ICON = "data:image/svg+xml," + quote(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#71717a" stroke-width="2">'
    '<rect x="3" y="3" width="18" height="14" rx="2"/><path d="M7 8h6v4H7zM13 9.5l4-1.5v4l-4-1.5M12 17v5"/></svg>'
)
"""A plate with a camera on a post."""


class BehindLogin:
    """Let a request through only with a login of Airflow's that may see its plugins.

    Airflow mounts a plugin's app without any check. This stands around the whole app rather than in its
    routes' dependencies, which would leave out static files, mounted apps and FastAPI's own pages.
    """

    def __init__(self, app: ASGIApp) -> None:
        from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
        from airflow.api_fastapi.core_api.security import bearer_scheme, get_user, requires_access_view

        self._app = app
        self._bearer = bearer_scheme
        self._get_user = get_user
        self._check = requires_access_view(AccessView.PLUGINS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401 to a stranger and 403 to a user without the right; pass everybody else on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})  # no page here speaks it
            return
        from fastapi import HTTPException, Request
        from fastapi.concurrency import run_in_threadpool
        from fastapi.responses import JSONResponse

        request = Request(scope, receive)
        try:
            user = await self._get_user(request, None, await self._bearer(request))
            await run_in_threadpool(self._check, request, user)
        except HTTPException as refusal:
            refused = JSONResponse({"detail": refusal.detail}, refusal.status_code, refusal.headers)
            await refused(scope, receive, send)
            return
        from fairnotice.web.identity import known_to_airflow

        known_to_airflow(scope, user.get_name())
        await self._app(scope, receive, send)


class FairnoticePlugin(AirflowPlugin):
    """The compliance map in Airflow's navigation, and when `sample_daylight` runs."""

    name = "fairnotice"
    timetables = [DaylightTimetable]  # noqa: RUF012 - Airflow's own way to name them

    @cached_property
    def external_views(self) -> list[Any]:  # type: ignore[override]
        """The page's place in the navigation; a server behind a path of its own has that path before it."""
        base = urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/")
        return [
            {
                "name": "Fairnotice",
                "href": f"{base}{_PREFIX}/",
                "destination": "nav",
                "nav_top_level": True,
                "url_route": "fairnotice",
                "icon": _ICON,
            }
        ]

    @cached_property
    def fastapi_apps(self) -> list[Any]:  # type: ignore[override]
        """The map's app, guarded; where it or its guard cannot be made, a refusal in its place.

        Only the web server reads this, so the library is imported there alone.
        """
        return [{"app": _guarded_map() or _refuse, "url_prefix": _PREFIX, "name": "Fairnotice"}]


def _guarded_map() -> ASGIApp | None:
    try:
        from fairnotice.errors import FairnoticeError
        from fairnotice.web.app import create_app
    except ImportError:
        _LOG.exception("the map is not served: the library cannot be imported")
        return None
    try:
        app = create_app()
        app.add_middleware(BehindLogin)
        # Starlette makes middlewares at the first request; a guard that cannot be made must show now.
        app.middleware_stack = app.build_middleware_stack()
    except (ImportError, FairnoticeError):
        _LOG.exception("the map is not served: it, or the guard around it, cannot be made")
        return None
    return app


async def _refuse(scope: Scope, _receive: Receive, send: Send) -> None:
    """Say that there is no map; without this, Airflow's own start page would answer at its address."""
    if scope["type"] == "http":
        headers = [(b"content-type", b"text/plain; charset=utf-8")]
        await send({"type": "http.response.start", "status": 503, "headers": headers})
        body = b"The map cannot be served; the web server's log says why.\n"
        await send({"type": "http.response.body", "body": body})
    else:
        await send({"type": "websocket.close", "code": 1011})
