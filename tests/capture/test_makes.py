"""Frames from cameras that the registry names by their make."""

from __future__ import annotations

import pytest

from capture.asking import ask_failure, ask_frame, known_here
from capture.servers import Frigate, NotedPicture
from fairnotice.domain import CaptureFault
from fakes import farm_bytes

pytestmark = pytest.mark.slow

ALIVE = '{"cameras": {"yard": {"camera_fps": 5.1}}}'


def test_a_make_is_asked_at_its_own_path() -> None:
    with NotedPicture(farm_bytes.still_jpeg()) as server:
        ask_frame(f"hikvision://127.0.0.1:{server.port}/101")
    assert server.paths == ["/ISAPI/Streaming/channels/101/picture"]


def test_a_make_that_wants_the_password_in_its_address_gets_it_from_the_entry() -> None:
    url = "foscam://127.0.0.1:{port}/1"
    with NotedPicture(farm_bytes.still_jpeg()) as server:
        address = url.format(port=server.port)
        assert ask_failure(address).fault is CaptureFault.AUTH
        ask_frame(address, credential="yard", credentials=lambda name: known_here("audit", "s3 cret"))
    assert server.paths == ["/cgi-bin/CGIProxy.fcgi?cmd=snapPicture2&usr=audit&pwd=s3%20cret"]


def test_a_form_that_cannot_be_understood_is_refused_without_contact() -> None:
    failure = ask_failure("hikvision://127.0.0.1/1/2")
    assert failure.fault is CaptureFault.POLICY
    assert "hikvision://host" in failure.detail


# --- Frigate ------------------------------------------------------------------------------------------


def test_a_camera_of_frigate_is_asked_for_when_it_has_frames() -> None:
    with Frigate(farm_bytes.still_jpeg(), stats=ALIVE) as server:
        assert ask_frame(f"frigate://127.0.0.1:{server.port}/yard").width == 640
    assert server.paths == ["/api/stats", "/api/yard/latest.jpg?quality=95"]


@pytest.mark.parametrize(
    ("stats", "word"),
    [
        ('{"cameras": {"yard": {"camera_fps": 0.0}}}', "no frames"),
        ('{"cameras": {"gate": {"camera_fps": 5.0}}}', "does not say"),
        ('{"cameras": {"yard": {"camera_fps": "5"}}}', "does not say"),
        ('{"cameras": {"yard": {"camera_fps": NaN}}}', "does not say"),
        (f'{{"cameras": {{"yard": {{"camera_fps": 1{"0" * 400}}}}}}}', "does not say"),
        ('["cameras"]', "does not say"),
        ("<html>", "does not say"),
        ("[" * 100_000, "does not say"),
    ],
)
def test_the_picture_that_frigate_draws_itself_is_never_taken(stats: str, word: str) -> None:
    with Frigate(farm_bytes.still_jpeg(), stats=stats) as server:
        failure = ask_failure(f"frigate://127.0.0.1:{server.port}/yard")
    assert failure.fault is CaptureFault.UNREACHABLE
    assert word in failure.detail
    assert server.paths == ["/api/stats"]


def test_an_earlier_picture_that_frigate_serves_of_an_offline_camera_is_stale() -> None:
    with Frigate(farm_bytes.still_jpeg(), stats=ALIVE, offline=True) as server:
        failure = ask_failure(f"frigate://127.0.0.1:{server.port}/yard")
    assert failure.fault is CaptureFault.STALE
