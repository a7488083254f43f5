"""The door: which session a request belongs to, how one begins and ends, and how often somebody may knock."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets
import threading
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from pydantic import BaseModel, ConfigDict, Field

from fairnotice.store import accounts
from fairnotice.store.accounts import Account, AccountError
from fairnotice.web.errors import BadRequestError, TooManyError, UnauthorizedError
from fairnotice.web.identity import (
    ANYONE_SIGNED_IN,
    SESSION_COOKIE,
    Role,
    Viewer,
    at_this_machine,
    csrf_of,
    require,
)
from fairnotice.web.limiting import address_of, place_among
from fairnotice.web.reader import Reader, own_reader_of

router = APIRouter()
_PAGE = Path(__file__).parent / "static" / "login" / "index.html"
_PASSWORDS_AT_ONCE = threading.BoundedSemaphore(2)
"""Each try takes 64 MiB and both of a small machine's processors for a moment."""
_TRY_WAITS_S = 5.0
_MOST_TOKEN = 200

_CACHE_KEY = secrets.token_bytes(32)
_TRIED: dict[bytes, tuple[int, str, float]] = {}
_MOST_TRIED = 1000
_TRIED_FOR_S = 300.0

# Kept in memory: the standalone server is one process, and a restart forgives no more than a few tries. Nobody is
# locked out by others' tries for longer than the windows last.
_KNOCKS = MovingWindowRateLimiter(MemoryStorage())
_PER_LOGIN = (RateLimitItemPerMinute(5), RateLimitItemPerHour(30))
_PER_ADDRESS = (RateLimitItemPerMinute(20), RateLimitItemPerHour(200))


class SignIn(BaseModel):
    """Who wants in."""

    model_config = ConfigDict(extra="forbid")

    login: str = Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")
    password: str = Field(min_length=1, max_length=1024, pattern=r"^[^\x00]*$")


class NewPassword(BaseModel):
    """Another password of one's own."""

    model_config = ConfigDict(extra="forbid")

    password: str = Field(min_length=1, max_length=1024, pattern=r"^[^\x00]*$")
    new_password: str = Field(min_length=1, max_length=1024, pattern=r"^[^\x00]*$")


def signed_in(request: Request) -> Viewer | None:
    """Return whoever is signed in, or None. While there is no account, it is the person at this machine."""
    reader = own_reader_of(request)
    token = request.cookies.get(SESSION_COOKIE, "")
    now = dt.datetime.now(dt.UTC)
    if 0 < len(token) <= _MOST_TOKEN:
        with reader.connection() as connection:
            found = accounts.account_of_session(connection, token, now)
        if found is not None:
            account, due = found
            if due:
                with reader.writing() as connection:
                    accounts.touch_session(connection, token, now)
            return _viewer(account, csrf_of(token))
    by_password = _by_password(request, reader)
    if by_password is not None:
        return by_password
    here = at_this_machine(request)
    return here if here is not None and not has_accounts(request) else None


def has_accounts(request: Request) -> bool:
    """Tell whether an account was ever made: from then on everybody signs in."""
    state = request.app.state
    if not state.has_accounts:
        with own_reader_of(request).connection() as connection:
            state.has_accounts = accounts.any_account(connection)
    return bool(state.has_accounts)


def _trying() -> AbstractContextManager[None]:
    """Hold one of the few places for trying a password."""
    return place_among(
        _PASSWORDS_AT_ONCE, _TRY_WAITS_S, "too many people sign in at this moment; try again in a few seconds"
    )


def _viewer(account: Account, csrf: str) -> Viewer:
    """Return an account as a viewer; without a token it can only read."""
    return Viewer(Role(account.role), account.name, account.account_id, account.districts, account.operator_id, csrf)


def _by_password(request: Request, reader: Reader) -> Viewer | None:
    """Return who sends login and password with each request, as GDAL and QGIS do.

    A password is tried once in some minutes; in between it is enough that the account's is still the same.
    """
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic" or len(encoded) > 2000:
        return None
    try:
        login, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return None
    if not colon or "\x00" in login + password:
        return None
    key = hmac.new(_CACHE_KEY, encoded.encode(), hashlib.sha256).digest()
    known = _TRIED.get(key)
    if known is not None and known[2] > time.monotonic():
        with reader.connection() as connection:
            account = accounts.account_by_number(connection, known[0])
        return _viewer(account, "") if account is not None and account.password_hash == known[1] else None
    knock(request, login.strip().lower())
    with _trying(), reader.writing() as connection:
        account = accounts.try_password(connection, login, password)
    if account is None:
        raise UnauthorizedError("login and password do not belong together, or the account is shut")
    if len(_TRIED) >= _MOST_TRIED:
        _TRIED.clear()
    _TRIED[key] = (account.account_id, account.password_hash, time.monotonic() + _TRIED_FOR_S)
    return _viewer(account, "")


@router.get("/login", response_class=FileResponse, include_in_schema=False)
def login_page() -> FileResponse:
    """Return the page at which people sign in."""
    return FileResponse(_PAGE, media_type="text/html; charset=utf-8")


