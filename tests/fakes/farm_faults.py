"""Cameras that are dead, slow or lying, by name. Each is a coroutine that holds one connection."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import itertools
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from fakes import farm_bytes

USER, PASSWORD = "inspector", "correct horse"
_NONCE = "5a7b1c0e"
_REALM = "farm"
DIGEST_CHALLENGE = f'Digest realm="{_REALM}", nonce="{_NONCE}", qop="auth", algorithm=MD5'
INSIDE = "169.254.169.254/latest/meta-data/"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as far as the farm reads it."""

    method: str
    path: str
    protocol: str
    headers: dict[str, str] = field(default_factory=dict)


Handler = Callable[[Request, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def answer(status: str, content_type: str, body: bytes, *more: str) -> bytes:
    """Return a whole HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}", *more]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


async def _until_gone(reader: asyncio.StreamReader) -> None:
    """Wait for the other side to give up."""
    while await reader.read(65536):
        pass


async def _drip(writer: asyncio.StreamWriter, data: bytes) -> None:
    for value in data:
        writer.write(bytes([value]))
        await writer.drain()
        await asyncio.sleep(1)


def _sending(data: Callable[[], bytes]) -> Handler:
    async def send(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data())
        await writer.drain()

    return send


async def _silent(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _until_gone(reader)


async def _closed(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    return


async def _drip_body(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    picture = farm_bytes.still_jpeg()
    whole = answer("200 OK", "image/jpeg", picture)
    writer.write(whole[: -len(picture)])
    await _drip(writer, picture)


async def _drip_head(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _drip(writer, answer("200 OK", "image/jpeg", farm_bytes.still_jpeg()))


async def _endless(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n" + farm_bytes.still_jpeg()[:-2])
    while not writer.is_closing():
        writer.write(bytes(65536))
        await writer.drain()


async def _endless_head(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for number in itertools.count():
        writer.write(b"X-%d: %s\r\n" % (number, b"a" * 1000))
        await writer.drain()


async def _mjpeg_stall(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {farm_bytes.MJPEG_TYPE}\r\n\r\n"
    writer.write(head.encode() + farm_bytes.mjpeg_part(farm_bytes.still_jpeg()))
    await writer.drain()
    await _until_gone(reader)


async def _mjpeg_cut(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {farm_bytes.MJPEG_TYPE}\r\n\r\n"
    writer.write(head.encode() + farm_bytes.mjpeg_part(farm_bytes.still_jpeg())[:-2000])
    await writer.drain()


def _cut_short() -> bytes:
    whole = answer("200 OK", "image/jpeg", farm_bytes.still_jpeg())
    return whole[: len(whole) // 2]


def _truncated() -> bytes:
    picture = farm_bytes.still_jpeg()
    return answer("200 OK", "image/jpeg", picture[: len(picture) // 2])


def _redirect(location: str) -> Handler:
    return _sending(lambda: answer("302 Found", "text/plain", b"", f"Location: {location}"))


# --- logins ---------------------------------------------------------------------------------------


async def _basic(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    expected = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    if request.headers.get("authorization") == expected:
        writer.write(answer("200 OK", "image/jpeg", farm_bytes.still_jpeg()))
    else:
        writer.write(answer("401 Unauthorized", "text/html", b"", f'WWW-Authenticate: Basic realm="{_REALM}"'))


async def _digest(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if digest_holds(request):
        writer.write(answer("200 OK", "image/jpeg", farm_bytes.still_jpeg()))
    else:
        challenge = f"WWW-Authenticate: {DIGEST_CHALLENGE}"
        writer.write(answer("401 Unauthorized", "text/html", farm_bytes.HTML, challenge))


def _challenge(scheme: str) -> Handler:
    return _sending(lambda: answer("401 Unauthorized", "text/html", farm_bytes.HTML, f"WWW-Authenticate: {scheme}"))


def digest_holds(request: Request) -> bool:
    """Check a Digest answer as RFC 7616 has it."""
    given = request.headers.get("authorization", "")
    fields = {key: quoted or plain for key, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]+))', given)}
    if not given.startswith("Digest") or fields.get("nonce") != _NONCE or fields.get("username") != USER:
        return False
    ha1 = _md5(f"{USER}:{_REALM}:{PASSWORD}")
    ha2 = _md5(f"{request.method}:{request.path}")
    middle = f"{_NONCE}:{fields.get('nc')}:{fields.get('cnonce')}:{fields.get('qop')}"
    return fields.get("uri") == request.path and fields.get("response") == _md5(f"{ha1}:{middle}:{ha2}")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


# --- RTSP -----------------------------------------------------------------------------------------


def rtsp_answer(status: str, *headers: str, body: bytes = b"", sequence: str = "1") -> bytes:
    """Return a whole RTSP answer."""
    lines = [f"RTSP/1.0 {status}", f"CSeq: {sequence}", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _rtsp_no_packets(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Agree to everything, PLAY included, and then send nothing."""
    while True:
        sequence = request.headers.get("cseq", "1")
        if request.method == "DESCRIBE":
            headers: tuple[str, ...] = ("Content-Type: application/sdp",)
            writer.write(rtsp_answer("200 OK", *headers, body=farm_bytes.SDP, sequence=sequence))
        else:
            headers = ("Session: 12345", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1", "Public: DESCRIBE, PLAY")
            writer.write(rtsp_answer("200 OK", *headers, sequence=sequence))
        await writer.drain()
        following = await read_request(reader)
        if following is None:
            return
        request = following


def _rtsp_sending(data: Callable[[str], bytes]) -> Handler:
    async def send(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        current: Request | None = request
        while current is not None:
            writer.write(data(current.headers.get("cseq", "1")))
            await writer.drain()
            current = await read_request(reader)

    return send


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """Read the head of an HTTP or RTSP request; None where the connection ended."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, protocol = head[0].split(" ")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ValueError):
        return None
    pairs = (line.partition(":") for line in head[1:] if line)
    return Request(method, path, protocol, {name.strip().lower(): value.strip() for name, _, value in pairs})


FAULTS: dict[str, Handler] = {
    "silent": _silent,
    "closed": _closed,
    "drip": _drip_body,
    "drip_head": _drip_head,
    "endless": _endless,
    "endless_head": _endless_head,
    "mjpeg_stall": _mjpeg_stall,
    "mjpeg_cut": _mjpeg_cut,
    "html": _sending(lambda: answer("200 OK", "text/html", farm_bytes.HTML)),
    "html_as_jpeg": _sending(lambda: answer("200 OK", "image/jpeg", farm_bytes.HTML)),
    "empty": _sending(lambda: answer("200 OK", "image/jpeg", b"")),
    "truncated": _sending(_truncated),
    "cut_short": _sending(_cut_short),
    "bomb": _sending(lambda: answer("200 OK", "image/png", farm_bytes.png_bomb())),
    "compressed": _sending(lambda: answer("200 OK", "image/jpeg", b"\x1f\x8b", "Content-Encoding: gzip")),
    "not_http": _sending(lambda: b"220 farm FTP server ready\r\n\r\n"),
    "redirect": _redirect("/still.jpg"),
    "redirect_loop": _redirect("/fault/redirect_loop"),
    "redirect_inside": _redirect(f"http://{INSIDE}"),
    "redirect_file": _redirect("file:///etc/hostname"),
    "401": _sending(lambda: answer("401 Unauthorized", "text/html", farm_bytes.HTML, "WWW-Authenticate: Basic")),
    "404": _sending(lambda: answer("404 Not Found", "text/html", farm_bytes.HTML)),
    "503": _sending(lambda: answer("503 Service Unavailable", "image/jpeg", farm_bytes.still_jpeg())),
    "basic": _basic,
    "digest": _digest,
    "digest_of_unknown_algorithm": _challenge('Digest realm="farm", nonce="5a7b", algorithm=ROT13'),
    "digest_of_the_body": _challenge('Digest realm="farm", nonce="5a7b", qop="auth-int"'),
    "digest_of_nothing": _challenge("Digest realm"),
    "rtsp_silent": _silent,
    "rtsp_no_packets": _rtsp_no_packets,
    "rtsp_redirect_inside": _rtsp_sending(
        lambda sequence: rtsp_answer("302 Moved", f"Location: rtsp://{INSIDE}", sequence=sequence)
    ),
    "rtsp_401": _rtsp_sending(
        lambda sequence: rtsp_answer("401 Unauthorized", 'WWW-Authenticate: Basic realm="farm"', sequence=sequence)
    ),
    "rtsp_404": _rtsp_sending(lambda sequence: rtsp_answer("404 Not Found", sequence=sequence)),
    "rtsp_garbage": _sending(lambda: b"\x00\x01" * 20_000),
}
"""Faults by name; those that begin with ``rtsp`` are reached by an RTSP address."""
