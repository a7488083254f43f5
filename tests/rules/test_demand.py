"""Frames go where they can settle something; each row is judged by the product's own rules first."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from fairnotice.domain import CaptureFault, Facts, NoticeStatus, Quality
from fairnotice.rules.demand import _BY_REASON, WORDS, demand_of
from fairnotice.rules.judge import judge_all
from fairnotice.rules.nothing_seen import _WHY_NO_FRAME
from rules.situations import AT, PACKS, RECALL, camera, declared, failed, look, notice, visit

DAYS = range(2, 32)


def of(observations: Any = (), visits: Any = (), **changes: Any) -> tuple[str, str, str]:
    facts = Facts(camera=camera(**changes), observations=tuple(observations), visits=tuple(visits), recall=RECALL)
    findings = judge_all(facts, [PACKS["cn.order-799"]], AT)
    wanted = demand_of(facts, findings, AT)
    return wanted.amount.value, wanted.light.value, wanted.why


def unusable(number: int, reason: str) -> Any:
    return look(number, quality=Quality(False, (reason,)))


CANDIDATE = notice(status=NoticeStatus.CANDIDATE, probability=0.95)
SEEN = notice(probability=0.97)


@pytest.mark.parametrize(
    ("expected", "world"),
    [
        pytest.param("more any no_frame_yet", {}, id="never looked at"),
        pytest.param("more noon too_dark", {"observations": [unusable(n, "dark") for n in DAYS]}, id="dark"),
        pytest.param("more any poor_frames", {"observations": [unusable(n, "blurred") for n in DAYS]}, id="blurred"),
        pytest.param(
            "less any no_frame_settles", {"observations": [unusable(30, "moved")]}, id="moved: a person's look"
        ),
        pytest.param("less any no_frame_settles", {"frame_source": None}, id="no source"),
        pytest.param(
            "usual any failing", {"observations": [failed(n, CaptureFault.TIMEOUT) for n in DAYS]}, id="silent"
        ),
        pytest.param("usual any nothing_in_view_yet", {"observations": [look(31)]}, id="nothing seen, on one day"),
        pytest.param("less any nothing_in_view", {"observations": [look(n) for n in DAYS]}, id="nothing seen, on 30"),
        pytest.param(
            "more any may_have_gone",
            {"observations": [look(30), look(31)], "notice_positions": declared()},
            id="a declared notice is not seen",
        ),
        pytest.param(
            "more any may_have_gone",
            {"observations": [look(n, SEEN) for n in range(2, 20)] + [look(n) for n in range(20, 32)]},
            id="gone for days: near an accusation",
        ),
        pytest.param("more any unread", {"observations": [look(31, CANDIDATE)]}, id="a plate that was not read"),
        pytest.param(
            "usual any hard_to_read", {"observations": [look(n, CANDIDATE) for n in DAYS]}, id="not read for 30 days"
        ),
        pytest.param("usual any confirmation_due", {"observations": [look(31, SEEN)]}, id="seen on one day"),
        pytest.param("less any certain", {"observations": [look(30, SEEN), look(31, SEEN)]}, id="seen on two days"),
        pytest.param(
            "usual any confirmation_due",
            {"observations": [look(10, SEEN), look(11, SEEN)]},
            id="seen on two days, weeks ago",
        ),
        pytest.param("less any certain", {"visits": [visit(9, found=True)]}, id="found on a visit"),
        pytest.param(
            "usual any contradicted",
            {"observations": [look(31, notice(probability=0.75))], "visits": [visit(9, found=False)]},
            id="seen, and not found on a visit before",
        ),
        pytest.param("usual any not_proven", {"visits": [visit(9, found=False)]}, id="not found on a visit"),
    ],
)
def test_frames_go_where_they_can_settle_something(expected: str, world: dict[str, Any]) -> None:
    assert " ".join(of(**world)) == expected


def test_under_no_rule_one_frame_is_enough() -> None:
    facts = Facts(camera=camera())

    assert demand_of(facts, (), AT).why == "no_rule_asks"


def test_every_reason_for_no_frame_has_a_demand_and_every_demand_its_words() -> None:
    assert set(_WHY_NO_FRAME) - set(_BY_REASON) == set()
    assert {each.why for each in _BY_REASON.values()} - set(WORDS) == set()


def test_later_days_do_not_count() -> None:
    facts = Facts(camera=camera(), observations=tuple(look(n) for n in DAYS), recall=RECALL)
    at = dt.date(2026, 5, 4)

    assert demand_of(facts, judge_all(facts, [PACKS["cn.order-799"]], at), at).why == "nothing_in_view_yet"
