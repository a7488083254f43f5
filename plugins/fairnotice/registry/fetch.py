"""Fetch a registry by its address, within a deadline and a number of bytes.

An address in a configuration, and even more a redirect, may lead into one's own network. So every
name is resolved here, only an allowed address of it is connected to, and a redirect starts over.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx

from fairnotice.errors import RegistryError
from fairnotice.errors import without_secrets as masked
from fairnotice.registry.masking import shown

MOST_BYTES = 512 * 1024 * 1024
DEADLINE_S = 120.0
MOST_REDIRECTS = 5

_GRACE_S = 1.0
_PORTS = {"http": 80, "https": 443}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def fetch_registry(
    url: str,
    *,
    max_bytes: int = MOST_BYTES,
    deadline_s: float = DEADLINE_S,
    allowed_networks: Sequence[str] = (),
) -> bytes:
    """Return what stands at an ``http`` or ``https`` address.

    Args:
        url: the address; credentials in it are refused.
        max_bytes: most bytes that the answer may have.
        deadline_s: wall-clock limit for everything together, in seconds.
        allowed_networks: networks such as ``10.1.0.0/16`` that may be contacted although not public.

    Raises:
        RegistryError: if the whole answer did not come, with the reason.
    """
    networks = [ipaddress.ip_network(network.strip()) for network in allowed_networks if network.strip()]
    # A loop of its own in a thread of its own: callers may be inside a loop, and a resolver that hangs
    # cannot be cancelled but need not be waited for.
    executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="fetch-registry")
    try:
        future = executor.submit(lambda: asyncio.run(_within(url, max_bytes, deadline_s, networks)))
        return future.result(timeout=deadline_s + _GRACE_S)
    except TimeoutError:
        raise RegistryError(
            f"registry {masked(url)}: not complete after {deadline_s:g} s; try later or allow more time"
        ) from None
    except httpx.HTTPError as error:
        reason = masked(str(error)) or type(error).__name__
        raise RegistryError(f"registry {masked(url)}: {reason}; check the address, then try again") from None
    except (httpx.InvalidURL, OSError) as error:
        raise RegistryError(f"registry {masked(url)}: {masked(str(error))}; check the address") from None
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


async def _within(url: str, max_bytes: int, deadline_s: float, networks: Sequence[Network]) -> bytes:
    async with (
        asyncio.timeout(deadline_s),
        httpx.AsyncClient(timeout=deadline_s, trust_env=False, follow_redirects=False) as client,
    ):
        for _ in range(MOST_REDIRECTS + 1):
            request = await _request(client, url, networks)
            response = await client.send(request, stream=True)
            try:
                if not response.has_redirect_location:
                    return await _body(url, response, max_bytes)
                target = str(httpx.URL(url).join(response.headers["location"]))
            finally:
                await response.aclose()
            if url.startswith("https:") and not target.startswith("https:"):
                raise RegistryError(f"registry {masked(url)}: redirects to unprotected {masked(target)}; check it")
            url = target
    raise RegistryError(f"registry {masked(url)}: more than {MOST_REDIRECTS} redirects; give the final address")


async def _request(client: httpx.AsyncClient, url: str, networks: Sequence[Network]) -> httpx.Request:
    """Return a request that goes to a checked numeric address and names the host that was asked for."""
    parsed = httpx.URL(url)
    if parsed.scheme not in _PORTS or not parsed.host:
        raise RegistryError(f"registry {masked(url)}: not an http or https address; give one, or a file's path")
    if parsed.userinfo:
        raise RegistryError(f"registry {masked(url)}: holds a user name or password; take it out of the address")
    port = parsed.port or _PORTS[parsed.scheme]
    host = parsed.raw_host.decode("ascii")
    found = await asyncio.get_running_loop().getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    public = [address for address in addresses if _may_contact(address, networks)]
    if not public:
        raise RegistryError(
            f"registry {masked(url)}: {shown(host)} is in a private network; if that is meant, add its network to "
            "FAIRNOTICE_ALLOWED_NETWORKS"
        )
    return client.build_request(
        "GET",
        parsed.copy_with(host=str(public[0])),
        headers={
            "Host": parsed.netloc.decode("ascii"),
            "Accept-Encoding": "identity",
            "User-Agent": "fairnotice",
        },
        extensions={"sni_hostname": host},
    )


def _may_contact(address: Address, networks: Sequence[Network]) -> bool:
    """Tell whether an address is public or in a network that was allowed."""
    if isinstance(address, ipaddress.IPv6Address):
        # An IPv4 address in the clothes of IPv6 is judged as what it is.
        address = address.ipv4_mapped or address.sixtofour or address
    if any(address.version == network.version and address in network for network in networks):
        return True
    return address.is_global and not address.is_multicast


async def _body(url: str, response: httpx.Response, max_bytes: int) -> bytes:
    if response.status_code != httpx.codes.OK:
        raise RegistryError(
            f"registry {masked(url)}: the server answered {response.status_code} {response.reason_phrase}; "
            "check the address, or try later"
        )
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise RegistryError(f"registry {masked(url)}: sent compressed although not asked to; download and unpack it")
    too_large = RegistryError(
        f"registry {masked(url)}: larger than {max_bytes} bytes; ask for a part of it or allow more"
    )
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > max_bytes:
        raise too_large
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > max_bytes:
            raise too_large
    return bytes(body)
