"""What counts as a night on which something was looked at, by what a rule looks at."""

from __future__ import annotations

import datetime as dt

import pytest

from fairnotice.domain import AnalyticsScan, CaptureFailure, CaptureFault, Facts, SiteVisit
from fairnotice.rules.looked import Night
from fairnotice.rules.pack import Requirement
from fakes.world import DAY, camera, finding, observation

BEFORE = DAY - dt.timedelta(days=1)
DEAD = {"failure": CaptureFailure(CaptureFault.TIMEOUT, "no answer"), "quality": None, "notices": ()}
SITE = camera(1, site_id="made/quay", site_declared=True)


def scan(source: str, *, complete: bool = True, read_on: dt.date = DAY) -> AnalyticsScan:
    return AnalyticsScan("made:001", source, "0" * 64, "json", complete, read_on=read_on)


@pytest.mark.parametrize(
    ("known", "looked"),
    [
        (Facts(camera(1), (observation(1),)), True),
        (Facts(camera(1), (observation(1, day=BEFORE),)), False),
        (Facts(camera(1), (observation(1, **DEAD),)), False),
        (Facts(camera(1), (observation(1, **DEAD), observation(1, sample=1))), True),
        (Facts(camera(1), (observation(2),)), False),  # another camera's frame says nothing, unless they share a site
        (Facts(SITE, (observation(1, **DEAD), observation(2))), True),
        (Facts(camera(1), visits=(SiteVisit("made:001", DAY, True, "R. Sato"),)), True),
        (Facts(camera(1), visits=(SiteVisit("made:001", BEFORE, True, "R. Sato"),)), False),
        (Facts(camera(1)), False),
    ],
)
def test_a_notice_is_looked_for_in_frames_and_by_visits(known, looked):
    judged = Night.of(known, DAY).judged(finding(), Requirement.NOTICE_EXISTS)
    assert judged.looked is looked


@pytest.mark.parametrize(
    ("scans", "looked", "read"),
    [
        ((), False, ()),
        ((scan("a"), scan("b")), True, ("a", "b")),
        ((scan("a"), scan("b", complete=False)), False, ("a",)),
        ((scan("a", read_on=BEFORE),), False, ()),  # nothing was read tonight
    ],
)
def test_a_classifier_is_looked_for_in_all_that_can_be_read(scans, looked, read):
    judged = Night.of(Facts(camera(1), scans=scans), DAY).judged(finding(), Requirement.NO_CLASSIFIER)
    assert (judged.looked, judged.read) == (looked, read)


def test_what_is_declared_is_at_hand_every_night():
    assert Night.of(Facts(camera(1)), DAY).judged(finding(), Requirement.RETENTION).looked


def test_it_says_which_models_looked():
    seen = (
        observation(1),
        observation(1, sample=1, model_version="new"),
        observation(1, day=BEFORE, model_version="x"),
    )
    assert Night.of(Facts(camera(1), seen), DAY).judged(finding(), Requirement.NOTICE_EXISTS).models == ("abc", "new")
