"""Facts in and out: observations, scans, visits and claims. Facts are added, never changed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

import psycopg
from psycopg.rows import DictRow, tuple_row

from fairnotice.domain import (
    AnalyticsScan,
    Camera,
    CaptureFailure,
    CaptureFault,
    ClassifierMention,
    Evidence,
    ExemptionClaim,
    Facts,
    Notice,
    Observation,
    Quality,
    RecallTable,
    SiteVisit,
)
from fairnotice.store import views
from fairnotice.store.database import Connection, queries, rows
from fairnotice.store.records import from_text, to_json
from fairnotice.store.site_codes import codes_of_sites

_Notices = tuple[Notice, ...]
_Mentions = tuple[ClassifierMention, ...]

_MOST_AT_ONCE = 500
"""Cameras whose rows are read at once: a site may have thousands, and a row is larger than what it becomes."""


def ensure_month(connection: Connection, day: dt.date) -> None:
    """Make sure that facts of the month of ``day`` have a partition to go to."""
    list(rows(queries("facts").ensure_month(connection, day=day)))


def slots_done(connection: Connection, window_date: dt.date, camera_ids: Sequence[str]) -> set[tuple[str, int]]:
    """Return the (camera, sample number) pairs of a window that were observed already."""
    found = rows(queries("facts").slots_done(connection, window_date=window_date, camera_ids=list(camera_ids)))
    return {(row["camera_id"], row["sample_number"]) for row in found}


def add_observation(connection: Connection, observation: Observation, evidence: Evidence | None = None) -> None:
    """Write one observation with its evidence; a repeated slot changes nothing."""
    if evidence is not None:
        add_evidence(connection, evidence)
    quality, failure = observation.quality, observation.failure
    queries("facts").add_observation(
        connection,
        window_date=observation.window_date,
        camera_id=observation.camera_id,
        sample_number=observation.sample_number,
        observed_at=observation.observed_at,
        fault=failure.fault.value if failure else None,
        fault_detail=failure.detail if failure else None,
        usable=quality is not None and quality.usable,
        quality=to_json(Quality, quality) if quality else None,
        notices=to_json(_Notices, observation.notices),
        width=observation.width,
        height=observation.height,
        model_version=observation.model_version,
        evidence_sha256=observation.evidence_sha256,
    )


def add_evidence(connection: Connection, evidence: Evidence) -> None:
    """Write down that a piece of evidence is kept."""
    queries("facts").add_evidence(
        connection,
        sha256=evidence.sha256,
        kind=evidence.kind,
        media_type=evidence.media_type,
        size=evidence.size,
    )


def latest_pictured(connection: Connection, camera_ids: Sequence[str], window_date: dt.date) -> dict[str, Observation]:
    """Return the newest observation of each camera that kept a picture before ``window_date``."""
    found = queries("facts").latest_pictured_cursor(connection, camera_ids=list(camera_ids), window_date=window_date)
    return {observation.camera_id: observation for observation in _observations(found)}


def add_scans(connection: Connection, window_date: dt.date, scans: Iterable[AnalyticsScan]) -> None:
    """Write scans, and that their sources held this content in this window."""
    for scan in scans:
        key = {"device_id": scan.device_id, "source": scan.source, "content_sha256": scan.content_sha256}
        queries("facts").add_scan(
            connection,
            **key,
            format=scan.format,
            complete=scan.complete,
            mentions=to_json(_Mentions, scan.mentions),
            error=scan.error,
        )
        queries("facts").add_reading(connection, window_date=window_date, **key)


def site_exists(connection: Connection, site_id: str) -> bool:
    """Tell whether any camera of the registry belongs to the site."""
    return bool(queries("facts").site_exists(connection, site_id=site_id))


def camera_exists(connection: Connection, camera_id: str) -> bool:
    """Tell whether the registry lists the camera."""
    return bool(queries("facts").camera_exists(connection, camera_id=camera_id))


def add_visit(connection: Connection, visit: SiteVisit) -> None:
    """Write down a dated visit to a site."""
    queries("facts").add_visit(
        connection,
        site_id=visit.site_id,
        visited_on=visit.visited_on,
        visited_by=visit.by,
        notice_found=visit.notice_found,
        elements=to_json(dict[str, str], dict(visit.elements)),
    )


def add_claim(connection: Connection, camera_id: str, claim: ExemptionClaim) -> bool:
    """Write down that an exemption is claimed for a camera of the registry; tell whether that is news."""
    return bool(
        queries("facts").add_claim(
            connection,
            camera_id=camera_id,
            exemption=claim.exemption,
            claimed_by=claim.claimed_by,
            claimed_on=claim.claimed_on,
            until=claim.until,
        )
    )


def gather(
    connection: Connection,
    cameras: Sequence[Camera],
    *,
    at: dt.date,
    window_days: int,
    recall: RecallTable | None,
) -> Iterator[Facts]:
    """Read everything that a judgement of ``cameras`` on the day ``at`` may use.

    Args:
        connection: An open transaction.
        cameras: One batch.
        at: Facts after this day are not seen, so that a judgement can be made for any day.
        window_days: How many days before ``at`` count.
        recall: Measured recall of the detector for this kind of picture.

    Yields:
        One ``Facts`` for each camera, in their order. Cameras of one site share its observations, which
        are kept once, however many cameras the site has.
    """
    since = at - dt.timedelta(days=window_days)
    ids = [camera.camera_id for camera in cameras]
    sites = sorted({camera.site_id for camera in cameras if camera.site_id})
    members: dict[str, list[str]] = defaultdict(list)
    for row in rows(queries("facts").site_members(connection, site_ids=sites)):
        members[row["site_id"]].append(row["camera_id"])
    wanted = sorted({*ids, *(camera_id for group in members.values() for camera_id in group)})
    window = {"since": since, "until": at}
    observations = _observations_of(connection, wanted, window)
    scans: dict[str, list[AnalyticsScan]] = defaultdict(list)
    scans_before: dict[str, list[AnalyticsScan]] = defaultdict(list)
    for row in rows(queries("facts").scans_of(connection, device_ids=ids, **window)):
        (scans if row["is_newest"] else scans_before)[row["device_id"]].append(_scan(row))
    visits: dict[str, list[SiteVisit]] = defaultdict(list)
    for row in rows(queries("facts").visits_of(connection, site_ids=sites, **window)):
        visits[row["site_id"]].append(_visit(row))
    claims: dict[str, list[ExemptionClaim]] = defaultdict(list)
    for row in rows(queries("facts").claims_of(connection, camera_ids=ids, at=at)):
        claims[row["camera_id"]].append(
            ExemptionClaim(row["exemption"], row["claimed_by"], row["claimed_on"], row["until"])
        )
    moved_on = views.moves_of(connection, wanted, at)
    site_codes = codes_of_sites(connection, sites)

    @cache
    def seen_by(group: tuple[str, ...]) -> tuple[Observation, ...]:
        return tuple(observation for member in group for observation in observations[member])

    for camera in cameras:
        group = tuple(sorted({camera.camera_id, *members.get(camera.site_id, ())}))
        yield Facts(
            camera=camera,
            observations=seen_by(group),
            scans=tuple(scans[camera.camera_id]),
            scans_before=tuple(scans_before[camera.camera_id]),
            visits=tuple(visits[camera.site_id]),
            claims=tuple(claims[camera.camera_id]),
            recall=recall,
            moved_on={member: moved_on[member] for member in group if member in moved_on},
            site_code=site_codes.get(camera.site_id),
        )


def _observations_of(
    connection: Connection, camera_ids: Sequence[str], window: dict[str, dt.date]
) -> dict[str, list[Observation]]:
    observations: dict[str, list[Observation]] = defaultdict(list)
    for start in range(0, len(camera_ids), _MOST_AT_ONCE):
        part = list(camera_ids[start : start + _MOST_AT_ONCE])
        for each in _observations(queries("facts").observations_of_cursor(connection, camera_ids=part, **window)):
            observations[each.camera_id].append(each)
    return observations


def _observations(found: AbstractContextManager[psycopg.Cursor[Any]]) -> Iterator[Observation]:
    """Read the rows of a query: as tuples and all at once, since a judgement reads millions of them."""
    with found as cursor:
        cursor.row_factory = tuple_row
        for row in cursor.fetchall():
            camera_id, date, number, at, fault, detail, quality, notices, width, height, model, sha256 = row
            yield Observation(
                camera_id=camera_id,
                window_date=date,
                sample_number=number,
                observed_at=at,
                failure=CaptureFailure(CaptureFault(fault), detail or "") if fault else None,
                quality=from_text(Quality, quality) if quality else None,
                notices=from_text(_Notices, notices) if notices != "[]" else (),
                width=width,
                height=height,
                model_version=model,
                evidence_sha256=sha256,
            )


def _scan(row: DictRow) -> AnalyticsScan:
    return AnalyticsScan(
        device_id=row["device_id"],
        source=row["source"],
        content_sha256=row["content_sha256"],
        format=row["format"],
        complete=row["complete"],
        mentions=from_text(_Mentions, row["mentions"]),
        error=row["error"],
        read_on=row["read_on"],
    )


def _visit(row: DictRow) -> SiteVisit:
    return SiteVisit(row["site_id"], row["visited_on"], row["notice_found"], row["visited_by"], row["elements"])
