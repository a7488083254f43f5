"""This process's side of the decoding program: one child for each picture, and never more than its limits.

A grab asks for a child, gives it the picture's bytes (or the address of a relay) and takes pixels
from it. What the child says is checked as if it had been taken over: its words against a grammar,
its size against the limits, its pixels by nothing but their number. They come in memory that
cannot shrink under whoever reads it, nor be written any more when it is read.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import math
import mmap
import os
import re
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from fairnotice.capture.limits import Budget, CaptureError
from fairnotice.capture.trace import Step
from fairnotice.domain import CaptureFault, Pixels
from fairnotice.errors import FairnoticeError

Kind = Literal["stills", "streams"]

_LOG = logging.getLogger(__name__)
_ANSWER = re.compile(rb"([a-z_]{1,20})((?: \d{1,9}){0,3})")
_MEMORY_BYTES, _MEMORY_BYTES_PER_PIXEL = 128 << 20, 24
"""For a progressive JPEG's coefficients, a PNG of 16 bits or a video's reference frames, and for the picture itself."""
_STARTED_WITHIN_S = 60.0
_FORKED_WITHIN_S = 20.0
_WRITTEN_WITHIN_S = 30.0
_TURNS = len(os.sched_getaffinity(0)) + 1
"""Pictures that are decoded at a time: one for each processor, and one that is on its way in or out."""


# A child fills megabytes that it has never touched: by large pages that takes two thirds of the time.
_LARGE_PAGES = ":".join(
    f"glibc.malloc.{name}={value}"
    for name, value in (
        ("hugetlb", 1),
        ("mmap_threshold", 32 << 20),
        ("trim_threshold", 256 << 20),
        ("top_pad", 16 << 20),
    )
)


class DecoderError(FairnoticeError):
    """Pictures cannot be decoded on this machine, whatever the camera sends."""


class _GoneError(Exception):
    """The decoding program ended."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child says: a picture's size and how many it passed over, or a word for why there is none."""

    word: str
    width: int = 0
    height: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """What a child is to make a picture of, and what it may take for it.

    Attributes:
        what: What its decoder wants to know.
        max_pixels: Most pixels that it may hold at a time; its memory is limited accordingly.
        cpu_s: Most seconds of processor time.
        files: Descriptors of the picture's bytes and of the memory for its pixels, where the caller has them.
    """

    what: Mapping[str, Any]
    max_pixels: int
    cpu_s: float
    files: tuple[int, ...] = ()

    def message(self) -> bytes:
        """Return it as the child reads it."""
        limits = {
            "max_pixels": self.max_pixels,
            "memory_bytes": _MEMORY_BYTES + _MEMORY_BYTES_PER_PIXEL * self.max_pixels,
            "cpu_s": math.ceil(self.cpu_s),
        }
        return json.dumps({**self.what, **limits}).encode()


class Child:
    """One decoding process, for one picture."""

    def __init__(self, channel: socket.socket, pidfd: int) -> None:
        self._channel = channel
        self._pidfd = pidfd

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when the child answers or ends."""
        return self._channel.fileno()

    def answer(self, wait_s: float) -> Answer | None:
        """Return what the child says, or None where it says nothing for ``wait_s`` seconds.

        Raises:
            CaptureError: ``not_an_image``: it ended without a word, or said what no decoder says.
        """
        if not _readable(self._channel.fileno(), wait_s):
            return None
        try:
            message = self._channel.recv(64)
        except OSError:
            message = b""
        match = _ANSWER.fullmatch(message)
        if match is None:
            raise _died()
        return Answer(match[1].decode(), *(int(number) for number in match[2].split()))

    def picture(self, answer: Answer, budget: Budget) -> Pixels:
        """Take the picture that the child has announced in ``answer``, when there is room for it; off the clock.

        Raises:
            CaptureError: ``not_an_image``: it is none that was allowed, or does not come.
        """
        if answer.width * answer.height > budget.limits.max_pixels:
            raise _died()
        budget.make_room()
        with budget.paused(), empty_picture(answer.width * answer.height) as sink:
            with contextlib.suppress(OSError):  # a child that is gone shows in its answer
                socket.send_fds(self._channel, [b"pixels"], [sink])
            written = self.answer(_WRITTEN_WITHIN_S)
            if written is None or written.word != "written":
                raise _died()
            return picture_in(sink, answer, budget)

    def end(self) -> None:
        """Kill the child if it still runs, and give its descriptors back."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        os.close(self._pidfd)
        self._channel.close()


