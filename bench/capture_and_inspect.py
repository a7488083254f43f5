"""Frames per second of capture and inspection together, over inspection alone on the same frames already decoded.

    PYTHONPATH=tests ops/airflow-run python -m bench.capture_and_inspect

Archives of a simulated network serve over loopback; each camera has a picture of its own. All ways look at the same
pictures, in turns, so that a noisy machine is noisy for all. The engine is the pipeline's, without its database.

Beside it, the plain way: ultralytics' `YOLO(...).predict(source=[addresses])`, with the same weights, over the same
call with the decoded frames. It finds plates only, so that its frames per second say nothing against ours; its ratio
says what fetching in the same thread costs. It cannot be asked about a camera that fails: the call fails with it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bench.simulated_network import LOOPBACK, add_network_options, in_words, machine_in_words, networks_of, serving
from fairnotice.capture.grab import grab
from fairnotice.capture.limits import CaptureLimits
from fairnotice.capture.policy import CapturePolicy
from fairnotice.domain import AccessBasis, CaptureFailure, Frame, FrameSource
from fairnotice.pipeline.courtesy import Courtesy, Look, Turns, host_of
from fairnotice.pipeline.engine import Engine, Stages
from fairnotice.settings import settings
from fairnotice.vision.detector import Detector
from fairnotice.vision.inspect import Inspector
from fairnotice.vision.weights import load_yolo

AT_ONCE = Courtesy(spread_s=0)
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
LONG_S = 60.0


@dataclass(frozen=True, slots=True)
class Order:
    """A look at the picture of an address."""

    look: Look
    url: str


def take(url: str, before_decoding: Callable[[], None] | None = None) -> Frame | CaptureFailure:
    """Grab the picture at an address of the farm."""
    return grab(
        FrameSource(url, AccessBasis("measurement over loopback")),
        at=NOON,
        policy=CapturePolicy.with_networks(LOOPBACK),
        limits=CaptureLimits(deadline_s=LONG_S),
        today=NOON.date(),
        before_decoding=before_decoding,
    )


def through_engine(urls: Sequence[str], inspector: Inspector, threads: int) -> str:
    """Fetch, decode and inspect; return where the time went."""
    orders = {str(number): url for number, url in enumerate(urls)}
    failed: list[CaptureFailure] = []
    stages: Stages[Order, object] = Stages(
        prepare=lambda looks: [Order(look, orders[look.camera_id]) for look in looks],
        grab=lambda order, before_decoding: take(order.url, before_decoding),
        examine=lambda _, frame: inspector.inspect(frame),
        failed=lambda _, failure: failed.append(failure),
        write=lambda _, found: None,
    )
    turns = Turns([Look(name, 0, NOON, host_of(url)) for name, url in orders.items()], AT_ONCE, "bench")
    took = Engine(stages, turns, threads=threads, tell=lambda _: None).run()
    if failed:
        print(f"    {len(failed)} FRAMES DID NOT COME, the first: {failed[0]}", flush=True)
    return f"{took.in_words()}; held up for {took.held_up_s:.2f} s"


def predicted(model: Any, sources: Sequence[Any], size: int, at_once: int) -> None:
    """Let ultralytics look at addresses or arrays, so many in a call."""
    for start in range(0, len(sources), at_once):
        for _ in model.predict(list(sources[start : start + at_once]), imgsz=size, stream=True, verbose=False):
            pass


def pace(count: int, work: Callable[[], object]) -> float:
    """Return frames per second."""
    begun = time.perf_counter()
    work()
    return count / (time.perf_counter() - begun)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_network_options(parser, 100)
    parser.set_defaults(size=(1280, 720))
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--threads", type=int, default=settings().network_threads, help="cameras waited for at once")
    parser.add_argument("--plain-batch", type=int, default=16, help="addresses in one call of the plain way")
    options = parser.parse_args()
    (network,) = networks_of(options)
    print(f"{machine_in_words()}\n{in_words(network)}", flush=True)
    inspector, detector = Inspector.open(settings()), Detector(settings().model_path)
    size = max(detector.config.sizes_for(max(network.size)))
    model = load_yolo(settings().model_path)
    ours, plain = [], []
    with serving(network) as served:
        moment = NOON.strftime("%Y%m%dT%H%M%SZ")
        urls = [served.url(number, f"{moment}.jpg") for number in range(network.cameras)]
        frames = [frame for url in urls if isinstance(frame := take(url), Frame)]
        if len(frames) < len(urls):
            sys.exit(f"of {len(urls)} pictures only {len(frames)} came: choose a network in which nobody fails")
        inspector.inspect(frames[0])
        arrays = [frame.pixels for frame in frames]
        predicted(model, arrays[:1], size, 1)
        print(f"plain: {size} px, {options.plain_batch} in a call, computed by torch", flush=True)
        for turn in range(1, options.turns + 1):
            alone = pace(len(frames), lambda: [inspector.inspect(frame) for frame in frames])
            said: list[str] = []
            together = pace(len(urls), lambda said=said: said.append(through_engine(urls, inspector, options.threads)))
            ours.append(together / alone)
            print(f"  turn {turn}: alone {alone:.2f}/s, with capture {together:.2f}/s, ratio {ours[-1]:.3f}")
            print(f"    {said[0]}", flush=True)
            alone = pace(len(arrays), lambda: predicted(model, arrays, size, options.plain_batch))
            together = pace(len(urls), lambda: predicted(model, urls, size, options.plain_batch))
            plain.append(together / alone)
            print(f"    plain: arrays {alone:.2f}/s, addresses {together:.2f}/s, ratio {plain[-1]:.3f}", flush=True)
    for name, found in (("ours (goal: at least 0.85)", ours), ("plain", plain)):
        print(f"{name}: median {statistics.median(found):.3f}, {min(found):.3f} to {max(found):.3f}")


if __name__ == "__main__":
    main()
