"""A frame from an ONVIF device: whom it is asked of, how, and whatever address the device gives."""

from __future__ import annotations

import datetime as dt
import socket

import pytest

from capture.asking import ask, ask_failure, ask_frame, known_here
from capture.servers import NotedPicture
from fairnotice.capture.trace import Noted, Trace
from fairnotice.domain import CaptureFailure, CaptureFault
from fakes import farm_bytes
from fakes.camera_farm import CameraFarm
from fakes.farm_faults import PASSWORD, USER
from fakes.onvif_device import DEVICE, MEDIA, MEDIA2, Behaviour, OnvifDevice, fault, message, sending, silent

pytestmark = pytest.mark.slow

PROFILES = "".join(
    f'<m:Profiles token="{token}"><schema:VideoEncoderConfiguration><schema:Resolution>'
    f"<schema:Width>{width}</schema:Width><schema:Height>{height}</schema:Height>"
    "</schema:Resolution></schema:VideoEncoderConfiguration></m:Profiles>"
    for token, width, height in (("metadata", "", ""), ("sub", 640, 360), ("main &amp; &lt;1&gt;", 1920, 1080))
)
PROFILES_2 = (
    '<m2:Profiles token="main2"><m2:Configurations><m2:VideoEncoder><schema:Resolution>'
    "<schema:Width>1920</schema:Width><schema:Height>1080</schema:Height></schema:Resolution></m2:VideoEncoder></m2:Configurations></m2:Profiles>"
)
PICTURE: Behaviour = sending(farm_bytes.still_jpeg(), 200, ("Content-Type", "image/jpeg"))


def answer(name: str, body: str, prefix: str = "m") -> Behaviour:
    return sending(message(f"<{prefix}:{name}Response>{body}</{prefix}:{name}Response>"))


def uri(name: str, address: str, prefix: str = "m") -> Behaviour:
    inner = f"<schema:Uri>{address}</schema:Uri>" if prefix == "m" else f"<m2:Uri>{address}</m2:Uri>"
    return answer(name, f"<m:MediaUri>{inner}</m:MediaUri>" if prefix == "m" else inner, prefix)


def device(snapshot: str | None, stream: str | None = None, **more: object) -> OnvifDevice:
    """A device with three profiles of media 1 that gives these addresses; ``{port}`` in them is its own."""
    made = OnvifDevice(**more)  # type: ignore[arg-type]
    unknown = sending(fault("ActionNotSupported"), 500)
    made.behaving = {
        "GetProfiles": answer("GetProfiles", PROFILES),
        "GetSnapshotUri": uri("GetSnapshotUri", snapshot.format(port=made.port)) if snapshot else unknown,
        "GetStreamUri": uri("GetStreamUri", stream.format(port=made.port)) if stream else unknown,
        "GET": PICTURE,
        **made.behaving,
    }
    made.services = {MEDIA: made.services[MEDIA], DEVICE: made.services[DEVICE]}
    return made


def test_the_devices_clock_comes_first_and_the_still_before_the_stream() -> None:
    with device("http://127.0.0.1:{port}/snap?p=1") as camera:
        assert ask_frame(camera.url).width == 640
    assert camera.operations == ["GetSystemDateAndTime", "GetServices", "GetProfiles", "GetSnapshotUri", "GET"]
    assert "main &amp; &lt;1&gt;</ProfileToken>" in camera.requests[3]
    assert camera.requests[4].startswith("/snap?p=1\n")


@pytest.mark.parametrize("login_by", ["token", "http_digest", "either"])
@pytest.mark.parametrize("hours", [0, -3, 200_000])
def test_a_login_is_proved_by_the_devices_clock(login_by: str, hours: int) -> None:
    with device("http://127.0.0.1:{port}/snap", login_by=login_by, ahead=dt.timedelta(hours=hours)) as camera:
        frame = ask(camera.url, credential="yard", credentials=lambda name: known_here(USER, PASSWORD))
        assert not isinstance(frame, CaptureFailure), frame
    assert camera.refused_logins == 0
    assert PASSWORD not in "".join(camera.requests)


def test_a_device_behind_an_address_translation_is_asked_where_the_registry_says() -> None:
    with device("http://192.168.1.108:8080/onvif-http/snapshot?Profile_1") as camera:
        assert ask_frame(camera.url).width == 640
    assert camera.requests[-1].startswith("/onvif-http/snapshot?Profile_1\n")


def test_another_port_of_the_same_host_is_the_devices_word() -> None:
    with NotedPicture(farm_bytes.still_jpeg()) as web, device(f"http://127.0.0.1:{web.port}/snap") as camera:
        ask_frame(camera.url)
    assert web.paths == ["/snap"]


def test_a_login_in_the_address_that_a_device_gives_is_left_out() -> None:
    with NotedPicture(farm_bytes.still_jpeg()) as web, device(f"http://admin:12345@127.0.0.1:{web.port}/s") as camera:
        ask_frame(camera.url)
    assert (web.paths, web.logins) == (["/s"], [None])


