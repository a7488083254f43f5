from __future__ import annotations

import argparse
import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import av
import cv2
import numpy as np
import pytest

from fairnotice.vision.frozen import picture_print, same_picture
from fakes import farm_bytes, town
from fakes.camera_farm import CameraFarm
from fakes.farm_command import mix_of
from fakes.farm_hls import hls_answer
from fakes.farm_network import Network

pytestmark = pytest.mark.slow

TESTS = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CameraFarm]:
    frames = tmp_path_factory.mktemp("frames")
    (frames / "yard-1.jpg").write_bytes(farm_bytes.still_jpeg())
    with CameraFarm(town=True, frames=frames) as running:
        yield running


def _get(farm: CameraFarm, path: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{farm.port}{path}", timeout=30) as answer:
        body: bytes = answer.read()
    return body


def test_the_town_is_served_as_it_is_drawn(farm: CameraFarm) -> None:
    moment = town.moment_of("20260302T140000Z")
    assert moment is not None
    drawn = town.scene("promenade", moment)
    served = cv2.imdecode(np.frombuffer(_get(farm, "/town/promenade/20260302T140000Z.jpg"), np.uint8), cv2.IMREAD_COLOR)
    assert np.abs(served.astype(int) - drawn).mean() < 4


def test_a_folder_of_frames_is_served(farm: CameraFarm) -> None:
    assert _get(farm, "/frames/yard-1.jpg") == farm_bytes.still_jpeg()


@pytest.mark.parametrize(
    "path",
    [
        "/frames/none.jpg",
        "/frames/../frames/yard-1.jpg",
        "/frames/%2e%2e/secret.jpg",
        "/town/promenade/now.jpg",
        "/town/nowhere/20260302T140000Z.jpg",
        "/fault/unknown",
        "/",
    ],
)
def test_what_is_not_there_is_not_found(farm: CameraFarm, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        _get(farm, path)
    assert caught.value.code == 404


def test_the_farm_says_what_it_is(farm: CameraFarm) -> None:
    state = json.loads(_get(farm, "/healthz"))
    assert state["farm"] == "fairnotice"
    assert state["port"] == farm.port
    assert state["rtsp_unavailable"]
    assert {"silent", "hls_standing", "rtsp_silent"} <= set(state["faults"])


def test_an_unknown_camera_of_the_farm_is_an_error(farm: CameraFarm) -> None:
    with pytest.raises(KeyError, match="nothing-of-the-kind"):
        farm.url("nothing-of-the-kind")


# --- a network of cameras ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def network() -> Iterator[CameraFarm]:
    mix = {"dead": 0.05, "silent": 0.03, "endless": 0.01, "drip": 0.01}
    with CameraFarm(network=Network(200, mix, size=(320, 180))) as running:
        yield running


def _of_camera(farm: CameraFarm, number: int, ending: str = "still.jpg") -> bytes:
    with urllib.request.urlopen(farm.camera(number, ending), timeout=30) as answer:
        body: bytes = answer.read(100_000)
    return body


def test_a_network_has_the_shares_that_were_asked_for(network: CameraFarm) -> None:
    assert network.network is not None
    assert network.network.count() == {"healthy": 180, "dead": 10, "silent": 6, "endless": 2, "drip": 2}
    assert Network(200, network.network.mix).fates == network.network.fates
    assert Network(200, network.network.mix, seed=8).fates != network.network.fates
    assert json.loads(_get(network, "/healthz"))["network"] == {"cameras": 200, "mix": network.network.count()}


def test_each_camera_is_a_host_with_pictures_of_its_own_that_never_freeze(network: CameraFarm) -> None:
    assert network.network is not None
    numbers = network.network.healthy()[:20]
    assert len({urlsplit(network.camera(number)).hostname for number in numbers}) == len(numbers)
    assert len({_of_camera(network, number) for number in numbers}) == len(numbers)
    before = None
    for _ in range(4):
        pixels = cv2.imdecode(np.frombuffer(_of_camera(network, numbers[0]), np.uint8), cv2.IMREAD_COLOR)
        now = picture_print(pixels)
        assert before is None or not same_picture(before, now)
        before = now


def test_an_archive_of_the_network_gives_the_same_moment_twice(network: CameraFarm) -> None:
    assert network.network is not None
    number = network.network.healthy()[0]
    first, again = (_of_camera(network, number, "20260302T140000Z.jpg") for _ in range(2))
    assert first == again
    assert first != _of_camera(network, number, "20260302T150000Z.jpg")


@pytest.mark.parametrize("ending", ["still.mjpeg", "still.m3u8"])
def test_cameras_of_the_network_speak_more_than_stills(network: CameraFarm, ending: str) -> None:
    assert network.network is not None
    with urllib.request.urlopen(network.camera(network.network.healthy()[0], ending), timeout=30) as answer:
        assert answer.status == 200
        assert answer.read(7)


def test_a_dead_camera_takes_no_connection(network: CameraFarm) -> None:
    assert network.network is not None
    dead = urlsplit(network.camera(network.network.fates.index("dead")))
    with pytest.raises(TimeoutError):
        socket.create_connection((dead.hostname, dead.port), timeout=0.3)


@pytest.mark.parametrize("mix", ["nothing=0.1", "dead=1.5", "dead=0.6,silent=0.6"])
def test_a_mix_that_cannot_be_is_refused(mix: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        mix_of(mix)


# --- HLS --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("camera", ["hls", "hls_fmp4", "hls_master"])
def test_a_film_of_the_farm_plays(farm: CameraFarm, camera: str) -> None:
    with av.open(farm.url(camera), timeout=20) as film:
        picture = next(film.decode(video=0)).to_ndarray(format="bgr24")
    assert picture.shape == (360, 640, 3)
    assert np.abs(picture.astype(int) - farm_bytes.still_pixels()).mean() < 12


def test_a_playlist_slides_with_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = []
    for now in (100.0, 102.0):
        monkeypatch.setattr("fakes.farm_hls.time.monotonic", lambda now=now: now)
        shown.append(hls_answer("/still.m3u8").decode())
    assert [f"/hls/{number}.ts" in shown[0] for number in (50, 51, 52, 53)] == [True, True, True, False]
    assert [f"/hls/{number}.ts" in shown[1] for number in (50, 51, 52, 53)] == [False, True, True, True]


# --- the command ------------------------------------------------------------------------------------


def _command(*options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "fakes.camera_farm", "--no-rtsp", *options],
        cwd=TESTS,
        env={"PYTHONPATH": f"{TESTS}:{TESTS.parent / 'plugins'}", "PATH": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_command_takes_another_port_when_its_own_is_in_use(farm: CameraFarm, tmp_path: Path) -> None:
    state = tmp_path / "farm.json"
    with _command("--port", str(farm.port), "--state", str(state)) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("camera farm ready")
        port = json.loads(state.read_text())["port"]
        assert port != farm.port
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/still.jpg", timeout=10) as answer:
            assert answer.read() == farm_bytes.still_jpeg()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_the_command_says_that_a_port_is_in_use(farm: CameraFarm) -> None:
    with _command("--port", str(farm.port)) as process:
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 2
    assert f"port {farm.port} is in use" in errors


def test_a_town_camera_speaks_rtsp() -> None:
    from capture.asking import ask_frame

    with CameraFarm(town=True, rtsp=True) as farm:
        if farm.rtsp_unavailable:
            pytest.skip(f"no RTSP server: {farm.rtsp_unavailable}")
        frame = ask_frame(f"rtsp://127.0.0.1:{farm.port}/town/station-road/{{at}}")
    moment = town.moment_of("20260302T123000Z")
    assert moment is not None
    assert np.abs(frame.pixels.astype(int) - town.scene("station-road", moment)).mean() < 8
