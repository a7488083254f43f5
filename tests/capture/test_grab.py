from __future__ import annotations

import os
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from capture.asking import AT, LOOPBACK, ask, ask_failure, ask_frame, known_here
from capture.servers import DrippingHandshake, Echo
from fairnotice.capture.trace import Step, Trace
from fairnotice.domain import CaptureFailure, CaptureFault, Frame
from fakes import farm_bytes
from fakes.camera_farm import CameraFarm
from fakes.farm_faults import PASSWORD, USER

pytestmark = pytest.mark.slow

# "old_date" says that it is a day old by a clock that is a day behind: no word of its picture. "frozen" sends the same
# picture for ever, which only whoever remembers the one before can tell.
HEALTHY = ("still", "png", "mjpeg", "redirect", "jitter", "old_date", "frozen")

FAULTS = [
    # (camera, what the audit must say, a word of the reason)
    ("html", CaptureFault.NOT_AN_IMAGE, "HTML"),
    ("html_as_jpeg", CaptureFault.NOT_AN_IMAGE, "HTML"),
    ("empty", CaptureFault.NOT_AN_IMAGE, "empty"),
    ("compressed", CaptureFault.NOT_AN_IMAGE, "compressed"),
    ("not_http", CaptureFault.NOT_AN_IMAGE, "HTTP"),
    ("endless_head", CaptureFault.NOT_AN_IMAGE, "HTTP"),
    ("truncated", CaptureFault.TRUNCATED, "EOI"),
    ("cut_short", CaptureFault.TRUNCATED, "middle"),
    ("mjpeg_cut", CaptureFault.TRUNCATED, "middle"),
    ("bomb", CaptureFault.TOO_LARGE, "20000 x 10000"),
    ("endless", CaptureFault.TOO_LARGE, "bytes"),
    ("old_picture", CaptureFault.STALE, "24 h"),
    ("closed", CaptureFault.UNREACHABLE, "without an answer"),
    ("503", CaptureFault.UNREACHABLE, "503"),
    ("404", CaptureFault.REFUSED, "404"),
    ("401", CaptureFault.AUTH, "401"),
    ("redirect_inside", CaptureFault.POLICY, "169.254.169.254"),
    ("redirect_file", CaptureFault.POLICY, "file"),
    ("redirect_loop", CaptureFault.POLICY, "more than 3 times"),
    ("rtsp_401", CaptureFault.AUTH, "401"),
    ("rtsp_404", CaptureFault.REFUSED, "404"),
    ("rtsp_redirect_inside", CaptureFault.POLICY, "redirect"),
    ("rtsp_garbage", CaptureFault.NOT_AN_IMAGE, "RTSP"),
]

ENDLESS_WAITS = ("dead", "silent", "stall", "drip", "drip_head", "mjpeg_stall", "rtsp_silent", "rtsp_no_packets")


@pytest.mark.parametrize("camera", HEALTHY)
def test_a_healthy_camera_gives_its_picture(farm: CameraFarm, camera: str) -> None:
    frame = ask_frame(farm.url(camera))
    assert frame.captured_at == AT
    assert (frame.height, frame.width) == (360, 640)
    assert _difference(frame) < 3


@pytest.mark.parametrize("camera", ["rtsp", "rtsp_waking"])
def test_an_rtsp_camera_gives_a_settled_key_frame(rtsp_farm: CameraFarm, camera: str) -> None:
    # The waking one streams flat grey for its first two seconds.
    assert _difference(ask_frame(rtsp_farm.url(camera))) < 6


@pytest.mark.parametrize(("camera", "fault", "word"), FAULTS)
def test_a_fault_is_named(farm: CameraFarm, camera: str, fault: CaptureFault, word: str) -> None:
    failure = ask_failure(farm.url(camera))
    assert failure.fault is fault, failure
    assert word in failure.detail