@contextmanager
def empty_picture(pixels: int) -> Iterator[int]:
    """Lend a descriptor of memory for so many pixels, BGR, which nobody can make shorter or longer."""
    sink = os.memfd_create("picture", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        os.ftruncate(sink, pixels * 3)
        # Memory that shrank would kill whoever reads it.
        fcntl.fcntl(sink, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW)
        yield sink
    finally:
        os.close(sink)


def picture_in(sink: int, answer: Answer, budget: Budget) -> Pixels:
    """Return the picture that a child has written into ``sink``.

    Returns:
        An array of shape (height, width, 3), ``uint8``, BGR. It stays when ``sink`` is closed.

    Raises:
        CaptureError: ``not_an_image``: it has no pixels, or something could still change it.
    """
    size = answer.width * answer.height * 3
    if not size or size != os.fstat(sink).st_size:
        raise _died()
    try:
        fcntl.fcntl(sink, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE)
    except OSError as error:  # a child that holds it mapped
        raise _died() from error
    budget.note(Step.DECODE, f"{answer.width} x {answer.height} px")
    # Private: the audit may draw into the frame, which copies only the pages that it touches.
    memory = mmap.mmap(sink, size, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE)
    return np.frombuffer(memory, np.uint8).reshape(answer.height, answer.width, 3)


class _Program:
    """A running decoding program."""

    def __init__(self, kind: Kind) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # Its libraries are where this process has its own; it gets nothing else to know.
        path = os.pathsep.join(entry for entry in sys.path if entry)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, no word of it from outside
                [sys.executable, "-P", "-m", "fairnotice.capture.media_zygote", kind],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "GLIBC_TUNABLES": _LARGE_PAGES},
            )

    def greet(self) -> None:
        """Wait until the program has loaded its decoder.

        Raises:
            _GoneError: The program ended.
        """
        if self._received(_STARTED_WITHIN_S)[0] != b"confined":
            _LOG.warning("decoding is not confined by system call on this machine; install libseccomp2")

    def fork(self, order: Order) -> Child:
        """Have a child forked, which finds its order in its channel.

        Raises:
            _GoneError: The program ended.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                # Far smaller than what a channel holds, so this does not block.
                socket.send_fds(ours, [order.message()], order.files)
                socket.send_fds(self._line, [b"fork"], [theirs.fileno()])
            word, descriptors = self._received(_FORKED_WITHIN_S)
            if word != b"child" or len(descriptors) != 1:
                raise _GoneError
        except OSError as error:
            ours.close()
            raise _GoneError from error
        except _GoneError:
            ours.close()
            raise
        return Child(ours, descriptors[0])

    def end(self) -> int:
        """Kill the program, which takes its children with it, and return its exit status."""
        self._line.close()
        self._process.kill()
        return self._process.wait()

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def forget(self) -> None:
        """Let go of it, as a process must that only inherited it and whose child it is not."""
        self._line.close()
        self._process.returncode = 0

    def _received(self, wait_s: float) -> tuple[bytes, list[int]]:
        if not _readable(self._line.fileno(), wait_s):
            raise _GoneError
        message, descriptors, _, _ = socket.recv_fds(self._line, 64, 1, socket.MSG_CMSG_CLOEXEC)
        if not message:
            raise _GoneError
        return message, descriptors


# One for each kind: nobody waits for the start of a program that he does not need.
_locks: dict[Kind, threading.Lock] = {"stills": threading.Lock(), "streams": threading.Lock()}
_turns = threading.BoundedSemaphore(_TURNS)
_programs: dict[Kind, _Program] = {}


@contextmanager
def child_of(kind: Kind, order: Order) -> Iterator[Child]:
    """Lend a child of the decoding program for ``kind`` that works on ``order``; whatever happens, it ends afterwards.

    The program is started where it does not run yet, or ended. Stop the grab's clock while entering.

    Raises:
        DecoderError: It cannot be started, or it ended while the child worked.
    """
    child, program = _forked(kind, order)
    try:
        yield child
    except CaptureError as error:
        if not program.is_alive:
            # What looks like a picture that its decoder died of is this machine's doing.
            raise DecoderError(f"the decoding program for {kind} was killed; is there enough memory?") from error
        raise
    finally:
        child.end()


def turn() -> threading.BoundedSemaphore:
    """Return what to enter while a picture is decoded whose bytes are all there; stop the grab's clock before."""
    return _turns


@contextmanager
def in_memory(data: bytes) -> Iterator[int]:
    """Lend a descriptor of memory that holds ``data``."""
    descriptor = os.memfd_create("bytes", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(data)
        yield descriptor
    finally:
        os.close(descriptor)


def _forked(kind: Kind, order: Order) -> tuple[Child, _Program]:
    status = 0
    with _locks[kind]:
        for _ in range(2):
            program = _programs.get(kind)
            try:
                if program is None:
                    program = _programs[kind] = _Program(kind)
                    program.greet()
                return program.fork(order), program
            except _GoneError:
                status = _programs.pop(kind).end()
    command = f"python -m fairnotice.capture.media_zygote {kind}"
    raise DecoderError(f"the decoding program ended with status {status}; run `{command} </dev/null` to see why")


def _forget_after_fork() -> None:
    # The programs belong to the parent; two processes must not talk over the same line.
    global _turns
    for kind in _locks:
        _locks[kind] = threading.Lock()
    _turns = threading.BoundedSemaphore(_TURNS)
    for program in _programs.values():
        program.forget()
    _programs.clear()


os.register_at_fork(after_in_child=_forget_after_fork)


def _readable(descriptor: int, wait_s: float) -> bool:
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    return bool(poller.poll(math.ceil(wait_s * 1000)))


def _died() -> CaptureError:
    detail = "the picture cannot be decoded: its decoder ended, or took more memory or processor time than allowed"
    return CaptureError(CaptureFault.NOT_AN_IMAGE, detail)
