"""Camera to observation: frames are grabbed in parallel and inspected one by one, in memory only."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

from fairnotice.capture.grab import grab
from fairnotice.capture.limits import CaptureLimits
from fairnotice.core_dumps import forbid_core_dumps
from fairnotice.domain import (
    Audit,
    Camera,
    CaptureFailure,
    CaptureFault,
    Evidence,
    Frame,
    Inspection,
    NoticeStatus,
    Observation,
)
from fairnotice.errors import RedactionError, VisionError
from fairnotice.pipeline import egress
from fairnotice.pipeline.plan import Plan, budget_of, plan_of
from fairnotice.pipeline.remembering import against_known_view, frozen, picture_of, remember
from fairnotice.pipeline.resources import Resources
from fairnotice.pipeline.slots import serves_any_moment
from fairnotice.settings import Settings
from fairnotice.store import cameras, facts, health, views
from fairnotice.store.cameras import Batch
from fairnotice.store.views import Remembered

Job = TypeVar("Job")
Result = TypeVar("Result")

_LOG = logging.getLogger(__name__)
_PICTURE_AGAIN_AFTER = dt.timedelta(days=14)
"""An unchanged camera's picture is kept anew after this long, so that evidence does not age out."""


@dataclass(frozen=True, slots=True)
class SamplingReport:
    """What one batch brought."""

    cameras: int
    observed: int
    failed: int
    already_done: int


@dataclass(frozen=True, slots=True)
class _Job:
    camera: Camera
    sample_number: int
    at: dt.datetime


def capture_limits(settings: Settings) -> CaptureLimits:
    """Build the limits of one frame, from the settings."""
    return CaptureLimits(deadline_s=settings.deadline_s, max_bytes=settings.max_bytes, max_pixels=settings.max_pixels)


def sample_batch(
    resources: Resources,
    audit: Audit,
    batch: Batch,
    clock: Callable[[], dt.datetime],
    *,
    as_of: dt.datetime | None = None,
    daylight: bool = False,
) -> SamplingReport:
    """Fill the sampling slots of one batch that are still empty.

    Each observation is committed as it comes, so that a killed batch goes on where it was. At most
    ``batch_threads`` frames are in memory at the same time, however many cameras the batch has.

    Args:
        resources: What to work with.
        audit: The run that the observations belong to.
        batch: Which cameras.
        clock: Tells the real time. A live camera's frame is of the moment in which it is asked for,
            and an access basis must hold at that moment, whatever day is audited.
        as_of: Up to when sources that serve any moment are asked; None: up to now.
        daylight: Look only at live cameras of which a slot is due now; otherwise at those that no light has shown yet.
    """
    forbid_core_dumps()
    settings = resources.settings
    with resources.database.transaction() as connection:
        members = cameras.of_batch(connection, audit.scope, batch)
        ids = [camera.camera_id for camera in members]
        done = facts.slots_done(connection, audit.window_date, ids)
        pictured = facts.latest_pictured(connection, ids, audit.window_date)
        remembered = views.of_cameras(connection, ids)
        policy_of = egress.policies(connection, settings)
        budget = budget_of(connection, settings.samples_per_window, audit.scope, audit.window_date)
        plan = plan_of(connection, budget, audit.window_date, members)
    wanted = _wanted(plan, members, audit, clock(), as_of=as_of, daylight=daylight)
    looked_at = set() if daylight else {camera_id for camera_id, _ in done}
    jobs = [
        job
        for job in wanted
        if (job.camera.camera_id, job.sample_number) not in done
        # By night a live camera shows nothing that its daylight has not shown better.
        and (serves_any_moment(job.camera) or job.camera.camera_id not in looked_at)
    ]
    limits = capture_limits(settings)

    def take(job: _Job) -> tuple[dt.datetime, Frame | CaptureFailure]:
        now = clock()
        if job.camera.frame_source is None:
            return now, CaptureFailure(CaptureFault.NOT_AUTHORISED, "the registry names no source of frames")
        at = job.at if serves_any_moment(job.camera) else now
        return now, grab(
            job.camera.frame_source,
            at=at,
            policy=policy_of(job.camera.source),
            limits=limits,
            today=now.date(),
            credentials=resources.credentials,
        )

    failed = 0
    for job, (asked_at, result) in in_parallel(take, jobs, settings.batch_threads):
        camera_id = job.camera.camera_id
        known = remembered.get(camera_id, Remembered())
        observation, evidence, found = _observe(resources, audit, job, result, pictured.get(camera_id), known)
        failed += observation.failure is not None
        with resources.database.transaction() as connection:
            facts.add_observation(connection, observation, evidence)
            remember(connection, camera_id, found)
            health.note(connection, camera_id, observation.failure, asked_at=asked_at, seconds=result.elapsed_s)
    return SamplingReport(len(members), len(jobs) - failed, failed, len(wanted) - len(jobs))


