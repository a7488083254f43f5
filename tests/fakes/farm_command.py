"""The camera farm as a command: ``python -m fakes.camera_farm``."""

from __future__ import annotations

import argparse
import errno
import json
import signal
import sys
from pathlib import Path

from fakes.camera_farm import CameraFarm
from fakes.farm_faults import FAULTS
from fakes.farm_network import DEAD, Network

DEFAULT_PORT = 8555


def main(arguments: list[str] | None = None) -> int:
    """Serve until the process is told to end."""
    parser = argparse.ArgumentParser(prog="python -m fakes.camera_farm", description="Simulated cameras over loopback.")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--town", action="store_true", help="serve the demo town's cameras")
    parser.add_argument("--frames", type=Path, help="folder of JPEGs to serve as /frames/<name>.jpg")
    parser.add_argument("--state", type=Path, help="file to write the port to; with it, a port in use is no error")
    parser.add_argument("--no-rtsp", action="store_true", help="leave the RTSP server out")
    parser.add_argument("--tls", action="store_true", help="speak TLS too, with good and bad certificates")
    parser.add_argument("--cameras", type=int, help="cameras to serve as /camera/<number>/still.jpg, .mjpeg and .m3u8")
    parser.add_argument("--mix", type=mix_of, default={}, help="shares by fault, such as dead=0.05,silent=0.03")
    parser.add_argument("--seed", type=int, default=7, help="draws which cameras have which fault")
    parser.add_argument("--latency", type=float, default=0.0, help="median seconds before a healthy camera answers")
    parser.add_argument("--size", type=size_of, default=(640, 360), help="of those cameras' pictures, such as 640x360")
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


def mix_of(text: str) -> dict[str, float]:
    """Read shares by fault, such as ``dead=0.05,silent=0.03``."""
    pairs = (part.partition("=") for part in text.split(",") if part)
    mix = {name.strip(): float(share) for name, _, share in pairs}
    if unknown := mix.keys() - FAULTS.keys() - {DEAD}:
        raise argparse.ArgumentTypeError(
            f"no fault {', '.join(sorted(unknown))}; there are {DEAD}, {', '.join(FAULTS)}"
        )
    if not all(0 <= share <= 1 for share in mix.values()) or sum(mix.values()) > 1:
        raise argparse.ArgumentTypeError("shares lie between 0 and 1, and so does their sum")
    return mix


def size_of(text: str) -> tuple[int, int]:
    """Read a size in px, such as ``640x360``."""
    width, _, height = text.partition("x")
    return int(width), int(height)


def _opened(port: int, options: argparse.Namespace) -> CameraFarm:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    network = None
    if options.cameras:
        network = Network(options.cameras, options.mix, options.seed, options.latency, options.size)
    return CameraFarm(
        port,
        town=options.town,
        frames=options.frames,
        rtsp=not options.no_rtsp,
        tls=options.tls,
        network=network,
    ).__enter__()
