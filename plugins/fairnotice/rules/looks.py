"""The facts of a judgement in one order, each look once, nothing from outside the evidence window."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from fairnotice.domain import Facts, Notice, NoticeStatus, Observation, SiteVisit
from fairnotice.rules.policy import Policy
from fairnotice.site_code import codes_in


@dataclass(frozen=True, slots=True)
class Sighting:
    """A sign in a usable frame."""

    observation: Observation
    notice: Notice

    @property
    def date(self) -> dt.date:
        """The window date of the frame."""
        return self.observation.window_date


@dataclass(frozen=True)
class Looks:
    """What was looked at for one camera, by whom, in the order of time."""

    own: tuple[Observation, ...]
    """This camera's own sampling slots."""
    site: tuple[Observation, ...]
    """Those of the other cameras of the same declared site."""
    visits: tuple[SiteVisit, ...]
    of_other_sites: tuple[Sighting, ...] = ()
    """Notices that bear another site's code: each is a plate that may be a notice, and announces nothing here."""

    @cached_property
    def everything(self) -> tuple[Observation, ...]:
        """Own slots, then those of the site's other cameras."""
        return self.own + self.site

    @cached_property
    def confirmed(self) -> tuple[Sighting, ...]:
        """Every confirmed notice, in the order of `everything`."""
        return sightings(self.everything, NoticeStatus.CONFIRMED)


def looks_of(facts: Facts, at: dt.date, policy: Policy) -> Looks:
    """Order the facts, drop repeated ones, and keep the evidence window that ends on ``at``."""
    oldest = at - dt.timedelta(days=policy.window_days)
    camera = facts.camera
    taken = [observation for observation in facts.observations if oldest < observation.window_date <= at]
    others: list[Sighting] = []
    taken = [_without_others(observation, facts.site_code, others) for observation in taken]
    slots = {_slot(observation): observation for observation in taken}
    if len(slots) < len(taken):
        # Two accounts of one slot are one look; which of them counts must not depend on their order.
        slots = {_slot(observation): observation for observation in sorted(taken, key=repr, reverse=True)}
    own: list[Observation] = []
    site: list[Observation] = []
    for key in sorted(slots):
        (own if key[1] == camera.camera_id else site).append(slots[key])
    visits = {
        (visit.visited_on, visit.notice_found, visit.by): visit
        for visit in facts.visits
        if visit.site_id == camera.site_id and camera.site_id and oldest < visit.visited_on <= at
    }
    return Looks(
        own=tuple(own),
        site=tuple(site) if camera.site_declared else (),
        visits=tuple(visits[key] for key in sorted(visits)),
        of_other_sites=tuple(sorted(others, key=lambda seen: (seen.date, repr(seen)))),
    )


def codes_of(notice: Notice) -> tuple[str, ...]:
    """Return the codes of sites that were read on a notice, in its words or its QR code."""
    return codes_in(f"{notice.text}\n{notice.qr or ''}") if notice.text or notice.qr else ()


def _without_others(observation: Observation, code: str | None, others: list[Sighting]) -> Observation:
    """Take a confirmed notice with another site's code, and not this one's, for a plate that may be a notice."""

    def is_other(notice: Notice) -> bool:
        read = codes_of(notice) if notice.status is NoticeStatus.CONFIRMED else ()
        return bool(read) and code not in read

    found = [notice for notice in observation.notices if is_other(notice)]
    if not found:
        return observation
    if can_show_presence(observation):
        others += (Sighting(observation, notice) for notice in found)
    kept = (replace(n, status=NoticeStatus.CANDIDATE) if n in found else n for n in observation.notices)
    return replace(observation, notices=tuple(kept))


def _slot(observation: Observation) -> tuple[dt.date, str, int]:
    return (observation.window_date, observation.camera_id, observation.sample_number)


def usable(observation: Observation) -> bool:
    """Tell whether a judgement may rest on what this frame shows."""
    return observation.failure is None and observation.quality is not None and observation.quality.usable


def can_show_absence(observation: Observation) -> bool:
    """Tell whether not seeing something in this frame means anything.

    Recall is measured by day, and where it is not sure that the camera looks where it looked, a position says nothing.
    """
    quality = observation.quality
    return quality is not None and quality.light == "day" and quality.view not in ("moved", "cannot_tell")


def can_show_presence(observation: Observation) -> bool:
    """Tell whether a confirmed notice in this frame counts.

    A camera that was moved shows another place of its site: what it sees there is there, what it does not see may
    stand where it looked before.
    """
    quality = observation.quality
    return usable(observation) or (
        observation.failure is None and quality is not None and set(quality.reasons) == {"moved"}
    )


def sightings(observations: Iterable[Observation], status: NoticeStatus) -> tuple[Sighting, ...]:
    """Return the signs of one ``status`` in the frames that can show them, in the order of the frames."""
    counts = can_show_presence if status is NoticeStatus.CONFIRMED else usable
    return tuple(
        Sighting(observation, notice)
        for observation in observations
        for notice in observation.notices
        if notice.status is status and counts(observation)
    )


def dominating_fault(observations: Iterable[Observation]) -> str | None:
    """Return the code that explains most of the unusable frames; ties go by the alphabet."""
    codes: Counter[str] = Counter()
    for observation in observations:
        if observation.failure is not None:
            codes[str(observation.failure.fault)] += 1
        elif observation.quality is None:
            codes["not_inspected"] += 1
        elif not observation.quality.usable:
            codes.update(set(observation.quality.reasons) or {"unusable"})
    return min(codes, key=lambda code: (-codes[code], code), default=None)
