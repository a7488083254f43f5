"""What an audit published, out of the database: as files for whoever verifies it, or verified where it lies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from fairnotice.errors import ManifestError
from fairnotice.pipeline.manifest import lines_of, summary_of
from fairnotice.pipeline.resources import Resources
from fairnotice.pipeline.signing import installed_public_key
from fairnotice.pipeline.verifying import (
    Published,
    Verification,
    check_events,
    check_findings,
    check_signature,
    event_line,
    read_manifest,
)
from fairnotice.store import events, manifests
from fairnotice.store.chain import Event, canonical, verify_chain
from fairnotice.store.database import Connection


@dataclass(frozen=True, slots=True)
class Files:
    """Where the parts of what was published are written to; None: not at all."""

    manifest: IO[bytes]
    events: IO[bytes] | None = None
    findings: IO[bytes] | None = None
    with_words: bool = False
    """Whether the events' reasons, names and notes go with them; the chain can be verified without."""


def export(resources: Resources, audit_id: str, files: Files) -> None:
    """Write what an audit published.

    Raises:
        ManifestError: It published nothing, or its findings were asked for and something else holds by now.
    """
    with resources.database.transaction() as connection:
        text, published = _published(connection, audit_id)
        if files.findings is not None:
            if summary_of(_findings(connection, published))["sha256"] != published.manifest.findings.sha256:
                raise ManifestError(f"{audit_id}: something else holds by now, so that its list cannot be written")
            files.findings.writelines(lines_of(_findings(connection, published)))
        if files.events is not None:
            for event in _events(connection, published):
                files.events.write(canonical(event_line(event, with_words=files.with_words)) + b"\n")
        files.manifest.write(text.encode())


def verify_stored(resources: Resources, audit_id: str) -> Verification:
    """Verify the manifest of an audit against the database that it came from.

    Raises:
        ManifestError: The audit published nothing.
    """
    found = Verification()
    with resources.database.transaction() as connection:
        _, published = _published(connection, audit_id)
        check_signature(found, published, installed_public_key(resources.settings.home))
        check_events(found, published, _events(connection, published))
        _check_rest(connection, found, published)
        window_start = dt.datetime.combine(dt.date.fromisoformat(published.manifest.window_date), dt.time(), dt.UTC)
        if manifests.is_newest(connection, published.manifest.scope, window_start):
            _check_what_holds(connection, found, published)
        else:
            found.holds.append("a later audit has ended, so that what holds now is compared with its manifest only")
        sources = sorted({head.source for head in published.manifest.chains})
        if older := events.unchained(connection, sources):
            found.holds.append(f"{older} events are older than the chains and are not verified")
    return found


def _check_rest(connection: Connection, found: Verification, published: Published) -> None:
    """Follow the chains to their present ends: what was added later must follow too."""
    for head in events.heads(connection, published.manifest.scope):
        report = verify_chain(head.chain, events.of_chain(connection, head.chain, head.length))
        found.broken += [fault for fault in report.faults if fault not in found.broken]
        if (report.length, report.head_sha256) != (head.length, head.sha256):
            found.broken.append(f"{head.chain}: {report.length} events, but {head.length} were written")


def _check_what_holds(connection: Connection, found: Verification, published: Published) -> None:
    """Compare what holds now with the manifest, where nobody has decided anything since."""
    later = sum(head.length for head in events.heads(connection, published.manifest.scope))
    if later > sum(head.length for head in published.manifest.chains):
        found.holds.append("an inspector decided something since; run the audit's last step again to sign it")
        return
    check_findings(found, published, _findings(connection, published))


def _published(connection: Connection, audit_id: str) -> tuple[str, Published]:
    newest = manifests.newest(connection, audit_id)
    if newest is None:
        raise ManifestError(f"{audit_id!r} published nothing: is it an audit's id, as `demo/2026-03-01T00:00Z`?")
    return newest[1], read_manifest(newest[1].encode())


def _events(connection: Connection, published: Published) -> Iterator[Event]:
    for head in published.manifest.chains:
        yield from events.of_chain(connection, head.chain, head.length)


def _findings(connection: Connection, published: Published) -> Iterator[tuple[str, str, str]]:
    return manifests.findings(connection, published.manifest.scope)
