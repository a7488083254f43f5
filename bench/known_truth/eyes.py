"""What the audit sees of one camera, night after night: observations as capture and vision would leave them."""

from __future__ import annotations

import datetime as dt
import math
import random

from fairnotice.domain import (
    Box,
    CaptureFailure,
    CaptureFault,
    Notice,
    NoticeStatus,
    Observation,
    Quality,
)

from .sight import committed, limits, size_of
from .site import SMALL, Sign, Site, View, day
from .world import World

SHARP, SOFT = 0.4, 0.6
"""Blur of usable frames, one in each of the ranges that recall was measured in."""
SHIFT = 0.06
"""Share of a frame's width and height by which a view shifts that is turned a little."""
_UNREACHABLE = CaptureFailure(CaptureFault.UNREACHABLE, "no answer")
_LOW_RESOLUTION = Quality(False, ("low_resolution",))
_BAD = Quality(False, ("blurred",))
_FROZEN = Quality(False, ("frozen",))
_MOVED = Quality(False, ("moved",), view="moved")
_USABLE = {
    (soft, light, seen): Quality(True, light=light, view=seen, measures={"blur": SOFT if soft else SHARP})
    for soft in (False, True)
    for light in ("day", "night")
    for seen in ("same", "cannot_tell")
}

Seen = tuple[Notice, ...]


class Eyes:
    """Looks through one camera of a site; the nights must be asked for in order."""

    def __init__(self, world: World, site: Site, number: int) -> None:
        self.world, self.site, self.number = world, site, number
        self.view: View = site.views[number]
        self.chance = random.Random(f"{world.seed}/{site.number}/{number}/eyes")
        self.model = committed("real").model_version
        self.own, self.nightly = math.sqrt(world.persistence), math.sqrt(1 - world.persistence)
        self.signs = [(n, sign) for n, sign in enumerate(site.signs) if number in sign.views]
        self.known: dict[tuple[object, ...], Seen] = {}
        self.stuck: Seen | None = None

    def look(self, night: int, weather: str, samples: int) -> list[Observation]:
        """Return the night's samples."""
        view = self.view
        date = day(night)
        if view.dead or night in view.off:
            return [self._observation(date, n, None, (), _UNREACHABLE) for n in range(samples)]
        if view.size == SMALL or weather == "bad":
            poor = _LOW_RESOLUTION if view.size == SMALL else _BAD
            return [self._observation(date, n, poor, ()) for n in range(samples)]
        soft = view.soft or weather == "poor"
        fates: dict[str, Seen] = {}
        slots = []
        for n in range(samples):
            light = "night" if self.chance.random() < self.world.dark_sample else "day"
            if light not in fates:  # frames of one view in one light share their fate
                fates[light] = self._seen(night, soft)
            slots.append(self._slot(night, n, soft, light, fates[light]))
        return slots

    def _slot(self, night: int, n: int, soft: bool, light: str, seen: Seen) -> Observation:
        view, date = self.view, day(night)
        if view.frozen is not None and night >= view.frozen[0]:
            if self.stuck is None:
                self.stuck = seen
            if view.frozen[1]:
                return self._observation(date, n, _FROZEN, ())
            return self._observation(date, n, _USABLE[(soft, light, "same")], self.stuck)
        turn = view.turn
        if turn is not None and night >= turn.night and (turn.confirmed is None or night <= turn.confirmed):
            if turn.seen_as == "moved":
                return self._observation(date, n, _MOVED, seen)
            return self._observation(date, n, _USABLE[(soft, light, turn.seen_as)], seen)
        return self._observation(date, n, _USABLE[(soft, light, "same")], seen)

    def _observation(
        self, date: dt.date, n: int, quality: Quality | None, seen: Seen, failure: CaptureFailure | None = None
    ) -> Observation:
        at = dt.datetime(date.year, date.month, date.day, 9 + 2 * n, tzinfo=dt.UTC)
        width, height = self.view.size if quality is not None else (0, 0)
        return Observation(self.view.camera.camera_id, date, n, at, failure, quality, seen, width, height, self.model)

    def _seen(self, night: int, soft: bool) -> Seen:
        """Return what is proposed or confirmed in this view, this night, in one light."""
        view, turn = self.view, self.view.turn
        turned = turn is not None and night >= turn.night
        shift = SHIFT if turned and turn is not None and turn.little else 0.0
        fate, reading = self.chance.gauss(0, 1), self.chance.gauss(0, 1)
        key: list[object] = [shift]
        for n, sign in self.signs:
            if sign.hangs[night] and not (turned and not shift) and night not in sign.covered[self.number]:
                status = self._status(sign, fate, reading, soft)
                if status is not None:
                    key.append((n, status))
        if not turned:
            key += [n for n, (_, share) in enumerate(view.plates) if self.chance.random() < share]
            if view.look_alike is not None and (view.look_alike[1] is None or night < view.look_alike[1]):
                key.append(NoticeStatus.CONFIRMED if reading < 1 else NoticeStatus.CANDIDATE)
        found = self.known.get(tuple(key))
        if found is None:
            found = self.known[tuple(key)] = tuple(self._notice(each, shift) for each in key[1:])
        return found

    def _status(self, sign: Sign, fate: float, reading: float, soft: bool) -> NoticeStatus | None:
        box = sign.views[self.number]
        limit = limits(self.world.recall, size_of((box[3] - box[1]) * self.view.size[1]))
        if self.own * sign.hardness + self.nightly * fate >= limit.proposed[soft]:
            return None
        read = self.own * sign.illegibility + self.nightly * reading < limit.confirmed
        return NoticeStatus.CONFIRMED if read else NoticeStatus.CANDIDATE

    def _notice(self, what: object, shift: float) -> Notice:
        """Return a sign (number, status), another plate (number) or the look-alike (status)."""
        if isinstance(what, tuple):
            number, status = what
            sign = self.site.signs[number]
            # 19 of 44 drawn notices that were not confirmed reached 0.7 (rules/policy.py).
            probability = 0.99 if status is NoticeStatus.CONFIRMED else 0.75 if sign.illegibility < -0.17 else 0.4
            return self._drawn(sign.views[self.number], status, probability, shift)
        if isinstance(what, NoticeStatus) and self.view.look_alike is not None:
            probability = 0.99 if what is NoticeStatus.CONFIRMED else 0.4
            return self._drawn(self.view.look_alike[0], what, probability, shift)
        assert isinstance(what, int)  # noqa: S101 - the two other kinds are above
        return self._drawn(self.view.plates[what][0], NoticeStatus.CANDIDATE, 0.13, shift)

    def _drawn(self, box: Box, status: NoticeStatus, probability: float, shift: float) -> Notice:
        width, height = self.view.size
        x0, y0, x1, y1 = box
        pixels = ((x0 + shift) * width, (y0 + shift) * height, (x1 + shift) * width, (y1 + shift) * height)
        return Notice(pixels, probability, status, str(status), probability)
