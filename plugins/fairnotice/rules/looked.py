"""Whether anything was looked at in a window, so that a night of which nothing came decides nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fairnotice.domain import FactKind, Facts, Finding
from fairnotice.rules.looks import usable
from fairnotice.rules.pack import Requirement
from fairnotice.rules.standing import GONE_FROM_VIEW, Judged

_BY_FRAMES = frozenset({Requirement.NOTICE_EXISTS, Requirement.NOTICE_ELEMENTS})
_BY_CONFIGURATION = frozenset({Requirement.NO_CLASSIFIER, Requirement.NO_ANALYTICS})


@dataclass(frozen=True, slots=True)
class Night:
    """What was looked at for one camera in one window."""

    seen: bool
    """Whether a usable frame of the camera or its site came, or somebody visited it."""
    read: tuple[str, ...]
    """Sources of its configuration that gave something."""
    read_all: bool
    """Whether each did; one that gave nothing may hold what it held."""
    models: tuple[str, ...]
    """Versions of the models that looked at the frames."""

    @classmethod
    def of(cls, facts: Facts, at: dt.date) -> Night:
        """Return what ``facts`` hold of the window ``at``."""
        own, site = facts.camera.camera_id, facts.camera.site_declared
        frames = [
            frame
            for frame in facts.observations
            if frame.window_date == at and (site or frame.camera_id == own) and usable(frame)
        ]
        read = [scan for scan in facts.scans if scan.read_on in (at, None) and (scan.complete or scan.mentions)]
        return cls(
            seen=bool(frames) or any(visit.visited_on == at for visit in facts.visits),
            read=tuple(sorted(scan.source for scan in read)),
            read_all=len(read) == len(facts.scans) > 0,
            models=tuple(sorted({frame.model_version for frame in frames if frame.model_version})),
        )

    def judged(self, finding: Finding, requirement: Requirement) -> Judged:
        """Return ``finding`` with what stood behind it; ``requirement`` says where its rule looks."""
        if requirement in _BY_FRAMES:
            return Judged(finding, self.seen, self.models, _dates_of(finding))
        if requirement in _BY_CONFIGURATION:
            return Judged(finding, self.read_all, read=self.read)
        return Judged(finding)


def _dates_of(finding: Finding) -> tuple[dt.date, ...]:
    """Return the dates on which a notice was missed where it stood."""
    if finding.proof not in GONE_FROM_VIEW:
        return ()
    missed = {
        fact.day for fact in finding.facts if fact.kind is FactKind.OBSERVATION and fact.says == "missed" and fact.day
    }
    return tuple(sorted(missed))
