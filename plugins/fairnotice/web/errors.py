"""One table from exception to HTTP status; every refusal is JSON with a reason a person can read."""

from __future__ import annotations

import datetime as dt
import logging
import re
import time
from collections.abc import Callable, Mapping

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from psycopg_pool import PoolTimeout, TooManyRequests
from starlette.exceptions import HTTPException

from fairnotice.errors import (
    BusyError,
    ConfigurationError,
    DecisionError,
    FairnoticeError,
    FindingChangedError,
    PhotoError,
    PhotoFormatError,
    StoreError,
    StoreUnavailableError,
    without_secrets,
)

_LOG = logging.getLogger(__name__)
_TOKEN = re.compile(r"(/answer/)[^\s/?#]+")


class BadRequestError(FairnoticeError):
    """What was asked for makes no sense; the message says why."""


class BeforeHistoryError(BadRequestError):
    """The map was asked for as it stood on a day before its history.

    Args:
        begins: The first day that it knows.
    """

    def __init__(self, begins: dt.date) -> None:
        super().__init__(f"on: the map's history begins on {begins}")
        self.more = {"begins": begins.isoformat()}


class UnauthorizedError(FairnoticeError):
    """Nobody is signed in, and somebody has to be."""


class ForbiddenError(FairnoticeError):
    """Whoever is signed in may not."""


class TooManyError(FairnoticeError):
    """It was asked for too often.

    Args:
        message: What, to be read.
        retry_at: When it may be asked for again, in seconds since 1970; None: in a minute.
    """

    def __init__(self, message: str, retry_at: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = max(1, int(retry_at - time.time()) + 1) if retry_at is not None else 60


class NotFoundError(FairnoticeError):
    """What was asked for is not there."""


class MediaTypeError(FairnoticeError):
    """What was sent is of a kind that is not taken."""


class TooLargeError(FairnoticeError):
    """What was sent is larger than what is taken."""


class TooSlowError(FairnoticeError):
    """What was sent did not come in time."""


class ConflictError(FairnoticeError):
    """What was asked for no longer fits what is there."""


class UnavailableError(FairnoticeError):
    """It cannot be done at this moment; a later try may."""


_UNREACHABLE = "The database cannot be reached. Start it (`make database`) or check FAIRNOTICE_DATABASE_URL."
_NOT_MIGRATED = "The database lacks the tables of this version: run `make database` to migrate it."
_TOO_SLOW = "The database took too long: narrow the filter or the area."
_REFUSED = "The database refused this question."
_NOT_YOURS = "This is not shown to your role."
_STORE = "The store cannot be used now."

# The first row that fits counts, so subclasses stand before their bases. A row without a text of its
# own answers with the message of the exception, which is written to be read and holds no secret.
STATUS_OF: tuple[tuple[type[Exception], int, str | None], ...] = (
    (BadRequestError, 400, None),
    (UnauthorizedError, 401, None),
    (ForbiddenError, 403, None),
    (TooManyError, 429, None),
    (NotFoundError, 404, None),
    (MediaTypeError, 415, None),
    (TooLargeError, 413, None),
    (TooSlowError, 408, None),
    (ConflictError, 409, None),
    (FindingChangedError, 409, None),
    (PhotoFormatError, 415, None),
    (PhotoError, 422, None),
    (DecisionError, 422, None),
    (BusyError, 429, None),
    (UnavailableError, 503, None),
    (ConfigurationError, 503, None),
    (StoreUnavailableError, 503, None),
    (StoreError, 503, _STORE),
    (PoolTimeout, 503, _UNREACHABLE),
    (TooManyRequests, 503, _TOO_SLOW),
    (psycopg.errors.QueryCanceled, 503, _TOO_SLOW),
    (psycopg.errors.UndefinedTable, 503, _NOT_MIGRATED),
    (psycopg.errors.UndefinedFunction, 503, _NOT_MIGRATED),
    (psycopg.errors.UndefinedColumn, 503, _NOT_MIGRATED),
    (psycopg.errors.InvalidSchemaName, 503, _NOT_MIGRATED),
    (psycopg.errors.InsufficientPrivilege, 403, _NOT_YOURS),
    (psycopg.DataError, 400, _REFUSED),
    (psycopg.OperationalError, 503, _UNREACHABLE),
)

_NAMES = {
    400: "bad_request",
    401: "sign_in",
    403: "forbidden",
    404: "not_found",
    408: "too_slow",
    409: "conflict",
    413: "too_large",
    415: "media_type",
    422: "refused",
    429: "busy",
    503: "unavailable",
}


def without_token(path: str) -> str:
    """Return a request's address as it may be written down: the link of a message carries a secret."""
    return _TOKEN.sub(r"\1[token]", path)


def install(app: FastAPI) -> None:
    """Make ``app`` answer the exceptions of the table with their status."""
    for kind, status, text in STATUS_OF:
        app.add_exception_handler(kind, _handler(status, text))
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def _answer(status: int, reason: str, retry_after_s: int = 10, more: Mapping[str, str] | None = None) -> JSONResponse:
    headers = {"Cache-Control": "no-store"}
    if status in (429, 503):
        headers["Retry-After"] = str(retry_after_s)
    return JSONResponse({"error": _NAMES.get(status, "error"), "reason": reason, **(more or {})}, status, headers)


def _handler(status: int, text: str | None) -> Callable[[Request, Exception], JSONResponse]:
    def answer(request: Request, error: Exception) -> JSONResponse:
        if status >= 500:
            _LOG.warning(
                "%s: %s: %s", without_token(request.url.path), type(error).__name__, without_secrets(str(error))
            )
        return _answer(status, text or str(error), getattr(error, "retry_after_s", 10), getattr(error, "more", None))

    return answer


def _invalid(request: Request, error: Exception) -> JSONResponse:
    """Say which parameter is wrong and why; what was sent is not echoed."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type only
    told = "; ".join(
        f"{each['loc'][1] if len(each['loc']) > 1 else each['loc'][0]}: {each['msg']}" for each in error.errors()[:5]
    )
    return _answer(400, told)


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type only
    return _answer(error.status_code, str(error.detail))
