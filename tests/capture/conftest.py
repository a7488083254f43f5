from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from capture.servers import LoginCatcher, self_signed_certificate
from fakes.camera_farm import CameraFarm


@pytest.fixture(scope="session")
def farm() -> Iterator[CameraFarm]:
    with CameraFarm(rtsp=True) as running:
        yield running


@pytest.fixture(scope="session")
def rtsp_farm(farm: CameraFarm) -> CameraFarm:
    if farm.rtsp_unavailable:
        pytest.skip(f"no RTSP server: {farm.rtsp_unavailable}")
    return farm


@pytest.fixture
def closed_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def login_catcher() -> Iterator[LoginCatcher]:
    """A server that asks everyone for a login and notes who gives one."""
    with LoginCatcher() as server:
        yield server


@pytest.fixture
def self_signed(tmp_path: Path) -> Iterator[int]:
    """The port of an HTTPS server whose certificate nobody signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed_certificate(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()