@router.post("/api/login")
def sign_in(given: SignIn, request: Request, reader: Annotated[Reader, Depends(own_reader_of)]) -> Response:
    """Begin a session: a new token each time, whatever cookie came along."""
    login = given.login.strip().lower()
    knock(request, login)
    with _trying(), reader.writing() as connection:
        account = accounts.try_password(connection, login, given.password)
        if account is None:
            raise UnauthorizedError("login and password do not belong together, or the account is shut")
        end_former(request, connection)
        token = accounts.begin_session(connection, account, dt.datetime.now(dt.UTC))
    answer = JSONResponse({"role": account.role, "name": account.name}, headers={"Cache-Control": "no-store"})
    set_cookie(request, answer, token)
    return answer


@router.post("/api/logout", status_code=204)
def sign_out(
    _: Annotated[Viewer, Depends(require(*ANYONE_SIGNED_IN))],
    request: Request,
    reader: Annotated[Reader, Depends(own_reader_of)],
) -> Response:
    """End the session."""
    with reader.writing() as connection:
        end_former(request, connection)
    answer = Response(status_code=204, headers={"Clear-Site-Data": '"cache"', "Cache-Control": "no-store"})
    answer.delete_cookie(SESSION_COOKIE, path=path_of(request))
    return answer


@router.post("/api/password", status_code=204)
def change_password(
    given: NewPassword,
    viewer: Annotated[Viewer, Depends(require(*ANYONE_SIGNED_IN))],
    request: Request,
    reader: Annotated[Reader, Depends(own_reader_of)],
) -> Response:
    """Change one's own password; every session of the account ends but a new one that begins here."""
    if viewer.account_id is None:
        raise BadRequestError("whoever is signed in here has no password of this application's")
    with reader.connection() as connection:
        own = accounts.account_by_number(connection, viewer.account_id)
    if own is None:
        raise UnauthorizedError("the account is shut")
    knock(request, own.login)
    with _trying(), reader.writing() as connection:
        account = accounts.try_password(connection, own.login, given.password)
        if account is None:
            raise UnauthorizedError("the password until now is another one")
        try:
            accounts.set_password(connection, account, given.new_password)
        except AccountError as error:
            raise BadRequestError(f"new_password: {error}") from None
        token = accounts.begin_session(connection, account, dt.datetime.now(dt.UTC))
    answer = Response(status_code=204, headers={"Cache-Control": "no-store"})
    set_cookie(request, answer, token)
    return answer


class ViewFilters(BaseModel):
    """Which lines of the log."""

    model_config = ConfigDict(extra="forbid")

    days: int = Field(30, ge=1, le=3650)
    about: str | None = Field(None, max_length=1000, pattern=r"^[^\x00]*$", description="A camera, a site or a hash.")
    viewer: str | None = Field(None, max_length=200, pattern=r"^[^\x00]*$")
    before: int | None = Field(None, ge=1, le=2**62, description="Number of the last line of the page before.")
    limit: int = Field(200, ge=1, le=1000)


@router.get("/api/views")
def views(
    asked: Annotated[ViewFilters, Query()],
    _: Annotated[Viewer, Depends(require(Role.SUPERVISOR))],
    reader: Annotated[Reader, Depends(own_reader_of)],
) -> list[dict[str, Any]]:
    """Return who was shown what evidence, the newest first."""
    since = dt.datetime.now(dt.UTC) - dt.timedelta(days=asked.days)
    with reader.connection() as connection:
        found = accounts.views(
            connection, since, about=asked.about, viewer=asked.viewer, before=asked.before, most=asked.limit
        )
    return [
        {"view_id": each.view_id, "at": each.viewed_at, "viewer": each.viewer, "role": each.role, "what": each.what,
         "ids": list(each.ids), "why": each.why}
        for each in found
    ]  # fmt: skip


def knock(request: Request, login: str) -> None:
    """Count a try to sign in, by where it comes from and, if it says one, by login.

    Raises:
        TooManyError: There were too many.
    """
    address = address_of(request)
    for items, whose in ((_PER_ADDRESS, ("address", address)), (_PER_LOGIN if login else (), ("login", login))):
        for item in items:
            if not _KNOCKS.hit(item, *whose):
                raise TooManyError("too many tries to sign in; wait some minutes", item.get_expiry())


def end_former(request: Request, connection: Any) -> None:
    """End the session that a browser had before it begins another."""
    token = request.cookies.get(SESSION_COOKIE, "")
    if 0 < len(token) <= _MOST_TOKEN:
        accounts.end_session(connection, token)


def path_of(request: Request) -> str:
    """Return the path below which a browser sends this application's cookies."""
    return f"{request.scope.get('root_path', '')}/"


def set_cookie(request: Request, answer: Response, token: str) -> None:
    """Give a browser its session."""
    answer.set_cookie(
        SESSION_COOKIE,
        token,
        path=path_of(request),
        httponly=True,
        # Lax: a link in a message leads to the map with the session that one has.
        samesite="lax",
        secure=at_this_machine(request) is None,
    )
