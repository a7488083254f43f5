"""Which cameras may be contacted at all. A registry is untrusted input, and so is a redirect."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from dataclasses import dataclass, replace

import httpx

from fairnotice.capture import ports
from fairnotice.capture.limits import CaptureError
from fairnotice.domain import AccessBasis, CaptureFault
from fairnotice.errors import ConfigurationError, without_secrets
from fairnotice.settings import Settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

DEFAULT_PORTS = {"http": 80, "https": 443, "rtsp": 554, "rtsps": 322}
_MAX_URL_LENGTH = 4096

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})
_HOST_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")

# Each must be named itself: a wider network does not let it in. Sources: IANA's registries of special-purpose
# addresses, and what each cloud documents of its metadata service, which gives the machine's keys to whoever asks it.
_BY_NAME_ONLY: tuple[tuple[Network, str], ...] = tuple(
    (ipaddress.ip_network(network), what)
    for network, what in (
        ("169.254.169.254/32", "a cloud's metadata service"),
        ("169.254.170.2/32", "a cloud's metadata service"),  # AWS ECS
        ("169.254.170.23/32", "a cloud's metadata service"),  # AWS EKS
        ("169.254.169.253/32", "a cloud's name server"),  # AWS
        ("169.254.42.42/32", "a cloud's metadata service"),  # Scaleway
        ("100.100.100.200/32", "a cloud's metadata service"),  # Alibaba
        ("168.63.129.16/32", "a cloud's metadata service"),  # Azure, although the address is public
        ("192.0.0.192/32", "a cloud's metadata service"),  # Oracle
        ("fd00:ec2::254/128", "a cloud's metadata service"),  # AWS
        ("fd00:ec2::23/128", "a cloud's metadata service"),  # AWS EKS
        ("fd20:ce::254/128", "a cloud's metadata service"),  # Google
        ("127.0.0.0/8", "this machine"),
        ("::1/128", "this machine"),
        ("0.0.0.0/8", "this machine"),
        ("::/128", "this machine"),
        ("169.254.0.0/16", "link-local"),
        ("fe80::/10", "link-local"),
        ("224.0.0.0/4", "multicast"),
        ("ff00::/8", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("64:ff9b:1::/48", "a translation to IPv4"),
    )
)

# What Python's `ipaddress` calls global although it leads to no public host: site-local, which RFC 3879 gave up and old
# sites still use, and the second range for documentation (RFC 9637).
_ALSO_PRIVATE = (ipaddress.ip_network("fec0::/10"), ipaddress.ip_network("3fff::/20"))


@dataclass(frozen=True, slots=True)
class CapturePolicy:
    """Where this installation may connect to.

    Attributes:
        schemes: Schemes that are spoken; anything else (``file``, ``concat``, ...) is refused.
        allowed_networks: Networks that may be contacted although their addresses are private. This machine itself,
            link-local and metadata addresses must be named themselves: ``0.0.0.0/0`` does not let them in.
        max_redirects: Most redirects that are followed; each is checked like the first address.
        allowed_ports: Ports that may be asked although another service than a camera's usually has them.
        archive: Folder or address below which an archive's pictures are; None: there is no archive.
    """

    schemes: tuple[str, ...] = ("http", "https", "rtsp", "rtsps")
    allowed_networks: tuple[Network, ...] = ()
    max_redirects: int = 3
    allowed_ports: frozenset[int] = frozenset()
    archive: str | None = None

    @classmethod
    def with_networks(cls, networks: str, *more: str) -> CapturePolicy:
        """Make a policy from the setting ``allowed_networks``, such as ``10.20.0.0/16, fd00::/8``.

        Args:
            networks: The setting.
            more: Networks that are allowed for one source of the registry, one each.

        Raises:
            ConfigurationError: A network cannot be read.
        """
        setting = parse_networks(networks, "FAIRNOTICE_ALLOWED_NETWORKS")
        own = parse_networks(",".join(more), "the networks of a registry source")
        return cls(allowed_networks=(*setting, *own))

    @classmethod
    def of(cls, settings: Settings, *networks: str) -> CapturePolicy:
        """Make the policy that the settings describe.

        Args:
            settings: Of this installation.
            networks: Networks that are allowed for one source of the registry on top, one each.

        Raises:
            ConfigurationError: A network or a port cannot be read.
        """
        policy = cls.with_networks(settings.allowed_networks, *networks)
        return replace(policy, allowed_ports=_parsed_ports(settings.allowed_ports), archive=settings.frames_url)

    def allows(self, address: Address) -> bool:
        """Tell whether a connection to ``address`` may be opened."""
        inner = _embedded_ipv4(address)
        if inner is not None:
            return self.allows(inner)
        naming = [network for network in self.allowed_networks if address in network]
        for special, _ in _BY_NAME_ONLY:
            if address in special:
                return any(_lies_in(network, special) for network in naming)
        private = any(address in network for network in _ALSO_PRIVATE)
        return bool(naming) or (address.is_global and not address.is_reserved and not private)


def parse_networks(text: str, what: str) -> tuple[Network, ...]:
    """Read networks separated by commas.

    Args:
        text: Such as ``10.20.0.0/16, fd00::/8``.
        what: Where it was written, for the error.

    Raises:
        ConfigurationError: One cannot be read.
    """
    try:
        return tuple(ipaddress.ip_network(each.strip()) for each in text.split(",") if each.strip())
    except ValueError as error:
        raise ConfigurationError(f"{what}: {error}; write networks as 10.20.0.0/16,fd00::/8") from error


def _parsed_ports(text: str) -> frozenset[int]:
    found: set[int] = set()
    for each in filter(None, (part.strip() for part in text.split(","))):
        first, _, last = each.partition("-")
        if not (first.isdecimal() and (last or first).isdecimal() and 0 < int(first) <= int(last or first) < 65536):
            raise ConfigurationError(f"FAIRNOTICE_ALLOWED_PORTS: '{each}' is no port; write 6000 or 6000-6099")
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


def _lies_in(network: Network, special: Network) -> bool:
    return (
        network.version == special.version
        and network.prefixlen >= special.prefixlen
        and network.network_address in special
    )


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
    named, host = host, _plain_host(host)
    if parsed.userinfo:
        raise _refused("the address carries a user name or password; keep it in the secrets back end")
    if port is not None and not 0 < port < 65536:
        raise _refused(f"there is no port {port}")
    port = port or DEFAULT_PORTS[parsed.scheme]
    if port not in policy.allowed_ports and ports.refused(parsed.scheme, port):
        raise _refused(
            f"port {port} belongs to another service than a camera's; if a camera has it, name it in "
            "FAIRNOTICE_ALLOWED_PORTS"
        )
    return Target(parsed.copy_with(host=host) if host != named else parsed, parsed.scheme, host, port)


def _plain_host(host: str) -> str:
    """Return a host in the one form in which it is compared and connected to, without a dot at its end.

    ``0x0a140001``, ``10.20.1`` and ``10.20.010.5`` are addresses to the system's resolver, and others than a reader
    takes them for; a host that ends in a number is none of DNS's (https://url.spec.whatwg.org/#ends-in-a-number-checker).

    Raises:
        CaptureError: ``policy``.
    """
    if ":" in host:
        if "%" in host:
            raise _refused("the address names a zone of this machine, behind %; leave it out")
        return str(ipaddress.IPv6Address(host))  # the URL's parser has checked it
    host = host.lower().removesuffix(".")
    last = host.rpartition(".")[2]
    if last.isdigit() or last.startswith("0x"):
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError:
            raise _refused("the host is a number; write the address as four decimal ones, such as 10.20.3.4") from None
    if not _HOST_NAME.fullmatch(host):
        raise _refused("the address names something that is no host's name")
    return host


def permitted(target: Target, addresses: list[Address], policy: CapturePolicy) -> list[Address]:
    """Return those of a host's ``addresses`` that may be connected to.

    Raises:
        CaptureError: ``policy``, when none may.
    """
    allowed = [address for address in addresses if policy.allows(address)]
    if not allowed:
        shown = ", ".join(dict.fromkeys([target.host, *(str(address) for address in addresses[:3])]))
        raise _refused(f"{_why_not(addresses)} ({shown})")
    return allowed


_ALLOWED_BY = "FAIRNOTICE_ALLOWED_NETWORKS for every source, `fairnotice import --networks` for its own"


def _why_not(addresses: list[Address]) -> str:
    for address in addresses:
        shown = _embedded_ipv4(address) or address
        for special, what in _BY_NAME_ONLY:
            if shown in special:
                return (
                    f"its address is {what}, which is contacted only where it is named itself among the allowed "
                    f"networks: {_ALLOWED_BY}"
                )
    return f"its address is not a public address nor in an allowed network: {_ALLOWED_BY}"


def _embedded_ipv4(address: Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address leads to, if it is only a wrapping of one."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def _refused(reason: str) -> CaptureError:
    return CaptureError(CaptureFault.POLICY, reason)
