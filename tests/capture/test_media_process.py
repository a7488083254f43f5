from __future__ import annotations

import contextlib
import io
import json
import mmap
import os
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import cv2
import numpy as np
import psutil
import pytest

from capture.asking import ask_failure
from fairnotice.capture import media_jail, media_process, media_program
from fairnotice.capture.decode import decode_picture
from fairnotice.capture.limits import Budget, CaptureError, CaptureLimits
from fairnotice.capture.media_process import Order, empty_picture, in_memory
from fairnotice.capture.media_program import DecoderError, child_of
from fairnotice.domain import CaptureFault, Pixels
from fakes import farm_bytes
from fakes.camera_farm import CameraFarm

pytestmark = pytest.mark.slow

STILL = farm_bytes.still_jpeg()


def _decoded(data: bytes = STILL) -> Pixels:
    return decode_picture(data, Budget(CaptureLimits()))


def _programs() -> list[psutil.Process]:
    children = psutil.Process().children()
    return [child for child in children if "fairnotice.capture.media_zygote" in child.cmdline()]


def _open_files() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a count of our own descriptors


def test_pixels_are_those_that_the_decoder_makes() -> None:
    assert np.array_equal(_decoded(), cv2.imdecode(np.frombuffer(STILL, np.uint8), cv2.IMREAD_COLOR))


def test_a_frame_may_be_drawn_into() -> None:
    pixels = _decoded()
    cv2.rectangle(pixels, (0, 0), (10, 10), (1, 2, 3), -1)
    assert tuple(pixels[5, 5]) == (1, 2, 3)


def test_many_threads_share_one_program_and_leave_nothing_behind() -> None:
    _decoded()
    before = _open_files()
    with ThreadPoolExecutor(8) as pool:
        pictures = list(pool.map(lambda _: _decoded(), range(40)))
    assert all(np.array_equal(picture, pictures[0]) for picture in pictures)
    (program,) = [child for child in _programs() if "stills" in child.cmdline()]
    psutil.wait_procs(program.children(), timeout=30)
    assert program.children() == []
    del pictures
    assert _open_files() == before


def test_a_program_that_was_killed_is_started_again() -> None:
    _decoded()
    for program in _programs():
        program.kill()
        program.wait()
    assert _decoded().shape == (360, 640, 3)


def test_a_program_that_dies_at_work_is_this_machines_fault_and_not_the_pictures() -> None:
    with pytest.raises(DecoderError, match="killed"):
        _play_from_nobody_until_the_program_is_killed()


def _play_from_nobody_until_the_program_is_killed() -> None:
    with _at_work() as child:
        for program in _programs():
            program.kill()
            program.wait()
        child.answer(60)


def test_it_is_this_machines_fault_also_while_another_thread_waits_for_the_programs_end() -> None:
    with _at_work():
        (program,) = [running for running in _programs() if "streams" in running.cmdline()]
    being_waited_for = media_program._programs["streams"]._process._waitpid_lock  # type: ignore[attr-defined]
    with being_waited_for, pytest.raises(DecoderError, match="killed"):
        _play_until_it_is_killed(program)
    program.wait()


def _play_until_it_is_killed(program: psutil.Process) -> None:
    with _at_work() as child:
        program.kill()
        child.answer(60)


def test_a_child_at_work_is_confined_and_holds_nothing_but_its_own() -> None:
    if media_jail.system_call_filter(connecting=True) is None:
        pytest.skip("this machine has no libseccomp")
    with _at_work():
        (program,) = [running for running in _programs() if "streams" in running.cmdline()]
        (child,) = program.children()
        status = Path(f"/proc/{child.pid}/status").read_text()
        limits = Path(f"/proc/{child.pid}/limits").read_text()
        environment = child.environ()
        held = [str(file.readlink()) for file in Path(f"/proc/{child.pid}/fd").iterdir()]
    assert "Seccomp:\t2" in status
    assert "NoNewPrivs:\t1" in status
    soft = {line[:25].strip(): line[25:].split()[0] for line in limits.splitlines()[1:]}
    assert soft["Max core file size"] == "0"
    assert soft["Max cpu time"] == "10"
    assert soft["Max open files"] == "16"
    assert soft["Max file size"] == str(640 * 360 * 3)
    assert soft["Max address space"] != "unlimited"
    # The C library takes its tunables apart where they stand.
    named = {name for name in environment if not name.startswith("glibc.malloc.")}
    assert named == {"PYTHONPATH", "OPENBLAS_NUM_THREADS", "GLIBC_TUNABLES"}
    # Its channel and its connection to the relay; not the way to the program.
    assert [name.partition(":")[0] for name in held if not name.startswith("/dev/null")] == ["socket", "socket"]


