from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from capture.asking import LOOPBACK, ask_failure, ask_frame
from fairnotice.capture import dial, limits, media_program, rtsp
from fairnotice.capture.limits import Budget, CaptureLimits
from fairnotice.capture.policy import target_of
from fakes.camera_farm import CameraFarm

pytestmark = pytest.mark.slow


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The clock of the budgets; ``ahead`` puts it so many seconds ahead of the real one."""
    clock = SimpleNamespace(ahead=0.0)
    clock.monotonic = lambda: time.monotonic() + clock.ahead
    monkeypatch.setattr(limits, "time", clock)
    return clock


def test_the_clock_stands_still_in_a_pause_and_goes_on_after_it(clock: SimpleNamespace) -> None:
    budget = Budget(CaptureLimits(deadline_s=1000))
    clock.ahead += 300
    with budget.paused():
        clock.ahead += 6000
        with budget.paused():
            clock.ahead += 6000
        assert round(budget.elapsed_s) == 300
        assert round(budget.remaining("anything")) == 700
    clock.ahead += 400
    assert round(budget.elapsed_s) == 700


def test_a_pause_ends_where_the_work_inside_fails(clock: SimpleNamespace) -> None:
    budget = Budget(CaptureLimits(deadline_s=1000))
    with contextlib.suppress(KeyError), budget.paused():
        clock.ahead += 6000
        raise KeyError
    clock.ahead += 400
    assert round(budget.elapsed_s) == 400


@pytest.mark.parametrize("camera", ["still", "png", "mjpeg", "redirect", "rtsp", "rtsp_waking"])
def test_room_is_asked_for_once_for_each_picture(rtsp_farm: CameraFarm, camera: str) -> None:
    asked: list[None] = []
    ask_frame(rtsp_farm.url(camera), before_decoding=lambda: asked.append(None))
    assert len(asked) == 1


@pytest.mark.parametrize("camera", ["silent", "404", "html", "truncated", "bomb", "rtsp_404", "rtsp_garbage"])
def test_no_room_is_asked_for_where_no_picture_comes(farm: CameraFarm, camera: str) -> None:
    def never() -> None:
        raise AssertionError("room was asked for")

    ask_failure(farm.url(camera), deadline_s=0.8, before_decoding=never)


@pytest.mark.parametrize("camera", ["still", "mjpeg", "rtsp"])
def test_waiting_for_room_is_never_the_cameras_time_out(
    rtsp_farm: CameraFarm, camera: str, clock: SimpleNamespace
) -> None:
    def wait_an_hour() -> None:
        clock.ahead += 3600

    frame = ask_frame(rtsp_farm.url(camera), deadline_s=20, before_decoding=wait_an_hour)
    assert frame.elapsed_s < 20


def test_waiting_for_its_turn_to_be_played_is_never_the_cameras_time_and_it_is_not_connected_to_meanwhile(
    rtsp_farm: CameraFarm, monkeypatch: pytest.MonkeyPatch, clock: SimpleNamespace
) -> None:
    happened = []

    @contextlib.contextmanager
    def turn_after_an_hour() -> Iterator[None]:
        clock.ahead += 3600
        happened.append("turn")
        yield
        happened.append("over")

    def connect(*arguments: Any) -> socket.socket:
        happened.append("connected")
        return dial.connect(*arguments)

    monkeypatch.setattr(rtsp, "play", turn_after_an_hour)
    monkeypatch.setattr(rtsp, "connect", connect)
    assert ask_frame(rtsp_farm.url("rtsp"), deadline_s=20).elapsed_s < 20
    assert happened == ["turn", "connected", "over"]


@pytest.fixture
def all_are_playing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No further stream may be played."""
    plays = threading.BoundedSemaphore(1)
    plays.acquire()
    monkeypatch.setattr(media_program, "_plays", plays)


@pytest.mark.timeout(60)
@pytest.mark.usefixtures("all_are_playing")
@pytest.mark.parametrize("camera", ["still", "hls"])
def test_stills_and_clips_wait_for_no_stream(rtsp_farm: CameraFarm, camera: str) -> None:
    ask_frame(rtsp_farm.url(camera))


@pytest.mark.timeout(60)
@pytest.mark.usefixtures("all_are_playing")
def test_who_holds_room_waits_for_nobody_who_may_wait_for_room(rtsp_farm: CameraFarm) -> None:
    """As an ONVIF device's stream does, whose still could not be decoded."""
    budget = Budget(CaptureLimits(deadline_s=20))
    budget.make_room()
    rtsp.fetch(target_of(rtsp_farm.url("rtsp"), LOOPBACK), LOOPBACK, None, budget)
