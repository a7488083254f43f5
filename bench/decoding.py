"""Milliseconds to decode one still in a process of its own, over OpenCV's in this process.

Run with ``PYTHONPATH=plugins:tests:.``. The two ways take turns on the same drawn street, so that a noisy machine is
noisy for both. Processor time is that of everybody: this process, the decoding program and its children.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable

import cv2
import numpy as np
import psutil

from fairnotice.capture.decode import decode_picture
from fairnotice.capture.limits import Budget, CaptureLimits
from fakes.scenes import draw_scene

SIZES = {"720p": (1280, 720), "1080p": (1920, 1080)}


def in_process(data: bytes) -> None:
    """Decode with nothing between the picture and this process."""
    cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)


def in_child(data: bytes) -> None:
    """Decode as a grab does."""
    decode_picture(data, Budget(CaptureLimits()))


def program() -> psutil.Process:
    """Return the decoding program of this process."""
    (found,) = [child for child in psutil.Process().children() if "fairnotice.capture.media_zygote" in child.cmdline()]
    return found


def processor_s() -> float:
    """Return the seconds of processor time of this process, its decoding programs and their children that ended."""
    own = time.process_time()
    return own + sum(sum(child.cpu_times()[:4]) for child in psutil.Process().children())


def milliseconds(decode: Callable[[bytes], None], data: bytes, pictures: int) -> tuple[float, float]:
    """Return for one picture the time by the clock, of the fastest, and the processor time, of all."""
    before, fastest = processor_s(), math.inf
    for _ in range(pictures):
        begun = time.perf_counter()
        decode(data)
        fastest = min(fastest, time.perf_counter() - begun)
    return fastest * 1000, (processor_s() - before) / pictures * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--pictures", type=int, default=50, help="pictures of each size, by each way, in each turn")
    parser.add_argument("--turns", type=int, default=7)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    begun = time.perf_counter()
    in_child(bytes(cv2.imencode(".jpg", np.zeros((8, 8, 3), np.uint8))[1]))
    print(f"the decoding program starts in {time.perf_counter() - begun:.2f} s, with the first picture")
    for name, (width, height) in SIZES.items():
        data = bytes(cv2.imencode(".jpg", draw_scene(7, width, height, "day"), [cv2.IMWRITE_JPEG_QUALITY, 90])[1])
        turns = [
            [milliseconds(way, data, options.pictures) for way in (in_process, in_child)] for _ in range(options.turns)
        ]
        for at, what in enumerate(("by the clock, the fastest", "processor time")):
            here, apart = (statistics.median(turn[way][at] for turn in turns) for way in (0, 1))
            print(
                f"{name}, {len(data) / 1024:.0f} kB, {what}: {here:.1f} ms in this process, "
                f"{apart:.1f} ms in one of its own; ratio {apart / here:.2f}"
            )
    memory = program().memory_full_info()
    print(f"the decoding program holds {memory.pss / 2**20:.0f} MB (PSS), {memory.uss / 2**20:.0f} MB of them its own")


if __name__ == "__main__":
    main()
