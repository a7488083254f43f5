"""Which back end computes the detector on this machine: the fastest, timed once and remembered.

What is remembered lies beside the exported model, in one file for each kind of machine, so that a home
that several machines share serves each of them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import hashlib
import logging
import os
import platform
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from fairnotice.errors import ConfigurationError, VisionError
from fairnotice.settings import settings
from fairnotice.vision.backend import (
    Backend,
    BackendName,
    Head,
    OnnxRuntimeBackend,
    OpenVinoBackend,
    TorchBackend,
    threads,
)
from fairnotice.vision.export import ExportError, export, exported, folder_for, versions
from fairnotice.vision.letterbox import Floats
from fairnotice.vision.weights import weights_version

logger = logging.getLogger(__name__)

TIMED_SHAPE = (1, 3, 384, 640)
"""What is timed: a 16:9 frame looked at with 640 px. The picture's content does not matter to the time."""
TIMED_RUNS = 7
_WARM_RUNS = 2


class Choice(BaseModel):
    """What was measured on a machine, and what follows from it."""

    model_config = ConfigDict(frozen=True)

    backend: BackendName
    milliseconds: Mapping[BackendName, float]
    """Median time of one inference of `TIMED_SHAPE`."""
    failed: Mapping[BackendName, str]
    """Back ends that could not be opened, and why."""
    cpu: str
    threads: int
    versions: Mapping[str, str]
    weights_version: str
    measured_at: dt.datetime


