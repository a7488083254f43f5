"""The login that a camera is shown: looked up by name, and never sent where a digest will do."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from fairnotice.capture.limits import CaptureError
from fairnotice.domain import CaptureFault

Login = tuple[str, str]
"""User name and password."""

Credentials = Callable[[str], Login | None]
"""From the name of a credential to (user name, password), or None where the name is unknown."""


def login_of(credential: str | None, credentials: Credentials | None) -> Login | None:
    """Return the login that the registry names, or None where it names none.

    Raises:
        CaptureError: ``auth``, where it names one that is not to be had.
    """
    if credential is None:
        return None
    login = credentials(credential) if credentials else None
    if login is None:
        # Contacting the camera without it would only be refused, and be counted against us there.
        raise CaptureError(CaptureFault.AUTH, "the credential that the registry names is not in the secrets back end")
    return login


def asks_for_digest(response: httpx.Response) -> bool:
    """Tell whether ``response`` is a challenge of HTTP's digest authentication (RFC 7616)."""
    challenges = response.headers.get_list("www-authenticate")
    return response.status_code == 401 and any("digest" in challenge.lower() for challenge in challenges)


def digest_answer(request: httpx.Request, response: httpx.Response, login: Login) -> httpx.Request:
    """Return ``request`` with the answer to the challenge in ``response``.

    Raises:
        CaptureError: ``auth``, where the challenge cannot be answered.
    """
    steps = httpx.DigestAuth(*login).auth_flow(request)
    next(steps)
    try:
        return steps.send(response)
    except (StopIteration, httpx.ProtocolError, NotImplementedError, LookupError, ValueError) as error:
        # httpx lets a challenge that it cannot read, or an algorithm that it does not know, fall through.
        raise CaptureError(CaptureFault.AUTH, "the camera's digest challenge cannot be answered") from error
