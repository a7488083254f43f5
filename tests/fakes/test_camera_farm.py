from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from fakes import farm_bytes, town
from fakes.camera_farm import CameraFarm

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


def test_an_unknown_camera_of_the_farm_is_an_error(farm: CameraFarm) -> None:
    with pytest.raises(KeyError, match="nothing-of-the-kind"):
        farm.url("nothing-of-the-kind")


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
