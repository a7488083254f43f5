"""What is said of a camera's frames, of rows as the database gives them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from fairnotice.web.frames import frames_of

GOOD = {"usable": True}


def row(day: int, number: int = 0, fault: str | None = None, quality: Any = GOOD, notices: tuple[str, ...] = ()) -> Any:
    at = dt.datetime(2026, 5, day, 8 + number, tzinfo=dt.UTC)
    return {
        "window_date": at.date(), "sample_number": number, "observed_at": at, "fault": fault, "fault_detail": None,
        "quality": None if fault else quality, "notices": list(notices), "width": 0, "height": 0, "evidence": None,
    }  # fmt: skip


def poor(*reasons: str) -> dict[str, Any]:
    return {"usable": False, "reasons": list(reasons)}


def lost(day: int) -> Any:
    return row(day, fault="timeout")


def newest_first(*rows: Any) -> list[Any]:
    return list(reversed(rows))


@pytest.mark.parametrize(
    ("given", "state", "codes"),
    [
        (row(1, notices=("rejected", "confirmed", "candidate")), "confirmed", []),
        (row(1, notices=("rejected", "candidate")), "candidate", []),
        (row(1, notices=("rejected",)), "nothing", []),
        # What was seen in a frame that cannot carry a judgement is not shown as seen.
        (row(1, quality=poor("dark"), notices=("confirmed",)), "unusable", ["dark"]),
        (row(1, quality=poor("low_resolution", "blurred")), "unusable", ["low_resolution", "blurred"]),
        (row(1, quality=poor()), "unusable", ["unusable"]),
        (row(1, quality=poor("a_reason_of_tomorrow")), "unusable", ["a_reason_of_tomorrow"]),
        (row(1, fault="timeout"), "missing", ["timeout"]),
        (row(1, quality=None), "missing", ["not_inspected"]),
    ],
)
def test_each_frame_is_seen_in_or_says_why_not(given: Any, state: str, codes: list[str]) -> None:
    (frame,) = frames_of([given], 5)["shown"]

    assert (frame["state"], [why["code"] for why in frame["why"]]) == (state, codes)
    assert all(isinstance(why["text"], str) for why in frame["why"])


@pytest.mark.parametrize("reason", ["dark", "overexposed", "blocked", "blurred", "low_resolution", "moved"])
@pytest.mark.parametrize("measures", [{}, {"edge_share": 0.01, "dark_share": 1.0, "bright_share": 0.0, "blur": 0.9}])
def test_a_frame_that_an_earlier_version_measured_less_of_is_shown_all_the_same(reason: str, measures: Any) -> None:
    (frame,) = frames_of([row(1, quality=poor(reason) | {"measures": measures})], 5)["shown"]

    assert [why["code"] for why in frame["why"]] == [reason]


def test_frames_stand_in_the_order_of_time_and_the_oldest_are_left_out() -> None:
    told = frames_of(newest_first(row(1), row(2), row(3)), 2)

    assert [frame["window_date"].day for frame in told["shown"]] == [2, 3]
    assert (told["summary"]["frames"], told["summary"]["older"]) == (2, True)


def test_a_day_that_would_be_shown_in_part_is_left_out_unless_it_is_the_only_one() -> None:
    days = newest_first(row(1, 0), row(1, 1), row(1, 2), row(2, 0), row(2, 1))

    assert [frame["window_date"].day for frame in frames_of(days, 4)["shown"]] == [2, 2]
    assert [frame["sample_number"] for frame in frames_of(days[2:], 2)["shown"]] == [1, 2]


def test_a_frame_with_two_reasons_is_counted_once() -> None:
    summary = frames_of(newest_first(row(1, quality=poor("low_resolution", "dark")), row(2)), 9)["summary"]

    assert [(cause["code"], cause["count"]) for cause in summary["causes"]] == [("low_resolution", 1)]
    assert summary["usable"] + sum(cause["count"] for cause in summary["causes"]) == summary["frames"] == 2


@pytest.mark.parametrize(
    ("rows", "most", "lasting"),
    [
        ((row(1), lost(2), lost(3)), 9, {"since": 2, "or_earlier": False}),
        ((lost(1), lost(2), lost(3)), 2, {"since": 2, "or_earlier": True}),
        ((lost(1), row(2), lost(3)), 9, None),
        ((lost(1), lost(2), row(3)), 9, None),
        ((row(1, fault="auth"), lost(2)), 9, None),
    ],
)
def test_a_cause_lasts_where_no_frame_since_has_another(rows: Any, most: int, lasting: dict[str, Any] | None) -> None:
    causes = frames_of(newest_first(*rows), most)["summary"]["causes"]
    said = next(cause["lasting"] for cause in causes if cause["code"] == "timeout")

    assert (said and {**said, "since": said["since"].day}) == lasting
