"""The map on its own: for the person at this machine, or for everybody with an account, behind a TLS proxy."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

import uvicorn
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp

from fairnotice.errors import ConfigurationError
from fairnotice.settings import settings
from fairnotice.store.accounts import any_account
from fairnotice.store.database import Database, database_url
from fairnotice.web.app import create_app

DEFAULT_PORT = 8090


def serve(host: str = "127.0.0.1", port: int = DEFAULT_PORT) -> None:
    """Serve the map until interrupted.

    A proxy that speaks TLS stands before it where others than this machine come in: its address is
    ``FAIRNOTICE_PUBLIC_URL``, and what it says about a request's origin is believed from `trusted_proxies` alone.

    Args:
        host: An address of this machine. One that others can reach needs accounts and ``FAIRNOTICE_PUBLIC_URL``.
        port: TCP port.

    Raises:
        ConfigurationError: ``host`` could be reached from another machine, and nothing would keep people out.
    """
    chosen = settings()
    public = urlsplit(chosen.public_url or "")
    if not is_loopback(host) or public.scheme == "https":
        _require_accounts(host, public)
    app = create_app()
    uvicorn.run(
        answering_to([host, public.hostname or ""], app),
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        # Who came is decided by the proxy's header, and only where the proxy is one that the installation names.
        proxy_headers=bool(chosen.trusted_proxies),
        forwarded_allow_ips=chosen.trusted_proxies or None,
        access_log=False,
    )


def _require_accounts(host: str, public: SplitResult) -> None:
    if public.scheme != "https" or not public.hostname:
        raise ConfigurationError(
            f"the map is not served on {host} without TLS: put a proxy that speaks it before the map and name its "
            "address by FAIRNOTICE_PUBLIC_URL=https://..., or serve it on 127.0.0.1 and come through ssh -L"
        )
    with Database(database_url(settings())) as database, database.transaction() as connection:
        if not any_account(connection):
            raise ConfigurationError(
                f"the map is not served on {host}: there are no accounts yet, so everyone who reached it would see "
                "every camera. Make one: fairnotice accounts add LOGIN --name NAME --role supervisor"
            )


def answering_to(hosts: Sequence[str], app: ASGIApp) -> ASGIApp:
    """Let ``app`` answer only requests that name this machine or one of ``hosts``.

    A page elsewhere could point its own name at 127.0.0.1 and read the map through the viewer's browser.
    """
    named = [host for host in hosts if host and host not in ("0.0.0.0", "::")]  # noqa: S104 - left out, not bound
    return TrustedHostMiddleware(app, allowed_hosts=["localhost", "127.0.0.1", "[::1]", *named])


def is_loopback(host: str) -> bool:
    """Tell whether an address can be reached from this machine alone.

    Raises:
        ConfigurationError: It is no address of this machine.
    """
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None)}
    except OSError:
        raise ConfigurationError(f"{host!r} is no address of this machine") from None
    return all(ipaddress.ip_address(address.partition("%")[0]).is_loopback for address in found)
