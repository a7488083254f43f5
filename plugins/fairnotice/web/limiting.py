"""How much anybody may ask of the map: requests in a minute, and bytes in one request."""

from __future__ import annotations

import hashlib
import ipaddress
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request
from fastapi.responses import JSONResponse
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fairnotice.web.errors import UnavailableError
from fairnotice.web.identity import SESSION_COOKIE, at_this_machine, viewer_known_in

MOST_BODY_BYTES = 64 * 1024
"""What any form or decision takes at most; whoever takes files says so by `take_up_to`."""
VIEWERS_OF_ONE_ADDRESS = 5
"""An office behind one address asks as often as so many viewers."""
_TAKEN = "fairnotice.most_body_bytes"


@contextmanager
def place_among(places: threading.BoundedSemaphore, wait_s: float, otherwise: str) -> Iterator[None]:
    """Hold one of a few places for what takes much of this machine; who waits too long would hold up everybody else.

    Raises:
        UnavailableError: None became free in time; the message is ``otherwise``.
    """
    if not places.acquire(timeout=wait_s):
        raise UnavailableError(otherwise)
    try:
        yield
    finally:
        places.release()


def take_up_to(scope: Scope, most_bytes: int) -> None:
    """Let the body of a request be larger than others are; before anything of it is read."""
    scope.setdefault(_TAKEN, {})["bytes"] = most_bytes


class BodyLimit:
    """Refuses what is larger than what is taken, as soon as that shows, and keeps nothing of it.

    Args:
        app: The application inside.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a body that is counted as it is read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = scope.setdefault(_TAKEN, {"bytes": MOST_BODY_BYTES})
        announced = _announced(scope)
        came = 0

        async def counted() -> Message:
            nonlocal came
            if announced <= most["bytes"]:
                message = await receive()
                came += len(message.get("body", b""))
                if came <= most["bytes"]:
                    return message
            raise HTTPException(413, f"what was sent is larger than the {most['bytes'] >> 10} KiB that are taken")

        await self._app(scope, counted, send)


def _announced(scope: Scope) -> int:
    given = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(given) if given.isdigit() and len(given) <= 18 else 0


class RequestLimit:
    """Answers 429 to whoever asks too often, and says when to come back.

    Whoever is signed in is counted by session or login, so that colleagues behind one address do not stand in each
    other's way; the address is counted too, since anybody can send another cookie each time. Counts are kept in memory:
    one process answers, and what a restart forgives is a minute. The person at this machine is not counted.

    Args:
        app: The application inside.
        each_minute: Requests of one viewer in a minute; 0: any number.
    """

    def __init__(self, app: ASGIApp, each_minute: int) -> None:
        self._app = app
        self._counts = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._viewer = RateLimitItemPerMinute(each_minute) if each_minute else None
        self._address = RateLimitItemPerMinute(max(1, each_minute * VIEWERS_OF_ONE_ADDRESS))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 429."""
        if scope["type"] == "http" and self._viewer is not None:
            request = Request(scope)
            address, viewer = address_of(request), _viewer_of(request)
            if at_this_machine(request) is None:
                for item, key in ((self._address, ("address", address)), (self._viewer, viewer or ("by", address))):
                    if not self._counts.hit(item, *key):
                        wait_s = max(1, int(self._counts.get_window_stats(item, *key).reset_time - time.time()) + 1)
                        reason = f"too many requests in a minute; come back in {wait_s} seconds"
                        headers = {"Retry-After": str(wait_s), "Cache-Control": "no-store"}
                        await JSONResponse({"error": "busy", "reason": reason}, 429, headers)(scope, receive, send)
                        return
        await self._app(scope, receive, send)


def _viewer_of(request: Request) -> tuple[str, str] | None:
    known = viewer_known_in(request.scope)
    if known is not None:
        return "name", known.name
    secret = request.cookies.get(SESSION_COOKIE) or request.headers.get("authorization")
    return ("secret", hashlib.sha256(secret.encode()).hexdigest()) if secret else None


def address_of(request: Request) -> str:
    """Return where a request comes from; of a new address for each request there are plenty in one IPv6 network."""
    given = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return given
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else given
