"""The way to one ONVIF device: a pinned address, one deadline, and whichever digest of the login it accepts."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from enum import Enum

import httpx

from fairnotice.capture.dial import resolve
from fairnotice.capture.http_wire import body_of, sent
from fairnotice.capture.limits import Budget, CaptureError, CaptureLimits
from fairnotice.capture.login import Login, asks_for_digest, digest_answer
from fairnotice.capture.onvif_answers import Outcome, Reply, outcome_of, understand
from fairnotice.capture.onvif_calls import Operation, envelope, headers, username_token
from fairnotice.capture.policy import CapturePolicy, Target
from fairnotice.domain import CaptureFault
from fairnotice.errors import without_secrets

Clock = Callable[[], dt.datetime]
"""Tells the real time, timezone-aware."""


@dataclass(frozen=True, slots=True)
class DeviceLimits:
    """Limits of asking one device.

    Attributes:
        deadline_s: Wall-clock seconds after which nothing more is asked or read, whatever the device does.
        call_s: Wall-clock seconds for one request, so that one that hangs leaves time for the others.
        max_bytes: Most bytes of one answer.
        max_total_bytes: Most bytes of all answers together.
        max_configurations: Most analytics configurations that are asked for.
    """

    deadline_s: float = 60.0
    call_s: float = 10.0
    max_bytes: int = 4 * 1024 * 1024
    max_total_bytes: int = 32 * 1024 * 1024
    max_configurations: int = 32


class _Scheme(Enum):
    """How a call proves who asks."""

    NONE = 0
    HTTP_DIGEST = 1
    TOKEN = 2


class Line:
    """Carries calls to one device.

    Nobody is told a password, only digests of it: over HTTP (RFC 7616) where the device asks for that,
    and else in the message (WS-Security), stamped with the time by the device's own clock. A login that
    the device refused is not shown again, since a few more tries could lock the account.

    Args:
        target: Address of the device service.
        policy: Where this installation may connect to.
        login: User name and password, if there is one.
        limits: What all calls together may take.
        clock: Tells the real time.

    Raises:
        CaptureError: The device's name leads nowhere, or to where the policy does not let us; or the login is a token.
    """

    def __init__(
        self, target: Target, policy: CapturePolicy, login: Login | None, limits: DeviceLimits, clock: Clock
    ) -> None:
        if login is not None and login.is_token:
            detail = "an ONVIF device is shown a user and a password, and the credential's entry holds a token"
            raise CaptureError(CaptureFault.AUTH, detail, asked=False)
        self._budget = Budget(CaptureLimits(deadline_s=limits.deadline_s))
        self._target = target
        self._pinned = resolve(target, policy, self._budget)
        self._login = login
        self._limits = limits
        self._clock = clock
        self._bytes_left = limits.max_total_bytes
        self._ahead: dt.timedelta | None = None
        self._scheme = _Scheme.NONE
        self._refused: set[_Scheme] = set()

    def set_clock(self, device_time: dt.datetime) -> None:
        """Sign from now on by the device's clock, which says ``device_time``."""
        if dt.MINYEAR < device_time.year < dt.MAXYEAR:  # at the calendar's ends no second could be added
            self._ahead = device_time - self._clock()

    def call(self, operation: Operation, path: bytes | None = None, token: str | None = None) -> Reply:
        """Carry one call to the device and return what it said, or why it said nothing.

        Args:
            operation: The call.
            path: Where the service is on the device, with its query; None: the device service.
            token: Token of the configuration or profile that is asked for.
        """
        url = self._target.url if path is None else self._target.url.copy_with(raw_path=path)
        target = replace(self._target, url=url)
        reply = self._send(operation, target, token, self._scheme)
        if self._refused and self._scheme is _Scheme.NONE:
            again = "the login was refused before and is not shown again, since that could lock the account"
            return replace(reply, detail=again) if reply.outcome is Outcome.AUTH else reply
        while self._scheme is _Scheme.NONE and (scheme := self._next_scheme(reply)) is not None:
            reply = self._send(operation, target, token, scheme)
            if reply.outcome is Outcome.AUTH:
                self._refused.add(scheme)
            elif reply.outcome in (Outcome.ANSWERED, Outcome.NOT_SUPPORTED):
                self._scheme = scheme
            else:
                break
        return reply

    def _next_scheme(self, reply: Reply) -> _Scheme | None:
        if reply.outcome is not Outcome.AUTH or self._login is None:
            return None
        untried = ([_Scheme.HTTP_DIGEST] if reply.wants_digest else []) + [_Scheme.TOKEN]
        return next((scheme for scheme in untried if scheme not in self._refused), None)

    def _send(self, operation: Operation, target: Target, token: str | None, scheme: _Scheme) -> Reply:
        try:
            budget = self._budget_of(operation)
            security = self._token() if scheme is _Scheme.TOKEN else ""
            message = envelope(operation, token, security)
            request = httpx.Request("POST", target.url, headers=headers(operation), content=message)
            with self._response(request, target, budget, answer_digest=scheme is _Scheme.HTTP_DIGEST) as response:
                if self._ahead is None:
                    self._believe_date(response)
                wants_digest = asks_for_digest(response)
                body = self._whole_body(target, response, budget)
        except CaptureError as error:
            failed_here = error.fault is CaptureFault.ERROR
            return Reply(outcome_of(error.fault), without_secrets(error.detail), failed_here=failed_here)
        return understand(operation, response.status_code, body, wants_digest=wants_digest)

    @contextmanager
    def _response(
        self, request: httpx.Request, target: Target, budget: Budget, *, answer_digest: bool
    ) -> Iterator[httpx.Response]:
        with sent(request, target, self._pinned, budget) as response:
            if not answer_digest or self._login is None or not asks_for_digest(response):
                yield response
                return
            answered = digest_answer(request, response, self._login)
        with sent(answered, target, self._pinned, budget) as response:
            yield response

    def _budget_of(self, operation: Operation) -> Budget:
        left = self._budget.remaining(f"{self._target.place} to answer all calls before {operation.name}")
        limits = CaptureLimits(min(self._limits.call_s, left), min(self._limits.max_bytes, self._bytes_left))
        return Budget(limits)

    def _whole_body(self, target: Target, response: httpx.Response, budget: Budget) -> bytes:
        body = bytearray()
        for chunk in body_of(target, response):
            body += chunk
            if len(body) > budget.limits.max_bytes:
                raise budget.too_large()
            budget.remaining(f"the rest of an answer of {target.place}")
        self._bytes_left -= len(body)
        return bytes(body)

    def _token(self) -> str:
        if self._login is None:
            return ""
        return username_token(self._login, secrets.token_bytes(16), self._clock() + (self._ahead or dt.timedelta()))

    def _believe_date(self, response: httpx.Response) -> None:
        """Take the time from the HTTP header of a device that tells its clock to known callers only."""
        try:
            told = parsedate_to_datetime(response.headers.get("date", ""))
        except (ValueError, OverflowError):
            return
        self.set_clock(told.replace(tzinfo=told.tzinfo or dt.UTC))
