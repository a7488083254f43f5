"""No page from elsewhere writes anything here: the first of two checks, the token itself is checked with the viewer."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from fairnotice.web.identity import CSRF_HEADER, SAFE_METHODS


class SameOriginWrites:
    """Refuses writing requests that another site's page could have made.

    A browser says by ``Sec-Fetch-Site`` or ``Origin`` where a request comes from, and sends a header of our own to us
    only after asking, which nobody from elsewhere is allowed.

    Args:
        app: The application inside.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            reason = _refusal(Headers(scope=scope))
            if reason:
                answer = JSONResponse({"error": "forbidden", "reason": reason}, 403, {"Cache-Control": "no-store"})
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _refusal(headers: Headers) -> str:
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return "a page from another site may not write here"
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != (headers.get("x-forwarded-host") or headers.get("host")):
        return "a page from another site may not write here"
    if not headers.get(CSRF_HEADER):
        return f"the header {CSRF_HEADER} is missing: `api/me` tells it"
    return ""
