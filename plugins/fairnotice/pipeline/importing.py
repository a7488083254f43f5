"""Registry to database: read, show the difference, then write what is new and changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fairnotice.capture.policy import CapturePolicy, parse_networks
from fairnotice.domain import AccessBasis, AuditMode
from fairnotice.errors import RegistryError
from fairnotice.pipeline.resources import Resources
from fairnotice.registry.difference import Difference, compare
from fairnotice.registry.feed import RegistryFeed
from fairnotice.registry.fetch import fetch_registry
from fairnotice.registry.jurisdiction import Jurisdictions
from fairnotice.registry.masking import shown
from fairnotice.registry.read import read_registry
from fairnotice.rules.pack import RulePack
from fairnotice.store import cameras, facts, sources

MAX_FEED_BYTES = 512 * 1024 * 1024
FEED_DEADLINE_S = 300.0


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import changed, or would change."""

    feed: RegistryFeed
    difference: Difference
    written: bool
    claims_of_nothing: tuple[str, ...] = ()
    """Exemptions that the feed claims and no applied rule pack knows."""

    def in_words(self) -> str:
        """Return the difference, and what became of it, for people."""
        lines = [self.feed.summary(with_rejected=False), self.difference.summary()]
        if self.claims_of_nothing:
            lines.append(
                f"claimed exemptions that no applied rule pack knows: {', '.join(self.claims_of_nothing)}; "
                "they change no finding"
            )
        return "\n".join((*lines, "written" if self.written else "dry run: nothing was written"))


def is_own_file(feed: str) -> bool:
    """Tell a file that the authority has at hand from an address: what is fetched cannot authorise itself."""
    return not feed.startswith(("http://", "https://"))


def read_feed(feed: str, allowed_networks: str = "") -> bytes:
    """Read a registry from a file or an http(s) address, never more than ``MAX_FEED_BYTES``.

    Args:
        feed: Path or address.
        allowed_networks: Private networks that an address may be in, comma-separated.

    Raises:
        RegistryError: It cannot be read.
    """
    if not is_own_file(feed):
        networks = [str(network) for network in CapturePolicy.with_networks(allowed_networks).allowed_networks]
        return fetch_registry(feed, max_bytes=MAX_FEED_BYTES, deadline_s=FEED_DEADLINE_S, allowed_networks=networks)
    path = Path(feed)
    try:
        if path.stat().st_size > MAX_FEED_BYTES:
            raise RegistryError(f"{path}: larger than {MAX_FEED_BYTES} bytes; import it in parts")
        return path.read_bytes()
    except OSError as error:
        raise RegistryError(f"{path}: {error.strerror}; give a file or an http(s) address") from None


def parse_feed(
    resources: Resources,
    content: bytes,
    source: str,
    file_format: str | None = None,
    access_basis: AccessBasis | None = None,
    *,
    trust_grants: bool,
) -> RegistryFeed:
    """Read the cameras of a feed; rows that cannot be taken are kept apart with their reasons.

    Args:
        resources: Whose map of jurisdictions to use.
        content: The feed.
        source: Name of the source.
        file_format: Format, or None to tell it from the content.
        access_basis: On what basis the cameras may be contacted, where the rows do not say.
        trust_grants: Whether access bases and verified contacts that rows name count.
    """
    return read_registry(
        content,
        source=source,
        format=file_format,
        access_basis=access_basis,
        trust_grants=trust_grants,
        jurisdictions=Jurisdictions.load(resources.settings.jurisdictions),
    )


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
    networks: str | None = None,
) -> ImportReport:
    """Bring the cameras of one source to the state of a feed, in one transaction.

    What changes on the map is locked from its first change until the end: meanwhile no judgement is written.

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
        networks: Private networks that cameras of this source may be in, comma-separated, in place of those named
            before; None: as before.

    Raises:
        ConfigurationError: A network cannot be read.
        StoreError: The source is known with another mode.
    """
    reach = None if networks is None else parse_networks(networks, "the networks of this source")
    unknown_claims = _claims_of_nothing(feed, resources.packs)
    with resources.database.transaction() as connection:
        difference = compare(cameras.of_source(connection, source), feed, accept_gone=accept_gone)
        if dry_run:
            return ImportReport(feed, difference, written=False, claims_of_nothing=unknown_claims)
        cameras.register_source(connection, source, mode)
        if reach is not None:
            sources.allow_networks(connection, source, [str(network) for network in reach])
        written = [*difference.new, *(change.after for change in difference.changed)]
        gone = [camera.camera_id for camera in difference.gone] if difference.gone_accepted else []
        cameras.lock(connection, [*(camera.camera_id for camera in written), *gone])
        cameras.upsert(connection, written, at)
        for camera in written:
            for claim in camera.claims:
                facts.add_claim(connection, camera.camera_id, claim)
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
            rejected=tuple((row.index, row.reason, row.raw) for row in feed.rejected),
        )
        cameras.record_import(connection, record, at)
        regions = cameras.regions(connection)
    _write_places(resources.settings.home, regions)
    return ImportReport(feed, difference, written=True, claims_of_nothing=unknown_claims)


def _write_places(home: Path, regions: Sequence[tuple[float, float, float, float]]) -> None:
    """Tell Airflow's timetable where it must be light for cameras to be looked at (`fairnotice_timetable`).

    To the outer tenth of a degree: that tells no lone camera's place, and seldom makes the DAG another one.
    """
    boxes = [
        [*(math.floor(10 * side) / 10 for side in box[:2]), *(math.ceil(10 * side) / 10 for side in box[2:])]
        for box in regions
    ]
    home.mkdir(parents=True, exist_ok=True)
    part = home / f"places.{os.getpid()}.part"
    part.write_text(json.dumps(boxes), encoding="utf-8")
    part.replace(home / "places.json")


def _claims_of_nothing(feed: RegistryFeed, packs: Sequence[RulePack]) -> tuple[str, ...]:
    """Return at most ten exemptions that are claimed and that no pack knows."""
    claimed = {claim.exemption for camera in feed.cameras for claim in camera.claims}
    known = {exemption.id for pack in packs for rule in pack.rules for exemption in rule.exemptions}
    return tuple(shown(name) for name in sorted(claimed - known)[:10])
