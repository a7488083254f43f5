"""Whether anything was looked at in a window, so that a night of which nothing came decides nothing."""

from __future__ import annotations

import datetime as dt

from fairnotice.domain import Facts, Finding, Observation
from fairnotice.rules.looks import usable
from fairnotice.rules.pack import Requirement
from fairnotice.rules.standing import Judged


def judged_on(facts: Facts, requirement: Requirement, finding: Finding, at: dt.date) -> Judged:
    """Return ``finding`` with what stood behind it in the window ``at``.

    Args:
        facts: What it was judged from.
        requirement: What its rule asks for, which says where one looks.
        finding: What `judge` made of them.
        at: Window date.
    """
    frames = _usable_frames(facts, at)
    match requirement:
        case Requirement.NOTICE_EXISTS | Requirement.NOTICE_ELEMENTS:
            looked = bool(frames) or any(visit.visited_on == at for visit in facts.visits)
            models = tuple(sorted({frame.model_version for frame in frames if frame.model_version}))
            return Judged(finding, looked, models)
        case Requirement.NO_CLASSIFIER:
            return Judged(finding, _all_read(facts))
        case _:
            return Judged(finding)


def _usable_frames(facts: Facts, at: dt.date) -> list[Observation]:
    own = facts.camera.camera_id
    return [
        frame
        for frame in facts.observations
        if frame.window_date == at and usable(frame) and (frame.camera_id == own or facts.camera.site_declared)
    ]


def _all_read(facts: Facts) -> bool:
    """Tell whether every source of a configuration gave something: one that gave nothing may hold what it held."""
    return bool(facts.scans) and all(scan.complete or scan.mentions for scan in facts.scans)
