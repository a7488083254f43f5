"""Configuration to scan: what a device is said to infer, what was handed in for it, read and never run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fairnotice.analytics.folders import DirectoryFolder
from fairnotice.analytics.network import scan_device
from fairnotice.analytics.registry_scan import scan_declared
from fairnotice.analytics.scan import read_declared
from fairnotice.domain import LEVELS, AnalyticsScan, Audit, Camera, Level
from fairnotice.pipeline.resources import Resources
from fairnotice.store import cameras, facts
from fairnotice.store.cameras import Batch

_STRONG = LEVELS.index(Level.CONFIGURED)


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What one batch's configurations said."""

    cameras: int
    scans: int
    configured: int
    """Scans that show a classifier at work."""
    incomplete: int
    """Scans that could not read all of their source."""


def scan_batch(resources: Resources, audit: Audit, batch: Batch) -> ScanReport:
    """Read what the registry declares of each camera, the label maps that it names, and the camera's own folder.

    Each camera's scans are written before the next one's are read: a batch that is killed resumes
    where it was, and memory does not grow with it.
    """
    folder = resources.settings.configurations
    with resources.database.transaction() as connection:
        members = cameras.of_batch(connection, audit.scope, batch)
    scans = configured = incomplete = 0
    for camera in members:
        found = list(read_camera(camera, folder))
        with resources.database.transaction() as connection:
            facts.add_scans(connection, audit.window_date, found)
        scans += len(found)
        configured += sum(any(LEVELS.index(each.level) >= _STRONG for each in scan.mentions) for scan in found)
        incomplete += sum(not scan.complete for scan in found)
    return ScanReport(len(members), scans, configured, incomplete)


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