@contextlib.contextmanager
def _at_work() -> Iterator[media_process.Child]:
    """Lend a child that plays from somebody who says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        what = {"url": f"rtsp://127.0.0.1:{port}/", "port": port, "timeout_s": 60, "settle_s": 1}
        with child_of("streams", Order(what, 640 * 360, 10)) as child, silent.accept()[0]:
            yield child


def test_a_forked_process_decodes_for_itself_and_ends_without_harm_to_the_others() -> None:
    _decoded()
    ours = {program.pid for program in _programs()}
    reading, writing = os.pipe()
    forked = os.fork()
    if forked == 0:
        with contextlib.suppress(BaseException):
            os.write(writing, b"%d" % len(_decoded()))
        os._exit(0)
    os.close(writing)
    os.waitpid(forked, 0)
    assert os.read(reading, 64) == b"360"
    os.close(reading)
    assert {program.pid for program in _programs()} == ours
    assert len(_decoded()) == 360


def test_the_program_ends_with_the_process_that_it_works_for() -> None:
    code = """
import os, capture.test_media_process as test
test._decoded()
print(test._programs()[0].pid, flush=True)
os.kill(os.getpid(), 9)
"""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    ).stdout
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(int(printed)).wait(timeout=30)


def test_the_program_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRNOTICE_DATABASE_URL", "postgresql://reader:s3cret@db/fairnotice")
    for program in _programs():
        program.kill()
        program.wait()
    _decoded()
    assert all("s3cret" not in str(program.environ()) for program in _programs())


@pytest.mark.parametrize(
    ("said", "what"),
    [
        (b"picture 99999 99999 0", "more pixels than allowed"),
        (b"picture 0 10 0", "none"),
        (b"picture -1 -1 0", "fewer than none"),
        (b"picture 10 10 0 0 0", "more numbers than there are"),
        (b"\x00" * 60, "no words"),
        (b"", "nothing"),
    ],
)
def test_what_a_child_says_is_checked(said: bytes, what: str) -> None:
    child, channel, _ = _child_that_is_ours()
    channel.send(said)
    with pytest.raises(CaptureError) as caught:  # noqa: PT012 - one story
        answer = child.answer(5)
        assert answer is not None
        child.picture(answer, Budget(CaptureLimits()))
    assert caught.value.fault is CaptureFault.NOT_AN_IMAGE, what
    child.end()


def test_pixels_that_can_still_be_written_are_refused() -> None:
    child, channel, _ = _child_that_is_ours()
    channel.send(b"picture 64 64 0")
    answer = child.answer(5)
    assert answer is not None
    kept: list[object] = []

    def keep_hold() -> None:
        _, files, _, _ = socket.recv_fds(channel, 64, 1)
        kept.append(mmap.mmap(files[0], 64 * 64 * 3))
        os.close(files[0])
        channel.send(b"written")

    thread = threading.Thread(target=keep_hold)
    thread.start()
    with pytest.raises(CaptureError, match="decoder"):
        child.picture(answer, Budget(CaptureLimits()))
    thread.join()
    child.end()


def _child_that_is_ours() -> tuple[media_process.Child, socket.socket, subprocess.Popen[bytes]]:
    """Return a child whose words the test says."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    return media_process.Child(ours, os.pidfd_open(process.pid)), theirs, process


@pytest.mark.parametrize(("killed", "fault"), [(3, CaptureFault.NOT_AN_IMAGE), (4, CaptureFault.ERROR)])
def test_a_picture_is_not_blamed_for_its_decoder_where_the_kernel_kills_for_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, killed: int, fault: CaptureFault
) -> None:
    counts = tmp_path / "vmstat"
    counts.write_text("pgfault 17\noom_kill 3\ndrop_pagecache 0\n")
    monkeypatch.setattr(media_process, "_KERNEL_COUNTS", counts)
    child, channel, _ = _child_that_is_ours()
    counts.write_text(f"pgfault 17\noom_kill {killed}\ndrop_pagecache 0\n")
    channel.close()
    with pytest.raises(CaptureError) as caught:
        child.answer(5)
    assert caught.value.fault is fault
    child.end()


