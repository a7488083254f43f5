"""Who asks: the viewer of a request, and what a role may do.

Inside Airflow its login says who it is. On its own the application has accounts (`fairnotice.store.accounts`); while
none was made, the person at this machine is the supervisor, so that nobody needs a login to look at a demo.
"""

from __future__ import annotations

import getpass
import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import Scope

from fairnotice.settings import settings
from fairnotice.web.errors import ForbiddenError, UnauthorizedError

CSRF_HEADER = "X-Fairnotice-CSRF"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
SESSION_COOKIE = "fairnotice_session"
_KEY = "fairnotice.viewer"
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]", "::1")
_PROCESS_SECRET = secrets.token_bytes(32)


class Role(StrEnum):
    """What somebody is here."""

    PUBLIC = "public"
    OPERATOR = "operator"
    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever makes a request."""

    role: Role
    name: str
    account_id: int | None = None
    districts: tuple[str, ...] = ()
    """Of an inspector; none: all districts."""
    operator_id: str | None = None
    csrf: str = ""
    """What a writing request of this viewer says in the header `CSRF_HEADER`."""


PUBLIC = Viewer(Role.PUBLIC, "public")


def known_to_airflow(scope: Scope, name: str) -> None:
    """Write into a request that Airflow's login let ``name`` in: a supervisor."""
    headers = Headers(scope=scope)
    secret = headers.get("cookie", "") + headers.get("authorization", "")
    scope[_KEY] = Viewer(Role.SUPERVISOR, name, csrf=csrf_of(secret))


def csrf_of(secret: str) -> str:
    """Return the token of a session that only pages of this origin can learn.

    Args:
        secret: What the session is known by; empty where there is none: the token is then this process's own.
    """
    key = secret.encode() if secret else _PROCESS_SECRET
    return hmac.new(key, b"fairnotice csrf", hashlib.sha256).hexdigest()


def viewer_known_in(scope: Scope) -> Viewer | None:
    """Return who makes a request, where that was found out already."""
    known: Viewer | None = scope.get(_KEY)
    return known


def viewer_of(request: Request) -> Viewer:
    """Return who makes the request; a dependency of routes. Whoever is not known is the public.

    The application knows how to find out: its state's ``signed_in`` takes a request.
    """
    known = viewer_known_in(request.scope)
    if known is None:
        known = request.app.state.signed_in(request) or PUBLIC
        request.scope[_KEY] = known
    return known


def at_this_machine(request: Request) -> Viewer | None:
    """Return the person at this machine, where the request certainly comes from here and through no proxy.

    Where the installation names an address that others reach, a proxy stands before it, which may not say so.
    """
    if _has_public_address(settings().public_url):
        return None
    headers = request.headers
    if any(name in headers for name in ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")):
        return None
    # Proxies such as nginx, as they come, name nobody and write this machine as host, but speak a version of HTTP that
    # no browser has spoken for long.
    if request.scope.get("http_version") == "1.0":
        return None
    host = headers.get("host", "")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if request.client is None or not _is_loopback(request.client.host) or name not in _LOCAL_HOSTS:
        return None
    return Viewer(Role.SUPERVISOR, _user_name(), csrf=csrf_of(""))


def _has_public_address(url: str | None) -> bool:
    host = urlsplit(url or "").hostname or ""
    return bool(host) and host not in _LOCAL_HOSTS and not _is_loopback(host)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "the person at this machine"


def require(*roles: Role) -> Callable[[Request], Viewer]:
    """Return a dependency that lets through viewers of some roles, and writing requests only with their token.

    Raises:
        UnauthorizedError: Nobody is signed in.
        ForbiddenError: This role may not, or the token is missing or not theirs.
    """

    def permitted(request: Request) -> Viewer:
        viewer = viewer_of(request)
        if viewer.role not in roles:
            if viewer.role is Role.PUBLIC:
                raise UnauthorizedError("sign in first: this is not shown to everybody")
            raise ForbiddenError(f"as {viewer.role.value} you may not see or do this")
        if request.method not in SAFE_METHODS:
            check_csrf(request, viewer)
        return viewer

    return permitted


def check_csrf(request: Request, viewer: Viewer) -> None:
    """Let a writing request through only if a page of ours made it for this viewer.

    Raises:
        ForbiddenError: The token is missing or not theirs.
    """
    given = request.headers.get(CSRF_HEADER, "")
    if not viewer.csrf or not hmac.compare_digest(given.encode(), viewer.csrf.encode()):
        raise ForbiddenError(f"the header {CSRF_HEADER} is missing or old: load the page again (`api/me` tells it)")


def public_view() -> bool:
    """Tell whether the authority shows counts to everybody."""
    return settings().public_view


ANYONE_SIGNED_IN = (Role.OPERATOR, Role.INSPECTOR, Role.SUPERVISOR)
INSPECTORS = (Role.INSPECTOR, Role.SUPERVISOR)
