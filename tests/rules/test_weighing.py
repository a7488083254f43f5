"""Facts that contradict each other lower the certainty; the newest does not simply win."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fairnotice.domain import Facts, Verdict
from fairnotice.rules.policy import DEFAULT
from rules.situations import RECALL, camera, codes, declared, look, notice, one, visit

RULE = "cn.order-799.notice"
SURE = notice(probability=0.97)
UNMEASURED = notice()


def found(observations=(), visits=(), positions=()):
    return one(Facts(camera(notice_positions=positions), observations, visits=visits, recall=RECALL), RULE)


CONTRADICTIONS = [
    ("a visit alone", (), (visit(20, False),), "fail", 0.95),
    ("against a confident sighting of before", (look(10, SURE),), (visit(20, False),), "review", 0.8726),
    ("against one of a probability nobody measured", (look(10, UNMEASURED),), (visit(20, False),), "fail", 0.911),
    ("against a visit that found one", (), (visit(10, True, "a"), visit(20, False, "b")), "review", 0.8782),
    (
        "two visitors against a sighting",
        (look(10, SURE),),
        (visit(19, False, "a"), visit(20, False, "b")),
        "fail",
        0.9923,
    ),
    (
        "one visitor twice is one witness",
        (look(10, SURE),),
        (visit(19, False), visit(20, False)),
        "review",
        0.8726,
    ),
    ("put up since", (look(20, SURE),), (visit(10, False),), "pass", 0.9246),
    ("perhaps put up since", (look(20, notice(probability=0.75)),), (visit(10, False),), "review", 0.5322),
    ("found by one visitor, not by the one before", (), (visit(10, False, "a"), visit(12, True, "b")), "pass", 0.8782),
    (
        "a visit and a frame agree",
        (look(20, UNMEASURED),),
        (visit(10, True),),
        "pass",
        0.99,
    ),
]


@pytest.mark.parametrize(
    ("situation", "observations", "visits", "verdict", "confidence"), CONTRADICTIONS, ids=[c[0] for c in CONTRADICTIONS]
)
def test_what_says_otherwise_is_weighed(situation, observations, visits, verdict, confidence):
    finding = found(observations, visits)
    assert (finding.verdict, finding.confidence) == (verdict, pytest.approx(confidence, abs=1e-3))


def test_both_sides_are_named_with_their_facts():
    finding = found((look(10, SURE),), (visit(20, False),))
    assert codes(finding) == ["visit_found_none", "contradicted"]
    assert "2026-05-10" in finding.reasons[1].text
    assert [fact.kind for fact in finding.facts] == ["visit", "observation"]


def test_frames_that_no_longer_show_it_settle_what_a_visit_found():
    """What was seen before is gone from its place, so nothing speaks against the visit."""
    finding = found((look(10, SURE), look(11, SURE), look(15), look(16)), (visit(20, False),))
    assert (finding.verdict, finding.confidence) == (Verdict.FAIL, pytest.approx(0.95))


def test_but_not_frames_of_one_odd_night():
    finding = found((look(10, SURE), look(11, SURE), look(15)), (visit(20, False),))
    assert (finding.verdict, codes(finding)[-1]) == (Verdict.REVIEW, "contradicted")


def test_a_loss_by_the_frames_makes_a_visit_that_found_none_surer():
    gone = (look(10, notice()), look(11, notice()), *(look(number) for number in range(12, 19)))
    finding = found(gone, (visit(20, False),), declared())
    assert finding.verdict is Verdict.FAIL
    assert finding.confidence > 0.99
    assert codes(finding) == ["visit_found_none", "others_agree"]
    assert {fact.says for fact in finding.facts} == {"none_found", "missed"}


def test_an_older_sighting_does_not_acquit_a_camera_whose_newest_visit_found_none():
    passing = (look(5, SURE, camera_id="t:2"), look(12, notice()), look(13))
    finding = found(passing, (visit(10, False),))
    assert finding.verdict is Verdict.REVIEW


PAGE = (Path(__file__).parents[2] / "docs" / "judgement.md").read_text(encoding="utf-8")
TOLD = [
    ((), (visit(20, False),)),
    ((look(10, SURE),), (visit(20, False),)),
    ((look(10, SURE), look(15), look(16)), (visit(20, False),)),
    ((look(10, SURE),), (visit(19, False, "a"), visit(20, False, "b"))),
    ((), (visit(10, True, "a"), visit(20, False, "b"))),
    ((look(20, SURE),), (visit(10, False),)),
    ((look(20, notice(probability=0.75)),), (visit(10, False),)),
]


def test_the_page_on_judgement_tells_what_is_judged():
    rows = re.findall(r"^\| [^|]+ \| `(\w+)` \| (0\.\d\d) \|$", PAGE, re.MULTILINE)
    judged = [found(observations, visits) for observations, visits in TOLD]
    assert rows == [(str(finding.verdict), f"{finding.confidence:.2f}") for finding in judged]


def test_the_page_on_judgement_tells_the_conventions():
    told = dict(re.findall(r"^\| `(\w+)` \| (0\.\d+) \|$", PAGE, re.MULTILINE))
    assert len(told) == 6
    assert {name: getattr(DEFAULT, name) for name in told} == {name: float(value) for name, value in told.items()}
