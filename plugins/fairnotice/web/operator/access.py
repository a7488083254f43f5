"""Who may see an operator's page: whoever came in by its link, and nobody else's page."""

from __future__ import annotations

import datetime as dt
import hmac
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from psycopg.rows import DictRow

from fairnotice.settings import settings
from fairnotice.store import answers
from fairnotice.store.answers import Purpose
from fairnotice.store.database import Database, database_url
from fairnotice.web.errors import ForbiddenError, NotFoundError, UnauthorizedError
from fairnotice.web.identity import CSRF_HEADER, Role, Viewer, csrf_of, viewer_of
from fairnotice.web.reader import STATEMENT_LIMIT_S, Connection, own_reader_of

COOKIE = "fairnotice_answer"
_MOST_SECRET = 200


@dataclass(frozen=True, slots=True)
class Answering:
    """An operator who is signed in, and how much of it may be seen."""

    operator_id: str
    said_by: str
    """What a reply is signed with."""
    purpose: Purpose
    site_id: str | None
    """The site that the message was about, shown first."""
    csrf: str
    expires_at: dt.datetime | None = None

    @property
    def only_site(self) -> str | None:
        """The one site that may be seen: a request for a photo may be forwarded to whoever takes it."""
        return self.site_id if self.purpose == "photo_request" else None

    def viewer(self) -> Viewer:
        """Return who the database is told asks."""
        return Viewer(Role.OPERATOR, self.said_by, operator_id=self.operator_id, csrf=self.csrf)

    def scope(self) -> dict[str, Any]:
        """Return what every statement is given, so that none reaches beyond it."""
        return {"operator_id": self.operator_id, "site_id": self.only_site}


def database_of(request: Request) -> Database:
    """Return the database that photos and exports are answered with; the first of them opens it."""
    state = request.app.state
    if getattr(state, "answers_database", None) is None:
        url = state.database_url or database_url(settings())
        state.answers_database = Database(url, statement_limit_s=STATEMENT_LIMIT_S)
    database: Database = state.answers_database
    return database


def reading(request: Request, who: Answering) -> AbstractContextManager[Connection]:
    """Lend a connection that can only read, and whose database knows for which operator."""
    return own_reader_of(request).connection(who.viewer())


def writing(request: Request) -> AbstractContextManager[Connection]:
    """Lend a connection for one transaction that may write."""
    return own_reader_of(request).writing()


def answering(request: Request) -> Answering:
    """Return who is signed in: by a link's session, else by an account of an operator.

    Raises:
        UnauthorizedError: Nobody is.
    """
    secret = request.cookies.get(COOKIE, "")
    guest = None
    if 0 < len(secret) <= _MOST_SECRET:
        with own_reader_of(request).connection() as connection:
            guest = answers.guest_of(connection, secret, dt.datetime.now(dt.UTC))
    if guest is not None:
        said_by = f"link {guest.link_id}"
        return Answering(guest.operator_id, said_by, guest.purpose, guest.site_id, csrf_of(secret), guest.expires_at)
    viewer = viewer_of(request)
    if viewer.role is not Role.OPERATOR or not viewer.operator_id:
        raise UnauthorizedError("nobody is signed in here: open the link in the newest message, or sign in")
    return Answering(viewer.operator_id, viewer.name, "answer", None, viewer.csrf)


def answering_safely(request: Request, who: Annotated[Answering, Depends(answering)]) -> Answering:
    """Return who is signed in, where the request comes from our own page.

    Raises:
        ForbiddenError: It does not.
    """
    if not who.csrf or not hmac.compare_digest(request.headers.get(CSRF_HEADER, "").encode(), who.csrf.encode()):
        raise ForbiddenError("this did not come from the page itself: load the page again")
    return who


def stay_signed_in(request: Request, response: Response, secret: str, until: dt.datetime) -> None:
    """Put the session's secret where no script, no other site and no unencrypted connection gets at it."""
    response.set_cookie(
        COOKIE,
        secret,
        expires=until,
        path=request.scope.get("root_path") or "/",
        # A proxy that speaks TLS may not be one whose word on that is believed.
        secure="https" in (request.url.scheme, urlsplit(settings().public_url or "").scheme),
        httponly=True,
        samesite="strict",
    )


def forget(request: Request, response: Response) -> None:
    """Take the session's secret away from the browser."""
    response.delete_cookie(COOKIE, path=request.scope.get("root_path") or "/")


def required(row: DictRow | None) -> DictRow:
    """Return a row of the operator's own.

    Raises:
        NotFoundError: There is none; whether somebody else has it is not said.
    """
    if row is None:
        raise NotFoundError("there is no such thing among this operator's cameras")
    return row