@pytest.mark.parametrize("camera", ["still", "hls"])
def test_a_machine_that_is_too_slow_blames_no_camera(
    farm: CameraFarm, monkeypatch: pytest.MonkeyPatch, camera: str
) -> None:
    monkeypatch.setattr(media_process.Child, "answer", lambda *_: None)
    failure = ask_failure(farm.url(camera))
    assert failure.fault is CaptureFault.ERROR
    assert "this machine" in failure.detail


def test_a_machine_that_is_too_slow_to_hand_over_the_pixels_blames_no_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_process, "_WRITTEN_WITHIN_S", 0.01)
    child, _channel, _ = _child_that_is_ours()
    with pytest.raises(CaptureError) as caught:
        child.picture(media_process.Answer("picture", 64, 64), Budget(CaptureLimits()))
    assert caught.value.fault is CaptureFault.ERROR
    child.end()


def test_a_picture_that_costs_too_much_is_given_up() -> None:
    """It is told that the picture has one pixel, and may not write more."""
    with in_memory(STILL) as source, empty_picture(640 * 360) as sink:
        order = Order({"bytes": len(STILL)}, 1, 10, (source, sink))
        with child_of("stills", order) as child, pytest.raises(CaptureError, match="ended"):
            child.answer(30)


@pytest.mark.parametrize(("width", "height", "references"), [(3840, 2160, 16), (4000, 3000, 5)])
def test_a_video_of_the_largest_size_that_cameras_send_fits_its_memory(
    width: int, height: int, references: int
) -> None:
    clip = _clip(width, height, references)
    what = {"bytes": len(clip), "format": "mpegts", "settle_s": 0}
    with in_memory(clip) as source:
        order = Order(what, 40_000_000, 30, (source,), is_stream=True)
        with child_of("streams", order) as child:
            answer = child.answer(60)
    assert answer is not None
    assert (answer.word, answer.width, answer.height) == ("picture", width, height)
    assert json.loads(order.message())["memory_bytes"] < 350 << 20


def _clip(width: int, height: int, references: int) -> bytes:
    """Return a film of one picture that shows something, whose decoder may keep so many others."""
    clip = io.BytesIO()
    with av.open(clip, "w", format="mpegts") as container:
        stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast", "refs": str(references)})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        picture = np.zeros((height, width, 3), np.uint8)
        picture[: height // 2] = 255
        for frame in (av.VideoFrame.from_ndarray(picture, format="bgr24"), None):
            container.mux(stream.encode(frame))
    return clip.getvalue()


ESCAPES: dict[str, str] = {
    "read a file": "open('/etc/hostname')",
    "write a file": "open('/tmp/escaped', 'w')",
    "list a folder": "os.listdir('/')",
    "start a program": "os.execv('/bin/true', ['true'])",
    "fork": "os.fork()",
    "kill its parent": "os.kill(os.getppid(), 0)",
    "watch its parent": "os.pidfd_open(os.getppid())",
    "speak UDP": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "speak over a local socket": "socket.socket(socket.AF_UNIX)",
    "speak IPv6": "socket.socket(socket.AF_INET6)",
    "run what it wrote": "mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)",
    "raise its limits": "resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))",
    "connect elsewhere": "socket.create_connection(('127.0.0.1', OTHER))",
}


@pytest.mark.parametrize("escape", ESCAPES)
@pytest.mark.parametrize("connecting", [False, True])
def test_a_decoder_that_was_taken_over_cannot(escape: str, connecting: bool) -> None:
    if media_jail.system_call_filter(connecting=connecting) is None:
        pytest.skip("this machine has no libseccomp")
    with socket.create_server(("127.0.0.1", 0)) as relay, socket.create_server(("127.0.0.1", 0)) as other:
        program = f"""
            import encodings.idna, mmap, os, resource, socket
            from fairnotice.capture import media_jail
            RELAY, OTHER = {relay.getsockname()[1]}, {other.getsockname()[1]}
            media_jail.forbid_for_all()
            calls = media_jail.system_call_filter(connecting={connecting})
            media_jail.limit(address_space_bytes=1 << 32, cpu_s=10, written_bytes=0)
            held = media_jail.connect_to_port_only(RELAY)
            media_jail.filter_system_calls(calls)
            if {connecting}:
                socket.create_connection(("127.0.0.1", RELAY))
            try:
                {ESCAPES[escape]}
            except (OSError, ValueError):
                print("refused", held)
        """
        code = textwrap.dedent(program)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if escape == "connect elsewhere" and connecting and "False" in done.stdout:
        pytest.skip("the kernel's Landlock knows no network")
    assert "refused" in done.stdout, done
