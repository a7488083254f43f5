"""Which cameras may be contacted at all. A registry is untrusted input, and so is a redirect."""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass

import httpx

from fairnotice.capture.limits import CaptureError
from fairnotice.domain import AccessBasis, CaptureFault
from fairnotice.errors import ConfigurationError, without_secrets

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

DEFAULT_PORTS = {"http": 80, "https": 443, "rtsp": 554}
_MAX_URL_LENGTH = 4096

# A public address by the registry of special addresses, yet the metadata and DNS service that
# every machine in Microsoft's cloud can reach.
_METADATA = frozenset({ipaddress.ip_address("168.63.129.16")})
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class CapturePolicy:
    """Where this installation may connect to.

    Attributes:
        schemes: Schemes that are spoken; anything else (``file``, ``concat``, ...) is refused.
        allowed_networks: Networks that may be contacted although their addresses are private.
        max_redirects: Most redirects that are followed; each is checked like the first address.
    """

    schemes: tuple[str, ...] = ("http", "https", "rtsp")
    allowed_networks: tuple[Network, ...] = ()
    max_redirects: int = 3

    @classmethod
    def with_networks(cls, networks: str) -> CapturePolicy:
        """Make a policy from the setting ``allowed_networks``, such as ``10.20.0.0/16, fd00::/8``.

        Raises:
            ConfigurationError: A network cannot be read.
        """
        try:
            parsed = tuple(ipaddress.ip_network(text.strip()) for text in networks.split(",") if text.strip())
        except ValueError as error:
            message = f"FAIRNOTICE_ALLOWED_NETWORKS: {error}; write networks as 10.20.0.0/16,fd00::/8"
            raise ConfigurationError(message) from error
        return cls(allowed_networks=parsed)

    def allows(self, address: Address) -> bool:
        """Tell whether a connection to ``address`` may be opened."""
        if any(address in network for network in self.allowed_networks):
            return True
        inner = _embedded_ipv4(address)
        if inner is not None:
            return self.allows(inner)
        special = address.is_multicast or address.is_reserved or address.is_link_local or address in _METADATA
        return address.is_global and not special


@dataclass(frozen=True, slots=True)
class Target:
    """An address that the policy let through so far: its scheme is allowed, its host not yet resolved."""

    url: httpx.URL
    scheme: str
    host: str
    port: int

    @property
    def place(self) -> str:
        """Name the target in words without path, query or credentials."""
        return f"{self.scheme}://{self.host}:{self.port}"

    def same_origin(self, other: Target) -> bool:
        """Tell whether credentials for this target may also be shown to ``other``."""
        return (self.scheme, self.host, self.port) == (other.scheme, other.host, other.port)


def check_basis(basis: AccessBasis | None, what: str, today: dt.date) -> None:
    """Refuse a camera that nobody allowed us to ask for ``what`` on the day ``today``.

    Args:
        basis: Who allowed access to it.
        what: ``frames`` or ``configuration``.
        today: The day on which the basis must hold.

    Raises:
        CaptureError: ``not_authorised``, with what is missing.
    """
    if basis is None:
        reason = "the registry names nobody who allowed this camera to be contacted"
    elif what not in basis.scope:
        reason = f"access was allowed for {', '.join(basis.scope) or 'nothing'}, not for {what}"
    elif not basis.covers(what, today):
        reason = f"access was allowed until {basis.until}, and it is {today}"
    else:
        return
    raise CaptureError(CaptureFault.NOT_AUTHORISED, reason)


def target_of(url: str | httpx.URL, policy: CapturePolicy) -> Target:
    """Read an address and check everything that can be checked without resolving it.

    Raises:
        CaptureError: ``policy``, with the reason.
    """
    if len(str(url)) > _MAX_URL_LENGTH:
        raise _refused(f"the address is longer than {_MAX_URL_LENGTH} characters")
    try:
        parsed = httpx.URL(url)
        host, port = parsed.raw_host.decode("ascii"), parsed.port
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise _refused(f"the address cannot be read: {type(error).__name__}") from error
    if parsed.scheme not in policy.schemes or parsed.scheme not in DEFAULT_PORTS:
        spoken = ", ".join(policy.schemes)
        raise _refused(f"scheme '{without_secrets(parsed.scheme)[:20]}' is not allowed; allowed are {spoken}")
    if not host:
        raise _refused("the address names no host")
    if parsed.userinfo:
        raise _refused("the address carries a user name or password; keep it in the secrets back end")
    if port is not None and not 0 < port < 65536:
        raise _refused(f"there is no port {port}")
    return Target(parsed, parsed.scheme, host, port or DEFAULT_PORTS[parsed.scheme])


def permitted(target: Target, addresses: list[Address], policy: CapturePolicy) -> list[Address]:
    """Return those of a host's ``addresses`` that may be connected to.

    Raises:
        CaptureError: ``policy``, when none may.
    """
    allowed = [address for address in addresses if policy.allows(address)]
    if not allowed:
        shown = ", ".join(str(address) for address in addresses[:3])
        raise _refused(f"{target.host} is at {shown}, which is not a public address nor in an allowed network")
    return allowed


def _embedded_ipv4(address: Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address leads to, if it is only a wrapping of one."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def _refused(reason: str) -> CaptureError:
    return CaptureError(CaptureFault.POLICY, reason)
