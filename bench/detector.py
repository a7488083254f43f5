"""How fast the detector is against the back end that computes it, and whether its memory stays flat.

Ratios only: whatever is compared takes turns within one run, so that a noisy machine is noisy for both.
Frames are drawn; `--real FOLDER` takes the pictures of a folder instead, for the second ratio.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import get_args

import cv2
import numpy as np
import psutil

from fairnotice.capture.decode import decode_picture
from fairnotice.capture.limits import Budget, CaptureLimits
from fairnotice.domain import Frame, Inspection, Pixels
from fairnotice.errors import ConfigurationError
from fairnotice.settings import PROJECT_ROOT, settings
from fairnotice.signage import SignSpec, sign_pixels
from fairnotice.vision.backend import Backend, BackendName
from fairnotice.vision.backend_choice import Machine, open_by_name, time_backends
from fairnotice.vision.detector import Detector
from fairnotice.vision.export import versions
from fairnotice.vision.inspect import Inspector
from fairnotice.vision.letterbox import Floats, letterbox
from fakes.scenes import draw_scene, fit_quad, place_sign, sign_spots

ONE_IN = 20
"""Of so many frames one shows a notice."""
SIZE = (1280, 720)
MEMORY_SIZES = ((1280, 720), (960, 540), (640, 480), (1920, 1080), (704, 576), (352, 288))
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--frames", type=int, default=60, help="frames in each turn; a multiple of 20")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--real", type=Path, help="folder of JPEG or PNG frames to decode, inspect and count")
    parser.add_argument("--back-ends", action="store_true", help="compare the back ends only")
    parser.add_argument("--start", action="store_true", help="only time and memory of a fresh process with each")
    parser.add_argument("--memory", type=int, default=0, metavar="N", help="only memory over N frames, e.g. 10000")
    options = parser.parse_args()
    detector = Detector(settings().model_path)
    machine = Machine.here()
    used = ", ".join(f"{name} {version}" for name, version in versions().items())
    print(f"{machine.cpu}, {machine.threads} threads, load {os.getloadavg()[0]:.1f}; {used}")
    print(f"weights {detector.model_version}, sizes {detector.config.sizes_for(max(SIZE))}", flush=True)
    if options.memory:
        measure_memory(options.memory)
    elif options.start:
        measure_start(options.turns)
    elif options.back_ends:
        compare_back_ends(detector)
    else:
        measure_detector(detector, options.turns, options.frames)
        measure_inspection(detector, options.turns, packed_frames(options.frames, options.real))
        compare_back_ends(detector)


# --- frames -----------------------------------------------------------------------------------------


def drawn_frame(number: int, size: tuple[int, int] = SIZE) -> Pixels:
    """Draw a street; every 20th with a notice on a wall."""
    scene = draw_scene(number, *size)
    spots = [spot for spot in sign_spots(number, *size) if spot.kind == "wall"]
    if number % ONE_IN or not spots:
        return scene
    sign = sign_pixels(SignSpec("pictogram_headline", "en", "yellow", headline="CCTV IN OPERATION"), height_px=480)
    return place_sign(scene, sign, fit_quad(spots[0], sign.shape[1] / sign.shape[0], size[1] / 7))[0]


def packed_frames(count: int, real: Path | None) -> list[bytes]:
    """Return frames as cameras deliver them: the pictures of a folder, or drawn ones as JPEG."""
    if real is not None:
        paths = sorted(path for path in real.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
        if not paths:
            sys.exit(f"{real} holds no JPEG or PNG")
        return [path.read_bytes() for path in paths[:: max(1, len(paths) // count)][:count]]
    return [cv2.imencode(".jpg", drawn_frame(n), [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes() for n in range(count)]


def prepared(detector: Detector, frame: Pixels) -> list[Floats]:
    """Return every tensor that the back end is given for a frame."""
    return [letterbox(frame, size).batch for size in detector.config.sizes_for(max(frame.shape[:2]))]


def bare(backend: Backend) -> Callable[[Floats], object]:
    """Return the back end's own call, without making boxes of what it returns."""
    call: Callable[[Floats], object] = getattr(backend, "raw", backend.infer)
    return call


# --- ratios -----------------------------------------------------------------------------------------


def measure_detector(detector: Detector, turns: int, count: int) -> None:
    """Print how much of the bare back end's speed the detector keeps."""
    frames = [drawn_frame(number) for number in range(count)]
    print(f"\ndetector against the bare {detector.backend.name}: {count} frames of {SIZE[0]}x{SIZE[1]} a turn")
    _compare(turns, detector, frames, [lambda frame=frame: detector.detect(frame) for frame in frames])


def measure_inspection(detector: Detector, turns: int, packed: Sequence[bytes]) -> None:
    """Print how much of the bare back end's speed is left when frames are decoded, searched and read."""
    inspector = Inspector.open(settings())
    limits = CaptureLimits(max_pixels=settings().max_pixels)

    def inspect(data: bytes) -> Inspection:
        return inspector.inspect(Frame(decode_picture(data, Budget(limits)), NOON))

    seen = [inspect(data) for data in packed]
    usable = sum(inspection.quality.usable for inspection in seen)
    plates = sum(len(inspection.notices) for inspection in seen)
    confirmed = sum(any(notice.status == "confirmed" for notice in inspection.notices) for inspection in seen)
    print(
        f"\ndecode, detect and read against the bare {detector.backend.name}: {len(packed)} frames a turn, "
        f"{usable} usable, {plates} plates, {confirmed} frames with a confirmed notice"
    )
    frames = [decode_picture(data, Budget(limits)) for data in packed]
    _compare(turns, detector, frames, [lambda data=data: inspect(data) for data in packed])