@pytest.mark.timeout(30)
@pytest.mark.parametrize("camera", ENDLESS_WAITS)
def test_the_deadline_ends_whatever_the_camera_does(farm: CameraFarm, camera: str) -> None:
    failure = ask_failure(farm.url(camera), deadline_s=0.8)
    assert failure.fault is CaptureFault.TIMEOUT, failure
    assert "0.8 s" in failure.detail


@pytest.mark.timeout(30)
def test_the_deadline_ends_a_tls_handshake_that_nobody_answers(farm: CameraFarm) -> None:
    failure = ask_failure(farm.url("still").replace("http:", "https:"), deadline_s=0.8)
    assert failure.fault is CaptureFault.TIMEOUT
    assert "TLS" in failure.detail


@pytest.mark.timeout(30)
@pytest.mark.parametrize("scheme", ["https", "rtsps"])
def test_the_deadline_ends_a_tls_handshake_that_drips(scheme: str) -> None:
    with DrippingHandshake() as server:
        failure = ask_failure(f"{scheme}://127.0.0.1:{server.port}/still", deadline_s=0.8)
    assert failure.fault is CaptureFault.TIMEOUT
    assert "TLS" in failure.detail


def test_a_camera_that_is_not_there_refuses(closed_port: int) -> None:
    for scheme in ("http", "rtsp"):
        failure = ask_failure(f"{scheme}://127.0.0.1:{closed_port}/still.jpg")
        assert failure.fault is CaptureFault.REFUSED


def test_the_sample_time_stands_in_the_address(farm: CameraFarm, tmp_path: Path) -> None:
    (tmp_path / "20260302T123000Z.jpg").write_bytes(farm_bytes.still_jpeg())
    with CameraFarm(frames=tmp_path) as archive:
        frame = ask_frame(f"http://127.0.0.1:{archive.port}/frames/{{at}}.jpg")
    assert frame.width == 640


@pytest.mark.parametrize("camera", ["basic", "digest", "digest_renewed"])
def test_a_login_opens_a_camera(farm: CameraFarm, camera: str) -> None:
    known = {"yard": known_here(USER, PASSWORD)}
    assert ask_frame(farm.url(camera), credential="yard", credentials=known.get).width == 640
    assert ask_failure(farm.url(camera)).fault is CaptureFault.AUTH


def test_a_wrong_login_is_shown_once(farm: CameraFarm) -> None:
    # Cameras count refused logins and lock accounts: asked without one, and once with it.
    trace = Trace()
    wrong = known_here(USER, "not the password")
    failure = ask_failure(farm.url("digest_renewed"), credential="yard", credentials=lambda name: wrong, trace=trace)
    assert failure.fault is CaptureFault.AUTH
    assert [noted.step for noted in trace.steps].count(Step.AUTHENTICATE) == 1


@pytest.mark.parametrize("camera", ["digest_of_unknown_algorithm", "digest_of_the_body", "digest_of_nothing"])
def test_a_challenge_that_cannot_be_answered_is_a_failure_too(farm: CameraFarm, camera: str) -> None:
    failure = ask_failure(farm.url(camera), credential="yard", credentials=lambda name: known_here(USER, PASSWORD))
    assert failure.fault is CaptureFault.AUTH
    assert "cannot be answered" in failure.detail


@pytest.mark.parametrize("camera", ["basic", "digest", "401", "rtsp_401", "redirect_loop", "silent", "html"])
def test_no_secret_reaches_a_failure(farm: CameraFarm, camera: str) -> None:
    secrets = ("s3cret-user", "s3cret-pass", "s3cret-token")
    url = farm.url(camera) + "?token=s3cret-token"
    failure = ask_failure(url, credential="yard", credentials=lambda name: known_here(*secrets[:2]), deadline_s=0.8)
    assert not any(secret in repr(failure) for secret in secrets)


PLAYLIST = "Content-Type: application/vnd.apple.mpegurl"


