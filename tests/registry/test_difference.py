from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from fairnotice.domain import Camera, Contact, FrameSource, NoticePosition, Operator, Point
from fairnotice.registry.difference import changes, compare
from fairnotice.registry.feed import RegistryFeed, RejectedRow


def camera(number: int, **changed: Any) -> Camera:
    base = Camera(f"city:{number}", "city", f"{number}", Point(9.0 + number / 100, 48.7), name=f"Gate {number}")
    return dataclasses.replace(base, **changed)


def feed(*cameras: Camera, **changed: Any) -> RegistryFeed:
    base = RegistryFeed("city", "csv", "utf-8", cameras, (), complete=True)
    return dataclasses.replace(base, **changed)


def rejected(source_id: str | None) -> RejectedRow:
    return RejectedRow(1, 2, "azimuth: '900' is not within 0 to 360", "raw", source_id)


STORED = [camera(number) for number in range(10)]


def test_every_camera_is_new_changed_gone_or_unchanged() -> None:
    moved = camera(1, point=Point(9.5, 48.7), azimuth=90.0)
    other = Camera("county:1", "county", "1", Point(9, 48))
    difference = compare([*STORED, other], feed(*STORED[2:], moved, camera(99)))
    assert [c.source_id for c in difference.new] == ["99"]
    assert [c.source_id for c in difference.gone] == ["0"]
    assert len(difference.unchanged) == 8
    (change,) = difference.changed
    assert [(field.field, field.before, field.after) for field in change.fields] == [
        ("point", STORED[1].point, moved.point),
        ("azimuth", None, 90.0),
    ]
    assert difference.gone_accepted


@pytest.mark.parametrize(
    ("feed_now", "accepted", "says", "remark"),
    [
        (feed(*STORED[2:]), True, "", "a fifth may go"),
        (feed(*STORED[3:]), False, "3 of 10 cameras would be gone, more than 20%", "more than a fifth"),
        (feed(), False, "10 of 10", "an empty feed deletes nothing"),
        (feed(*STORED[1:], complete=False, incomplete_because="cut off"), False, "not complete (cut off)", "partial"),
        (feed(*STORED[1:], rejected=(rejected(None),)), False, "1 rejected rows have no readable id", "unreadable"),
        (feed(*STORED[1:], rejected=(rejected("99"),)), True, "", "a rejected row of another camera"),
        (feed(*STORED, complete=False, incomplete_because="cut off"), True, "", "nothing is gone"),
    ],
)
def test_cameras_are_not_gone_for_a_fault_of_the_feed(
    feed_now: RegistryFeed, accepted: bool, says: str, remark: str
) -> None:
    difference = compare(STORED, feed_now)
    assert difference.gone_accepted is accepted, remark
    assert says in difference.summary()
    assert ("stay in service" in difference.summary()) is not accepted
    insisted = compare(STORED, feed_now, accept_gone=True)
    assert insisted.gone_accepted
    assert insisted.gone == difference.gone


def test_a_camera_whose_row_was_rejected_is_not_gone() -> None:
    difference = compare(STORED, feed(*STORED[1:], rejected=(rejected("0"),)))
    assert difference.gone == ()
    assert [c.source_id for c in difference.unreadable] == ["0"]
    assert "kept as stored, since their row was rejected:\n  city:0 (Gate 0)" in difference.summary()
    assert "row 1 (line 2): azimuth: '900'" in difference.summary()


OFFICE = Operator("city/o", "Office", contacts=(Contact("email", "a@b.example"),))
VERIFIED = Operator("city/o", "Office", contacts=(Contact("email", "a@b.example", dt.date(2026, 1, 1)),))
SEEN = NoticePosition((0.1, 0.1, 0.2, 0.2), "confirmed")
SAID = NoticePosition((0.5, 0.5, 0.6, 0.6), "declared")


@pytest.mark.parametrize(
    ("before", "after", "fields", "remark"),
    [
        ({"operator": VERIFIED}, {"operator": OFFICE}, [], "a feed does not know of the verification"),
        ({"operator": OFFICE}, {"operator": VERIFIED}, ["operator"], "a feed that brings one does"),
        ({"operator": None}, {"operator": OFFICE}, ["operator"], "an operator appears"),
        ({"notice_positions": (SEEN, SAID)}, {"notice_positions": (SAID,)}, [], "a confirmed position is the audit's"),
        ({"notice_positions": (SEEN,)}, {"notice_positions": (SAID,)}, ["notice_positions"], "a declared one appears"),
        ({"point": Point(9.0, 48.7)}, {"point": Point(9.00000005, 48.7)}, [], "a rounding"),
        ({"point": Point(9.0, 48.7)}, {"point": Point(9.000002, 48.7)}, ["point"], "a move"),
        ({"analytics": None}, {"analytics": ()}, ["analytics"], "nothing said, and said that there is none"),
        ({"frame_source": FrameSource("http://a/")}, {"frame_source": None}, ["frame_source"], "a source disappears"),
    ],
)
def test_what_counts_as_a_change(before: dict[str, Any], after: dict[str, Any], fields: list[str], remark: str) -> None:
    assert [change.field for change in changes(camera(1, **before), camera(1, **after))] == fields, remark


def test_the_summary_is_short_and_holds_no_secret() -> None:
    old = [camera(n, frame_source=FrameSource("rtsp://admin:hunter2@10.0.0.1/")) for n in range(40)]
    new = [camera(n, frame_source=FrameSource("rtsp://10.0.0.1/")) for n in range(40)]
    text = compare(old, feed(*new)).summary()
    assert text.startswith("city: 0 new, 40 changed, 0 gone, 0 unchanged, 0 rejected")
    assert "and 30 more" in text
    assert "hunter2" not in text
