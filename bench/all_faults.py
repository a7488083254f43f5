"""Every fault of the farm at once, from many threads: does any grab overrun, and does anything stay behind?

    PYTHONPATH=tests ops/airflow-run python -m bench.all_faults --grabs 2000

Prints by how much the latest grabs returned after their deadline, by a clock around them and by their own, which leaves
out what they waited for a processor to decode with; and this process's open descriptors, threads and children before
and after: what is left must not grow with the number of grabs.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import os
import random
import sys
import threading
import time
import urllib.request
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor

import psutil

from bench.process_memory import PeakMemory
from bench.simulated_network import machine_in_words
from fairnotice.capture.grab import grab
from fairnotice.capture.limits import CaptureLimits
from fairnotice.capture.policy import CapturePolicy
from fairnotice.domain import AccessBasis, CaptureFailure, FrameSource
from fakes.camera_farm import path_of
from ops import farm

MIB = 2**20
GRACE_S = 0.5
SETTLED_S = 15.0
"""How long what was abandoned may take to be gone."""


def addresses(port: int) -> dict[str, str]:
    """Return the addresses of all cameras of a farm by name."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
        state = json.load(answer)
    found = {"dead": f"http://127.0.0.1:{state['dead_port']}/still.jpg"}
    for name in (*state["cameras"], *state["faults"]):
        if name.startswith("rtsp") and state["rtsp_unavailable"] and name in state["cameras"]:
            continue
        found[name] = f"{'rtsp' if name.startswith('rtsp') else 'http'}://127.0.0.1:{port}{path_of(name)}"
    for kind, tls_port in state["tls_ports"].items():
        found[f"tls {kind}"] = f"https://127.0.0.1:{tls_port}/still.jpg"
        found[f"tls {kind}, rtsps"] = f"rtsps://127.0.0.1:{tls_port}/still"
    return found


def held() -> tuple[int, int, int]:
    """Count this process's open descriptors, threads and children."""
    process = psutil.Process()
    return process.num_fds(), threading.active_count(), len(process.children(recursive=True))


def storm(cameras: dict[str, str], grabs: int, threads: int, limits: CaptureLimits) -> None:
    """Ask all cameras in turn, some at once, and print what came of it."""
    policy = CapturePolicy.with_networks("127.0.0.0/8")
    answers: dict[str, Counter[str]] = defaultdict(Counter)
    by_the_wall: list[tuple[float, str]] = []
    by_its_own: list[tuple[float, str]] = []

    def ask(name: str) -> None:
        begun = time.monotonic()
        now = dt.datetime.now(dt.UTC)
        try:
            answer = grab(
                FrameSource(cameras[name], AccessBasis("measurement over loopback")),
                at=now,
                policy=policy,
                limits=limits,
                today=now.date(),
            )
            said = answer.fault.value if isinstance(answer, CaptureFailure) else "frame"
            by_its_own.append((answer.elapsed_s - limits.deadline_s, name))
        except Exception as error:
            said = f"RAISED {type(error).__name__}: {error}"
        by_the_wall.append((time.monotonic() - begun - limits.deadline_s, name))
        answers[name][said] += 1

    order = list(itertools.islice(itertools.cycle(cameras), grabs))
    random.Random(7).shuffle(order)
    begun = time.monotonic()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(ask, order))
    print(f"{grabs} grabs of {len(cameras)} cameras by {threads} threads in {time.monotonic() - begun:.1f} s")
    for name, said in sorted(answers.items()):
        print(f"  {name:<28} {', '.join(f'{count} {each}' for each, count in said.most_common())}")
    for clock, overruns in (("the clock on the wall", by_the_wall), ("the grabs' own clocks", by_its_own)):
        late = sum(seconds > GRACE_S for seconds, _ in overruns)
        latest = ", ".join(f"{name} {seconds:+.3f} s" for seconds, name in sorted(overruns, reverse=True)[:5])
        print(f"by {clock} {late} of {grabs} returned more than {GRACE_S:g} s after their deadline; latest: {latest}")
    sys.stdout.flush()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--grabs", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=2, help="how often; what is left behind must not grow")
    parser.add_argument("--threads", type=int, default=32)
    parser.add_argument("--deadline", type=float, default=3.0)
    parser.add_argument("--only", default="", help="cameras whose name holds this")
    options = parser.parse_args()
    limits = CaptureLimits(options.deadline, max_bytes=8 * MIB)
    print(machine_in_words(), flush=True)
    with farm.serving(["--tls", "--cameras", "10", "--mix", "dead=0.1"]) as port:
        cameras = {name: url for name, url in addresses(port).items() if options.only in name}
        with PeakMemory(lambda: [os.getpid()], every_s=1.0) as memory:
            print("descriptors {}, threads {}, children {} before".format(*held()))
            for _ in range(options.rounds):
                storm(cameras, options.grabs, options.threads, limits)
                until = time.monotonic() + SETTLED_S
                least = held()
                while time.monotonic() < until:
                    time.sleep(1)
                    least = min(least, held())
                print("descriptors {}, threads {}, children {} left".format(*least), flush=True)
        print(f"peak of this process and its children: {memory.peak / MIB:.0f} MiB (PSS)")


if __name__ == "__main__":
    main()
