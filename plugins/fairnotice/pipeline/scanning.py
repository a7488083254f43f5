"""Configuration to scan: what a device is said to infer, what was handed in for it, what it says itself; never run."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from fairnotice.analytics.folders import DirectoryFolder
from fairnotice.analytics.meaning.mentions import excerpt
from fairnotice.analytics.network import scan_device
from fairnotice.analytics.registry_scan import scan_declared
from fairnotice.analytics.scan import read_declared, scan_file, unread
from fairnotice.capture.onvif_answers import DeviceAnswer
from fairnotice.capture.onvif_calls import CLOCK
from fairnotice.domain import PROVING, AnalyticsScan, Audit, Camera
from fairnotice.pipeline import egress
from fairnotice.pipeline.asking import ask_device
from fairnotice.pipeline.resources import Resources
from fairnotice.store import cameras, facts
from fairnotice.store.cameras import Batch
from fairnotice.store.maintenance import left_alone


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What one batch's configurations said."""

    cameras: int
    scans: int
    configured: int
    """Scans that show a classifier at work."""
    incomplete: int
    """Scans that could not read all of their source."""


def scan_batch(resources: Resources, audit: Audit, batch: Batch, clock: Callable[[], dt.datetime]) -> ScanReport:
    """Read what the registry declares of each camera, what was handed in for it, and what the device itself answers.

    Devices are asked several at a time, and only where somebody allowed it and no maintenance is on: one that is left
    alone keeps what it said last. Each camera's scans are written as they come: memory does not grow with the batch,
    and a device that takes its time delays no other. What a killed batch wrote stays, but it begins anew: that a device
    was read in this window tells neither whether all of it was, nor whether its login works by now.
    """
    folder = resources.settings.configurations
    with resources.database.transaction() as connection:
        policy_of = egress.policies(connection, resources.settings)
        why_not = left_alone(connection, clock())

    def ask(camera: Camera) -> tuple[DeviceAnswer, ...]:
        service = camera.device_service
        if service is None or why_not(camera, clock()) is not None:
            return ()
        return tuple(ask_device(service, resources.settings, clock, resources.credentials, policy_of(camera.source)))

    counts: Counter[str] = Counter()
    pages = cameras.pages_of_batch(resources.database, audit.scope, batch)
    members = (camera for page in pages for camera in page)
    for camera, answers in _asked(ask, members, resources.settings.device_threads):
        found = [*read_camera(camera, folder), *device_scans(answers, camera.camera_id)]
        with resources.database.transaction() as connection:
            facts.add_scans(connection, audit.window_date, found)
        counts.update(("cameras", *_counted(found)))
    return ScanReport(counts["cameras"], counts["scans"], counts["configured"], counts["incomplete"])


def _asked(
    ask: Callable[[Camera], tuple[DeviceAnswer, ...]], members: Iterator[Camera], at_once: int
) -> Iterator[tuple[Camera, tuple[DeviceAnswer, ...]]]:
    """Yield each camera with its device's answers as they come; one without a device waits for none."""
    with ThreadPoolExecutor(at_once, thread_name_prefix="device") as threads:
        running: dict[Future[tuple[DeviceAnswer, ...]], Camera] = {}
        for camera in members:
            if camera.device_service is None:
                yield camera, ()
                continue
            running[threads.submit(ask, camera)] = camera
            if len(running) >= at_once:
                yield from _ended(running)
        while running:
            yield from _ended(running)


def _ended(
    running: dict[Future[tuple[DeviceAnswer, ...]], Camera],
) -> Iterator[tuple[Camera, tuple[DeviceAnswer, ...]]]:
    ended, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in ended:
        yield running.pop(future), future.result()


def _counted(scans: Iterable[AnalyticsScan]) -> Iterator[str]:
    for scan in scans:
        yield "scans"
        if any(each.level in PROVING for each in scan.mentions):
            yield "configured"
        if not scan.complete:
            yield "incomplete"


def device_scans(answers: Iterable[DeviceAnswer], device_id: str) -> Iterator[AnalyticsScan]:
    """Yield the scan of each document that a device gave; a call that stays open is a source not read."""
    for answer in answers:
        part = f" {excerpt(answer.configuration)}" if answer.configuration else ""
        source = f"onvif/{answer.service.called} {answer.operation}{part}.xml"
        if answer.operation == CLOCK.name and answer.settled:
            continue  # It differs each time, and carries nothing.
        if answer.document:
            yield scan_file(answer.document, device_id=device_id, source=source)
        elif not answer.settled:
            yield unread(device_id, source, answer.detail or answer.outcome.replace("_", " "))


def read_camera(camera: Camera, folder: Path | None) -> Iterator[AnalyticsScan]:
    """Yield the scans of everything that says what one camera is configured to infer.

    Args:
        camera: The camera.
        folder: Where configurations lie. What is handed in for one camera stands in
            ``<source>/<source id>/`` below it, as files or archives; all of it is read.
    """
    yield scan_declared(camera)
    declared = read_declared(camera, folder)
    yield from declared
    own = _own_folder(camera, folder)
    if own is not None:
        known = {scan.source for scan in declared}
        prefix = f"{camera.source}/{camera.source_id}/"
        for scan in scan_device(DirectoryFolder(own), camera.camera_id, prefix):
            if scan.source not in known:
                yield scan


def _own_folder(camera: Camera, folder: Path | None) -> Path | None:
    """Return the folder of what was handed in for a camera; an id that is a path of its own has none."""
    if folder is None or any(part in ("", ".", "..") or "/" in part for part in (camera.source, camera.source_id)):
        return None
    own = folder / camera.source / camera.source_id
    return own if own.is_dir() and not own.is_symlink() else None
