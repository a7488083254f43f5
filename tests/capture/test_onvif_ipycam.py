"""What reaches a virtual camera that others wrote: PyPI's ipycam, with its own ONVIF service and login."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import ipycam
import pytest

from capture.asking import ask, ask_frame, known_here
from capture.test_onvif import ask_of, outcomes
from fairnotice.capture.onvif_answers import Outcome
from fairnotice.capture.soap_xml import content, local_name, parse
from fairnotice.domain import CaptureFailure, CaptureFault
from fakes import farm_bytes
from fakes.farm_faults import PASSWORD, USER

pytestmark = pytest.mark.slow


class Camera:
    """ipycam's HTTP and ONVIF services on loopback, without its discovery and its streams."""

    def __init__(self, **config: Any) -> None:
        self.verbs: list[str] = []
        settings = ipycam.CameraConfig(local_ip="127.0.0.1", **config)
        service = ipycam.ONVIFService(settings, ipycam.PTZController())
        handle = service.handle_action

        def counted(action: str, body: str) -> str | None:
            said = content(parse(body.encode()))
            assert said is not None
            self.verbs.append(local_name(said))
            assert action.endswith(f"/{self.verbs[-1]}")
            return handle(action, body)

        service.handle_action = counted
        camera = SimpleNamespace(config=settings, onvif=service, get_snapshot_frame=farm_bytes.still_pixels)
        handler = type("Handler", (ipycam.IPCameraHTTPHandler,), {"camera": camera})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        settings.onvif_port = self._server.server_port
        self.url = f"onvif://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def open_camera() -> Iterator[Camera]:
    camera = Camera()
    yield camera
    camera.stop()


@pytest.fixture
def locked_camera() -> Iterator[Camera]:
    camera = Camera(username=USER, password=PASSWORD)
    yield camera
    camera.stop()


def test_only_get_type_calls_reach_a_camera(open_camera: Camera) -> None:
    answers = ask_of(open_camera.url)
    assert outcomes(answers)["GetServices"] is Outcome.ANSWERED
    assert outcomes(answers)["GetProfiles"] is Outcome.NOT_SUPPORTED  # of media 2, which it has not
    assert len(open_camera.verbs) >= 5
    assert [verb for verb in open_camera.verbs if not verb.startswith("Get")] == []


def test_a_camera_without_analytics_is_read_to_the_end(open_camera: Camera) -> None:
    answers = ask_of(open_camera.url)
    assert [answer.operation for answer in answers if not answer.settled] == []
    assert outcomes(answers)["GetAnalyticsModules"] is Outcome.NOT_SUPPORTED


def test_a_login_opens_a_camera_that_hides_even_its_clock(locked_camera: Camera) -> None:
    assert outcomes(ask_of(locked_camera.url))["GetSystemDateAndTime"] is Outcome.AUTH
    assert locked_camera.verbs == []
    answers = ask_of(locked_camera.url, login=(USER, PASSWORD))
    assert [answer.operation for answer in answers if not answer.settled] == []


def test_a_wrong_password_is_tried_once(locked_camera: Camera) -> None:
    answers = ask_of(locked_camera.url, login=(USER, "wrong"))
    assert {answer.outcome for answer in answers} == {Outcome.AUTH, Outcome.NOT_ASKED}
    assert locked_camera.verbs == []


@pytest.mark.parametrize(("password", "fault"), [(PASSWORD, None), ("wrong", CaptureFault.AUTH)])
def test_a_frame_comes_from_where_the_camera_says(
    locked_camera: Camera, password: str, fault: CaptureFault | None
) -> None:
    answer = ask(locked_camera.url, credential="yard", credentials=lambda name: known_here(USER, password))
    assert (answer.fault if isinstance(answer, CaptureFailure) else None) is fault
    assert [verb for verb in locked_camera.verbs if not verb.startswith("Get")] == []


def test_an_open_camera_gives_its_frame(open_camera: Camera) -> None:
    assert ask_frame(open_camera.url).width == 640
    assert open_camera.verbs == ["GetSystemDateAndTime", "GetServices", "GetProfiles", "GetSnapshotUri"]
