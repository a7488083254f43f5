"""A picture's exchange with a camera: redirects and authentication around `http_wire`."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from fairnotice.capture.dial import resolve
from fairnotice.capture.http_wire import body_of, sent
from fairnotice.capture.limits import Budget, CaptureError
from fairnotice.capture.login import Login, answer_challenge, opening_request, says_nonce_expired
from fairnotice.capture.policy import CapturePolicy, Target, target_of
from fairnotice.capture.trace import Step
from fairnotice.domain import CaptureFault

_MOST_LOGINS = 2
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = {
    "Accept": "image/jpeg, image/png, multipart/x-mixed-replace, application/vnd.apple.mpegurl, video/*;q=0.5",
    # A compressed body could unfold into more than was counted.
    "Accept-Encoding": "identity",
    "Cache-Control": "no-cache",
    "Connection": "close",
    "User-Agent": "fairnotice (audit of camera notices)",
}

_LONGEST_REFERENCE = 4096
# Enough to tell a picture or a film from a page.
_ENOUGH_TO_TELL = 512


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer whose body has not been read yet."""

    target: Target
    headers: httpx.Headers
    chunks: Iterator[bytes]

    @property
    def media_type(self) -> str:
        """The content type in lower case, without parameters; empty where none was sent."""
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()


@contextmanager
def answer_of(target: Target, policy: CapturePolicy, login: Login | None, budget: Budget) -> Iterator[Answer]:
    """Ask ``target`` for its picture, following checked redirects, and yield the 200 answer.

    The login is shown only to the origin that the registry names, never to where that redirects.

    Raises:
        CaptureError: With the fault that stands for what happened.
    """
    origin = target
    for _ in range(policy.max_redirects + 1):
        with _authenticated(target, policy, login if target.same_origin(origin) else None, budget) as response:
            if response.status_code not in _REDIRECTS:
                _check_status(target, response)
                yield Answer(target, response.headers, body_of(target, response))
                return
            target = led_to(target, response.headers.get("location", ""), policy)
            budget.note(Step.REDIRECT, f"to {target.place}")
    raise CaptureError(CaptureFault.POLICY, f"{origin.place} redirected more than {policy.max_redirects} times")


def whole_body(answer: Answer, budget: Budget, most: int, check: Callable[[bytes], object]) -> bytes:
    """Read the body of ``answer`` to its end.

    Args:
        answer: Whose body nobody has read yet.
        budget: What this grab may spend.
        most: Most bytes that it may have.
        check: Is shown the first bytes, or all where there are fewer, as soon as they are there, and raises
            where the rest is not worth waiting for: so an endless page is given up at once.

    Raises:
        CaptureError: ``too_large``, ``timeout``, or what ``check`` raises.
    """
    announced = answer.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most:
        raise _too_large(most)
    body = bytearray()
    checked = False
    for chunk in answer.chunks:
        body += chunk
        if len(body) > most:
            raise _too_large(most)
        if not checked and len(body) >= _ENOUGH_TO_TELL:
            check(bytes(body[:_ENOUGH_TO_TELL]))
            checked = True
        budget.remaining("the rest of the answer")
    if not checked:
        check(bytes(body))
    return bytes(body)


def _too_large(most: int) -> CaptureError:
    return CaptureError(CaptureFault.TOO_LARGE, f"more than {most} bytes were sent")


@contextmanager
def _authenticated(
    target: Target, policy: CapturePolicy, login: Login | None, budget: Budget
) -> Iterator[httpx.Response]:
    """Send the request, and once more with the login if the camera asks for one.

    A third time only where it says that the login was right and its nonce has expired: any other refusal could be
    counted against the account.
    """
    addresses = resolve(target, policy, budget)
    request = opening_request(target, login, _HEADERS)
    if request.url != target.url:
        budget.note(Step.AUTHENTICATE, "its address wants a secret, which is put in")
    elif "authorization" in request.headers:
        budget.note(Step.AUTHENTICATE, "it is shown a token")
    for number in range(_MOST_LOGINS + 1):
        with sent(request, target, addresses, budget) as response:
            budget.note(Step.FIRST_BYTE, functools.partial(_in_words, response))
            may_answer = number == 0 or (number < _MOST_LOGINS and says_nonce_expired(response))
            following = answer_challenge(target, request, response, login) if may_answer else None
            if following is None:
                yield response
                return
        request = following
        budget.note(Step.AUTHENTICATE, f"it asks for a login, which it is shown by HTTP {_scheme_of(request)}")


def _in_words(response: httpx.Response) -> str:
    media_type = response.headers.get("content-type", "").partition(";")[0]
    return f"HTTP {response.status_code}, {media_type or 'no content type'}"


def _scheme_of(request: httpx.Request) -> str:
    return str(request.headers["authorization"]).partition(" ")[0]


def led_to(target: Target, reference: str, policy: CapturePolicy) -> Target:
    """Return where an answer of ``target`` leads by ``reference``: checked like any address, and HTTP again.

    Raises:
        CaptureError: ``policy``.
    """
    # Making an address out of a much longer text takes long.
    if len(reference) > _LONGEST_REFERENCE:
        raise CaptureError(CaptureFault.POLICY, f"{target.place} leads to an address that is too long")
    try:
        url = target.url.join(reference)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise CaptureError(CaptureFault.POLICY, f"{target.place} leads to an unreadable address") from error
    following = target_of(url, policy)
    if following.scheme not in ("http", "https"):
        raise CaptureError(CaptureFault.POLICY, f"from HTTP to {following.scheme} is not followed")
    return following


def _check_status(target: Target, response: httpx.Response) -> None:
    status = response.status_code
    if status == 200:
        return
    if status in (401, 403, 407):
        fault = CaptureFault.AUTH
    else:
        # 4xx: the server is there and will not give this picture; anything else: it cannot.
        fault = CaptureFault.REFUSED if 400 <= status < 500 else CaptureFault.UNREACHABLE
    raise CaptureError(fault, f"{target.place} answered with HTTP status {status}")
