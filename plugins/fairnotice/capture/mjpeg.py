"""Motion JPEG over HTTP: a multipart answer in which every part is a picture."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message

from fairnotice.capture.limits import Budget, CaptureError
from fairnotice.domain import CaptureFault

MEDIA_TYPES = frozenset({"multipart/x-mixed-replace", "multipart/mixed"})

_MAX_HEADER_BYTES = 8192
_MOST_DIGITS = 12


def live_picture(content_type: str, chunks: Iterator[bytes], budget: Budget) -> bytes:
    """Return the bytes of a picture that shows the stream to be alive: the second one.

    The first part is often a picture that the server kept from earlier, and a dead camera's server
    keeps sending exactly that one part. A stream that ends properly after one part was a still.

    Raises:
        CaptureError: ``timeout`` (also when one part came and then silence), ``truncated``,
            ``not_an_image`` or ``too_large``.
    """
    parts = _Parts(chunks, _boundary(content_type), budget)
    first = parts.next_part()
    if first is None:
        raise CaptureError(CaptureFault.NOT_AN_IMAGE, "the MJPEG stream ended without a picture")
    try:
        second = parts.next_part()
    except CaptureError as error:
        if error.fault is CaptureFault.TIMEOUT:
            raise CaptureError(error.fault, f"one MJPEG picture came and then nothing: {error.detail}") from error
        raise
    return first if second is None else second


def _boundary(content_type: str) -> bytes:
    message = Message()
    message["content-type"] = content_type
    boundary = message.get_param("boundary")
    # Many cameras put the two hyphens of the delimiter into the parameter as well.
    text = boundary.strip().removeprefix("--") if isinstance(boundary, str) else ""
    if not text or len(text) > 200 or not text.isascii():
        raise CaptureError(CaptureFault.NOT_AN_IMAGE, "the MJPEG answer names no usable boundary")
    return b"--" + text.encode("ascii")


class _Parts:
    """Cuts a multipart body into parts (RFC 2046, 5.1), holding one part at a time."""

    def __init__(self, chunks: Iterator[bytes], delimiter: bytes, budget: Budget) -> None:
        self._chunks = chunks
        self._delimiter = delimiter
        self._budget = budget
        self._max_bytes = budget.limits.max_bytes
        self._buffer = bytearray()

    def next_part(self) -> bytes | None:
        """Return the next part's body, or None where the stream ends between parts."""
        if self._until(self._delimiter, self._max_bytes) is None:
            return None
        head = self._until(b"\n", _MAX_HEADER_BYTES)
        if head is None or head.strip().startswith(b"--"):
            return None
        length = self._content_length()
        return self._body_to_delimiter() if length is None else self._body_of(length)

    def _content_length(self) -> int | None:
        length = None
        for _ in range(64):
            line = self._until(b"\n", _MAX_HEADER_BYTES)
            if line is None:
                raise _truncated()
            if not line.strip():
                return length
            name, _, value = line.partition(b":")
            value = value.strip()
            if name.strip().lower() == b"content-length" and value.isdigit() and len(value) <= _MOST_DIGITS:
                length = int(value)
        raise CaptureError(CaptureFault.NOT_AN_IMAGE, "an MJPEG part has too many header lines")

    def _body_of(self, length: int) -> bytes:
        if length > self._max_bytes:
            raise CaptureError(CaptureFault.TOO_LARGE, f"an MJPEG part announces {length} bytes")
        while len(self._buffer) < length:
            if not self._more():
                raise _truncated()
        return self._take(length)

    def _body_to_delimiter(self) -> bytes:
        body = self._until(b"\n" + self._delimiter, self._max_bytes)
        if body is None:
            raise _truncated()
        # The delimiter belongs to the next part.
        self._buffer[:0] = self._delimiter
        return body.removesuffix(b"\r")

    def _until(self, marker: bytes, limit: int) -> bytes | None:
        """Take everything up to ``marker`` and the marker itself; return what stood before it."""
        searched = 0
        while (found := self._buffer.find(marker, searched)) < 0:
            if len(self._buffer) > limit:
                raise CaptureError(CaptureFault.TOO_LARGE, f"an MJPEG part is longer than {limit} bytes")
            searched = max(0, len(self._buffer) - len(marker) + 1)
            if not self._more():
                return None
        before = self._take(found)
        del self._buffer[: len(marker)]
        return before

    def _more(self) -> bool:
        # Many small chunks may have come at once, so that the network is not what is waited for.
        self._budget.remaining("the rest of the picture")
        chunk = next(self._chunks, None)
        if chunk is None:
            return False
        self._buffer += chunk
        return True

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken


def _truncated() -> CaptureError:
    return CaptureError(CaptureFault.TRUNCATED, "the MJPEG stream ended in the middle of a picture")
