"""The simulation with known truth: what it is sure to say, on worlds small enough to know the answer."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from bench.known_truth.judging import Bench, judge_sites
from bench.known_truth.report import per_thousand, report
from bench.known_truth.site import draw_site
from bench.known_truth.tally import ANY, FRAMES, NOTICE, Course, Tally
from bench.known_truth.world import World
from fairnotice.domain import Verdict

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SMALL = World(nights=20, seed=7)
KIND = replace(
    SMALL, removed=0, moved_elsewhere=0, wrongly_declared=0, look_alike=0, overlooked=0, imagined=0, photo_of_another=0,
    put_right=0, put_up_late=0, wrong_kind=0, cover_starts=0, turned=0, frozen=0, recall="drawn", false_friend=0,
    capability=0,
)  # fmt: skip
"""A world in which nothing misleads anybody."""
PASS, FAIL, REVIEW = Verdict.PASS, Verdict.FAIL, Verdict.REVIEW


def false_accusations(tally: Tally, table: str) -> int:
    return tally.counts[(table, ANY, "false")]


def passed_in_breach(tally: Tally) -> int:
    return sum(n for key, n in tally.counts.items() if key[1] == NOTICE and key[2].startswith("missed_"))


def test_the_same_seed_draws_the_same_world_and_says_the_same():
    bench = Bench.of(SMALL, ("committed",))

    assert draw_site(SMALL, 3) == draw_site(SMALL, 3)
    assert judge_sites(bench, range(8)) == judge_sites(bench, range(4)) + judge_sites(bench, range(4, 8))


def test_where_nothing_misleads_nobody_is_accused_or_acquitted_wrongly():
    tally = judge_sites(Bench.of(replace(KIND, visited=0.6, prohibited=0.2), ("committed",)), range(40))

    assert tally.counts[("committed", ANY, "judged")] > 40
    assert tally.counts[("committed", ANY, "accused")] > 0
    assert false_accusations(tally, "committed") == 0
    assert passed_in_breach(tally) == 0


@pytest.mark.parametrize(
    ("misled_by", "cause"),
    [
        ({"visited": 1.0, "overlooked": 1.0}, "notice overlooked on a visit"),
        ({"configuration_read": 1.0, "false_friend": 1.0}, "configuration of kind 'false_friend' misread"),
    ],
)
def test_what_misleads_is_named(misled_by, cause):
    tally = judge_sites(Bench.of(replace(KIND, photo_after=0, **misled_by), ("committed",)), range(25))

    assert {key[3] for key in tally.counts if key[2] == "false" and len(key) == 4} == {cause}


def test_no_frame_accuses_as_long_as_recall_on_real_photographs_is_not_known():
    world = replace(KIND, visited=0, wrongly_declared=1.0, cover_starts=0.2, configuration_read=0, nights=12)
    tally = judge_sites(Bench.of(world, ("committed",)), range(20))

    assert tally.counts[("committed", ANY, "accused")] == 0


COURSES = [
    ("right all along", [FAIL, FAIL], [False, False], [False, False], None),
    ("false", [PASS, FAIL], [True, True], [False, False], (1, True)),
    ("right when it began, and put right since", [FAIL, FAIL], [False, True], [False, False], (1, False)),
    ("of a visit that was right of its day", [REVIEW, FAIL], [True, True], [False, True], (1, False)),
    ("false after an outdated one", [FAIL, FAIL, PASS, FAIL], [False, True, True, True], [False] * 4, (3, True)),
]


@pytest.mark.parametrize(
    ("verdicts", "in_order", "was_true", "said"), [c[1:] for c in COURSES], ids=[c[0] for c in COURSES]
)
def test_an_accusation_is_false_or_outdated(verdicts, in_order, was_true, said):
    course = Course()
    for night in zip(verdicts, in_order, was_true, strict=True):
        course.night(*night[:2], was_true=night[2])

    assert course.accusation() == said


def test_rates_are_given_with_their_counts_and_intervals():
    assert per_thousand(2, 4000) == "2/4000 = 0.50 (0.14-1.82)"
    assert per_thousand(0, 0) == "0/0"


def test_the_report_says_what_it_must():
    said = report(judge_sites(Bench.of(SMALL, ("committed",)), range(10)), ("committed",))

    for needed in ("falsely accused", "put right", "in breach", "nights to a decision", "review", "unknown"):
        assert needed in said


def test_every_assumption_is_listed_with_its_source():
    listed = (ROOT / "docs" / "simulation.md").read_text(encoding="utf-8")

    assert [each.name for each in fields(World) if f"`{each.name}`" not in listed] == []


def test_looking_where_it_decides_most_misleads_nobody_where_nothing_misleads():
    bench = Bench.of(replace(KIND, visited=0.6, prohibited=0.2, by_demand=True), ("committed",))
    tally = judge_sites(bench, range(40))

    assert tally.counts[("committed", ANY, "judged")] > 40
    assert false_accusations(tally, "committed") == 0
    assert passed_in_breach(tally) == 0
    assert 0 < tally.counts["", FRAMES, "taken"] < tally.cameras * KIND.nights * KIND.samples
