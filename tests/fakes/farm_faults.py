"""Cameras that are dead, slow or lying, by name. Each is a coroutine that holds one connection."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import email.utils
import hashlib
import itertools
import re

from fakes import farm_bytes
from fakes.farm_hls import HLS_FAULTS
from fakes.farm_http import INSIDE, Handler, Request, answer, drip, pour, sending, silent, until_gone
from fakes.farm_rtsp import RTSP_FAULTS

USER, PASSWORD = "inspector", "correct horse"
_NONCE, _LATER_NONCE = "5a7b1c0e", "90ffb2d4"
_REALM = "farm"
DIGEST_CHALLENGE = f'Digest realm="{_REALM}", nonce="{_NONCE}", qop="auth", algorithm=MD5'


async def _closed(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    return


async def _drip_body(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    picture = farm_bytes.still_jpeg()
    whole = answer("200 OK", "image/jpeg", picture)
    writer.write(whole[: -len(picture)])
    await drip(writer, picture)


async def _drip_head(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await drip(writer, answer("200 OK", "image/jpeg", farm_bytes.still_jpeg()))


async def _endless(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n" + farm_bytes.still_jpeg()[:-2])
    await pour(writer, bytes(65536))


async def _stall(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send half a picture and then nothing."""
    whole = answer("200 OK", "image/jpeg", farm_bytes.still_jpeg())
    writer.write(whole[: len(whole) // 2])
    await writer.drain()
    await until_gone(reader)


async def _jitter(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send a whole picture in fits and starts: slow, and nothing wrong with it."""
    whole = answer("200 OK", "image/jpeg", farm_bytes.still_jpeg())
    for start, pause in zip(range(0, len(whole), len(whole) // 5 + 1), (0.05, 0.3, 0.01, 0.2, 0.0), strict=True):
        writer.write(whole[start : start + len(whole) // 5 + 1])
        await writer.drain()
        await asyncio.sleep(pause)


async def _endless_head(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for number in itertools.count():
        writer.write(b"X-%d: %s\r\n" % (number, b"a" * 1000))
        await writer.drain()


async def _mjpeg_stall(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {farm_bytes.MJPEG_TYPE}\r\n\r\n"
    writer.write(head.encode() + farm_bytes.mjpeg_part(farm_bytes.still_jpeg()))
    await writer.drain()
    await until_gone(reader)


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
    return sending(lambda: answer("302 Found", "text/plain", b"", f"Location: {location}"))


def _dated(made: dt.timedelta, sent: dt.timedelta) -> Handler:
    """Send the picture with the times at which it says that it was made and sent, each so long ago."""

    def send() -> bytes:
        now = dt.datetime.now(dt.UTC)
        dates = {"Last-Modified": now - made, "Date": now - sent}
        lines = [f"{name}: {email.utils.format_datetime(moment, usegmt=True)}" for name, moment in dates.items()]
        return answer("200 OK", "image/jpeg", farm_bytes.still_jpeg(), *lines)

    return sending(send)


_DAY = dt.timedelta(days=1)


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


async def _digest_renewed(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Let the first nonce expire at once: 401 to a right answer, with another nonce, and then 200 (RFC 7616, 3.4)."""
    if digest_holds(request, _LATER_NONCE):
        writer.write(answer("200 OK", "image/jpeg", farm_bytes.still_jpeg()))
        return
    later = DIGEST_CHALLENGE.replace(_NONCE, _LATER_NONCE) + ", stale=true"
    challenge = later if digest_holds(request) else DIGEST_CHALLENGE
    writer.write(answer("401 Unauthorized", "text/html", farm_bytes.HTML, f"WWW-Authenticate: {challenge}"))


def _challenge(scheme: str) -> Handler:
    return sending(lambda: answer("401 Unauthorized", "text/html", farm_bytes.HTML, f"WWW-Authenticate: {scheme}"))


def digest_holds(request: Request, nonce: str = _NONCE) -> bool:
    """Check a Digest answer as RFC 7616 has it."""
    given = request.headers.get("authorization", "")
    fields = {key: quoted or plain for key, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]+))', given)}
    if not given.startswith("Digest") or fields.get("nonce") != nonce or fields.get("username") != USER:
        return False
    ha1 = _md5(f"{USER}:{_REALM}:{PASSWORD}")
    ha2 = _md5(f"{request.method}:{request.path}")
    middle = f"{nonce}:{fields.get('nc')}:{fields.get('cnonce')}:{fields.get('qop')}"
    return fields.get("uri") == request.path and fields.get("response") == _md5(f"{ha1}:{middle}:{ha2}")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


FAULTS: dict[str, Handler] = {
    "silent": silent,
    "closed": _closed,
    "drip": _drip_body,
    "drip_head": _drip_head,
    "endless": _endless,
    "endless_head": _endless_head,
    "stall": _stall,
    "jitter": _jitter,
    "frozen": sending(lambda: answer("200 OK", "image/jpeg", farm_bytes.still_jpeg())),
    "old_picture": _dated(made=_DAY, sent=dt.timedelta()),
    "old_date": _dated(made=_DAY, sent=_DAY),
    "mjpeg_stall": _mjpeg_stall,
    "mjpeg_cut": _mjpeg_cut,
    "html": sending(lambda: answer("200 OK", "text/html", farm_bytes.HTML)),
    "html_as_jpeg": sending(lambda: answer("200 OK", "image/jpeg", farm_bytes.HTML)),
    "empty": sending(lambda: answer("200 OK", "image/jpeg", b"")),
    "truncated": sending(_truncated),
    "cut_short": sending(_cut_short),
    "bomb": sending(lambda: answer("200 OK", "image/png", farm_bytes.png_bomb())),
    "compressed": sending(lambda: answer("200 OK", "image/jpeg", b"\x1f\x8b", "Content-Encoding: gzip")),
    "not_http": sending(lambda: b"220 farm FTP server ready\r\n\r\n"),
    "redirect": _redirect("/still.jpg"),
    "redirect_loop": _redirect("/fault/redirect_loop"),
    "redirect_inside": _redirect(f"http://{INSIDE}"),
    "redirect_file": _redirect("file:///etc/hostname"),
    "401": sending(lambda: answer("401 Unauthorized", "text/html", farm_bytes.HTML, "WWW-Authenticate: Basic")),
    "404": sending(lambda: answer("404 Not Found", "text/html", farm_bytes.HTML)),
    "503": sending(lambda: answer("503 Service Unavailable", "image/jpeg", farm_bytes.still_jpeg())),
    "basic": _basic,
    "digest": _digest,
    "digest_renewed": _digest_renewed,
    "digest_of_unknown_algorithm": _challenge('Digest realm="farm", nonce="5a7b", algorithm=ROT13'),
    "digest_of_the_body": _challenge('Digest realm="farm", nonce="5a7b", qop="auth-int"'),
    "digest_of_nothing": _challenge("Digest realm"),
    **RTSP_FAULTS,
    **HLS_FAULTS,
}
"""Faults by name; those that begin with ``rtsp`` are reached by an RTSP address."""
