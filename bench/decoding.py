"""Milliseconds to decode one still in a process of its own, over OpenCV's in this process.

Run with ``PYTHONPATH=plugins:tests:.``. The two ways take turns on the same drawn street, so that a noisy machine is
noisy for both; the fastest of many says what it costs where nothing else wants the processor.
"""

from __future__ import annotations

import argparse
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


def milliseconds(decode: Callable[[bytes], None], data: bytes) -> float:
    """Return the time by the clock for one picture."""
    begun = time.perf_counter()
    decode(data)
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--pictures", type=int, default=300, help="pictures of each size, by each way")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    begun = time.perf_counter()
    in_child(bytes(cv2.imencode(".jpg", np.zeros((8, 8, 3), np.uint8))[1]))
    print(f"the decoding program starts in {time.perf_counter() - begun:.2f} s, with the first picture")
    for name, (width, height) in SIZES.items():
        data = bytes(cv2.imencode(".jpg", draw_scene(7, width, height, "day"), [cv2.IMWRITE_JPEG_QUALITY, 90])[1])
        pairs = [(milliseconds(in_process, data), milliseconds(in_child, data)) for _ in range(options.pictures)]
        here, apart = (sorted(column) for column in zip(*pairs, strict=True))
        for what, at in (("median", len(here) // 2), ("fastest", 0)):
            print(
                f"{name}, {len(data) / 1024:.0f} kB, {what} of {len(here)}: {here[at]:.1f} ms in this process, "
                f"{apart[at]:.1f} ms in one of its own; ratio {apart[at] / here[at]:.2f}"
            )
    memory = program().memory_full_info()
    print(f"the decoding program holds {memory.pss / 2**20:.0f} MB (PSS), {memory.uss / 2**20:.0f} MB of them its own")


if __name__ == "__main__":
    main()
