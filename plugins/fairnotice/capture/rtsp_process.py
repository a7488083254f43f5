"""Keeps a few player processes ready: one is lent to one grab at a time, and killed when it hangs."""

from __future__ import annotations

import atexit
import json
import os
import select
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fairnotice.capture.limits import Budget, CaptureError
from fairnotice.domain import CaptureFault

_PROGRAM = Path(__file__).with_name("rtsp_player.py")
# The player decodes hostile streams: it needs paths to find its libraries, and no secret.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ")
_MOST_IDLE = 4
_MAX_ANSWER_BYTES = 64 * 1024


class Player:
    """One player process and the pipes to it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no word of it from outside
            [sys.executable, "-P", str(_PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            bufsize=0,
        )

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when the answer begins."""
        assert self._process.stdout is not None  # noqa: S101 - it was asked for above
        return self._process.stdout.fileno()

    @property
    def alive(self) -> bool:
        """Tell whether the process still runs."""
        return self._process.poll() is None

    def ask(self, request: Mapping[str, Any]) -> None:
        """Send a request; its size is far below what a pipe holds, so this does not block.

        Raises:
            CaptureError: ``unreachable``, when the process is gone.
        """
        assert self._process.stdin is not None  # noqa: S101 - it was asked for above
        text = json.dumps(request).encode()
        try:
            self._process.stdin.write(struct.pack(">I", len(text)) + text)
        except OSError as error:
            raise CaptureError(CaptureFault.UNREACHABLE, "the RTSP player process ended") from error

    def answer(self, budget: Budget, max_pixels: int) -> tuple[dict[str, Any], bytearray]:
        """Read the answer: its fields, and the picture's bytes (BGR) where it brings one.

        Nothing that the process says is believed without a check: it may have been taken over.

        Raises:
            CaptureError: ``timeout`` at the deadline, ``not_an_image`` when the process died of the stream.
        """
        length = struct.unpack(">I", self._exactly(4, budget))[0]
        if length > _MAX_ANSWER_BYTES:
            raise _died()
        try:
            fields = json.loads(self._exactly(length, budget))
        except ValueError as error:
            raise _died() from error
        if not isinstance(fields, dict) or fields.get("outcome") != "frame":
            return fields if isinstance(fields, dict) else {}, bytearray()
        width, height = fields.get("width"), fields.get("height")
        if not isinstance(width, int) or not isinstance(height, int) or min(width, height) < 1:
            raise _died()
        if width * height > max_pixels:
            raise _died()
        budget.make_room()
        return fields, self._exactly(width * height * 3, budget)

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _exactly(self, count: int, budget: Budget) -> bytearray:
        data = bytearray()
        poller = select.poll()
        poller.register(self.fileno(), select.POLLIN)
        while len(data) < count:
            poller.poll(budget.remaining("the RTSP player") * 1000)
            budget.remaining("the RTSP player")
            chunk = os.read(self.fileno(), min(count - len(data), 1 << 20))
            if not chunk:
                raise _died()
            data += chunk
        return data


def _died() -> CaptureError:
    return CaptureError(CaptureFault.NOT_AN_IMAGE, "the RTSP player process died of the stream")


_lock = threading.Lock()
_idle: list[Player] = []


@contextmanager
def lent_player() -> Iterator[Player]:
    """Lend a player process; it is kept for the next grab unless an exception left it in the middle of this one."""
    with _lock:
        player = _idle.pop() if _idle else None
    if player is None or not player.alive:
        player = Player()
    try:
        yield player
    except BaseException:
        player.kill()
        raise
    with _lock:
        if len(_idle) < _MOST_IDLE:
            _idle.append(player)
            return
    player.kill()


def _forget_after_fork() -> None:
    # The players belong to the parent; two processes must not talk through the same pipes.
    global _lock
    _lock = threading.Lock()
    _idle.clear()


def _kill_idle() -> None:
    with _lock:
        while _idle:
            _idle.pop().kill()


os.register_at_fork(after_in_child=_forget_after_fork)
atexit.register(_kill_idle)
