"""How many frames of each camera are taken on a day, and which: where they decide most, within one budget for all.

A day's light has a number of equal parts, as many as frames are usual. Slot ``n`` below that number is the usual one of
part ``n``; slot ``n + usual`` is a second look into the same part, half a part away. A slot's number and time depend on
nothing but the camera and the day, so a plan that changes within a day chooses other slots and never gives one number
to two looks.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fairnotice.domain import Audit, Camera, CaptureFault
from fairnotice.pipeline.backoff import ALONE_BY_NIGHT, ask_again_at
from fairnotice.pipeline.slots import due_slots, planned_time, serves_any_moment, slots_of
from fairnotice.rules.demand import Amount, Demand, Light, asked_for, unjudged
from fairnotice.store import demands, health, review_queue
from fairnotice.store.database import Connection
from fairnotice.store.health import Health


@dataclass(frozen=True, slots=True)
class Budget:
    """What cameras with less demand give up is shared by those with more: the sum stays usual x cameras."""

    usual: int
    """Frames of a camera and day."""
    more: float = 0.0
    """How many beyond the usual each camera with more demand has, on average."""

    @classmethod
    def of(cls, usual: int, cameras: Mapping[Amount, int]) -> Budget:
        """Share the frames of an installation of so many cameras of each demand; one that has none is usual."""
        given_up = cameras.get(Amount.LESS, 0) * (usual - 1)
        wanting = cameras.get(Amount.MORE, 0)
        return cls(usual, min(usual, given_up / wanting) if wanting else 0.0)

    def frames(self, camera_id: str, day: dt.date, amount: Amount) -> int:
        """Return how many frames a camera has on a day; a share of a frame is drawn, by the camera and the day."""
        if amount is Amount.LESS:
            return 1
        if amount is Amount.USUAL:
            return self.usual
        whole = int(self.more)
        chance = random.Random(f"{camera_id}|{day}|more")  # noqa: S311 - a plan, not a secret
        return self.usual + whole + (chance.random() < self.more - whole)


def numbers(camera_id: str, day: dt.date, frames: int, usual: int, light: Light) -> tuple[int, ...]:
    """Return the slots of a day: every part of the light once before any is looked at twice.

    Where there are fewer frames than parts, each part has its turn on another day, so that no light is left out. Which
    parts are looked at twice goes in turn too, or from noon outwards.
    """
    turn = random.Random(camera_id).randrange(usual) + day.toordinal()  # noqa: S311 - a plan, not a secret
    parts = [(turn + number) % usual for number in range(usual)]
    if light is Light.NOON:
        parts.sort(key=lambda part: abs(2 * part + 1 - usual))
    first = sorted(parts[:frames])
    second = sorted(usual + part for part in parts[: max(0, frames - usual)])
    return tuple(first + second)


@dataclass(frozen=True)
class Plan:
    """When some cameras are looked at on a day."""

    day: dt.date
    budget: Budget
    demands: Mapping[str, Demand] = field(default_factory=dict)
    health: Mapping[str, Health] = field(default_factory=dict)
    asked_for: frozenset[str] = frozenset()
    """Cameras of which an inspector wants to see more: they are few, and come on top of the budget."""

    def demand(self, camera: Camera) -> Demand:
        """Return what the judgement, or an inspector, wants of a camera."""
        if camera.camera_id in self.asked_for:
            return asked_for()
        return self.demands.get(camera.camera_id) or unjudged()

    def numbers(self, camera: Camera) -> tuple[int, ...]:
        """Return the camera's slots of the day."""
        wanted, usual = self.demand(camera), self.budget.usual
        frames = self.budget.frames(camera.camera_id, self.day, wanted.amount)
        if camera.camera_id in self.asked_for:
            frames = 2 * usual
        return numbers(camera.camera_id, self.day, frames, usual, wanted.light)

    def held_back_until(self, camera: Camera) -> dt.datetime | None:
        """Return from when on a failing camera is asked again; None: it does not fail."""
        return ask_again_at(self.health.get(camera.camera_id), camera.camera_id)

    def due(self, camera: Camera, now: dt.datetime) -> list[tuple[int, dt.datetime]]:
        """Return the slots of a live camera that are due at ``now``: at most the day's last while it is left in peace.

        Where the night's run comes shortly before a short light, its own look would take all of that light away. A
        refused login has no last look: for that the night's run leaves the camera alone.
        """
        usual, chosen = self.budget.usual, self.numbers(camera)
        again = self.held_back_until(camera)
        if again is not None and now < again:
            if self.refuses_login(camera):
                return []
            chosen = (max(chosen, key=lambda number: planned_time(camera, self.day, number, usual)),)
        return due_slots(camera, self.day, now, usual, chosen)

    def by_night(
        self, camera: Camera, audit: Audit, now: dt.datetime, as_of: dt.datetime | None
    ) -> list[tuple[int, dt.datetime]]:
        """Return the slots of a camera that the run after the day fills.

        Of an archive that fails it is one, each in turn: it may lack the pictures of one hour only. A live camera that
        refused the login lately is left to the day, or the night's look would keep it from being asked by day for ever.
        """
        chosen = self.numbers(camera)
        if serves_any_moment(camera):
            if self._failed_before(camera, audit):
                chosen = (chosen[self.day.toordinal() % len(chosen)],)
        elif self.refuses_login(camera) and now < self.health[camera.camera_id].asked_at + ALONE_BY_NIGHT:
            return []
        return slots_of(camera, audit, now, self.budget.usual, chosen, as_of=as_of)

    def _failed_before(self, camera: Camera, audit: Audit) -> bool:
        """Tell whether it failed before this run, whose own failures change nothing: it may have been cut off.

        Only a refused login counts at once.
        """
        known = self.health.get(camera.camera_id)
        if known is None or self.held_back_until(camera) is None:
            return False
        run_began_after = audit.window_start + dt.timedelta(days=1)
        return known.asked_at < run_began_after or self.refuses_login(camera)

    def refuses_login(self, camera: Camera) -> bool:
        """Tell whether a camera refused the login when it was asked last."""
        known = self.health.get(camera.camera_id)
        return known is not None and known.fault is CaptureFault.AUTH


def budget_of(connection: Connection, usual: int, scope: str, day: dt.date) -> Budget:
    """Return how the frames of ``day`` are shared among the cameras of ``scope``."""
    return Budget.of(usual, demands.count_by_amount(connection, scope, day))


def plan_of(connection: Connection, budget: Budget, day: dt.date, members: Sequence[Camera]) -> Plan:
    """Read what the plan of some cameras rests on."""
    ids = [camera.camera_id for camera in members]
    return Plan(
        day,
        budget,
        demands.of_cameras(connection, ids, day),
        health.of_cameras(connection, ids),
        review_queue.asked_for(connection, ids, day),
    )
