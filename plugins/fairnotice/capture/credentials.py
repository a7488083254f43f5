"""The entries of a secrets back end, and to which hosts each may be shown.

A registry is untrusted, and names the credential as well as the host: without a word of the entry itself, a row could
have anybody's login sent to a host of its own.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from fairnotice.capture.limits import CaptureError
from fairnotice.capture.login import Login
from fairnotice.capture.policy import Network, Target
from fairnotice.domain import CaptureFault
from fairnotice.errors import ConfigurationError

FIELDS = ("user", "password", "token", "shown_to", "allow_plain")
"""What an entry may hold."""

_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": False}
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|[0-9a-f:.]+")
_MOST_PLACES = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """Hosts that a login may be shown to: a network, a host's name, or all names below one (``*.cams.example``)."""

    host: str = ""
    network: Network | None = None
    port: int | None = None

    def holds(self, target: Target) -> bool:
        """Tell whether ``target`` is here; a name counts as written, whatever address it has."""
        if self.port is not None and self.port != target.port:
            return False
        host = target.host.strip("[]")
        if self.network is not None:
            with suppress(ValueError):
                return ipaddress.ip_address(host) in self.network
            return False
        return host.endswith(self.host[1:]) if self.host.startswith("*.") else host == self.host


@dataclass(frozen=True, slots=True)
class Credential:
    """One entry: a login, and whom it may be shown to. No ``repr`` of it tells the login."""

    login: Login
    shown_to: tuple[Place, ...]


Credentials = Callable[[str], Credential | None]
"""From the name of a credential to its entry, or None where the name is unknown.

It raises ``ConfigurationError`` where there is an entry that cannot be used.
"""


def login_of(name: str | None, credentials: Credentials | None, target: Target) -> Login | None:
    """Return the login that the registry names, or None where it names none.

    Raises:
        CaptureError: ``auth``, where it names one that is not to be had; ``error``, where that cannot be used;
            ``policy``, where it may not be shown to ``target``. The camera is not contacted in any case.
    """
    if name is None:
        return None
    try:
        found = credentials(name) if credentials else None
    except ConfigurationError as error:
        raise CaptureError(CaptureFault.ERROR, f"the credential '{name}' cannot be used: {error}") from None
    if found is None:
        # Contacting the camera without it would only be refused, and be counted against us there.
        where = "is not in the secrets back end" if credentials else "cannot be had: no secrets back end is set up"
        detail = f"the credential '{name}', which the registry names, {where}"
        raise CaptureError(CaptureFault.AUTH, detail, asked=False)
    if not found.shown_to:
        raise _not_shown(name, "names no host that it may be shown to", target)
    if not any(place.holds(target) for place in found.shown_to):
        raise _not_shown(name, "is for other hosts", target)
    return found.login


def _not_shown(name: str, why: str, target: Target) -> CaptureError:
    host = target.host.strip("[]")
    detail = f"the credential '{name}' {why}; if this camera may see it, add {host} to shown_to in its entry"
    return CaptureError(CaptureFault.POLICY, detail)


def credential_of(fields: Mapping[str, object]) -> Credential:
    """Read an entry from its fields.

    Args:
        fields: ``user`` and ``password``, or ``token``; ``shown_to``, a list or a text with commas of networks
            (``10.20.0.0/16``), addresses and names, each with a port where only that is meant; ``allow_plain``.

    Raises:
        ConfigurationError: A field is missing or cannot be read; the message repeats no value but a host.
    """
    user, password, token = (_text(fields, name) for name in ("user", "password", "token"))
    if bool(token) == bool(user):
        raise ConfigurationError("it needs either user and password, or token")
    if user and not password:
        raise ConfigurationError("it names a user and no password")
    allow_plain = _WORDS.get(str(fields.get("allow_plain", "")).strip().lower())
    if allow_plain is None:
        raise ConfigurationError("allow_plain is neither true nor false")
    return Credential(Login(user, token or password, allow_plain), _places(fields.get("shown_to")))


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or not value.isprintable():
        raise ConfigurationError(f"{name} is not a text of printable characters; put it in quotes")
    return value


def _places(value: object) -> tuple[Place, ...]:
    if value is None:
        return ()
    texts = value.split(",") if isinstance(value, str) else value
    if not isinstance(texts, list) or len(texts) > _MOST_PLACES:
        raise ConfigurationError("shown_to is not a list of hosts and networks")
    return tuple(place_of(str(text).strip()) for text in texts if str(text).strip())


def place_of(text: str) -> Place:
    """Read a place such as ``10.20.0.0/16``, ``[fd00::5]:8000``, ``cam.example.org:8443`` or ``*.cams.example.org``.

    Raises:
        ConfigurationError: It is none, or is everywhere.
    """
    with suppress(ValueError):
        network = ipaddress.ip_network(text)
        if network.prefixlen:
            return Place(network=network)
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname or "", parts.port
        star = "*." if host.startswith("*.") else ""
        name = httpx.URL(scheme="http", host=host.removeprefix(star)).raw_host.decode("ascii").rstrip(".")
        if not _HOST.fullmatch(name) or parts.netloc != text or "@" in text or (star and "." not in name):
            raise ValueError
    except (ValueError, UnicodeError, httpx.InvalidURL):
        shown = f"'{text[:80]}'" if text.isprintable() and "@" not in text else "a value"
        raise ConfigurationError(
            f"shown_to holds {shown}, which is no host or network; write 10.20.0.0/16, 10.20.3.4:8000, "
            "cam.example.org or *.cams.example.org"
        ) from None
    with suppress(ValueError):
        return Place(network=ipaddress.ip_network(name), port=port)
    return Place(f"{star}{name}", port=port)
