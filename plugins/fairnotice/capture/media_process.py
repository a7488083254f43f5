"""A decoding process as this one sees it: what it is told, what it says, and the pixels that come of it.

A grab asks for a child, gives it the picture's bytes (or the address of a relay) and takes pixels
from it. What the child says is checked as if it had been taken over: its words against a grammar,
its size against the limits, its pixels by nothing but their number. They come in memory that
cannot shrink under whoever reads it, nor be written any more when it is read.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import math
import mmap
import os
import re
import select
import signal
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fairnotice.capture.limits import Budget, CaptureError
from fairnotice.capture.trace import Step
from fairnotice.domain import CaptureFault, Pixels

_ANSWER = re.compile(rb"([a-z_]{1,20})((?: \d{1,9}){0,3})")
_MEMORY_BYTES, _MEMORY_BYTES_PER_PIXEL = 128 << 20, 24
"""For a progressive JPEG's coefficients, a PNG of 16 bits or a video's reference frames, and for the picture itself."""
_VIDEO_PIXELS = 3840 * 2160
"""A video gets memory for so many pixels at most: enough for 16 reference frames of 4K, or for the handful that cameras
of 12 megapixels use (8 bits, 4:2:0: 1.5 bytes a pixel)."""
_WRITTEN_WITHIN_S = 30.0
NO_OFFSET = 9999
"""Stands for a time zone that a photo does not say."""
_KERNEL_COUNTS = Path("/proc/vmstat")
_KILLED_FOR_MEMORY = re.compile(rb"^oom_kill (\d+)$", re.MULTILINE)


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
        is_stream: Whether it is a video, of which far larger ones are allowed than any camera sends.
    """

    what: Mapping[str, Any]
    max_pixels: int
    cpu_s: float
    files: tuple[int, ...] = ()
    is_stream: bool = False

    def message(self) -> bytes:
        """Return it as the child reads it."""
        pixels = min(self.max_pixels, _VIDEO_PIXELS) if self.is_stream else self.max_pixels
        limits = {
            "max_pixels": self.max_pixels,
            "memory_bytes": _MEMORY_BYTES + _MEMORY_BYTES_PER_PIXEL * pixels,
            "cpu_s": math.ceil(self.cpu_s),
        }
        return json.dumps({**self.what, **limits}).encode()


class Child:
    """One decoding process, for one picture."""

    def __init__(self, channel: socket.socket, pidfd: int) -> None:
        self._channel = channel
        self._pidfd = pidfd
        self._killed_before = _killed_for_memory()

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when the child answers or ends."""
        return self._channel.fileno()

    def answer(self, wait_s: float) -> Answer | None:
        """Return what the child says, or None where it says nothing for ``wait_s`` seconds.

        Raises:
            CaptureError: ``not_an_image``: it ended without a word, or said what no decoder says; ``error``, where it
                may have ended for want of this machine's memory.
        """
        if not readable(self._channel.fileno(), wait_s):
            return None
        try:
            message = self._channel.recv(64)
        except OSError:
            message = b""
        match = _ANSWER.fullmatch(message)
        if not message and _killed_for_memory() != self._killed_before:
            # It may have been another process; but a camera is blamed only for what is sure.
            detail = "this machine ran out of memory while the picture was decoded"
            raise CaptureError(CaptureFault.ERROR, detail)
        if match is None:
            raise _died()
        return Answer(match[1].decode(), *(int(number) for number in match[2].split()))

    def picture(self, answer: Answer, budget: Budget) -> Pixels:
        """Take the picture that the child has announced in ``answer``, when there is room for it; off the clock.

        Raises:
            CaptureError: ``not_an_image``: it is none that was allowed, or does not come; ``error``, where this
                machine is too slow for it.
        """
        if not 0 < answer.width * answer.height <= budget.limits.max_pixels:
            raise _died()
        budget.make_room()
        with budget.paused(), empty_picture(answer.width * answer.height) as sink:
            with contextlib.suppress(OSError):  # a child that is gone shows in its answer
                socket.send_fds(self._channel, [b"pixels"], [sink])
            written = self.answer(_WRITTEN_WITHIN_S)
            if written is None:
                raise too_slow(_WRITTEN_WITHIN_S)
            if written.word != "written":
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


def readable(descriptor: int, wait_s: float) -> bool:
    """Wait, for ``wait_s`` seconds at most, until there is something to read; tell whether there is."""
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    return bool(poller.poll(math.ceil(wait_s * 1000)))


def too_slow(within_s: float) -> CaptureError:
    """Return the failure of a child that is not done in time: what it may compute would have taken far less of it.

    Args:
        within_s: How long it had, in s.
    """
    detail = f"this machine did not make the picture within {within_s:g} s: it lacks processor time or memory"
    return CaptureError(CaptureFault.ERROR, detail)


def _killed_for_memory() -> int:
    """Return how many processes the kernel has killed for want of memory, before it sent them the signal.

    How a child ended, its parent alone can ask, which is the decoding program. Source of the count: Linux,
    mm/oom_kill.c, since 4.13; where the kernel tells none, it is 0.
    """
    try:
        count = _KILLED_FOR_MEMORY.search(_KERNEL_COUNTS.read_bytes())
    except OSError:
        return 0
    return int(count[1]) if count else 0


def _died() -> CaptureError:
    detail = "the picture cannot be decoded: its decoder ended, or took more memory or processor time than allowed"
    return CaptureError(CaptureFault.NOT_AN_IMAGE, detail)
