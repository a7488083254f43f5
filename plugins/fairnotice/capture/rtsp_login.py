"""Puts a camera's login into what the player asks, so that the player need not know it.

The player decodes what the camera sends, and whatever takes it over could tell the camera all that it
knows: a password that a digest would have kept from that camera, and that many others may share. So it
plays with an invented login, and the relay gives the answer to the camera's challenge in its place.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets

from fairnotice.capture.limits import CaptureError
from fairnotice.capture.login import Login
from fairnotice.capture.rtsp_framing import MAX_HEAD_BYTES, Framing, Head, body_length
from fairnotice.domain import CaptureFault

_FIELD = re.compile(r'(\w+)=(?:"([^"]*)"|([^,\s]*))')


class LoginSwap:
    """Passes on a player's bytes, message by message, with the true login in place of the invented one.

    Args:
        login: The true one; None, or a token, which RTSP knows nothing of: nothing is put in.
        refuse_basic: Whether a password is never sent in a readable form, even if the player does so.

    Attributes:
        invented: User name and password for the player; None where there is no login.
    """

    def __init__(self, login: Login | None, *, refuse_basic: bool) -> None:
        self._login = None if login is None or login.is_token else login
        self._refuse_basic = refuse_basic
        self.invented = ("camera", secrets.token_hex(8)) if self._login else None
        self._framing = Framing(self._head)

    def feed(self, data: bytes) -> bytes:
        """Take bytes from the player and return those that may go on to the camera.

        Raises:
            CaptureError: ``policy``, where a password would go out readable that must not; ``not_an_image`` on
                anything that no player sends.
        """
        return data if self._login is None else self._framing.feed(data)

    def _head(self, buffer: bytearray) -> Head | None:
        length = buffer.find(b"\r\n\r\n") + 4
        if length < 4:
            if len(buffer) > MAX_HEAD_BYTES:
                raise CaptureError(CaptureFault.NOT_AN_IMAGE, "the player asks what no player asks")
            return None
        lines = bytes(buffer[:length]).split(b"\r\n")
        return Head(length, body_length(lines), b"\r\n".join(self._swapped(lines)))

    def _swapped(self, lines: list[bytes]) -> list[bytes]:
        if self._login is None:
            return lines
        method = lines[0].partition(b" ")[0].decode("latin-1")
        return [
            _authorization(line.partition(b":")[2].strip(), method, self._login, self._refuse_basic)
            if line.lower().startswith(b"authorization")
            else line
            for line in lines
        ]


def _authorization(given: bytes, method: str, login: Login, refuse_basic: bool) -> bytes:
    scheme = given.partition(b" ")[0].lower()
    if scheme == b"digest":
        return b"Authorization: " + _digest(given.decode("utf-8", "surrogateescape"), method, login)
    if scheme == b"basic" and not refuse_basic:
        return b"Authorization: Basic " + base64.b64encode(f"{login.user}:{login.password}".encode())
    raise CaptureError(CaptureFault.POLICY, "the password is not sent in a form that others on the way can read")


def _digest(given: str, method: str, login: Login) -> bytes:
    """Return a player's digest with the true user and the answer that goes with it (RFC 7616, 3.4.1; MD5 only)."""
    fields = {name.lower(): quoted or plain for name, quoted, plain in _FIELD.findall(given)}
    nonce, cnonce, qop = fields.get("nonce", ""), fields.get("cnonce", ""), fields.get("qop", "")
    key = _md5(f"{login.user}:{fields.get('realm', '')}:{login.password}")
    if fields.get("algorithm", "").lower() == "md5-sess":
        key = _md5(f"{key}:{nonce}:{cnonce}")
    middle = f"{nonce}:{fields.get('nc', '')}:{cnonce}:{qop}" if qop else nonce
    asked = _md5(f"{method}:{fields.get('uri', '')}")
    given = _set(given, "username", login.user)
    return _set(given, "response", _md5(f"{key}:{middle}:{asked}")).encode("utf-8", "surrogateescape")


def _set(given: str, name: str, value: str) -> str:
    return re.sub(rf'\b{name}="[^"]*"', lambda _: f'{name}="{value}"', given)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()
