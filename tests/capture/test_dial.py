"""What stands in the way to a camera: the camera's own failure is told of it, and never one of this machine."""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from capture.asking import ask_failure, known_here
from capture.servers import LoginCatcher
from fairnotice.capture import archive, dial
from fairnotice.capture.left_behind import LeftBehind
from fairnotice.capture.policy import CapturePolicy
from fairnotice.domain import CaptureFault

URL = "http://camera.example/still.jpg"
DUAL = CapturePolicy.with_networks("127.0.0.0/8", "fd00::/8")
V4, V6 = "127.0.0.1", "fd00::1"


def _raises(error: Exception) -> Callable[..., None]:
    def call(*arguments: object, **more: object) -> None:
        raise error

    return call


def _all_fail(monkeypatch: pytest.MonkeyPatch, failures: dict[str, int]) -> None:
    """Let the camera have these addresses, to each of which connecting fails with the error of that number."""

    class Unconnected(socket.socket):
        def connect(self, address: tuple[str, int]) -> None:  # type: ignore[override]
            number = failures[address[0]]
            raise OSError(number, os.strerror(number))

    found = [(0, 0, 0, "", (address, 80)) for address in failures]
    monkeypatch.setattr(dial.socket, "getaddrinfo", lambda *arguments, **more: found)
    monkeypatch.setattr(dial.socket, "socket", Unconnected)


@pytest.mark.parametrize(
    ("failures", "fault"),
    [
        ({V4: errno.EHOSTUNREACH}, CaptureFault.UNREACHABLE),
        ({V4: errno.ECONNREFUSED}, CaptureFault.REFUSED),
        ({V4: errno.ENETUNREACH}, CaptureFault.ERROR),
        ({V4: errno.ENETDOWN}, CaptureFault.ERROR),
        ({V4: errno.EADDRNOTAVAIL}, CaptureFault.ERROR),
        ({V4: errno.EPERM}, CaptureFault.ERROR),
        ({V4: errno.EACCES}, CaptureFault.ERROR),
        ({V4: errno.ENOBUFS}, CaptureFault.ERROR),
        ({V4: errno.ECONNREFUSED, V6: errno.ENETUNREACH}, CaptureFault.REFUSED),
        ({V6: errno.ENETUNREACH, V4: errno.ETIMEDOUT}, CaptureFault.TIMEOUT),
        ({V4: errno.EHOSTUNREACH, V6: errno.ENETUNREACH}, CaptureFault.UNREACHABLE),
        ({V4: errno.ENETUNREACH, V6: errno.EADDRNOTAVAIL}, CaptureFault.ERROR),
    ],
)
@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_of_all_addresses_the_failure_that_says_most_of_the_camera_is_told(
    monkeypatch: pytest.MonkeyPatch, scheme: str, failures: dict[str, int], fault: CaptureFault
) -> None:
    _all_fail(monkeypatch, failures)
    failure = ask_failure(f"{scheme}://camera.example/still.jpg", policy=DUAL)
    assert failure.fault is fault
    assert ("this machine" in failure.detail) == (fault is CaptureFault.ERROR)


def test_an_onvif_device_is_not_blamed_for_it_either(monkeypatch: pytest.MonkeyPatch) -> None:
    _all_fail(monkeypatch, {V4: errno.ENETUNREACH})
    assert ask_failure("onvif://camera.example/").fault is CaptureFault.ERROR


def test_a_machine_without_descriptors_blames_no_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dial.socket, "socket", _raises(OSError(errno.EMFILE, "Too many open files")))
    failure = ask_failure("http://127.0.0.1/still.jpg")
    assert failure.fault is CaptureFault.ERROR
    assert "Too many open files" in failure.detail


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), CaptureFault.UNREACHABLE),
        (UnicodeError("label too long"), CaptureFault.UNREACHABLE),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), CaptureFault.ERROR),
        (socket.gaierror(socket.EAI_MEMORY, "Memory allocation failure"), CaptureFault.ERROR),
        (OSError(errno.EMFILE, "Too many open files"), CaptureFault.ERROR),
    ],
)
def test_a_name_that_is_not_there_is_told_from_a_name_server_that_is_not(
    monkeypatch: pytest.MonkeyPatch, error: Exception, fault: CaptureFault
) -> None:
    monkeypatch.setattr(dial.socket, "getaddrinfo", _raises(error))
    failure = ask_failure(URL)
    assert failure.fault is fault
    assert "camera.example" in failure.detail
    assert ("this machine" in failure.detail) == (fault is CaptureFault.ERROR)


def test_a_login_that_http_cannot_carry_blames_no_camera_and_is_not_told(login_catcher: LoginCatcher) -> None:
    known = known_here("", "", token="s3cret ")
    failure = ask_failure(
        f"http://127.0.0.1:{login_catcher.port}/still.jpg", credential="yard", credentials=lambda name: known
    )
    assert failure.fault is CaptureFault.ERROR
    assert "credential" in failure.detail
    assert "s3cret" not in failure.detail


@pytest.mark.parametrize(("room", "url"), [(dial, URL), (archive, "archive:yard/{at}.jpg")])
def test_a_thread_that_does_not_start_takes_no_place_for_good(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, room: ModuleType, url: str
) -> None:
    places = "_LOOKUPS" if room is dial else "_READS"
    monkeypatch.setattr(room, places, LeftBehind("asking", 1))
    monkeypatch.setattr(dial.socket, "getaddrinfo", _raises(socket.gaierror(socket.EAI_NONAME, "no such name")))
    policy = CapturePolicy(archive=str(tmp_path))
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", _raises(RuntimeError("can't start new thread")))
        for _ in range(2):
            failure = ask_failure(url, policy=policy)
            assert failure.fault is CaptureFault.ERROR
            assert "threads" in failure.detail
    assert ask_failure(url, policy=policy, deadline_s=5).fault in (CaptureFault.UNREACHABLE, CaptureFault.REFUSED)
