"""Configuration to scan: what a device is said to infer, read and never run."""

from __future__ import annotations

from dataclasses import dataclass

from fairnotice.analytics.registry_scan import scan_declared
from fairnotice.analytics.scan import read_declared
from fairnotice.domain import LEVELS, Audit, Level
from fairnotice.pipeline.resources import Resources
from fairnotice.store import cameras, facts
from fairnotice.store.cameras import Batch


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What one batch's configurations said."""

    cameras: int
    scans: int
    configured: int
    """Scans that show a classifier at work."""


def scan_batch(resources: Resources, audit: Audit, batch: Batch) -> ScanReport:
    """Read what the registry declares of each camera, and the label maps that it names."""
    folder = resources.settings.configurations
    with resources.database.transaction() as connection:
        members = cameras.of_batch(connection, audit.scope, batch)
    scans = []
    for camera in members:
        declared = scan_declared(camera)
        scans += [declared] if declared is not None else []
        scans += read_declared(camera, folder)
    with resources.database.transaction() as connection:
        facts.add_scans(connection, audit.window_date, scans)
    strong = LEVELS.index(Level.CONFIGURED)
    configured = sum(any(LEVELS.index(each.level) >= strong for each in scan.mentions) for scan in scans)
    return ScanReport(len(members), len(scans), configured)
