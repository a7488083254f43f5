"""A key frame over RTSP, or over RTSP in TLS: a decoding child plays it, connected through a relay in this process.

The relay is this thread: it opens the connection to the checked address, shakes hands where TLS is
spoken, passes bytes between the camera and the child, counts them, watches for redirects, and ends
everything at the deadline. The child never learns the camera's address, so that it can be led nowhere else,
nor its login.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl

import httpx

from fairnotice.capture.dial import connect, resolve, transmit
from fairnotice.capture.limits import Budget, CaptureError
from fairnotice.capture.login import Login, with_secret
from fairnotice.capture.media_process import Answer, Child, Order
from fairnotice.capture.media_program import child_of, play
from fairnotice.capture.policy import CapturePolicy, Target
from fairnotice.capture.rtsp_framing import RtspGuard
from fairnotice.capture.rtsp_login import LoginSwap
from fairnotice.capture.tls import secured
from fairnotice.capture.trace import Step
from fairnotice.domain import CaptureFault, Pixels

_WAITING_FOR = "a key frame over RTSP"
# Of the time left, the share in which a flat first picture may be replaced by a later one.
_SETTLE_SHARE = 0.5


def fetch(target: Target, policy: CapturePolicy, login: Login | None, budget: Budget) -> Pixels:
    """Play an RTSP stream until its first settled key frame and return that.

    Returns:
        An array of shape (height, width, 3), ``uint8``, BGR.

    Raises:
        CaptureError: With the fault that stands for what happened.
    """
    addresses = resolve(target, policy, budget)
    with contextlib.ExitStack() as open_:
        # An ONVIF device's stream after its still, which has made room already: only few have.
        if not budget.has_room:
            with budget.paused():
                open_.enter_context(play())
        camera = open_.enter_context(connect(target, addresses, budget))
        if target.scheme == "rtsps":
            camera = open_.enter_context(secured(camera, target, budget))
        door = open_.enter_context(socket.create_server(("127.0.0.1", 0), backlog=1))
        refuse_basic = login is not None and target.scheme != "rtsps" and not login.allow_plain
        swap = LoginSwap(login, refuse_basic=refuse_basic)
        order = _order(with_secret(target, login), door.getsockname()[1], swap.invented, budget)
        with budget.paused():
            child = open_.enter_context(child_of("streams", order))
        relay = open_.enter_context(
            contextlib.closing(_Relay(RtspGuard(refuse_basic=refuse_basic), swap, camera, door, child, budget))
        )
        relay.run_until_answered()
        answer = child.answer(0) or Answer("no_picture")
        # Nothing more is wanted of the camera while this machine makes room.
        relay.close()
        camera.close()
        if answer.word != "picture":
            raise _failure(target, relay, answer.word, login, budget)
        budget.note(Step.SETTLED, f"{answer.skipped} key frames that showed nothing were passed over")
        return child.picture(answer, budget)


def _order(url: httpx.URL, port: int, login: tuple[str, str] | None, budget: Budget) -> Order:
    left = budget.remaining(_WAITING_FOR)
    user = f"{login[0]}:{login[1]}@" if login else ""
    what = {
        "url": f"rtsp://{user}127.0.0.1:{port}{url.raw_path.decode('ascii')}",
        "port": port,
        "timeout_s": left,
        "settle_s": left * _SETTLE_SHARE,
    }
    return Order(what, budget.limits.max_pixels, cpu_s=left, is_stream=True)


def _failure(target: Target, relay: _Relay, word: str, login: Login | None, budget: Budget) -> CaptureError:
    status = relay.guard.status
    if word == "too_large":
        detail = f"{target.place} streams pictures of more pixels than allowed, or that take too much memory"
        return CaptureError(CaptureFault.TOO_LARGE, detail)
    if word == "damaged":
        return CaptureError(CaptureFault.TRUNCATED, f"no key frame of {target.place} came whole")
    if status in (401, 403):
        reason = "refused the login" if login else "asks for a login"
        return CaptureError(CaptureFault.AUTH, f"{target.place} {reason} (RTSP status {status})")
    if status >= 400:
        fault = CaptureFault.REFUSED if status < 500 else CaptureFault.UNREACHABLE
        return CaptureError(fault, f"{target.place} answered with RTSP status {status}")
    if status == 0 and not relay.camera_ended:
        # FFmpeg keeps the same deadline, and may be the first to give up.
        return budget.timeout(_WAITING_FOR)
    if status == 0:
        return CaptureError(CaptureFault.UNREACHABLE, f"{target.place} closed the connection without an answer")
    if relay.camera_ended:
        return CaptureError(CaptureFault.TRUNCATED, f"{target.place} ended the stream before a key frame was complete")
    return CaptureError(CaptureFault.NOT_AN_IMAGE, f"the stream of {target.place} holds no picture that can be decoded")


def _step(before: int, status: int) -> tuple[Step, str]:
    """Return what an answer's status says, with the one before it (0: there was none)."""
    if status == 401:
        return Step.AUTHENTICATE, "it asks for a login (RTSP status 401)"
    if before == 401:
        return Step.AUTHENTICATE, f"answered with RTSP status {status}"
    return Step.FIRST_BYTE, f"RTSP status {status}"


