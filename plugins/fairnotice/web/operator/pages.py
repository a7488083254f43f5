"""The two pages, and the way in: a link's page signs nobody in by being looked at, only its button does.

Mail scanners open every link of a message. They get a page that is the same for every token, since no token is looked
up for it, and use nothing up.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, JSONResponse
from starlette.exceptions import HTTPException

from fairnotice.store import answers
from fairnotice.web.errors import without_token
from fairnotice.web.identity import CSRF_HEADER
from fairnotice.web.operator.access import COOKIE, Answering, answering_safely, forget, stay_signed_in, writing

router = APIRouter()


class _WithoutTokens(logging.Filter):
    """Keeps the tokens of links out of what a server writes down of each request."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(without_token(each) if isinstance(each, str) else each for each in record.args)
        return True


logging.getLogger("uvicorn.access").addFilter(_WithoutTokens())

_STATIC = Path(__file__).resolve().parents[1] / "static" / "operator"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")
PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
"""What keeps a page, and the token in its address, out of caches, other sites and search engines."""
_NO_WAY_IN = (
    "This link does not work (any more): it was used before, or its time is over. Open the link in the newest message; "
    "if there is none, ask the authority for another one."
)


@router.get("/answer/{token}", response_class=FileResponse, include_in_schema=False)
def door(token: str) -> FileResponse:
    """Return the page with the button that signs in."""
    return FileResponse(_STATIC / "answer.html", media_type="text/html; charset=utf-8", headers=PRIVATE)


@router.post("/answer/{token}", include_in_schema=False)
def sign_in(token: str, request: Request) -> JSONResponse:
    """Sign the link's operator in."""
    if not request.headers.get(CSRF_HEADER):
        raise HTTPException(403, "this did not come from the page itself: open the link again")
    found = None
    if _TOKEN.fullmatch(token):
        with writing(request) as connection:
            found = answers.sign_in(connection, token, dt.datetime.now(dt.UTC))
    if found is None:
        raise HTTPException(410, _NO_WAY_IN)
    guest, secret = found
    response = JSONResponse({"purpose": guest.purpose}, headers=PRIVATE)
    stay_signed_in(request, response, secret, guest.expires_at)
    return response


@router.get("/operator/", response_class=FileResponse, include_in_schema=False)
def page() -> FileResponse:
    """Return the operator's page."""
    return FileResponse(_STATIC / "operator.html", media_type="text/html; charset=utf-8", headers=PRIVATE)


@router.post("/api/operator/sign-out", include_in_schema=False)
def sign_out(request: Request, who: Annotated[Answering, Depends(answering_safely)]) -> JSONResponse:
    """End the session."""
    with writing(request) as connection:
        answers.sign_out(connection, request.cookies.get(COOKIE, ""))
    response = JSONResponse({"signed_out": who.operator_id}, headers=PRIVATE)
    forget(request, response)
    return response
