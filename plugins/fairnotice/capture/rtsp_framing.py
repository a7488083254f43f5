"""Reads what an RTSP server sends just closely enough to keep it from leading the player astray.

FFmpeg follows an RTSP redirect to any host by itself, past every check of ours. So the server's
messages pass through here on their way to the player, in the grammar that FFmpeg itself applies
(RFC 2326: text messages with an optional body, and interleaved packets that begin with ``$``), and
anything that is not plainly one or the other ends the grab.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fairnotice.capture.limits import CaptureError
from fairnotice.domain import CaptureFault

MAX_HEAD_BYTES = 16 * 1024
# FFmpeg cuts longer lines, and would then read something else than was checked.
_MAX_LINE_BYTES = 2000
_MAX_BODY_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Head:
    """A message's head: how long it is, how much body follows, and what goes on in its place."""

    length: int
    body: int
    passed: bytes


class Framing:
    """Cuts RTSP over TCP into messages and interleaved packets: ``$``, a channel, a length (RFC 2326, 10.12).

    Args:
        head_of: From what lies at hand, which begins a message, to its head; None where it is incomplete.

    Attributes:
        packets: How many packets came.
    """

    def __init__(self, head_of: Callable[[bytearray], Head | None]) -> None:
        self._head_of = head_of
        self.packets = 0
        self._buffer = bytearray()
        self._passing = 0

    def feed(self, data: bytes) -> bytes:
        """Take bytes as they come, and return those that may go on."""
        self._buffer += data
        passed = bytearray()
        while self._buffer:
            if self._passing:
                count = min(self._passing, len(self._buffer))
                self._passing -= count
                passed += self._buffer[:count]
            elif self._buffer.startswith(b"$"):
                if len(self._buffer) < 4:
                    break
                self.packets += 1
                count = 4
                self._passing = int.from_bytes(self._buffer[2:4], "big")
                passed += self._buffer[:count]
            else:
                head = self._head_of(self._buffer)
                if head is None:
                    break
                count, self._passing = head.length, head.body
                passed += head.passed
            del self._buffer[:count]
        return bytes(passed)


class RtspGuard:
    """Passes on a server's bytes, message by message.

    Args:
        refuse_basic: Whether a server that asks for the password in a readable form is not answered: FFmpeg would.

    Attributes:
        status: The last status code seen; 0 before the first.
    """

    def __init__(self, *, refuse_basic: bool = False) -> None:
        self._refuse_basic = refuse_basic
        self.status = 0
        self._framing = Framing(self._head)

    @property
    def packets(self) -> int:
        """How many interleaved packets came."""
        return self._framing.packets

    def feed(self, data: bytes) -> bytes:
        """Take bytes from the server and return those that may go on to the player.

        Raises:
            CaptureError: ``policy`` on a redirect, ``not_an_image`` on anything that is not RTSP.
        """
        return self._framing.feed(data)

    def _head(self, buffer: bytearray) -> Head | None:
        """Check the message head at the buffer's start, be it incomplete."""
        lines, length = [], 0
        while (end := buffer.find(b"\n", length)) >= 0:
            line = bytes(buffer[length : end + 1]).replace(b"\r", b"").rstrip(b"\n")
            length = end + 1
            if not line:
                break
            lines.append(line)
        else:
            if len(buffer) > MAX_HEAD_BYTES:
                raise _not_rtsp("a message has no end")
            self._check_lines(lines)
            return None
        if lines:
            self._check_lines(lines)
            self._check_challenge(lines)
        return Head(length, body_length(lines), bytes(buffer[:length]))

    def _check_lines(self, lines: list[bytes]) -> None:
        if not lines:
            return
        if any(len(line) > _MAX_LINE_BYTES or b"\0" in line or line.startswith(b"$") for line in lines):
            raise _not_rtsp("a header line is malformed")
        version, _, rest = lines[0].partition(b" ")
        code = rest[:3]
        if version != b"RTSP/1.0" or not code.isdigit() or len(code) != 3:
            raise _not_rtsp("the answer is not RTSP/1.0")
        self.status = int(code)
        if 300 <= self.status < 400 or any(line.lower().startswith(b"location") for line in lines):
            raise CaptureError(CaptureFault.POLICY, "the RTSP server redirects elsewhere, which is not followed")

    def _check_challenge(self, lines: list[bytes]) -> None:
        if not self._refuse_basic or self.status != 401:
            return
        challenges = [line.lower() for line in lines if line.lower().startswith(b"www-authenticate")]
        # FFmpeg answers with a digest wherever that is among the offers.
        if not any(b"digest" in challenge for challenge in challenges):
            detail = (
                "the RTSP server asks for a password that others on the way can read; let it ask for a digest, or say "
                "allow_plain: true in the credential's entry where that network is safe"
            )
            raise CaptureError(CaptureFault.POLICY, detail)


def body_length(lines: list[bytes]) -> int:
    """Return how many bytes of body follow a message's head.

    Raises:
        CaptureError: ``not_an_image``, where that is not plainly said.
    """
    named = [line.partition(b":") for line in lines if line.lower().startswith(b"content-length")]
    # FFmpeg reads this spelling alone. After any other it would take for an answer what was passed on as a body.
    if any(name.lower() != b"content-length" for name, _, _ in named):
        raise _not_rtsp("a header line is malformed")
    values = [value.strip() for _, _, value in named]
    if not values:
        return 0
    if len(values) > 1 or not values[0].isdigit() or int(values[0]) > _MAX_BODY_BYTES:
        raise _not_rtsp("a message announces an impossible length")
    return int(values[0])


def _not_rtsp(detail: str) -> CaptureError:
    return CaptureError(CaptureFault.NOT_AN_IMAGE, f"the camera does not speak RTSP: {detail}")