class _Relay:
    """Passes bytes between camera and player until the player answers."""

    def __init__(
        self,
        guard: RtspGuard,
        swap: LoginSwap,
        camera: socket.socket,
        door: socket.socket,
        player: Child,
        budget: Budget,
    ) -> None:
        self.guard = guard
        self.camera_ended = False
        self._swap = swap
        self._camera = camera
        self._door = door
        self._player = player
        self._budget = budget
        self._local: socket.socket | None = None
        self._ready = selectors.DefaultSelector()
        for source in (door, player):
            self._ready.register(source, selectors.EVENT_READ)

    def run_until_answered(self) -> None:
        """Pass bytes on until the player has something to say.

        Raises:
            CaptureError: ``timeout`` at the deadline, or whatever the guard refuses.
        """
        while True:
            events = self._ready.select(self._budget.remaining(_WAITING_FOR))
            ready = {key.fileobj for key, _ in events}
            if self._player in ready:
                return
            if self._door in ready:
                self._admit()
            if self._local is not None and self._local in ready:
                self._from_player(self._local)
            if self._local is not None and self._camera in ready:
                self._from_camera(self._local)

    def close(self) -> None:
        """Release the selector and the player's side of the relay."""
        self._ready.close()
        if self._local is not None:
            self._local.close()

    def _admit(self) -> None:
        self._local, _ = self._door.accept()
        self._ready.unregister(self._door)
        self._ready.register(self._local, selectors.EVENT_READ)
        # Not before: the guard and the player must see the same bytes from the first one on.
        self._ready.register(self._camera, selectors.EVENT_READ)

    def _from_player(self, local: socket.socket) -> None:
        data = self._received(local)
        if data is None:
            return
        if not data:
            self._ready.unregister(local)
        elif not self.camera_ended:
            self._send(self._camera, self._swap.feed(data))

    def _from_camera(self, local: socket.socket) -> None:
        data = self._received(self._camera)
        while data:
            self._budget.spend(len(data))
            before = self.guard.status
            passed = self.guard.feed(data)
            if self.guard.status != before:
                self._budget.note(*_step(before, self.guard.status))
            if passed:
                self._send(local, passed)
            if not (isinstance(self._camera, ssl.SSLSocket) and self._camera.pending()):
                return
            # What TLS has already read does not show as readable.
            self._budget.remaining(_WAITING_FOR)
            data = self._received(self._camera)
        if data is not None:
            self.camera_ended = True
            self._ready.unregister(self._camera)
            with contextlib.suppress(OSError):
                local.shutdown(socket.SHUT_WR)

    def _received(self, source: socket.socket) -> bytes | None:
        """Return what has come, nothing where the stream ended, or None where it is not yet enough to be read."""
        source.settimeout(0)
        try:
            return source.recv(65536)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return None
        except OSError:
            return b""

    def _send(self, sink: socket.socket, data: bytes) -> None:
        # Whoever went away shows up as the end of its own stream, and the player then answers.
        with contextlib.suppress(OSError):
            transmit(sink, data, self._budget, _WAITING_FOR)