LED_ASTRAY = [
    "file:///etc/passwd",
    "http://127.0.0.1:6379/",
    "gopher://127.0.0.1/",
    "http://[::1/",
    "http:///snap",
    "http://0x7f000001/snap",
    "x" * 5000,
]


@pytest.mark.parametrize("address", LED_ASTRAY)
def test_an_address_that_is_not_asked_is_refused(address: str) -> None:
    with device(address) as camera:
        failure = ask_failure(camera.url)
    assert failure.fault is CaptureFault.POLICY, failure
    assert "GET" not in camera.operations


def test_a_login_for_one_port_is_not_shown_to_another_that_the_device_names() -> None:
    with NotedPicture(farm_bytes.still_jpeg()) as web, device(f"http://127.0.0.1:{web.port}/snap") as camera:
        entry = known_here(USER, PASSWORD, shown_to=f"127.0.0.1:{camera.port}")
        failure = ask_failure(camera.url, credential="yard", credentials=lambda name: entry)
    assert failure.fault is CaptureFault.POLICY
    assert web.paths == []


def test_the_stream_does_where_there_is_no_still(rtsp_farm: CameraFarm) -> None:
    with device(None, rtsp_farm.url("rtsp")) as camera:
        assert ask_frame(camera.url).width == 640
    assert camera.operations[-1] == "GetStreamUri"


def test_the_stream_does_where_the_still_is_none(rtsp_farm: CameraFarm) -> None:
    page = sending(b"<html>login</html>" * 100, 200, ("Content-Type", "text/html"))
    with device("http://127.0.0.1:{port}/snap", rtsp_farm.url("rtsp"), behaving={"GET": page}) as camera:
        assert ask_frame(camera.url).width == 640
    assert camera.operations[-2:] == ["GET", "GetStreamUri"]


def test_a_device_of_media_2_only_is_asked_in_its_own_way(rtsp_farm: CameraFarm) -> None:
    with OnvifDevice() as camera:
        camera.services = {MEDIA2: camera.services[MEDIA2], DEVICE: camera.services[DEVICE]}
        camera.behaving = {
            "GetProfiles": answer("GetProfiles", PROFILES_2, "m2"),
            "GetSnapshotUri": uri("GetSnapshotUri", f"http://127.0.0.1:{camera.port}/snap", "m2"),
            "GET": PICTURE,
        }
        assert ask_frame(camera.url).width == 640
    assert ">main2</ProfileToken>" in camera.requests[3]
    assert 'xmlns="http://www.onvif.org/ver20/media/wsdl"' in camera.requests[3]


FAILURES = [
    # (what the device does, what the audit says)
    ({"GetSystemDateAndTime": silent}, CaptureFault.TIMEOUT),
    ({"GetServices": sending(b"<x/>"), "GetCapabilities": sending(b"not XML")}, CaptureFault.NOT_AN_IMAGE),
    ({"GetProfiles": sending(fault("NotAuthorized"), 401)}, CaptureFault.AUTH),
    ({"GetProfiles": answer("GetProfiles", "")}, CaptureFault.REFUSED),
    ({"GetProfiles": answer("GetProfiles", '<m:Profiles token=""/>' * 1000)}, CaptureFault.REFUSED),
    ({"GetSnapshotUri": answer("GetSnapshotUri", "")}, CaptureFault.REFUSED),
    ({"GET": sending(b"", 401, ("WWW-Authenticate", "Basic"))}, CaptureFault.AUTH),
    ({"GET": silent}, CaptureFault.TIMEOUT),
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("behaving", "what"), FAILURES)
def test_a_device_that_fails_gives_a_typed_failure(behaving: dict[str, Behaviour], what: CaptureFault) -> None:
    with device("http://127.0.0.1:{port}/snap", behaving=behaving) as camera:
        failure = ask_failure(camera.url, deadline_s=2)
    assert failure.fault is what, failure


def test_only_get_type_calls_reach_the_device() -> None:
    with device("http://127.0.0.1:{port}/snap") as camera:
        ask_frame(camera.url)
    assert [name for name in camera.operations if not name.startswith("G")] == []


def test_a_device_that_is_not_there_refuses() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert ask_failure(f"onvif://127.0.0.1:{port}").fault is CaptureFault.UNREACHABLE


def test_every_question_is_told_with_what_came_of_it() -> None:
    steps: list[Noted] = []
    with device(None) as camera:
        ask(camera.url, trace=Trace(steps.append))
    told = "\n".join(f"{noted.step}: {noted.detail}" for noted in steps)
    assert "policy: ONVIF is spoken here" in told
    assert "ask: its clock says" in told
    assert "ask: no frame there: GetSnapshotUri" in told
    assert "ask: no frame there: GetStreamUri" in told
