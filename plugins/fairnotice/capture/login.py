"""The login that a camera is shown over HTTP: a digest wherever that will do, and readable only where it may be."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from urllib.parse import quote

import httpx

from fairnotice.capture.limits import CaptureError
from fairnotice.capture.policy import Target
from fairnotice.domain import SECRET_PLACEHOLDER, USER_PLACEHOLDER, CaptureFault

_STALE = re.compile(r'\bstale\s*=\s*"?true\b', re.IGNORECASE)
_LEAST_TELLING = 4
_ENCRYPTED = frozenset({"https", "rtsps"})


@dataclass(frozen=True, slots=True)
class Login:
    """What a camera that may see it is shown. No ``repr`` of it tells anything.

    Attributes:
        user: User name; empty: ``password`` is a token.
        password: Password or token.
        allow_plain: Whether it may go over the network so that others on the way can read it.
    """

    user: str = field(repr=False)
    password: str = field(repr=False)
    allow_plain: bool = False

    @property
    def is_token(self) -> bool:
        """Whether it is a token, which is sent as it is (RFC 6750), rather than a user's password."""
        return not self.user

    @property
    def forms(self) -> frozenset[str]:
        """What of it must not be told, in every form in which it is sent; nothing so short that any text has it."""
        basic = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        forms = (self.password, quote(self.password, safe=""), basic)
        return frozenset(form for form in forms if len(form) >= _LEAST_TELLING)


def asks_for_digest(response: httpx.Response) -> bool:
    """Tell whether ``response`` is a challenge of HTTP's digest authentication (RFC 7616)."""
    challenges = response.headers.get_list("www-authenticate")
    return response.status_code == 401 and any("digest" in challenge.lower() for challenge in challenges)


def says_nonce_expired(response: httpx.Response) -> bool:
    """Tell whether a refused digest was right but for a nonce that has expired (RFC 7616, 3.3: ``stale=true``)."""
    challenges = response.headers.get_list("www-authenticate")
    return asks_for_digest(response) and any(_STALE.search(challenge) for challenge in challenges)


def digest_answer(request: httpx.Request, response: httpx.Response, login: Login) -> httpx.Request:
    """Return ``request`` with the answer to the challenge in ``response``.

    Raises:
        CaptureError: ``auth``, where the challenge cannot be answered.
    """
    steps = httpx.DigestAuth(login.user, login.password).auth_flow(request)
    next(steps)
    try:
        return steps.send(response)
    except (StopIteration, httpx.ProtocolError, NotImplementedError, LookupError, ValueError) as error:
        # httpx lets a challenge that it cannot read, or an algorithm that it does not know, fall through.
        raise CaptureError(CaptureFault.AUTH, "the camera's digest challenge cannot be answered") from error


def opening_request(target: Target, login: Login | None, headers: dict[str, str]) -> httpx.Request:
    """Return the first request to a camera: with the secret in its address or as a token, where one is to be had.

    ``target`` itself keeps the placeholder, so that nothing that tells of it can tell the secret.

    Raises:
        CaptureError: ``auth``, where the address wants a secret and there is none, or ``policy``, where the secret
            would go over the network for others to read.
    """
    request = httpx.Request("GET", with_secret(target, login), headers=headers)
    if login is not None and login.is_token and request.url == target.url:
        check_plain(target, login, "a token")
        request.headers["Authorization"] = f"Bearer {login.password}"
    return request


def with_secret(target: Target, login: Login | None) -> httpx.URL:
    """Return the target's address with the secret where the registry wrote ``{secret}``, and the user at ``{user}``.

    They are put into path and query only, after the host was checked: a host's name cannot carry them away.

    Raises:
        CaptureError: As `opening_request`.
    """
    path = target.url.raw_path.decode("ascii")
    held = {name: [form for form in (name, quote(name)) if form in path] for name in _PLACEHOLDERS}
    if not any(held.values()):
        return target.url
    if login is None:
        detail = "the address has a place for a secret, and the registry's column credential names none"
        raise CaptureError(CaptureFault.AUTH, detail, asked=False)
    check_plain(target, login, "a secret in the address")
    for name, value in zip(_PLACEHOLDERS, (login.password, login.user), strict=True):
        for form in held[name]:
            path = path.replace(form, quote(value, safe=""))
    return target.url.copy_with(raw_path=path.encode("ascii"))


_PLACEHOLDERS = (SECRET_PLACEHOLDER, USER_PLACEHOLDER)


def check_plain(target: Target, login: Login, what: str) -> None:
    """Refuse to send a secret in a readable form over a connection that others can read.

    Raises:
        CaptureError: ``policy``, with what would allow it.
    """
    if target.scheme not in _ENCRYPTED and not login.allow_plain:
        detail = (
            f"{target.place} would be sent {what} that others on the way can read; use an encrypted address, or say "
            "allow_plain: true in the credential's entry where that network is safe"
        )
        raise CaptureError(CaptureFault.POLICY, detail)


def answer_challenge(
    target: Target, request: httpx.Request, response: httpx.Response, login: Login | None
) -> httpx.Request | None:
    """Return the request that answers a 401 challenge, or None where there is nothing to answer.

    Raises:
        CaptureError: ``auth`` or ``policy``.
    """
    if response.status_code != 401 or login is None or login.is_token:
        return None
    if asks_for_digest(response):
        return digest_answer(request, response, login)
    check_plain(target, login, "a password")
    return next(httpx.BasicAuth(login.user, login.password).auth_flow(request))
