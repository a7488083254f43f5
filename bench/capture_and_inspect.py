"""Frames per second of capture and inspection together, over inspection alone on the same frames.

Run inside ``ops/airflow-run``. The camera farm serves over loopback; both ways look at the same
pictures, in turns, so that a noisy machine is noisy for both.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
import time

from fairnotice.capture.grab import grab
from fairnotice.capture.limits import CaptureLimits
from fairnotice.capture.policy import CapturePolicy
from fairnotice.domain import AccessBasis, CaptureFailure, Frame, FrameSource
from fairnotice.pipeline.resources import resources
from fairnotice.pipeline.sampling import in_parallel
from ops import farm

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--frames", type=int, default=100, help="frames in each turn")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--threads", type=int, default=16)
    options = parser.parse_args()
    policy = CapturePolicy.with_networks("127.0.0.1/32")
    ratios = []
    with farm.serving(["--no-rtsp"]) as port, resources() as opened:
        source = FrameSource(f"http://127.0.0.1:{port}/still.jpg", AccessBasis("measurement over loopback"))

        def take(_: int) -> Frame | CaptureFailure:
            return grab(source, at=NOON, policy=policy, limits=CaptureLimits(), today=NOON.date())

        frame = take(0)
        if not isinstance(frame, Frame):
            sys.exit(f"the farm's still did not come: {frame}")
        inspector = opened.inspector
        inspector.inspect(frame)
        print(f"{options.frames} frames of {frame.width}x{frame.height} a turn, {options.threads} threads")
        for turn in range(1, options.turns + 1):
            begun = time.perf_counter()
            for _ in range(options.frames):
                inspector.inspect(frame)
            alone = options.frames / (time.perf_counter() - begun)
            begun = time.perf_counter()
            for _, taken in in_parallel(take, range(options.frames), options.threads):
                if isinstance(taken, Frame):
                    inspector.inspect(taken)
            together = options.frames / (time.perf_counter() - begun)
            ratios.append(together / alone)
            print(f"  turn {turn}: alone {alone:.2f}/s, with capture {together:.2f}/s, ratio {ratios[-1]:.3f}")
    print(f"ratio: median {statistics.median(ratios):.3f}, {min(ratios):.3f} to {max(ratios):.3f}")


if __name__ == "__main__":
    main()