def _wanted(
    plan: Plan,
    members: Iterable[Camera],
    audit: Audit,
    now: dt.datetime,
    *,
    as_of: dt.datetime | None,
    daylight: bool,
) -> list[_Job]:
    return [
        _Job(camera, number, at)
        for camera in members
        for number, at in (plan.due(camera, now) if daylight else plan.by_night(camera, audit, now, as_of))
    ]


def in_parallel(take: Callable[[Job], Result], jobs: Iterable[Job], threads: int) -> Iterator[tuple[Job, Result]]:
    """Yield each job with its result as they come; no more than ``threads`` are in flight or waiting."""
    queue = iter(jobs)
    with ThreadPoolExecutor(threads, thread_name_prefix="grab") as pool:
        running: dict[Future[Result], Job] = {pool.submit(take, job): job for job in islice(queue, threads)}
        while running:
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                job = running.pop(future)
                result = future.result()
                for following in islice(queue, 1):
                    running[pool.submit(take, following)] = following
                yield job, result


def _observe(
    resources: Resources,
    audit: Audit,
    job: _Job,
    result: Frame | CaptureFailure,
    earlier: Observation | None,
    known: Remembered,
) -> tuple[Observation, Evidence | None, Remembered]:
    """Turn what came from a camera into a fact, into evidence where it shows something new, and into a memory."""
    key = {
        "camera_id": job.camera.camera_id,
        "window_date": audit.window_date,
        "sample_number": job.sample_number,
    }
    if isinstance(result, CaptureFailure):
        return Observation(**key, observed_at=job.at, failure=result), None, Remembered()  # type: ignore[arg-type]
    # An archive answers with the picture of the moment that was asked for, be it the same twice.
    picture = None if serves_any_moment(job.camera) else picture_of(result, known)
    old = frozen(result, picture) if picture is not None else None
    if old is not None:
        observation = Observation(
            **key,  # type: ignore[arg-type]
            observed_at=result.captured_at,
            quality=old,
            width=result.width,
            height=result.height,
        )
        return observation, None, Remembered(picture=picture)
    try:
        seen = resources.inspector.inspect(result)
        quality, offered = against_known_view(result, seen.quality, known, audit.window_date)
    except VisionError as error:
        # The picture came, but cannot be looked at: the camera's fault, not the batch's.
        failure = CaptureFailure(CaptureFault.NOT_AN_IMAGE, str(error), result.elapsed_s)
        observation = Observation(**key, observed_at=job.at, failure=failure)  # type: ignore[arg-type]
        return observation, None, Remembered(picture=picture)
    seen = replace(seen, quality=quality)
    evidence = _keep_picture(resources, result, seen) if _shows_something_new(seen, earlier, audit) else None
    observation = Observation(
        **key,  # type: ignore[arg-type]
        observed_at=result.captured_at,
        quality=seen.quality,
        notices=seen.notices,
        width=seen.width,
        height=seen.height,
        model_version=seen.model_version,
        evidence_sha256=evidence.sha256 if evidence else None,
    )
    return observation, evidence, Remembered(offered, picture)


def _shows_something_new(seen: Inspection, earlier: Observation | None, audit: Audit) -> bool:
    """Keep a picture only where it adds to what the last kept one shows."""
    # What a moved camera shows is kept too: a person who confirms the move wants to see it.
    if not seen.quality.usable and not _has_moved(seen):
        return False
    if earlier is None or audit.window_date - earlier.window_date > _PICTURE_AGAIN_AFTER:
        return True
    return (_gist(seen), _has_moved(seen)) != (_gist(earlier), _has_moved(earlier))


def _has_moved(seen: Inspection | Observation) -> bool:
    return seen.quality is not None and seen.quality.view == "moved"


def _gist(seen: Inspection | Observation) -> NoticeStatus | None:
    statuses = {notice.status for notice in seen.notices}
    return next((each for each in (NoticeStatus.CONFIRMED, NoticeStatus.CANDIDATE) if each in statuses), None)


def _keep_picture(resources: Resources, frame: Frame, seen: Inspection) -> Evidence | None:
    from fairnotice.vision.redaction import MEDIA_TYPE, redact  # heavy: OpenCV

    try:
        picture = redact(frame.pixels, seen.notices, resources.people)
    except RedactionError as error:
        _LOG.warning("a picture could not be redacted, so none is kept: %s", error)
        return None
    return resources.evidence.keep(picture, kind="redacted_frame", media_type=MEDIA_TYPE)
