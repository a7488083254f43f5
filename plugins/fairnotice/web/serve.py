"""The map on its own, for the person at this machine only."""

from __future__ import annotations

import ipaddress
import socket

import uvicorn
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp

from fairnotice.errors import ConfigurationError
from fairnotice.web.app import create_app

DEFAULT_PORT = 8090


def serve(host: str = "127.0.0.1", port: int = DEFAULT_PORT) -> None:
    """Serve the map until interrupted.

    Args:
        host: A loopback address, or a name that means one.
        port: TCP port.

    Raises:
        ConfigurationError: ``host`` could be reached from another machine.
    """
    require_loopback(host)
    uvicorn.run(answering_to(host, create_app()), host=host, port=port, log_level="warning", server_header=False)


def answering_to(host: str, app: ASGIApp) -> ASGIApp:
    """Let ``app`` answer only requests that name this machine.

    A page elsewhere could point its own name at 127.0.0.1 and read the map through the viewer's browser.
    """
    return TrustedHostMiddleware(app, allowed_hosts=["localhost", "127.0.0.1", "[::1]", host])


def require_loopback(host: str) -> None:
    """Refuse an address that others could reach.

    Raises:
        ConfigurationError: With the reason.
    """
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None)}
    except OSError:
        raise ConfigurationError(f"{host!r} is no address of this machine") from None
    if not all(ipaddress.ip_address(address.partition("%")[0]).is_loopback for address in found):
        raise ConfigurationError(
            f"the map is not served on {host}: it has no accounts yet, so everyone who reached it would see every "
            "camera. Serve it on 127.0.0.1 and come through ssh -L, or use it inside Airflow behind its login"
        )
