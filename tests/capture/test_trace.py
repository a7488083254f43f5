from __future__ import annotations

import pytest

from capture.asking import AT, BASIS, LOOPBACK, TODAY, known_here
from fairnotice.capture.grab import grab
from fairnotice.capture.limits import CaptureLimits
from fairnotice.capture.policy import CapturePolicy
from fairnotice.capture.trace import Noted, Step, Trace
from fairnotice.domain import AccessBasis, CaptureFailure, Frame, FrameSource
from fakes.camera_farm import CameraFarm
from fakes.farm_faults import PASSWORD, USER

pytestmark = pytest.mark.slow

BEFORE = ["basis", "policy", "resolve"]
ASKED = [*BEFORE, "connect", "first_byte"]

WAYS = [
    # (camera, the steps that were done)
    ("still", [*ASKED, "received", "decode"]),
    ("mjpeg", [*ASKED, "received", "decode"]),
    ("redirect", [*ASKED, "redirect", "resolve", "connect", "first_byte", "received", "decode"]),
    ("digest", [*ASKED, "authenticate", "connect", "first_byte", "received", "decode"]),
    ("truncated", [*ASKED, "received"]),
    ("html", ASKED),
    ("404", ASKED),
    ("redirect_inside", [*ASKED, "redirect", "resolve"]),
]


def _traced(
    url: str, *, policy: CapturePolicy = LOOPBACK, basis: AccessBasis | None = BASIS
) -> tuple[Frame | CaptureFailure, list[Noted]]:
    told: list[Noted] = []
    trace = Trace(told.append)
    grabbed = grab(
        FrameSource(url, basis, "farm"),
        at=AT,
        policy=policy,
        limits=CaptureLimits(),
        today=TODAY,
        credentials=lambda _name: known_here(USER, PASSWORD),
        trace=trace,
    )
    assert told == trace.steps
    return grabbed, told


@pytest.mark.parametrize(("camera", "steps"), WAYS)
def test_every_step_is_told_as_it_is_done(farm: CameraFarm, camera: str, steps: list[str]) -> None:
    _, told = _traced(farm.url(camera))
    assert [noted.step for noted in told] == steps
    times = [noted.at_s for noted in told]
    assert times == sorted(times)


def test_an_rtsp_camera_says_that_it_answers_and_whether_its_first_pictures_showed_nothing(
    rtsp_farm: CameraFarm,
) -> None:
    _, told = _traced(rtsp_farm.url("rtsp_waking"))
    assert [noted.step for noted in told] == [*ASKED, "settled", "decode"]
    assert told[-2].detail[0] != "0"
    _, refused = _traced(rtsp_farm.url("rtsp_401"))
    assert "authenticate" in [noted.step for noted in refused]


def test_it_says_which_addresses_may_be_connected_to(farm: CameraFarm) -> None:
    _, told = _traced(farm.url("still"), policy=CapturePolicy())
    assert [noted.step for noted in told] == BEFORE
    assert told[-1].detail == "127.0.0.1: 127.0.0.1 (not allowed)"


def test_nothing_is_done_for_a_camera_that_nobody_allowed(farm: CameraFarm) -> None:
    assert _traced(farm.url("still"), basis=None)[1] == []


@pytest.mark.parametrize("camera", ["still", "digest", "redirect_inside", "404"])
def test_no_secret_and_no_path_is_told(farm: CameraFarm, camera: str) -> None:
    _, told = _traced(f"{farm.url(camera)}?password=hunter2&access=hunter2")
    text = repr(told)
    assert "hunter2" not in text
    assert PASSWORD not in text
    assert "/fault/" not in text


def test_what_a_camera_says_cannot_move_the_cursor_nor_fill_the_memory() -> None:
    trace = Trace()
    for _ in range(1000):
        trace.note(Step.FIRST_BYTE, "\x1b[2Jrtsp://me:hunter2@camera/\r\nx" + "y" * 100_000, 0.5)
    assert len(trace.steps) == 200
    detail = trace.steps[0].detail
    assert detail.isprintable()
    assert "hunter2" not in detail
    assert len(detail) == 300


def test_it_says_what_a_make_stands_for(farm: CameraFarm) -> None:
    _, told = _traced(f"hikvision://127.0.0.1:{farm.port}/201")
    assert told[1].detail.endswith("/ISAPI/Streaming/channels/201/picture, as Hikvision has it")


def test_an_hls_camera_says_what_its_playlist_offers(farm: CameraFarm) -> None:
    _, told = _traced(farm.url("hls"))
    assert [noted.step for noted in told][-3:] == ["received", "settled", "decode"]
    assert any(noted.step is Step.ASK and noted.detail.startswith("a playlist of") for noted in told)
