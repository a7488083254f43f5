"""What the frames and visits of one camera's site show of notices, put together once for every step that judges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from fairnotice.domain import Box, Facts, NoticeStatus, Observation, SiteVisit
from fairnotice.rules.looks import Looks, Sighting, sightings
from fairnotice.rules.policy import Policy
from fairnotice.rules.positions import History, histories, in_view
from fairnotice.rules.weighing import Said

DETECTOR = "detector"
"""The witness of every frame: one model, which errs alike wherever it looks."""
_MOST_EVIDENCE = 3


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that the steps of a judgement of notices look at."""

    facts: Facts
    looks: Looks
    at: dt.date
    policy: Policy
    own: tuple[History, ...]
    confirmed: tuple[Sighting, ...]
    """Every confirmed sighting, in order of time."""
    standing: tuple[Sighting, ...]
    """Those that no later look at the same place contradicts."""
    lingering: tuple[Sighting, ...]
    """Those that later looks contradict, but on too few dates to mean more than an odd night."""

    def is_own(self, sighting: Sighting) -> bool:
        """Tell whether this camera saw it, not another one of its site."""
        return sighting.observation.camera_id == self.facts.camera.camera_id

    def before_move(self, sighting: Sighting) -> bool:
        """Tell whether a notice was seen in a view that its camera has no more."""
        moved_on = self.facts.moved_on.get(sighting.observation.camera_id)
        return moved_on is not None and sighting.date <= moved_on

    def last_loss(self) -> dt.date | None:
        """Return the first missing date of this camera's own notices, if all of them are missing."""
        if not self.own or not all(len(place.missing) >= self.policy.min_missing_dates for place in self.own):
            return None
        return max(place.missing[0] for place in self.own)

    def telling(self) -> tuple[Sighting, ...]:
        """Return the sightings that say that a notice stands now: all that stand, but none from before its loss."""
        since = self.last_loss()
        return tuple(
            s for s in self.standing if since is None or s.date >= since or (self.is_own(s) and not self.before_move(s))
        )

    def visits(self, *, found: bool) -> list[SiteVisit]:
        """Return the visits of the window that found a notice, or none, in order of time."""
        return [visit for visit in self.looks.visits if visit.notice_found is found]

    def said_by_visits(self, *, found: bool) -> list[Said]:
        """Return what the visits that found a notice, or none, say of it."""
        sure = self.policy.visit_confidence
        return [Said(visit.visited_on, f"visitor {visit.by}", sure) for visit in self.visits(found=found)]

    def said_by(self, seen: Sequence[Sighting]) -> list[Said]:
        """Return what sightings say: each is as sure as its calibrated probability."""
        unmeasured = self.policy.sighting_confidence
        return [
            Said(s.date, DETECTOR, unmeasured if s.notice.probability is None else s.notice.probability) for s in seen
        ]


def scene_of(facts: Facts, looks: Looks, at: dt.date, policy: Policy) -> Scene:
    """Put together what the facts of the evidence window show of notices."""
    recorded = [position for position in facts.camera.notice_positions if in_view(position)]
    slots: dict[str, list[Observation]] = {facts.camera.camera_id: list(looks.own)}
    seeing = {sighting.observation.camera_id for sighting in looks.confirmed}
    for observation in looks.site:
        if observation.camera_id in seeing:  # what saw no notice says nothing of another camera's
            slots.setdefault(observation.camera_id, []).append(observation)
    confirmed: list[Sighting] = []
    standing: list[Sighting] = []
    lingering: list[Sighting] = []
    own: tuple[History, ...] = ()
    for camera_id, taken in slots.items():
        is_own = camera_id == facts.camera.camera_id
        seen = sightings(taken, NoticeStatus.CONFIRMED)
        places = histories(recorded if is_own else [], taken, seen, facts.moved_on.get(camera_id))
        own = places if is_own else own
        contradicted = {date for place in places if place.missing for date in place.confirmed}
        still = {date for place in places if not place.missing for date in place.confirmed}
        briefly = {
            date for place in places if 0 < len(place.missing) < policy.min_missing_dates for date in place.confirmed
        }
        confirmed += seen
        standing += [s for s in seen if s.date in still or s.date not in contradicted]
        lingering += [s for s in seen if s.date in contradicted - still and s.date in briefly]
    in_time = [tuple(sorted(each, key=_in_time)) for each in (confirmed, standing, lingering)]
    return Scene(facts, looks, at, policy, own, *in_time)


def _in_time(sighting: Sighting) -> tuple[dt.date, dt.datetime, str, Box]:
    seen = sighting.observation
    return (sighting.date, seen.observed_at, seen.camera_id, sighting.notice.box)


def frames_of(seen: Sequence[Sighting]) -> list[Observation]:
    """Return the frames of sightings, each once, in their order."""
    by_slot = {(s.date, s.observation.camera_id, s.observation.sample_number): s.observation for s in seen}
    return list(by_slot.values())


def evidence_of(seen: Sequence[Sighting]) -> tuple[str, ...]:
    """Return the newest pieces of evidence, each once, newest first."""
    newest_first = dict.fromkeys(s.observation.evidence_sha256 for s in reversed(seen))
    return tuple(sha for sha in newest_first if sha)[:_MOST_EVIDENCE]


def evidence_of_frames(frames: Sequence[Observation]) -> tuple[str, ...]:
    """Return the last few pieces of evidence of frames, by their hashes."""
    return tuple(sorted({frame.evidence_sha256 for frame in frames if frame.evidence_sha256}))[-_MOST_EVIDENCE:]
