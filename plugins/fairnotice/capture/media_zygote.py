"""The decoding program: loads a decoder once, and forks a child for each picture that is to be made.

Hostile pictures are decoded in a process that has nothing to steal: started without environment,
it holds no secret, no model and no other camera's bytes. A child gets one channel to whoever asked,
and makes one picture; by the time it reads its first hostile byte it has neither the way to this
program nor any right that decoding does not need (see :mod:`fairnotice.capture.media_jail`).

The program itself reads nothing but the requests of the process that started it, each a message with
one descriptor, the child's end of a channel. It answers with a descriptor that stands for the child
(a pidfd), by which exactly that child can be awaited and killed. It ends when its input does.

Over the channel, whose messages keep their borders:

1. the order, JSON, there already when the child begins, with the descriptor of the picture's bytes where it brings any,
   and one of empty memory for its pixels (BGR) where their number is known;
2. the child's answer, a word and up to three numbers: ``picture WIDTH HEIGHT SKIPPED``, or why there is none; before it
   come those that a photo says of itself;
3. where no memory came with the order: memory for the pixels, and ``written`` when they are there.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, Protocol

from fairnotice.capture import media_jail

_LONGEST_ORDER = 16 * 1024


class Decoded(Protocol):
    """A picture that a child has made."""

    @property
    def width(self) -> int:
        """Width in px."""

    @property
    def height(self) -> int:
        """Height in px."""

    @property
    def skipped(self) -> int:
        """How many pictures came before it that showed nothing."""

    def rows(self) -> Iterator[memoryview]:
        """Yield its pixels in pieces, from the top to the bottom."""


Decoder = Callable[[dict[str, Any], int | None], Decoded | str]
"""From an order and the descriptor of a picture's bytes to the picture, or to the word for why there is none."""


_DECODERS = {
    "stills": "fairnotice.capture.media_still",
    "streams": "fairnotice.capture.media_stream",
    "photos": "fairnotice.capture.media_photo",
}


def main(kind: str) -> None:
    """Serve until the input ends.

    Args:
        kind: ``stills``, ``streams`` or ``photos``: each loads one decoder, since a larger program forks slower.
    """
    # Whatever a native library prints must not end up among the messages.
    line = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    media_jail.forbid_for_all()
    decoder = importlib.import_module(_DECODERS[kind])
    decoder.prepare()
    os.environ.clear()
    call_filter = media_jail.system_call_filter(connecting=kind == "streams", threads=kind == "photos")
    if call_filter is None:
        media_jail.hide()
    line.send(b"unconfined" if call_filter is None else b"confined")
    signal.signal(signal.SIGCHLD, _reap)
    gc.collect()
    gc.freeze()
    gc.disable()
    # Memory that is free but still there would be copied page by page when a child fills it.
    ctypes.CDLL(None).malloc_trim(0)
    serve(line, decoder.decode, call_filter)


def serve(line: socket.socket, decode: Decoder, call_filter: bytes | None) -> None:
    """Fork a child for each channel that comes."""
    parent, own_bytes = os.getpid(), media_jail.address_space_bytes()
    while True:
        _, channels, _, _ = socket.recv_fds(line, 16, 1)
        if not channels:
            return
        child = os.fork()
        if child == 0:
            line.close()
            media_jail.die_with_parent(parent)
            run(socket.socket(fileno=channels[0]), decode, call_filter, own_bytes)
        os.close(channels[0])
        try:
            pidfd = os.pidfd_open(child)
        except ProcessLookupError:  # it was killed at once, for want of memory
            line.send(b"gone")
            continue
        socket.send_fds(line, [b"child"], [pidfd])
        os.close(pidfd)


def _reap(*_: object) -> None:
    """Take leave of the children that ended, so that they are gone and their processor time is counted as ours."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def run(channel: socket.socket, decode: Decoder, call_filter: bytes | None, own_bytes: int) -> NoReturn:
    """Be a child: make one picture and end."""
    # Whatever goes wrong shows as the channel's end; nothing may unwind into the program's own loop.
    with contextlib.suppress(BaseException):
        message, files, _, _ = socket.recv_fds(channel, _LONGEST_ORDER, 2)
        order = json.loads(message)
        media_jail.limit(
            address_space_bytes=own_bytes + order["memory_bytes"],
            cpu_s=order["cpu_s"],
            written_bytes=3 * order["max_pixels"],
        )
        if "port" in order:
            media_jail.connect_to_port_only(order["port"])
        if call_filter is not None:
            media_jail.filter_system_calls(call_filter)
        _make(order, files, channel, decode)
    os._exit(0)


def _make(order: dict[str, Any], files: list[int], channel: socket.socket, decode: Decoder) -> None:
    source, sink = [*files, None, None][:2]
    try:
        picture = decode(order, source)
    except MemoryError:
        picture = "too_large"
    if isinstance(picture, str):
        channel.send(picture.encode())
        return
    for note in getattr(picture, "notes", ()):
        channel.send(note)
    announcement = f"picture {picture.width} {picture.height} {picture.skipped}".encode()
    if sink is not None:
        _write(picture, sink)
        channel.send(announcement)
        return
    channel.send(announcement)
    _, files, _, _ = socket.recv_fds(channel, 16, 1)
    _write(picture, files[0])
    channel.send(b"written")


def _write(picture: Decoded, sink: int) -> None:
    offset = 0
    for piece in picture.rows():
        while piece:
            count = os.pwrite(sink, piece, offset)
            offset += count
            piece = piece[count:]


if __name__ == "__main__":
    main(sys.argv[1])