@pytest.mark.parametrize(
    ("place", "body", "status"),
    [
        ("Location: http://{}.invalid/", "", 302),
        ("Location: {}://camera.invalid/", "", 302),
        ("Content-Type: {}", "no picture", 200),
        (PLAYLIST, "#EXTM3U\n#EXTINF:1,\nhttp://{}.invalid/0.ts\n", 200),
        (PLAYLIST, '#EXTM3U\n#EXT-X-KEY:METHOD={},URI="k"\n#EXTINF:1,\n0.ts\n', 200),
    ],
)
def test_a_secret_that_a_camera_sends_back_is_not_told(
    place: str, body: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_arguments: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    # Some name servers take many seconds to say that there is no such name.
    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    trace = Trace()
    known = known_here("user", "SesamE42x")
    with Echo(place, body, status) as camera:
        url = f"http://127.0.0.1:{camera.port}/"
        failure = ask_failure(url, credential="yard", credentials=lambda name: known, trace=trace)
    assert "sesame42x" not in f"{failure} {trace.steps}".lower()


def test_a_missing_credential_is_said_without_contacting_the_camera(closed_port: int) -> None:
    failure = ask_failure(f"http://127.0.0.1:{closed_port}/", credential="yard", credentials=lambda name: None)
    assert failure.fault is CaptureFault.AUTH
    assert "secrets" in failure.detail


@pytest.mark.parametrize("camera", ["still", "mjpeg"])
def test_caps_are_kept(farm: CameraFarm, camera: str) -> None:
    assert ask_failure(farm.url(camera), max_pixels=640 * 360 - 1).fault is CaptureFault.TOO_LARGE
    assert ask_failure(farm.url(camera), max_bytes=10_000).fault is CaptureFault.TOO_LARGE


def test_an_rtsp_stream_of_too_many_pixels_is_refused(rtsp_farm: CameraFarm) -> None:
    assert ask_failure(rtsp_farm.url("rtsp"), max_pixels=640 * 360 - 1).fault is CaptureFault.TOO_LARGE


@pytest.mark.timeout(60)
def test_many_threads_get_their_own_answers(farm: CameraFarm) -> None:
    expected = {camera: fault for camera, fault, _ in FAULTS} | dict.fromkeys(HEALTHY)
    cameras = [camera for camera in expected for _ in range(4)]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda camera: ask(farm.url(camera)), cameras))
    for camera, answer in zip(cameras, answers, strict=True):
        assert (answer.fault if isinstance(answer, CaptureFailure) else None) is expected[camera], camera


def test_nothing_of_a_frame_reaches_the_disk(
    rtsp_farm: CameraFarm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for camera in ("still", "mjpeg", "rtsp", "truncated"):
        ask(rtsp_farm.url(camera))
    assert list(tmp_path.iterdir()) == []


def test_no_socket_or_pipe_is_left_behind(farm: CameraFarm) -> None:
    def open_files() -> int:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a count of our own descriptors

    cameras = ("still", "mjpeg", "404", "redirect_inside", "closed", "rtsp_401")
    for camera in cameras:
        ask(farm.url(camera))
    before = open_files()
    for _ in range(5):
        for camera in cameras:
            ask(farm.url(camera))
    # The farm runs in this process and closes its ends a moment later.
    assert open_files() <= before + len(cameras)


def test_a_private_camera_is_refused_unless_its_network_is_allowed(farm: CameraFarm) -> None:
    public_only = type(LOOPBACK)()
    for camera in ("still", "rtsp_401"):
        assert ask_failure(farm.url(camera), policy=public_only).fault is CaptureFault.POLICY


def _difference(frame: Frame) -> float:
    """Return how far a frame is from the farm's still, in levels of 255 on average."""
    return float(np.abs(frame.pixels.astype(int) - farm_bytes.still_pixels().astype(int)).mean())


@pytest.mark.parametrize(("query", "fault"), [("", CaptureFault.STALE), ("?at={at}", None)])
def test_an_old_picture_passes_for_an_archives_only(farm: CameraFarm, query: str, fault: CaptureFault | None) -> None:
    answer = ask(farm.url("old_picture") + query)
    assert (answer.fault if isinstance(answer, CaptureFailure) else None) == fault
