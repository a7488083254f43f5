"""The farm's RTSP: GStreamer's server behind it for healthy cameras, and faults of its own."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import Callable
from pathlib import Path

from fakes.farm_http import INSIDE, Handler, Request, read_request, sending, silent

_SYSTEM_PYTHON = Path("/usr/bin/python3")
_SDP = (
    b"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=farm\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"
    b"m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
    b"a=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z0LAHtkDxWhAAAADAEAAAAwDxYuS,aMuMsg==\r\na=control:track1\r\n"
)


class RtspServer:
    """GStreamer's server in a process of the system's Python, where that has it.

    Attributes:
        unavailable: Why there is none, or None where there is.
    """

    def __init__(self) -> None:
        self.unavailable: str | None = "the farm was started without RTSP"
        self._process: subprocess.Popen[str] | None = None
        self._port = 0

    def start(self, source: str) -> None:
        """Serve the stills of the farm at ``source`` as streams; it takes about a second."""
        if not _SYSTEM_PYTHON.exists():
            self.unavailable = f"there is no {_SYSTEM_PYTHON}"
            return
        program = Path(__file__).with_name("rtsp_server.py")
        self._process = subprocess.Popen(
            [str(_SYSTEM_PYTHON), "-I", str(program), "--source", source],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        if line.isdigit():
            self._port = int(line)
            self.unavailable = None
        else:
            self.unavailable = line.removeprefix("unavailable: ") or "the RTSP server ended at once"

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    async def pass_on(self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hand a connection on, beginning with the request that was read."""
        if self.unavailable is not None:
            sequence = request.headers.get("cseq", "1")
            writer.write(rtsp_answer("503 Service Unavailable", sequence=sequence))
            return
        behind, ahead = await asyncio.open_connection("127.0.0.1", self._port)
        # It knows no TLS: that ends here.
        head = [f"{request.method} {request.path.replace('rtsps://', 'rtsp://', 1)} {request.protocol}"]
        head += [f"{name}: {value}" for name, value in request.headers.items()]
        ahead.write("\r\n".join([*head, "", ""]).encode())
        try:
            await asyncio.wait(
                {asyncio.create_task(_pump(reader, ahead)), asyncio.create_task(_pump(behind, writer))},
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            ahead.close()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()


def rtsp_answer(status: str, *headers: str, body: bytes = b"", sequence: str = "1") -> bytes:
    """Return a whole RTSP answer."""
    lines = [f"RTSP/1.0 {status}", f"CSeq: {sequence}", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _no_packets(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Agree to everything, PLAY included, and then send nothing."""
    while True:
        sequence = request.headers.get("cseq", "1")
        if request.method == "DESCRIBE":
            headers: tuple[str, ...] = ("Content-Type: application/sdp",)
            writer.write(rtsp_answer("200 OK", *headers, body=_SDP, sequence=sequence))
        else:
            headers = ("Session: 12345", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1", "Public: DESCRIBE, PLAY")
            writer.write(rtsp_answer("200 OK", *headers, sequence=sequence))
        await writer.drain()
        following = await read_request(reader)
        if following is None:
            return
        request = following


def _answering(data: Callable[[str], bytes]) -> Handler:
    async def send(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        current: Request | None = request
        while current is not None:
            writer.write(data(current.headers.get("cseq", "1")))
            await writer.drain()
            current = await read_request(reader)

    return send


RTSP_FAULTS: dict[str, Handler] = {
    "rtsp_silent": silent,
    "rtsp_no_packets": _no_packets,
    "rtsp_redirect_inside": _answering(
        lambda sequence: rtsp_answer("302 Moved", f"Location: rtsp://{INSIDE}", sequence=sequence)
    ),
    "rtsp_401": _answering(
        lambda sequence: rtsp_answer("401 Unauthorized", 'WWW-Authenticate: Basic realm="farm"', sequence=sequence)
    ),
    "rtsp_404": _answering(lambda sequence: rtsp_answer("404 Not Found", sequence=sequence)),
    "rtsp_garbage": sending(lambda: b"\x00\x01" * 20_000),
}
