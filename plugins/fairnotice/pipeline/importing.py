"""Registry to database: read, show the difference, then write what is new and changed."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace

from fairnotice.domain import AuditMode, Camera
from fairnotice.pipeline.resources import Resources
from fairnotice.registry.difference import Difference, compare
from fairnotice.registry.jurisdiction import Jurisdictions
from fairnotice.registry.read import RegistryFeed
from fairnotice.store import cameras


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import changed, or would change."""

    difference: Difference
    disagreements: tuple[str, ...]
    """Cameras whose declared jurisdiction is not that of their place."""
    written: bool


def import_feed(
    resources: Resources,
    feed: RegistryFeed,
    content: bytes,
    *,
    source: str,
    mode: AuditMode,
    at: dt.datetime,
    dry_run: bool = False,
    accept_gone: bool = False,
) -> ImportReport:
    """Bring the cameras of one source to the state of a feed, in one transaction.

    Args:
        resources: Where to.
        feed: What was read.
        content: The bytes that it was read from, for the books.
        source: Name of the source; cameras of other sources are not touched.
        mode: How audits of this source run.
        at: Time of the import.
        dry_run: Only compare.
        accept_gone: Take cameras that the feed no longer lists out of the audit even where the feed
            is incomplete or loses an implausible share.
    """
    places = Jurisdictions.load(resources.settings.jurisdictions)
    located: list[Camera] = []
    disagreements: list[str] = []
    for camera in feed.cameras:
        derived, disagreement = places.check(camera)
        located.append(replace(camera, jurisdiction=derived))
        if disagreement:
            disagreements.append(f"{camera.camera_id}: {disagreement}")
    feed = replace(feed, cameras=tuple(located))
    with resources.database.transaction() as connection:
        difference = compare(cameras.of_source(connection, source), feed, accept_gone=accept_gone)
        if dry_run:
            return ImportReport(difference, tuple(disagreements), written=False)
        cameras.register_source(connection, source, mode)
        cameras.upsert(connection, [*difference.new, *(change.after for change in difference.changed)], at)
        gone = [camera.camera_id for camera in difference.gone] if difference.gone_accepted else []
        cameras.mark_gone(connection, gone, at)
        record = cameras.ImportRecord(
            source=source,
            format=feed.format,
            content_sha256=hashlib.sha256(content).hexdigest(),
            complete=feed.complete,
            added=len(difference.new),
            changed=len(difference.changed),
            gone=len(gone),
            unchanged=len(difference.unchanged),
            rejected=tuple((row.position, row.reason, row.raw) for row in feed.rejected),
        )
        cameras.record_import(connection, record, at)
    return ImportReport(difference, tuple(disagreements), written=True)
