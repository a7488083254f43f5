"""A client of OpenID Connect 1.0: the authorisation code flow with PKCE (RFC 7636), state and nonce.

The provider is asked at the addresses that its discovery document names, by TLS (or on this machine), without following
redirects, in bounded time and size. What it says of somebody is believed only where its signature, issuer, audience,
nonce and time are right.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from fairnotice.errors import ConfigurationError, FairnoticeError
from fairnotice.settings import Settings
from fairnotice.store.accounts import MOST_KNOWN_AS

_TIMEOUT_S = 5.0
_DEADLINE_S = 10.0
_MOST_BYTES = 512 * 1024
_KEPT_S = 600.0
_FAILED_S = 10.0
"""How long a provider that could not be asked is not asked again: each who waits for it holds a thread."""
_TURN_S = 3.0
_LEEWAY_S = 60
# Signatures by a key that the provider alone has: none by a shared secret, and none at all.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
_ON_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class SignInError(FairnoticeError):
    """The provider cannot be asked, or what it says is not to be believed; the message says why, without secrets."""


class DeniedError(SignInError):
    """Whoever was asked at the provider said no, or the provider did."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in that was begun: what only this browser and this server know of it."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Attempt:
        """Begin one."""
        return cls(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


@dataclass(frozen=True, slots=True)
class _Known:
    """What was learnt of the provider, and until when it is believed."""

    metadata: dict[str, Any]
    keys: KeySet
    until: float


class Provider:
    """The provider that the settings name.

    Args:
        settings: Issuer, client, and which claim names people.
    """

    def __init__(self, settings: Settings) -> None:
        assert settings.oidc_issuer is not None  # noqa: S101 - asked for before
        self.issuer = settings.oidc_issuer.rstrip("/")
        self._settings = settings
        self._known: _Known | None = None
        self._failed: tuple[float, str] = (0.0, "")
        self._lock = threading.Lock()

    def address(self, attempt: Attempt, redirect_uri: str) -> str:
        """Return where the browser is sent to sign in.

        Raises:
            SignInError: The provider cannot be asked.
        """
        asked = {
            "response_type": "code",
            "client_id": self._settings.oidc_client_id,
            "redirect_uri": redirect_uri,
            "scope": self._settings.oidc_scopes,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": create_s256_code_challenge(attempt.verifier),
            "code_challenge_method": "S256",
        }
        address = self._metadata()["authorization_endpoint"]
        return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}"

    def who(self, attempt: Attempt, code: str, redirect_uri: str) -> str:
        """Exchange a code for what the provider calls whoever signed in.

        Raises:
            SignInError: It does not come, or is not to be believed.
        """
        given = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self._settings.oidc_client_id,
            "code_verifier": attempt.verifier,
        }
        metadata = self._metadata()
        secret = self._settings.oidc_client_secret
        login: httpx.Auth | None = None
        if secret is not None:
            ways = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
            if "client_secret_basic" in ways:
                # Both are written as in a form first (RFC 6749, 2.3.1).
                login = httpx.BasicAuth(
                    quote(self._settings.oidc_client_id, safe=""), quote(secret.get_secret_value(), safe="")
                )
            else:
                given["client_secret"] = secret.get_secret_value()
        answer = _asked("POST", metadata["token_endpoint"], data=given, auth=login)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise SignInError("the provider sent no ID token: the scope must name openid")
        return self._named(self._claims(token, attempt.nonce, answer.get("access_token")))

    def _claims(self, token: str, nonce: str, access_token: object) -> dict[str, Any]:
        offered = self._metadata().get("id_token_signing_alg_values_supported") or ["RS256"]
        algorithms = [each for each in _ALGORITHMS if each in offered]
        try:
            try:
                read = jwt.decode(token, self._keys(), algorithms=algorithms)
            except (JoseError, ValueError):
                # Keys are changed now and then: read them anew, once.
                self._forget()
                read = jwt.decode(token, self._keys(), algorithms=algorithms)
            claims = CodeIDToken(
                read.claims,
                read.header,
                {
                    "iss": {"essential": True, "values": [self.issuer, f"{self.issuer}/"]},
                    "aud": {"essential": True, "value": self._settings.oidc_client_id},
                },
                {"nonce": nonce, "client_id": self._settings.oidc_client_id, "access_token": access_token},
            )
            claims.validate(leeway=_LEEWAY_S)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise SignInError(f"the provider's ID token is not to be believed ({type(error).__name__})") from None
        return dict(claims)

    def _named(self, claims: dict[str, Any]) -> str:
        claim = self._settings.oidc_claim
        name = claims.get(claim)
        if not isinstance(name, str) or not name.strip() or len(name) > MOST_KNOWN_AS:
            raise SignInError(f"the provider says no {claim!r} of you: FAIRNOTICE_OIDC_CLAIM, FAIRNOTICE_OIDC_SCOPES")
        if claim == "email":
            if claims.get("email_verified") is not True:
                raise SignInError("the provider has not verified your e-mail address")
            return name.strip().lower()
        return name.strip()

    def _metadata(self) -> dict[str, Any]:
        return self._learnt().metadata

    def _keys(self) -> KeySet:
        return self._learnt().keys

    def _forget(self) -> None:
        self._known = None

    def _learnt(self) -> _Known:
        if not self._lock.acquire(timeout=_TURN_S):
            raise SignInError("the provider is being asked, and has not answered yet")
        try:
            now = time.monotonic()
            if self._known is not None and self._known.until >= now:
                return self._known
            until, why = self._failed
            if now < until:
                raise SignInError(why)
            try:
                self._known = self._asked_anew()
            except SignInError as error:
                self._failed = (time.monotonic() + _FAILED_S, str(error))
                raise
            return self._known
        finally:
            self._lock.release()

    def _asked_anew(self) -> _Known:
        metadata = _asked("GET", f"{self.issuer}/.well-known/openid-configuration")
        if str(metadata.get("issuer", "")).rstrip("/") != self.issuer:
            raise SignInError("the provider calls itself otherwise than FAIRNOTICE_OIDC_ISSUER")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            _check_address(str(metadata.get(name, "")), name, beside=self.issuer)
        try:
            keys = KeySet.import_key_set(_asked("GET", metadata["jwks_uri"]))  # type: ignore[arg-type]
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            raise SignInError("the provider's keys cannot be read") from None
        return _Known(metadata, keys, time.monotonic() + _KEPT_S)


