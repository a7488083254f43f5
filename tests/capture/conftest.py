from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from capture.servers import LoginCatcher
from fakes.camera_farm import CameraFarm


@pytest.fixture(scope="session")
def farm() -> Iterator[CameraFarm]:
    with CameraFarm(rtsp=True, tls=True) as running:
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
def farm_is_trusted(farm: CameraFarm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the authority that signed the farm's certificates be the one that is trusted."""
    assert farm.certificates is not None
    monkeypatch.setattr("fairnotice.capture.tls.trusting", farm.certificates.trusting)
