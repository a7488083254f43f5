"""Camera to observation: one batch's empty slots, filled in memory only and written as they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from fairnotice.capture.grab import grab
from fairnotice.capture.limits import CaptureLimits
from fairnotice.core_dumps import forbid_core_dumps
from fairnotice.domain import Audit, Camera, CaptureFailure, CaptureFault, Evidence, Frame
from fairnotice.errors import ConfigurationError, StoreError, StoreUnavailableError
from fairnotice.large_blocks import give_back_large_blocks
from fairnotice.pipeline import egress
from fairnotice.pipeline.courtesy import Courtesy, Look, Turns, host_of
from fairnotice.pipeline.engine import Engine, Stages
from fairnotice.pipeline.lockout import Answer, RefusedLogins, earlier_answers
from fairnotice.pipeline.observing import Found, Slot, failed_here, nothing_came, observe
from fairnotice.pipeline.plan import Budget, budget_of, plan_of
from fairnotice.pipeline.progress import Progress, log_progress
from fairnotice.pipeline.remembering import remember
from fairnotice.pipeline.resources import Resources
from fairnotice.pipeline.slots import serves_any_moment
from fairnotice.settings import Settings
from fairnotice.store import cameras, facts, health, views
from fairnotice.store.cameras import Batch
from fairnotice.store.health import Health
from fairnotice.store.maintenance import WhyNot, left_alone
from fairnotice.store.views import Remembered


@dataclass(frozen=True, slots=True)
class SamplingReport:
    """What one batch brought, and where its time went."""

    cameras: int
    observed: int
    failed: int
    already_done: int
    tried_again: int
    network_s: float
    """Seconds of waiting for cameras, of all threads together."""
    model_s: float
    """Seconds of looking at frames."""
    waited_s: float
    """Seconds in which the model had no frame to look at."""
    held_up_s: float
    """Seconds in which it had one, and something else was waited for."""
    most_frames: int
    """Most frames in memory at the same time."""


def capture_limits(settings: Settings) -> CaptureLimits:
    """Build the limits of one frame, from the settings."""
    return CaptureLimits(deadline_s=settings.deadline_s, max_bytes=settings.max_bytes, max_pixels=settings.max_pixels)


def courtesy_of(settings: Settings) -> Courtesy:
    """Build what one task may ask of the network, from the settings."""
    return Courtesy(
        host_at_once=settings.host_at_once,
        pause_s=settings.host_pause_s,
        slow_at_once=max(1, settings.network_threads // 2),
        spread_over=settings.network_threads,
    )


def sample_batch(
    resources: Resources,
    audit: Audit,
    batch: Batch,
    clock: Callable[[], dt.datetime],
    *,
    as_of: dt.datetime | None = None,
    daylight: bool = False,
    tell: Callable[[Progress], None] = log_progress,
) -> SamplingReport:
    """Fill the sampling slots of one batch that are still empty.

    Each observation is committed as it comes, so that a killed batch goes on where it was. At most
    ``frames_in_memory`` frames are in memory at the same time; of a camera that waits for its turn, a
    few bytes.

    Args:
        resources: What to work with.
        audit: The run that the observations belong to.
        batch: Which cameras.
        clock: Tells the real time. A live camera's frame is of the moment in which it is asked for,
            and an access basis must hold at that moment, whatever day is audited.
        as_of: Up to when sources that serve any moment are asked; None: up to now.
        daylight: Look only at live cameras of which a slot is due now; otherwise at those that no light has shown yet.
        tell: Is told now and then how far it is.

    Raises:
        StoreError: The database or the evidence storage failed; what was written before stays.
        VisionError: No frame can be looked at.
    """
    forbid_core_dumps()
    give_back_large_blocks()
    settings = resources.settings
    with resources.database.transaction() as connection:
        policy_of = egress.policies(connection, settings)
        why_not = left_alone(connection, clock())
        budget = budget_of(connection, settings.samples_per_window, audit.scope, audit.window_date)
    empty = _EmptySlots()
    for page in cameras.pages_of_batch(resources.database, audit.scope, batch):
        _add_looks(empty, resources, audit, budget, page, clock(), as_of=as_of, daylight=daylight)
    logins = RefusedLogins(empty.answers)
    sampler = _Sampler(resources, audit, clock, policy_of, why_not, capture_limits(settings), logins)
    turns = Turns(empty.looks, courtesy_of(settings), seed=f"{audit.audit_id}|{batch.first_id}")
    engine = Engine(
        Stages(sampler.prepare, sampler.grab, sampler.examine, sampler.failed, sampler.write),
        turns,
        threads=settings.network_threads,
        most_frames=settings.frames_in_memory,
        tell=tell,
    )
    took = engine.run()
    if took.inspect_s:
        with resources.database.transaction() as connection:
            health.note_inspection_pace(connection, took.inspect_s)
    return SamplingReport(
        cameras=empty.cameras,
        observed=took.done - sampler.without_frame,
        failed=sampler.without_frame,
        already_done=empty.already_done,
        tried_again=took.tried_again,
        network_s=round(took.network_s, 3),
        model_s=round(took.model_s, 3),
        waited_s=round(took.waited_s, 3),
        held_up_s=round(took.held_up_s, 3),
        most_frames=took.most_frames,
    )


# --- what is to be looked at ----------------------------------------------------------------------


class _EmptySlots:
    """What a batch has to look at: of each camera a few bytes, whatever its registry says of it."""

    def __init__(self) -> None:
        self.looks: list[Look] = []
        self.answers: list[Answer] = []
        self.cameras = self.already_done = 0


def _add_looks(
    empty: _EmptySlots,
    resources: Resources,
    audit: Audit,
    budget: Budget,
    members: Sequence[Camera],
    now: dt.datetime,
    *,
    as_of: dt.datetime | None,
    daylight: bool,
) -> None:
    ids = [camera.camera_id for camera in members]
    with resources.database.transaction() as connection:
        done = facts.slots_done(connection, audit.window_date, ids)
        plan = plan_of(connection, budget, audit.window_date, members)
    looked_at = set() if daylight else {camera_id for camera_id, _ in done}
    wanted = [
        (camera, number, at)
        for camera in members
        for number, at in (plan.due(camera, now) if daylight else plan.by_night(camera, audit, now, as_of))
    ]
    looks = [
        _look(camera, number, at, plan.health.get(camera.camera_id), resources.settings)
        for camera, number, at in wanted
        if (camera.camera_id, number) not in done
        # By night a live camera shows nothing that its daylight has not shown better, and a refused login is final.
        and ((serves_any_moment(camera) and not plan.refuses_login(camera)) or camera.camera_id not in looked_at)
    ]
    empty.looks += looks
    empty.answers += earlier_answers(members, plan.health, now)
    empty.cameras += len(members)
    empty.already_done += len(wanted) - len(looks)


def _look(camera: Camera, number: int, at: dt.datetime, known: Health | None, settings: Settings) -> Look:
    return Look(
        camera.camera_id,
        number,
        at,
        host=host_of(camera.frame_source.url) if camera.frame_source else None,
        seconds=known.seconds if known else 0.0,
        # What failed the last time too is no passing fault.
        tries=1 if known and known.failing_since else settings.grab_tries,
    )


# --- looking at it --------------------------------------------------------------------------------


@dataclass(slots=True)
class _Order:
    """A look with what it needs, from when it begins until it is written."""

    look: Look
    slot: Slot
    asked_at: dt.datetime | None = None
    elapsed_s: float = 0.0


@dataclass(slots=True)
class _Sampler:
    """The stages of the engine, for one batch."""

    resources: Resources
    audit: Audit
    clock: Callable[[], dt.datetime]
    policy_of: egress.PolicyOf
    why_not: WhyNot
    limits: CaptureLimits
    logins: RefusedLogins
    without_frame: int = 0
    """Looks that were written without a frame."""
    refused: set[str] = field(default_factory=set)
    """Cameras that refused the login in this run: many lock out who goes on, so their other looks are left out."""
    came: set[str] = field(default_factory=set)
    """Archives of which a picture came in this run. Their looks are at many hours and asked in any order, so one that
    brings nothing says that this hour is missing, not that the archive gives nothing now."""

    def prepare(self, looks: Sequence[Look]) -> list[_Order]:
        """Read what looks need.

        One of a camera that is no longer in the registry, or refused the login, is left out, and so is one at a host
        that would lock the account: who was not asked has said nothing.
        """
        ids = sorted({look.camera_id for look in looks} - self.refused)
        with self.resources.database.transaction() as connection:
            members = {camera.camera_id: camera for camera in cameras.of_ids(connection, ids)}
            pictured = facts.latest_pictured(connection, ids, self.audit.window_date)
            remembered = views.of_cameras(connection, ids)
        return [
            _Order(
                look,
                Slot(
                    members[look.camera_id],
                    look.sample_number,
                    look.at,
                    pictured.get(look.camera_id),
                    remembered.get(look.camera_id, Remembered()),
                ),
            )
            for look in looks
            if look.camera_id in members and not self.logins.refuses(members[look.camera_id])
        ]

    def grab(self, order: _Order, before_decoding: Callable[[], None]) -> Frame | CaptureFailure:
        """Ask a camera; whatever goes wrong on the way to its frame costs this look only."""
        now = order.asked_at = self.clock()
        source = order.slot.camera.frame_source
        if source is None:
            return CaptureFailure(CaptureFault.NOT_AUTHORISED, "the registry names no source of frames")
        if (left := self.why_not(order.slot.camera, now)) is not None:
            return left
        try:
            taken = grab(
                source,
                at=order.look.at if source.serves_any_moment else now,
                policy=self.policy_of(order.slot.camera.source),
                limits=self.limits,
                today=now.date(),
                credentials=self.resources.credentials,
                before_decoding=before_decoding,
            )
        except ConfigurationError:
            raise
        except Exception as error:
            taken = failed_here(order.look.camera_id, "asking for its frame", error)
        order.elapsed_s = taken.elapsed_s
        self.logins.note(order.slot.camera, taken)
        if isinstance(taken, CaptureFailure) and taken.fault is CaptureFault.AUTH:
            self.refused.add(order.look.camera_id)
        if source.serves_any_moment and (isinstance(taken, Frame) or taken.fault in health.CAME):
            self.came.add(order.look.camera_id)
        return taken

    def examine(self, order: _Order, frame: Frame) -> Found:
        """Look at a frame."""
        return observe(self.resources, self.audit, order.slot, frame)

    def failed(self, order: _Order, failure: CaptureFailure) -> Found:
        """Turn a failure into a fact."""
        return nothing_came(self.audit, order.slot, failure)

    def write(self, order: _Order, found: Found) -> None:
        """Write down what was found; what the database will not take of it costs this look only."""
        evidence = None
        if found.picture is not None:
            evidence = self.resources.evidence.keep(found.picture, kind="redacted_frame", media_type="image/png")
            found = replace(found, observation=replace(found.observation, evidence_sha256=evidence.sha256))
        try:
            self._write(order, found, evidence)
        except StoreUnavailableError:
            raise
        except StoreError as error:
            # If this is refused too, it is not for what the camera showed.
            found = self.failed(order, failed_here(order.look.camera_id, "writing down what it showed", error))
            self._write(order, found, None)
        self.without_frame += found.observation.failure is not None

    def _write(self, order: _Order, found: Found, evidence: Evidence | None) -> None:
        camera_id, failure = order.look.camera_id, found.observation.failure
        with self.resources.database.transaction() as connection:
            facts.add_observation(connection, found.observation, evidence)
            remember(connection, camera_id, found.remembered)
            gave_nothing = failure is not None and failure.fault not in health.CAME
            if order.asked_at is not None and not (gave_nothing and camera_id in self.came):
                health.note(connection, camera_id, failure, asked_at=order.asked_at, seconds=order.elapsed_s)
