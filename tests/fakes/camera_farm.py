"""Many cameras in one process, over loopback: healthy ones, the demo town's, and faults by name.

In tests::

    with CameraFarm() as farm:
        grab(FrameSource(farm.url("still"), basis), ...)

As a command (``make audit`` starts it so): ``python -m fakes.camera_farm --town --port 8555``.
Everything is on one port: a request that speaks RTSP is passed on to GStreamer's server behind it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import functools
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from fakes import farm_bytes
from fakes.farm_faults import FAULTS, Request, answer, read_request, rtsp_answer

DEFAULT_PORT = 8555
_SYSTEM_PYTHON = Path("/usr/bin/python3")
_MJPEG_FRAMES_PER_SECOND = 5
_PATHS = {
    "still": "/still.jpg",
    "png": "/still.png",
    "mjpeg": "/still.mjpeg",
    "rtsp": "/still",
    "rtsp_waking": "/waking/still",
}


class CameraFarm:
    """A running farm.

    Args:
        port: Port on 127.0.0.1; 0 takes any free one.
        town: Whether to serve the demo town's cameras as ``/town/<camera>/<at>.jpg``.
        frames: Folder whose pictures are served as ``/frames/<name>.jpg``.
        rtsp: Whether to start the RTSP server (it takes about a second).

    Attributes:
        port: The port that it listens on, once entered.
        rtsp_unavailable: Why there is no RTSP, or None where there is.
    """

    def __init__(self, port: int = 0, *, town: bool = False, frames: Path | None = None, rtsp: bool = False) -> None:
        self.port = port
        self.rtsp_unavailable: str | None = "the farm was started without RTSP"
        self._town = town
        self._frames = frames
        self._wants_rtsp = rtsp
        self._rtsp_process: subprocess.Popen[str] | None = None
        self._rtsp_port = 0
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._drawing = ThreadPoolExecutor(2, "draw")
        self._thread = threading.Thread(target=self._run, name="camera-farm", daemon=True)

    def __enter__(self) -> CameraFarm:
        self._server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", self.port))
        self.port = self._server.sockets[0].getsockname()[1]
        self._thread.start()
        if self._wants_rtsp:
            self._start_rtsp()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._rtsp_process is not None:
            self._rtsp_process.kill()
            self._rtsp_process.wait()
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._drawing.shutdown(cancel_futures=True)

    def url(self, name: str) -> str:
        """Return the address of a camera by name: ``still``, ``png``, ``mjpeg``, ``rtsp`` or a fault."""
        scheme = "rtsp" if name.startswith("rtsp") else "http"
        path = _PATHS.get(name) or f"/fault/{name}"
        if name not in _PATHS and name not in FAULTS:
            raise KeyError(f"the farm has no camera {name!r}; it has {', '.join([*_PATHS, *FAULTS])}")
        return f"{scheme}://127.0.0.1:{self.port}{path}"

    # --- running ----------------------------------------------------------------------------------

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
        connections = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    def _start_rtsp(self) -> None:
        if not _SYSTEM_PYTHON.exists():
            self.rtsp_unavailable = f"there is no {_SYSTEM_PYTHON}"
            return
        program = Path(__file__).with_name("rtsp_server.py")
        self._rtsp_process = subprocess.Popen(
            [str(_SYSTEM_PYTHON), "-I", str(program), "--source", f"http://127.0.0.1:{self.port}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._rtsp_process.stdout is not None
        line = self._rtsp_process.stdout.readline().strip()
        if line.isdigit():
            self._rtsp_port = int(line)
            self.rtsp_unavailable = None
        else:
            self.rtsp_unavailable = line.removeprefix("unavailable: ") or "the RTSP server ended at once"

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
        name = path.removeprefix("/fault/")
        if path.startswith("/fault/") and name in FAULTS:
            await FAULTS[name](request, reader, writer)
        elif path.startswith("/to/"):
            writer.write(answer("302 Found", "text/plain", b"", f"Location: http://{path.removeprefix('/to/')}/"))
        elif rtsp:
            await self._pass_on(request, reader, writer)
        else:
            await self._show(path, reader, writer)

    async def _show(self, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        stem, _, ending = path.rpartition(".")
        if path == "/healthz":
            writer.write(answer("200 OK", "application/json", json.dumps(self.state()).encode()))
        elif path == "/still.png":
            writer.write(answer("200 OK", "image/png", farm_bytes.still_png()))
        elif ending in ("jpg", "mjpeg"):
            picture = await self._loop.run_in_executor(self._drawing, self._picture, stem)
            if isinstance(picture, str):
                await FAULTS[picture](Request("GET", path, "HTTP/1.1"), reader, writer)
            elif ending == "jpg":
                writer.write(answer("200 OK", "image/jpeg", picture))
            else:
                await self._stream(picture, writer)
        else:
            await FAULTS["404"](Request("GET", path, "HTTP/1.1"), reader, writer)

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

    async def _stream(self, picture: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: {farm_bytes.MJPEG_TYPE}\r\n\r\n".encode())
        while not writer.is_closing():
            writer.write(farm_bytes.mjpeg_part(picture))
            await writer.drain()
            await asyncio.sleep(1 / _MJPEG_FRAMES_PER_SECOND)

    async def _pass_on(self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hand the connection to GStreamer's server, beginning with the request that was read."""
        if self.rtsp_unavailable is not None:
            sequence = request.headers.get("cseq", "1")
            writer.write(rtsp_answer("503 Service Unavailable", sequence=sequence))
            return
        behind, ahead = await asyncio.open_connection("127.0.0.1", self._rtsp_port)
        head = [f"{request.method} {request.path} {request.protocol}"]
        head += [f"{name}: {value}" for name, value in request.headers.items()]
        ahead.write("\r\n".join([*head, "", ""]).encode())
        try:
            await asyncio.wait(
                {asyncio.create_task(_pump(reader, ahead)), asyncio.create_task(_pump(behind, writer))},
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            ahead.close()

    def state(self) -> dict[str, object]:
        """Return what ``/healthz`` and the state file say."""
        return {
            "farm": "fairnotice",
            "port": self.port,
            "url": f"http://127.0.0.1:{self.port}",
            "pid": os.getpid(),
            "town": self._town,
            "frames": str(self._frames.name) if self._frames else None,
            "rtsp_unavailable": self.rtsp_unavailable,
        }


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()


@functools.lru_cache(maxsize=64)
def _town_picture(camera: str, at: str) -> bytes | str:
    from fakes import town  # it draws signs, which most tests do without

    moment = town.moment_of(at)
    if moment is None or camera not in town.CAMERAS:
        return "404"
    scene = town.scene(camera, moment)
    return scene if isinstance(scene, str) else farm_bytes.jpeg(scene)


# --- the command ----------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    """Serve until the process is told to end."""
    parser = argparse.ArgumentParser(prog="python -m fakes.camera_farm", description="Simulated cameras over loopback.")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--town", action="store_true", help="serve the demo town's cameras")
    parser.add_argument("--frames", type=Path, help="folder of JPEGs to serve as /frames/<name>.jpg")
    parser.add_argument("--state", type=Path, help="file to write the port to; with it, a port in use is no error")
    parser.add_argument("--no-rtsp", action="store_true", help="leave the RTSP server out")
    options = parser.parse_args(arguments)
    if options.frames and not options.frames.is_dir():
        parser.error(f"--frames: there is no folder {options.frames}")
    try:
        farm = _opened(options.port, options)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        if options.state is None:
            parser.error(f"port {options.port} is in use; give another --port, or --state FILE to take any free one")
        farm = _opened(0, options)
    try:
        if options.state:
            options.state.write_text(json.dumps(farm.state()))
        rtsp = f"no RTSP: {farm.rtsp_unavailable}" if farm.rtsp_unavailable else "with RTSP"
        sys.stdout.write(f"camera farm ready at http://127.0.0.1:{farm.port} ({rtsp})\n")
        sys.stdout.flush()
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    finally:
        farm.__exit__(None, None, None)
    return 0


def _opened(port: int, options: argparse.Namespace) -> CameraFarm:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    return CameraFarm(port, town=options.town, frames=options.frames, rtsp=not options.no_rtsp).__enter__()


if __name__ == "__main__":
    sys.exit(main())
