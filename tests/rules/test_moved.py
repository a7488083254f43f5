"""A camera that was moved may prove a notice, and never its absence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairnotice.domain import Facts, NoticePosition, Quality
from rules.situations import PLACE, RECALL, camera, codes, day, declared, look, notice, one

RULE = "eu.gdpr.notice"
MOVED = Quality(False, ("moved",), view="moved")
UNSURE = Quality(True, view="cannot_tell")
SAME = Quality(True, view="same")
SEEN = (look(10, notice()), look(11, notice()))
ELSEWHERE = (0.7, 0.3, 0.8, 0.5)


def found(observations, positions=(), moved_on=None):
    facts = Facts(
        camera(notice_positions=positions, jurisdiction="DE"),
        observations,
        recall=RECALL,
        moved_on={} if moved_on is None else {"t:1": day(moved_on)},
    )
    return one(facts, RULE)


def test_where_the_view_is_the_same_a_missing_notice_is_gone():
    missing = tuple(look(n, quality=SAME) for n in (20, 21))
    assert codes(found((*SEEN, *missing), declared()))[0] == "gone_from_position"


@pytest.mark.parametrize("quality", [MOVED, UNSURE], ids=["moved", "cannot tell"])
def test_where_it_is_not_nothing_is_gone(quality):
    missing = tuple(look(n, quality=quality) for n in range(20, 31))
    finding = found((*SEEN, *missing), declared())

    assert (finding.verdict, codes(finding)[0]) == ("pass", "notice_seen")


def test_a_camera_of_which_only_moved_frames_are_known_is_unknown_for_that_reason():
    finding = found((look(20, quality=MOVED), look(21, quality=MOVED)), declared())

    assert (finding.verdict, codes(finding)[0]) == ("unknown", "moved")
    assert "fairnotice move" in finding.reasons[0].settles


def test_a_notice_in_a_moved_frame_is_there():
    assert found((look(20, notice(ELSEWHERE), quality=MOVED),)).verdict == "pass"


def test_but_not_one_in_a_frame_that_is_moved_and_dark():
    dark = replace(MOVED, reasons=("moved", "dark"))
    assert found((look(20, notice(ELSEWHERE), quality=dark),)).verdict == "unknown"


def test_a_place_seen_in_a_moved_frame_is_no_place_of_the_known_view():
    """The camera was turned back: that nothing hangs there in the old view means nothing."""
    turned = (look(18, notice(ELSEWHERE), quality=MOVED), look(19, notice(ELSEWHERE), quality=MOVED))
    back = tuple(look(n, quality=SAME) for n in (20, 21, 22))

    assert "gone_from_position" not in codes(found((*turned, *back)))
    assert "not_seen_since" not in codes(found((*turned, *back)))


@pytest.mark.parametrize(
    "positions",
    [
        declared(1),
        declared(None),
        (NoticePosition(PLACE, "confirmed"),),
        (NoticePosition(PLACE, "confirmed", day(14)),),
    ],
    ids=["declared", "declared without a day", "confirmed", "confirmed on a day"],
)
def test_positions_from_before_a_confirmed_move_do_not_count(positions):
    missing = tuple(look(n, quality=SAME) for n in (20, 21, 22))
    assert codes(found(missing, positions))[0] != "position_before_move"

    finding = found(missing, positions, moved_on=15)
    assert (finding.verdict, codes(finding)[0]) == ("unknown", "position_before_move")
    assert "2026-05-15" in finding.reasons[0].text


def test_nor_do_places_that_were_seen_before_it():
    finding = found((*SEEN, *(look(n, quality=SAME) for n in (20, 21))), moved_on=15)

    # What was seen in the old view stood at the site, and nothing has been looked at there since.
    assert (finding.verdict, codes(finding)[0]) == ("pass", "notice_seen")


AFTER = (look(17, notice(), quality=SAME), *(look(n, quality=SAME) for n in range(18, 25)))


def test_a_position_recorded_since_the_move_counts():
    assert (found(AFTER, declared(15), moved_on=15).verdict) == "fail"


def test_what_the_old_view_showed_may_be_another_notice_that_still_stands():
    finding = found((*SEEN, *AFTER), declared(15), moved_on=15)

    assert (finding.verdict, codes(finding)[0]) == ("review", "gone_from_position")
    assert "other_notice_of_site" in codes(finding)


def test_frames_of_the_day_of_the_move_may_show_either_view():
    missing = (look(15, quality=SAME), look(16, quality=SAME))
    assert codes(found(missing, declared(15), moved_on=15))[0] != "gone_from_position"