def _compare(turns: int, detector: Detector, frames: Sequence[Pixels], whole: Sequence[Callable[[], object]]) -> None:
    """Time the bare back end and the whole on each frame, one after the other, and print the ratios."""
    call = bare(detector.backend)
    taken = np.empty((turns + 1, len(frames), 2))
    for turn in range(turns + 1):
        for number, (frame, work) in enumerate(zip(frames, whole, strict=True)):
            tensors = prepared(detector, frame)
            taken[turn, number] = _seconds(lambda tensors=tensors: [call(tensor) for tensor in tensors]), _seconds(work)
        if turn:  # the first one warms up
            alone, together = taken[turn].sum(axis=0)
            said = f"bare {len(frames) / alone:.2f}/s, whole {len(frames) / together:.2f}/s"
            print(f"  turn {turn}: {said}, ratio {alone / together:.3f}", flush=True)
    ratios = taken[1:, :, 0].sum(axis=1) / taken[1:, :, 1].sum(axis=1)
    print(f"  ratio: median {statistics.median(ratios):.3f}, {min(ratios):.3f} to {max(ratios):.3f}")
    # Whatever else the machine does only adds: each frame's best turn is nearest to an idle machine.
    alone, together = taken[1:].min(axis=0).sum(axis=0)
    print(f"  each frame at its best: bare {len(frames) / alone:.2f}/s, ratio {alone / together:.3f}", flush=True)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def compare_back_ends(detector: Detector) -> None:
    """Print the speed of every back end as a multiple of torch's."""
    opened: dict[BackendName, Backend] = {}
    for name in get_args(BackendName):
        try:
            opened[name] = open_by_name(name, detector.model_path, detector.config.head)
        except ConfigurationError as error:
            print(f"\n{name} is left out: {error}")
    for size in (640, 960):
        tensor = letterbox(drawn_frame(1), size).batch
        times = time_backends(opened, tensor, runs=15)
        print(f"\nback ends at {size} px, 15 runs each in turns, median (best) in ms:")
        for name, taken in times.items():
            gain = statistics.median(mine / theirs for mine, theirs in zip(times["torch"], taken, strict=True))
            print(
                f"  {name}: {statistics.median(taken) * 1000:.1f} ({min(taken) * 1000:.1f}), "
                f"{gain:.2f} times torch's speed",
                flush=True,
            )


# --- processes --------------------------------------------------------------------------------------

_FRESH = """
import time
begun = time.perf_counter()
import sys
import numpy as np, psutil
from fairnotice.settings import settings
from fairnotice.vision.detector import Detector
detector = Detector(settings().model_path)
detector.detect(np.full((720, 1280, 3), 90, np.uint8))
print(time.perf_counter() - begun, psutil.Process().memory_info().rss / 2**20, "torch" in sys.modules)
"""


def measure_start(turns: int) -> None:
    """Print seconds to the first searched frame and memory of fresh processes, export made beforehand."""
    taken: dict[str, list[tuple[float, float]]] = {}
    imports: dict[str, str] = {}
    names = [name for name in get_args(BackendName) if name != "openvino-int8"]
    for turn in range(turns + 1):
        for name in names:
            environment = os.environ | {"FAIRNOTICE_BACKEND": name}
            done = subprocess.run(
                [sys.executable, "-c", _FRESH], check=True, capture_output=True, text=True, env=environment,
                cwd=PROJECT_ROOT,
            )  # fmt: skip
            seconds, megabytes, torch = done.stdout.split()[-3:]
            imports[name] = torch
            if turn:  # the first reads files from the disk, and may make the export
                taken.setdefault(name, []).append((float(seconds), float(megabytes)))
    for name, values in taken.items():
        seconds, megabytes = (statistics.median(column) for column in zip(*values, strict=True))
        print(f"{name}: {seconds:.2f} s to the first frame, {megabytes:.0f} MB, torch imported: {imports[name]}")


def measure_memory(count: int) -> None:
    """Print resident memory while frames of many sizes are decoded, searched and read."""
    inspector = Inspector.open(settings())
    limits = CaptureLimits(max_pixels=settings().max_pixels)
    packed = [
        cv2.imencode(".jpg", drawn_frame(number, size))[1].tobytes()
        for number, size in zip(range(2 * ONE_IN), itertools.cycle(MEMORY_SIZES), strict=False)
    ]
    process = psutil.Process()
    step = max(1, count // 10)
    points = []
    for number in range(count + 1):
        if number % step == 0:
            points.append((number, process.memory_info().rss / 2**20))
            print(f"  {number} frames: {points[-1][1]:.0f} MB", flush=True)
        inspector.inspect(Frame(decode_picture(packed[number % len(packed)], Budget(limits)), NOON))
    half = np.array(points[len(points) // 2 :])
    slope = np.polyfit(half[:, 0], half[:, 1], 1)[0] * 1000
    grown = points[-1][1] - points[1][1]
    print(f"{slope:+.2f} MB per 1,000 frames over the second half; {grown:+.0f} MB since {points[1][0]} frames")


if __name__ == "__main__":
    main()
