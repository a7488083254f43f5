"""A key frame over RTSP: FFmpeg plays in a process of its own, connected through a relay in ours.

The relay is this thread: it opens the connection to the checked address, passes bytes between the
camera and the player, counts them, watches for redirects, and ends everything at the deadline. The
player never learns the camera's address, so that it can be led nowhere else.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
from typing import Any
from urllib.parse import quote

import numpy as np

from fairnotice.capture.dial import connect, resolve
from fairnotice.capture.limits import Budget, CaptureError
from fairnotice.capture.login import Login, with_secret
from fairnotice.capture.policy import CapturePolicy, Target
from fairnotice.capture.rtsp_framing import RtspGuard
from fairnotice.capture.rtsp_process import Player, lent_player
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
    with (
        connect(target, addresses, budget) as camera,
        socket.create_server(("127.0.0.1", 0), backlog=1) as door,
        lent_player() as player,
    ):
        max_pixels = budget.limits.max_pixels
        player.ask(
            {
                "url": _relay_url(target, door, login),
                "max_pixels": max_pixels,
                "settle_s": budget.remaining(_WAITING_FOR) * _SETTLE_SHARE,
                "timeout_s": budget.remaining(_WAITING_FOR),
            }
        )
        relay = _Relay(target, camera, door, player, budget, login)
        with contextlib.closing(relay):
            relay.run_until_answered()
        fields, data = player.answer(budget, max_pixels)
    if not data:
        raise _failure(target, relay, fields, login)
    budget.note(Step.DECODE, f"{fields['width']} x {fields['height']} px")
    budget.note(Step.SETTLED, f"{fields.get('skipped', 0)} key frames that showed nothing were passed over")
    return np.frombuffer(data, np.uint8).reshape(fields["height"], fields["width"], 3)


def _relay_url(target: Target, door: socket.socket, login: Login | None) -> str:
    known = login is not None and not login.is_token
    user = f"{quote(login.user, safe='')}:{quote(login.password, safe='')}@" if login and known else ""
    return f"rtsp://{user}127.0.0.1:{door.getsockname()[1]}{with_secret(target, login).raw_path.decode('ascii')}"


def _failure(target: Target, relay: _Relay, fields: dict[str, Any], login: Login | None) -> CaptureError:
    status = relay.guard.status
    if fields.get("outcome") == "too_large":
        detail = f"{target.place} streams pictures of more than the allowed number of pixels"
        return CaptureError(CaptureFault.TOO_LARGE, detail)
    if status in (401, 403):
        reason = "refused the login" if login else "asks for a login"
        return CaptureError(CaptureFault.AUTH, f"{target.place} {reason} (RTSP status {status})")
    if status >= 400:
        fault = CaptureFault.REFUSED if status < 500 else CaptureFault.UNREACHABLE
        return CaptureError(fault, f"{target.place} answered with RTSP status {status}")
    if status == 0:
        return CaptureError(CaptureFault.UNREACHABLE, f"{target.place} closed the connection without an answer")
    if relay.camera_ended:
        return CaptureError(CaptureFault.TRUNCATED, f"{target.place} ended the stream before a key frame was complete")
    return CaptureError(CaptureFault.NOT_AN_IMAGE, f"the stream of {target.place} holds no picture that can be decoded")


class _Relay:
    """Passes bytes between camera and player until the player answers."""

    def __init__(
        self,
        target: Target,
        camera: socket.socket,
        door: socket.socket,
        player: Player,
        budget: Budget,
        login: Login | None,
    ) -> None:
        self.guard = RtspGuard(refuse_basic=login is not None and not login.allow_plain)
        self.camera_ended = False
        self._target = target
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
        if not data:
            self._ready.unregister(local)
        elif not self.camera_ended:
            self._send(self._camera, data)

    def _from_camera(self, local: socket.socket) -> None:
        data = self._received(self._camera)
        self._budget.spend(len(data))
        if passed := self.guard.feed(data):
            self._send(local, passed)
        if not data:
            self.camera_ended = True
            self._ready.unregister(self._camera)
            with contextlib.suppress(OSError):
                local.shutdown(socket.SHUT_WR)

    def _received(self, source: socket.socket) -> bytes:
        try:
            return source.recv(65536)
        except OSError:
            return b""

    def _send(self, sink: socket.socket, data: bytes) -> None:
        sink.settimeout(self._budget.remaining(_WAITING_FOR))
        try:
            sink.sendall(data)
        except TimeoutError as error:
            raise self._budget.timeout(_WAITING_FOR) from error
        except OSError:
            # Whoever went away shows up as the end of its own stream, and the player then answers.
            return
