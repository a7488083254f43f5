"""Signing in by the authority's own accounts: to its provider of OpenID Connect and back.

A provider says who somebody is, and nothing of what they may do: whoever has no account here is shown out.
"""

from __future__ import annotations

import datetime as dt
import hmac
import logging
import re
import threading
import time
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from fairnotice.settings import settings
from fairnotice.store import accounts
from fairnotice.web.addresses import address
from fairnotice.web.door import end_former, knock, path_of, set_cookie
from fairnotice.web.errors import NotFoundError
from fairnotice.web.openid import Attempt, DeniedError, Provider, SignInError, check_issuer
from fairnotice.web.reader import Reader, own_reader_of

router = APIRouter()

_LOG = logging.getLogger(__name__)
_COOKIE = "fairnotice_oidc"
_LASTS_S = 600
_KNOWN_AS_COOKIE = "fairnotice_known_as"
_TOLD_FOR_S = 120
_MOST_BEGUN = 1000
# As the page of sign-in has it: a place of this site alone.
_PLACE = re.compile(r"(?!.*//)[\w?=&%.,/+*~!-]{0,1000}", re.ASCII)
_Short = Annotated[str, Query(max_length=4096, pattern=r"^[^\x00]*$")]


@dataclass(frozen=True, slots=True)
class _Begun:
    attempt: Attempt
    next: str
    until: float


class _Waiting:
    """Sign-ins that were begun, in memory: the standalone server is one process."""

    def __init__(self) -> None:
        self._begun: dict[str, _Begun] = {}
        self._lock = threading.Lock()

    def put(self, begun: _Begun) -> None:
        with self._lock:
            now = time.monotonic()
            for state in [state for state, each in self._begun.items() if each.until < now]:
                del self._begun[state]
            while len(self._begun) >= _MOST_BEGUN:
                del self._begun[next(iter(self._begun))]
            self._begun[begun.attempt.state] = begun

    def take(self, state: str) -> _Begun | None:
        """Return one, which is then over: a code is tried once."""
        with self._lock:
            begun = self._begun.pop(state, None)
        return begun if begun is not None and begun.until >= time.monotonic() else None


_WAITING = _Waiting()
_PROVIDERS: dict[tuple[str, str], Provider] = {}


@router.get("/oidc/login", include_in_schema=False)
def begin(request: Request, next: _Short = "") -> Response:  # noqa: A002 - the page's own name for it
    """Lead to the provider, with what it and this browser alone can bring back."""
    provider = _provider()
    knock(request, "")
    attempt = Attempt.new()
    try:
        place_to_go = provider.address(attempt, _redirect_uri(request))
    except SignInError as error:
        return _refused("unreachable", error)
    place = next if _PLACE.fullmatch(next) else ""
    _WAITING.put(_Begun(attempt, place, time.monotonic() + _LASTS_S))
    answer = RedirectResponse(place_to_go, 303, headers={"Cache-Control": "no-store"})
    answer.set_cookie(
        _COOKIE,
        attempt.state,
        max_age=_LASTS_S,
        path=path_of(request),
        httponly=True,
        # Lax: it comes back by a link from the provider.
        samesite="lax",
        secure=_redirect_uri(request).startswith("https:"),
    )
    return answer


@router.get("/oidc/callback", include_in_schema=False)
def callback(
    request: Request,
    reader: Annotated[Reader, Depends(own_reader_of)],
    state: _Short = "",
    code: _Short = "",
    error: _Short = "",
) -> Response:
    """Begin a session for whoever the provider says is there, if they have an account."""
    provider = _provider()
    knock(request, "")
    begun = _WAITING.take(state) if _same(state, request.cookies.get(_COOKIE, "")) else None
    try:
        if begun is None:
            raise SignInError("this sign-in was not begun in this browser, or too long ago")
        if error or not code:
            raise DeniedError("the provider let nobody in")
        known_as = provider.who(begun.attempt, code, _redirect_uri(request))
    except DeniedError as refused:
        return _refused("denied", refused)
    except SignInError as refused:
        return _refused("failed" if begun is not None else "stale", refused)
    with reader.writing() as connection:
        account = accounts.account_known_as(connection, known_as)
        if account is None:
            return _unknown(request, known_as)
        end_former(request, connection)
        token = accounts.begin_session(connection, account, dt.datetime.now(dt.UTC))
    # A view of the map is a query alone, which would otherwise be one of this page.
    answer = RedirectResponse(f"../{begun.next}", 303, headers={"Cache-Control": "no-store"})
    set_cookie(request, answer, token)
    answer.delete_cookie(_COOKIE, path=path_of(request))
    answer.delete_cookie(_KNOWN_AS_COOKIE, path=path_of(request))
    return answer


def _provider() -> Provider:
    chosen = settings()
    if chosen.oidc_issuer is None:
        raise NotFoundError("no provider of OpenID Connect is set up here")
    check_issuer(chosen.oidc_issuer)
    key = (chosen.oidc_issuer, chosen.oidc_client_id)
    return _PROVIDERS.setdefault(key, Provider(chosen))


def _redirect_uri(request: Request) -> str:
    return address(request, "oidc/callback")


def _unknown(request: Request, known_as: str) -> Response:
    """Send somebody back who has no account, and tell their browser alone by which name the provider knows them.

    A supervisor needs it to make an account; in an address it would stand in logs.
    """
    answer = _refused("unknown", SignInError("whoever signed in at the provider has no account here"))
    secure = _redirect_uri(request).startswith("https:")
    answer.set_cookie(
        _KNOWN_AS_COOKIE,
        quote(known_as, safe=""),
        max_age=_TOLD_FOR_S,
        path=path_of(request),
        secure=secure,
        samesite="strict",
    )
    return answer


def _refused(why: str, error: SignInError) -> Response:
    _LOG.warning("sign-in by OpenID Connect: %s", error)
    return RedirectResponse(f"../login?problem={quote(why)}", 303, headers={"Cache-Control": "no-store"})


def _same(one: str, other: str) -> bool:
    return bool(one) and hmac.compare_digest(one.encode(), other.encode())
