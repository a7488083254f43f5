"""Many cameras in one process, over loopback: healthy ones, the demo town's, a network of them, and faults by name.

In tests::

    with CameraFarm() as farm:
        grab(FrameSource(farm.url("still"), basis), ...)

As a command (``make audit`` starts it so): ``python -m fakes.camera_farm --town --port 8555``; a network of which
some are dead or slow: ``python -m fakes.camera_farm --cameras 2000 --mix dead=0.05,silent=0.03``. ``/healthz`` says
what there is. Everything is on one port, a request that speaks RTSP being passed on to GStreamer's server behind it;
TLS has a port for each certificate, and what swallows packets has one of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import itertools
import json
import os
import sys
import threading
import zlib
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from fakes import farm_bytes
from fakes.farm_faults import FAULTS
from fakes.farm_hls import PLAYLISTS, hls_answer
from fakes.farm_http import Request, answer, read_request
from fakes.farm_network import DEAD, Network, Swallowing, listening_on_loopback
from fakes.farm_rtsp import RtspServer

if TYPE_CHECKING:
    from fakes.farm_tls import Certificates

_MJPEG_FRAMES_PER_SECOND = 5
_PATHS = {
    "still": "/still.jpg",
    "png": "/still.png",
    "mjpeg": "/still.mjpeg",
    "hls": "/still.m3u8",
    "hls_fmp4": "/fmp4.m3u8",
    "hls_master": "/master.m3u8",
    "rtsp": "/still",
    "rtsp_waking": "/waking/still",
}


def path_of(name: str) -> str:
    """Return where on the farm a camera is, by name."""
    return _PATHS.get(name) or f"/fault/{name}{'.m3u8' if name.startswith('hls') else ''}"


class CameraFarm:
    """A running farm.

    Args:
        port: Port on 127.0.0.1; 0 takes any free one.
        town: Whether to serve the demo town's cameras as ``/town/<camera>/<at>.jpg``.
        frames: Folder whose pictures are served as ``/frames/<name>.jpg``.
        rtsp: Whether to start the RTSP server (it takes about a second).
        tls: Whether to speak TLS too; it needs the development tools.
        network: Cameras to serve as ``/camera/<number>/still.jpg``, each at an address of its own.

    Attributes:
        port: The port that it listens on, once entered.
        network: What it was given.
        certificates: What its TLS goes by, where it speaks that.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        town: bool = False,
        frames: Path | None = None,
        rtsp: bool = False,
        tls: bool = False,
        network: Network | None = None,
    ) -> None:
        self.port = port
        self.network = network
        self.certificates: Certificates | None = None
        self._town = town
        self._frames = frames
        self._tls_ports: dict[str, int] = {}
        self._swallowing: Swallowing | None = None
        self._rtsp: RtspServer = RtspServer()
        self._wants = {"rtsp": rtsp, "tls": tls}
        self._asked: Counter[int] = Counter()
        self._loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []
        self._drawing = ThreadPoolExecutor(2, "draw")
        self._thread = threading.Thread(target=self._run, name="camera-farm", daemon=True)

    def __enter__(self) -> CameraFarm:
        self._loop.run_until_complete(self._listen())
        self._thread.start()
        if self._wants["rtsp"]:
            self._rtsp.start(f"http://127.0.0.1:{self.port}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rtsp.stop()
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._drawing.shutdown(cancel_futures=True)
        if self._swallowing is not None:
            self._swallowing.close()

    @property
    def rtsp_unavailable(self) -> str | None:
        """Why there is no RTSP, or None where there is."""
        return self._rtsp.unavailable

    def url(self, name: str, *, tls: str | None = None) -> str:
        """Return the address of a camera by name: ``still``, ``png``, ``mjpeg``, ``hls``, ``rtsp`` or a fault.

        Args:
            name: Of ``/healthz``'s lists.
            tls: The kind of certificate that it shows; None: it speaks no TLS.
        """
        if name not in (*_PATHS, *FAULTS, DEAD):
            raise KeyError(f"the farm has no camera {name!r}; it has {', '.join([*_PATHS, DEAD, *FAULTS])}")
        path = path_of(name)
        port = self._dead_port() if name == DEAD else self._tls_ports[tls] if tls else self.port
        return f"{'rtsp' if name.startswith('rtsp') else 'http'}{'s' if tls else ''}://127.0.0.1:{port}{path}"

    def camera(self, number: int, ending: str = "still.jpg") -> str:
        """Return the address of a camera of the network; ``ending`` names its kind, or a moment: ``{at}.jpg``."""
        assert self.network is not None, "the farm was started without a network"
        return self.network.url(number, self.port, self._dead_port(), ending)

    # --- running ----------------------------------------------------------------------------------

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _listen(self) -> None:
        if self.network is None:
            self._servers.append(await asyncio.start_server(self._serve, "127.0.0.1", self.port))
        else:
            self.network.picture(0, 0)  # draws them all
            listening = listening_on_loopback(self.port)
            self._servers.append(await asyncio.start_server(self._serve, sock=listening, backlog=1024))
        self.port = self._servers[0].sockets[0].getsockname()[1]
        if self._wants["tls"]:
            from fakes.farm_tls import KINDS, Certificates

            self.certificates = Certificates()
            for kind in KINDS:
                context = self.certificates.server(kind)
                server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=context)
                self._servers.append(server)
                self._tls_ports[kind] = server.sockets[0].getsockname()[1]
        if self.network is not None and DEAD in self.network.mix:
            self._dead_port()

    def _dead_port(self) -> int:
        self._swallowing = self._swallowing or Swallowing()
        return self._swallowing.port

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        connections = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    # --- serving ----------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A camera that goes away while it is answered is what most of these are asked for.
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            request = await read_request(reader)
            if request is not None:
                await self._answer(request, reader, writer)
                await writer.drain()
        writer.close()

    async def _answer(self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = request.path.partition("?")[0]
        rtsp = request.protocol.startswith("RTSP/")
        if rtsp:
            path = "/" + path.partition("://")[2].partition("/")[2] if "://" in path else path
        name = path.removeprefix("/fault/").partition(".")[0]
        if path.startswith("/fault/") and name in FAULTS:
            await FAULTS[name](request, reader, writer)
        elif path.startswith("/to/"):
            writer.write(answer("302 Found", "text/plain", b"", f"Location: http://{path.removeprefix('/to/')}/"))
        elif rtsp:
            await self._rtsp.pass_on(request, reader, writer)
        elif path.startswith("/camera/"):
            await self._show_camera(request, path, reader, writer)
        else:
            await self._show(request, path, reader, writer)

    async def _show(
        self, request: Request, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        stem, _, ending = path.rpartition(".")
        if path == "/healthz":
            writer.write(answer("200 OK", "application/json", json.dumps(self.state()).encode()))
        elif path == "/still.png":
            writer.write(answer("200 OK", "image/png", farm_bytes.still_png()))
        elif path in PLAYLISTS or path.startswith("/hls/"):
            hls = await self._loop.run_in_executor(self._drawing, hls_answer, path)
            writer.write(hls or answer("404 Not Found", "text/html", farm_bytes.HTML))
        elif ending in ("jpg", "mjpeg"):
            picture = await self._loop.run_in_executor(self._drawing, self._picture, stem)
            if isinstance(picture, str):
                await FAULTS[picture](request, reader, writer)
            elif ending == "jpg":
                writer.write(answer("200 OK", "image/jpeg", picture))
            else:
                await _stream(lambda number: picture, writer)
        else:
            await FAULTS["404"](request, reader, writer)

    async def _show_camera(
        self, request: Request, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Answer as a camera of the network: by its fate, at any of its addresses."""
        number, _, name = path.removeprefix("/camera/").partition("/")
        stem, _, ending = name.rpartition(".")
        if self.network is None or not number.isdecimal() or int(number) >= self.network.cameras:
            await FAULTS["404"](request, reader, writer)
            return
        camera, network = int(number), self.network
        if fate := network.fates[camera]:
            await FAULTS["silent" if fate == DEAD else fate](request, reader, writer)
            return
        times = self._asked[camera] = self._asked[camera] + 1
        await asyncio.sleep(network.delay_s(camera, times))
        if ending == "jpg":
            moment = times if stem == "still" else zlib.crc32(stem.encode())
            writer.write(answer("200 OK", "image/jpeg", network.picture(camera, moment)))
        elif ending == "mjpeg":
            await _stream(lambda part: network.picture(camera, times + part), writer)
        elif ending == "m3u8":
            await self._show(request, "/still.m3u8", reader, writer)
        else:
            await FAULTS["404"](request, reader, writer)

    def _picture(self, stem: str) -> bytes | str:
        """Return the JPEG at a path without its ending, or the name of the fault that is there."""
        plain: dict[str, Callable[[], bytes]] = {"/still": farm_bytes.still_jpeg, "/grey": farm_bytes.grey_jpeg}
        if stem in plain:
            return plain[stem]()
        kind, _, rest = stem.lstrip("/").partition("/")
        if kind == "frames" and self._frames is not None and rest == Path(rest).name:
            found = self._frames / f"{rest}.jpg"
            return found.read_bytes() if found.is_file() else "404"
        camera, _, at = rest.partition("/")
        if self._town and kind == "town" and at and "/" not in at:
            return _town_picture(camera, at)
        return "404"

    def state(self) -> dict[str, object]:
        """Return what ``/healthz`` and the state file say."""
        network = self.network
        return {
            "farm": "fairnotice",
            "port": self.port,
            "url": f"http://127.0.0.1:{self.port}",
            "pid": os.getpid(),
            "town": self._town,
            "frames": str(self._frames.name) if self._frames else None,
            "rtsp_unavailable": self.rtsp_unavailable,
            "tls_ports": self._tls_ports,
            "dead_port": self._swallowing.port if self._swallowing else None,
            "network": None if network is None else {"cameras": network.cameras, "mix": network.count()},
            "cameras": list(_PATHS),
            "faults": list(FAULTS),
        }


async def _stream(picture: Callable[[int], bytes], writer: asyncio.StreamWriter) -> None:
    writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: {farm_bytes.MJPEG_TYPE}\r\n\r\n".encode())
    for number in itertools.count():
        if writer.is_closing():
            return
        writer.write(farm_bytes.mjpeg_part(picture(number)))
        await writer.drain()
        await asyncio.sleep(1 / _MJPEG_FRAMES_PER_SECOND)


@functools.lru_cache(maxsize=64)
def _town_picture(camera: str, at: str) -> bytes | str:
    from fakes import town  # it draws signs, which most tests do without

    moment = town.moment_of(at)
    if moment is None or camera not in town.CAMERAS:
        return "404"
    scene = town.scene(camera, moment)
    return scene if isinstance(scene, str) else farm_bytes.jpeg(scene)


if __name__ == "__main__":
    from fakes.farm_command import main

    sys.exit(main())
