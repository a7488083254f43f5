"""The decoding programs of this process: started when the first picture is there, and again where one ended."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, get_args

from fairnotice.capture.limits import CaptureError
from fairnotice.capture.media_process import Child, Order, readable
from fairnotice.errors import FairnoticeError

Kind = Literal["stills", "streams", "photos"]

_LOG = logging.getLogger(__name__)
_STARTED_WITHIN_S = 60.0
_FORKED_WITHIN_S = 20.0
_PROCESSORS = len(os.sched_getaffinity(0))
_TURNS = _PROCESSORS + 1
"""Pictures that are decoded at a time: one for each processor, and one that is on its way in or out."""
_PLAYS = 4 * _PROCESSORS + 4
"""Streams that are played at a time. Most only wait for their camera's next key frame, some for a silent camera.
But as many as there are threads would make each other late, and that would be counted as the camera's time."""

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

        # Popen.poll() says that it runs whenever another thread looks as well, or waits for its end.
        self._pidfd = os.pidfd_open(self._process.pid)
        # Whoever still asks after its end must not read another file's descriptor.
        weakref.finalize(self, os.close, self._pidfd)

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
        return not readable(self._pidfd, 0)

    def forget(self) -> None:
        """Let go of it, as a process must that only inherited it and whose child it is not."""
        self._line.close()
        self._process.returncode = 0

    def _received(self, wait_s: float) -> tuple[bytes, list[int]]:
        if not readable(self._line.fileno(), wait_s):
            raise _GoneError
        message, descriptors, _, _ = socket.recv_fds(self._line, 64, 1, socket.MSG_CMSG_CLOEXEC)
        if not message:
            raise _GoneError
        return message, descriptors


# One for each kind: nobody waits for the start of a program that he does not need.
_locks: dict[Kind, threading.Lock] = {kind: threading.Lock() for kind in get_args(Kind)}
_turns = threading.BoundedSemaphore(_TURNS)
_plays = threading.BoundedSemaphore(_PLAYS)
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


def play() -> threading.BoundedSemaphore:
    """Return what to enter before a camera whose stream is to be played is connected to; stop the grab's clock before.

    Whoever has made room for a frame must not wait for it: those who play wait for room.
    """
    return _plays


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
    global _turns, _plays
    for kind in _locks:
        _locks[kind] = threading.Lock()
    _turns = threading.BoundedSemaphore(_TURNS)
    _plays = threading.BoundedSemaphore(_PLAYS)
    for program in _programs.values():
        program.forget()
    _programs.clear()


os.register_at_fork(after_in_child=_forget_after_fork)