def check_issuer(issuer: str) -> None:
    """Refuse an issuer that is not asked by TLS, unless it is on this machine.

    Raises:
        ConfigurationError: With what is wrong.
    """
    try:
        _check_address(issuer, "FAIRNOTICE_OIDC_ISSUER")
    except SignInError as error:
        raise ConfigurationError(str(error)) from None


def _check_address(address: str, name: str, beside: str = "") -> None:
    """Refuse an address that is not spoken to by TLS; one on this machine may be, where ``beside`` is there too."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        raise SignInError(f"{name} is no address") from None
    if parts.username is not None or not host:
        raise SignInError(f"{name} is no address such as https://login.example/realms/city")
    here = host in _ON_THIS_MACHINE and (not beside or urlsplit(beside).hostname in _ON_THIS_MACHINE)
    if host in _ON_THIS_MACHINE and not here:
        raise SignInError(f"{name}: the provider leads to this machine")
    if parts.scheme != "https" and not (parts.scheme == "http" and here):
        raise SignInError(f"{name}: only https is spoken with a provider")


def _asked(method: str, address: str, **given: Any) -> dict[str, Any]:
    """Ask the provider for a JSON object."""
    until = time.monotonic() + _DEADLINE_S
    read = b""
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "fairnotice"}
    try:
        # Proxies of the environment are the administrator's own, but nobody is led elsewhere by the provider.
        with (
            httpx.Client(timeout=_TIMEOUT_S, follow_redirects=False) as client,
            client.stream(method, address, headers=headers, **given) as response,
        ):
            for chunk in response.iter_raw(16 * 1024):
                read += chunk
                if len(read) > _MOST_BYTES or time.monotonic() > until:
                    raise SignInError("the provider's answer is too long, or takes too long")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SignInError(f"the provider cannot be asked ({type(error).__name__})") from None
    if response.status_code != httpx.codes.OK:
        raise SignInError(f"the provider answered {response.status_code}")
    try:
        document = json.loads(read)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise SignInError("the provider's answer is not a JSON object")
    return document
