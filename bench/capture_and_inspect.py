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
from collections.abc import Callable
from dataclasses import dataclass

from fairnotice.capture.grab import grab
from fairnotice.capture.limits import CaptureLimits
from fairnotice.capture.policy import CapturePolicy
from fairnotice.domain import AccessBasis, CaptureFailure, Frame, FrameSource
from fairnotice.pipeline.courtesy import Courtesy, Look, Turns
from fairnotice.pipeline.engine import Engine, Stages
from fairnotice.pipeline.resources import resources
from ops import farm

AS_FAST_AS_IT_GOES = Courtesy(host_at_once=1000, spread_s=0)
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Order:
    """A look that needs nothing."""

    look: Look


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--frames", type=int, default=100, help="frames in each turn")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--threads", type=int, default=64)
    options = parser.parse_args()
    policy = CapturePolicy.with_networks("127.0.0.1/32")
    ratios = []
    with farm.serving(["--no-rtsp"]) as port, resources() as opened:
        source = FrameSource(f"http://127.0.0.1:{port}/still.jpg", AccessBasis("measurement over loopback"))

        def take(_: Order, before_decoding: Callable[[], None] | None = None) -> Frame | CaptureFailure:
            limits = CaptureLimits()
            return grab(
                source, at=NOON, policy=policy, limits=limits, today=NOON.date(), before_decoding=before_decoding
            )

        frame = take(Order(Look("first", 0, NOON)))
        if not isinstance(frame, Frame):
            sys.exit(f"the farm's still did not come: {frame}")
        inspector = opened.inspector
        inspector.inspect(frame)
        stages: Stages[Order, object] = Stages(
            prepare=lambda looks: map(Order, looks),
            grab=take,
            examine=lambda _, frame: inspector.inspect(frame),
            failed=lambda _, failure: failure,
            write=lambda _, found: None,
        )
        print(f"{options.frames} frames of {frame.width}x{frame.height} a turn, {options.threads} threads")
        for turn in range(1, options.turns + 1):
            begun = time.perf_counter()
            for _ in range(options.frames):
                inspector.inspect(frame)
            alone = options.frames / (time.perf_counter() - begun)
            begun = time.perf_counter()
            turns = Turns(
                [Look(str(n), 0, NOON, "farm:80") for n in range(options.frames)], AS_FAST_AS_IT_GOES, "bench"
            )
            took = Engine(stages, turns, threads=options.threads, tell=lambda _: None).run()
            together = options.frames / (time.perf_counter() - begun)
            ratios.append(together / alone)
            print(f"  turn {turn}: alone {alone:.2f}/s, with capture {together:.2f}/s, ratio {ratios[-1]:.3f}")
            print(f"    {took.in_words()}; held up for {took.held_up_s:.2f} s")
    print(f"ratio: median {statistics.median(ratios):.3f}, {min(ratios):.3f} to {max(ratios):.3f}")


if __name__ == "__main__":
    main()
