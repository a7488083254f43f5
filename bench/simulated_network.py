"""A network of simulated cameras for measurements: the farm that serves it, and a database that knows it.

The farm runs in a process of its own, so that what it takes is not counted as the audit's; on a machine of two cores it
still takes its share of them, which is why every figure here is a ratio of two runs against the same farm.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import os
import platform
import time
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import SecretStr

from bench.invented_network import database
from fairnotice.domain import (
    AccessBasis,
    Audit,
    AuditMode,
    Camera,
    Frame,
    FrameSource,
    Inspection,
    Point,
    Quality,
)
from fairnotice.pipeline.resources import Resources, resources
from fairnotice.settings import Settings
from fairnotice.store import cameras
from fairnotice.store.database import Database
from fairnotice.vision.backend_choice import Machine
from fairnotice.vision.export import versions
from fakes.farm_command import mix_of, size_of
from fakes.farm_network import Network
from ops import farm

SCOPE = "bench"
MIX = "dead=0.05,silent=0.03,drip=0.01,endless=0.01"
"""The shares that a night of a real network may have."""
LOOPBACK = "127.0.0.0/8"
"""Each simulated camera has an address of its own in it."""


@dataclass(frozen=True, slots=True)
class StubInspector:
    """Finds every frame usable and nothing in it, in so many milliseconds that no processor works."""

    milliseconds: float
    model_version = "none"

    def inspect(self, frame: Frame, **more: object) -> Inspection:
        """Look at nothing."""
        time.sleep(self.milliseconds / 1000)
        return Inspection(Quality(usable=True), (), frame.width, frame.height, self.model_version)


def stub_of(milliseconds: str) -> StubInspector:
    """Read the option ``--stub-model``."""
    return StubInspector(float(milliseconds))


def model_in_words(stub: StubInspector | None) -> str:
    """Say what looks at frames."""
    return "the real model" if stub is None else f"NO MODEL, a stub of {stub.milliseconds:g} ms"


@dataclass(frozen=True, slots=True)
class Served:
    """A network and the ports of the farm that serves it."""

    network: Network
    port: int
    dead_port: int | None

    def url(self, number: int, ending: str = "still.jpg") -> str:
        """Return a camera's address."""
        return self.network.url(number, self.port, self.dead_port, ending)

    def camera(self, number: int, ending: str = "still.jpg") -> Camera:
        """Return a camera as a registry would bring it: 40 in a row on a grid in mid-ocean."""
        return Camera(
            camera_id=f"{SCOPE}:{number:07}",
            source=SCOPE,
            source_id=f"{number:07}",
            point=Point(-40.02 + number % 40 * 0.001, 24.985 + number // 40 * 0.001),
            name=f"Simulated camera {number}",
            site_id=f"{SCOPE}:{number:07}",
            frame_source=FrameSource(self.url(number, ending), AccessBasis("measurement over loopback")),
            analytics=(),
        )


def add_network_options(parser: argparse.ArgumentParser, *cameras: int, mix: str = "") -> None:
    """Let the user choose the network: how many cameras, which of them fail, how large and how slow they are.

    Args:
        parser: Takes the options.
        *cameras: How many by default; several where several networks are measured.
        mix: Which of them fail by default.
    """
    parser.add_argument("--cameras", type=int, nargs="+" if len(cameras) > 1 else 1, default=list(cameras))
    parser.add_argument("--mix", type=mix_of, default=mix, help=f"shares by fault; default {mix or 'none'}")
    parser.add_argument("--size", type=size_of, default=(640, 360), help="of the pictures, px; default 640x360")
    parser.add_argument("--latency", type=float, default=0.15, help="median seconds before a camera answers")
    parser.add_argument("--stub-model", type=stub_of, metavar="MS", help="look at no frame, in so many milliseconds")
    parser.add_argument("--seed", type=int, default=7, help="draws which cameras fail, and how slow the others are")


def networks_of(options: argparse.Namespace) -> list[Network]:
    """Return the networks that were chosen."""
    return [Network(each, options.mix, options.seed, options.latency, options.size) for each in options.cameras]


@contextlib.contextmanager
def serving(network: Network) -> Iterator[Served]:
    """Have a farm serve the network for a while, in a process of its own."""
    width, height = network.size
    options = ["--no-rtsp", "--cameras", str(network.cameras), "--seed", str(network.seed), "--size"]
    options += [f"{width}x{height}", "--latency", str(network.latency_s)]
    options += ["--mix", ",".join(f"{fault}={share}" for fault, share in network.mix.items())]
    with farm.serving(options) as port:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
            state = json.load(answer)
        yield Served(network, port, state["dead_port"])


@contextlib.contextmanager
def knowing(served: Served, numbers: Iterable[int], ending: str = "still.jpg") -> Iterator[Resources]:
    """Open a database of its own in which these cameras are registered; it is dropped at the end."""
    with database(f"bench_{os.getpid()}") as url:
        with Database(url) as opened, opened.transaction() as connection:
            cameras.register_source(connection, SCOPE, AuditMode.EXERCISE)
            made = (served.camera(number, ending) for number in numbers)
            cameras.upsert(connection, made, dt.datetime.now(dt.UTC))
        using = Settings(database_url=SecretStr(url), allowed_networks=LOOPBACK)
        with resources(using) as opened_resources:
            yield opened_resources


def audit_of(day: dt.date) -> Audit:
    """Return the audit of a day."""
    return Audit(SCOPE, dt.datetime.combine(day, dt.time(), dt.UTC), AuditMode.EXERCISE)


def in_words(network: Network) -> str:
    """Say what the network is."""
    width, height = network.size
    fates = ", ".join(f"{count} {fate}" for fate, count in sorted(network.count().items(), key=lambda each: -each[1]))
    return (
        f"{network.cameras} simulated cameras ({fates}), pictures of {width}x{height} px, median answer after "
        f"{network.latency_s:g} s, seed {network.seed}"
    )


def machine_in_words() -> str:
    """Say what a figure stands for: the machine, its load before, and the versions that compute."""
    machine = Machine.here()
    used = ", ".join(f"{name} {version}" for name, version in versions().items())
    return (
        f"{machine.cpu}, {machine.threads} threads of {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
        f"Python {platform.python_version()}, {used}"
    )