class EightBit(BaseModel):
    """What was measured of the eight-bit model; written by ``python -m models.quantise``."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    weights_version: str
    head: Head
    sha256: str
    """Of the ``.xml`` and the ``.bin``, one after the other."""
    allowed: bool


@dataclass(frozen=True, slots=True)
class Machine:
    """What the speed of a back end depends on."""

    cpu: str
    threads: int

    @classmethod
    def here(cls) -> Machine:
        """Describe this machine."""
        return cls(_cpu_model(), threads())

    @property
    def key(self) -> str:
        """Return a short name for files."""
        return hashlib.sha256(f"{self.cpu} {self.threads}".encode()).hexdigest()[:8]


def open_backend(weights: Path, head: Head) -> Backend:
    """Return the back end that the settings ask for; with ``auto`` the fastest of this machine.

    The first time it exports the weights and times what there is, which takes about ten seconds.
    Where that fails, torch computes the weights as they are.

    Raises:
        ConfigurationError: If the weights cannot be loaded, or the back end that was asked for by name
            cannot be used.
    """
    asked = settings().backend
    if asked != "auto":
        return open_by_name(asked, weights, head)
    try:
        name = choose_backend(weights, head).backend
        return open_by_name(name, weights, head)
    except (ExportError, OSError, _UnusableError) as error:
        logger.warning("the detector runs in torch, more slowly: %s", error)
        return TorchBackend(weights, head)


def open_by_name(name: BackendName, weights: Path, head: Head) -> Backend:
    """Return one back end, exporting the weights first where it needs that.

    Raises:
        ConfigurationError: If the weights cannot be loaded or exported, or the back end cannot be used.
    """
    if name == "torch":
        return TorchBackend(weights, head)
    if name == "openvino-int8":
        model = eight_bit(weights, head)
        if model is None:
            raise _UnusableError(
                f"there is no eight-bit model that was measured to find as much as {weights.name}; run "
                "`python -m models.quantise`, or set FAIRNOTICE_BACKEND=auto"
            )
        return _open(name, model)
    return _open(name, export(weights, head, folder_for(weights, head)))


def choose_backend(weights: Path, head: Head, *, again: bool = False) -> Choice:
    """Return the choice for this machine, measuring it if that was not done yet.

    Processes that ask at the same time wait for the first one's measurement.

    Args:
        weights: A ``.pt`` file.
        head: Which of the model's heads.
        again: Measure even if it was done.

    Raises:
        ExportError: If the weights cannot be exported.
        OSError: If the choice cannot be written.
        ConfigurationError: If the weights cannot be loaded.
    """
    machine = Machine.here()
    folder = folder_for(weights, head)
    path = folder / f"choice-{machine.key}{'-int8' if eight_bit(weights, head) else ''}.json"
    if not again and (known := _read(path)) is not None and exported(folder) is not None:
        return known
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        if again or (known := _read(path)) is None:
            known = _measure(weights, head, folder, machine)
            _write(path, known.model_dump_json(indent=2) + "\n")
        else:
            export(weights, head, folder)
    return known


def eight_bit(weights: Path, head: Head) -> Path | None:
    """Return the eight-bit model beside the weights, None unless it was measured to find as much as they do."""
    model = weights.with_name(f"{weights.stem}_int8.xml")
    try:
        said = EightBit.model_validate_json(model.with_suffix(".json").read_bytes())
        same = said.allowed and said.head == head and said.weights_version == weights_version(weights)
        return model if same and said.sha256 == int8_digest(model) else None
    except (OSError, ValidationError):
        return None


def int8_digest(model: Path) -> str:
    """Return the SHA-256 of an OpenVINO model: its ``.xml`` and its ``.bin``."""
    return hashlib.sha256(model.read_bytes() + model.with_suffix(".bin").read_bytes()).hexdigest()


class _UnusableError(ConfigurationError):
    """A back end cannot be used here, though others may."""


def _open(name: BackendName, model: Path) -> Backend:
    try:
        if name == "onnxruntime":
            return OnnxRuntimeBackend(model)
        return OpenVinoBackend(model, "openvino-int8" if name == "openvino-int8" else "openvino")
    except ConfigurationError as error:
        raise _UnusableError(str(error)) from error


def _measure(weights: Path, head: Head, folder: Path, machine: Machine) -> Choice:
    export(weights, head, folder)
    opened: dict[BackendName, Backend] = {}
    failed: dict[BackendName, str] = {}
    for name in get_args(BackendName):
        try:
            opened[name] = open_by_name(name, weights, head)
        except _UnusableError as error:
            failed[name] = str(error)
    times = time_backends(opened, np.random.default_rng(1).random(TIMED_SHAPE, dtype=np.float32))
    for name in set(opened) - set(times):
        failed[name] = "it failed on a picture"
    milliseconds = {name: round(statistics.median(taken) * 1000, 2) for name, taken in times.items()}
    fastest = min(milliseconds, key=lambda name: milliseconds[name])
    said = ", ".join(f"{name} {taken:.1f} ms" for name, taken in sorted(milliseconds.items(), key=lambda item: item[1]))
    logger.info("the detector runs in %s: %s (%s, %d threads)", fastest, said, machine.cpu, machine.threads)
    return Choice(
        backend=fastest,
        milliseconds=milliseconds,
        failed=failed,
        cpu=machine.cpu,
        threads=machine.threads,
        versions=versions(),
        weights_version=weights_version(weights),
        measured_at=dt.datetime.now(dt.UTC),
    )


def time_backends(
    opened: Mapping[BackendName, Backend], picture: Floats, runs: int = TIMED_RUNS
) -> dict[BackendName, list[float]]:
    """Time back ends in turns, so that whatever else the machine does slows all of them.

    Args:
        opened: What to time.
        picture: What they look at: RGB 0..1 of shape (1, 3, height, width).
        runs: How often each.

    Returns:
        Seconds of each run; a back end that fails is left out.
    """
    times: dict[BackendName, list[float]] = {name: [] for name in opened}
    for run in range(_WARM_RUNS + runs):
        for name in list(times):
            begun = time.perf_counter()
            try:
                opened[name].infer(picture)
            except VisionError:
                del times[name]
                continue
            if run >= _WARM_RUNS:
                times[name].append(time.perf_counter() - begun)
    return times


def _read(path: Path) -> Choice | None:
    try:
        return Choice.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _write(path: Path, text: str) -> None:
    """Write a file so that nobody ever reads half of it."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _cpu_model() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
