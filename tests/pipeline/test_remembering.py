from __future__ import annotations

import datetime as dt

import cv2
import numpy as np
import pytest

from fairnotice.domain import (
    AccessBasis,
    AuditMode,
    CaptureFailure,
    Frame,
    FrameSource,
    NoticePosition,
    NoticeStatus,
    Operator,
    OperatorKind,
    RecallBin,
    RecallTable,
)
from fairnotice.pipeline import auditing, judging, sampling
from fairnotice.store import cameras, views
from fairnotice.vision.detector import Proposal
from fairnotice.vision.quality import in_words
from fakes.scenes import draw_scene
from fakes.world import DAY, NOON, audit, camera

pytestmark = pytest.mark.slow

BASIS = AccessBasis("the harbour board")
LIVE = FrameSource("http://camera.example/still.jpg", BASIS)
ARCHIVE = FrameSource("http://archive.example/{at}.jpg", BASIS)
PLACE = (0.40, 0.30, 0.50, 0.50)
ID = "made:001"


def scene(day: int, seed: int = 9, **changes):
    return draw_scene(seed, 1440, 810, moment=day, **changes)[135:675, 240:1200]


def turned(day: int, seed: int = 9):
    """What the camera shows after it was turned by a sixth of its width."""
    return draw_scene(seed, 1440, 810, moment=day)[135:675, 400:1360]


class Street:
    """Stands for cameras: gives a picture for each day, without a network."""

    def __init__(self, monkeypatch, pictures) -> None:
        self.pictures = pictures
        monkeypatch.setattr(sampling, "grab", self.grab)

    def grab(self, source, *, at, **_) -> Frame | CaptureFailure:
        return Frame(np.ascontiguousarray(self.pictures(at)), captured_at=at)


def fill(opened, source=LIVE, **changes) -> None:
    with opened.database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        made = camera(1, frame_source=source, operator=Operator("o", "O", OperatorKind.PUBLIC), **changes)
        cameras.upsert(connection, [made], NOON)


def look(opened, day: int, hour: int = 12) -> list[dict]:
    """Audit the day ``day`` days after the first one and return its observations."""
    date = DAY + dt.timedelta(days=day)
    night = audit(date)
    now = dt.datetime.combine(date, dt.time(hour), dt.UTC)
    for batch in auditing.begin(opened, night):
        sampling.sample_batch(opened, night, batch, lambda: now)
        judging.judge_batch(opened, night, batch)
    return observations(opened, date)


def observations(opened, date) -> list[dict]:
    with opened.database.transaction() as connection:
        found = connection.execute(
            "SELECT usable, quality, notices, evidence_sha256 FROM fairnotice.observation WHERE window_date = %s "
            "ORDER BY sample_number",
            [date],
        )
        return list(found)


def reasons(rows) -> list[list[str]]:
    return [row["quality"]["reasons"] for row in rows]


def remembered(opened):
    with opened.database.transaction() as connection:
        return connection.execute("SELECT * FROM fairnotice.camera_view").fetchall()


def test_a_live_camera_that_sends_the_same_picture_the_next_day_is_frozen(opened, monkeypatch):
    still = scene(0)
    Street(monkeypatch, lambda at: still)
    fill(opened)

    assert reasons(look(opened, 0)) == [[]]
    (again,) = look(opened, 1)
    assert (again["usable"], again["quality"]["reasons"], again["notices"]) == (False, ["frozen"], [])
    assert remembered(opened)[0]["picture_since"] == NOON


def test_a_picture_that_comes_packed_anew_under_a_running_clock_is_frozen(opened, monkeypatch):
    def picture(at):
        shown = scene(0).copy()
        cv2.putText(shown, f"{at:%d.%m.%Y %H:%M}", (8, 50), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (255, 255, 255), 3)
        return cv2.imdecode(cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, 80])[1], cv2.IMREAD_COLOR)

    Street(monkeypatch, picture)
    fill(opened)

    assert [reasons(look(opened, day)) for day in range(3)] == [[[]], [["frozen"]], [["frozen"]]]


def test_a_camera_that_goes_on_after_it_hung_is_looked_at_again(opened, monkeypatch):
    days = {0: 0, 1: 0, 2: 2}
    Street(monkeypatch, lambda at: scene(days[(at.date() - DAY).days]))
    fill(opened)

    assert [reasons(look(opened, day)) for day in range(3)] == [[[]], [["frozen"]], [[]]]


def test_an_archive_may_give_the_same_picture_for_every_moment(opened, monkeypatch):
    still = scene(0)
    Street(monkeypatch, lambda at: still)
    fill(opened, ARCHIVE)

    for day in range(2):
        assert reasons(look(opened, day, hour=23)) == [[], []]
    assert remembered(opened)[0]["picture_sha256"] is None


def test_live_frames_of_one_street_are_the_same_view_and_never_frozen(opened, monkeypatch):
    Street(monkeypatch, lambda at: scene((at.date() - DAY).days))
    fill(opened)
    looks = [look(opened, day)[0] for day in range(4)]

    assert [row["quality"]["reasons"] for row in looks] == [[]] * 4
    assert [row["quality"]["view"] for row in looks] == [None, "same", "same", "same"]


def test_a_moved_camera_is_not_usable_until_somebody_confirms_it(opened, monkeypatch):
    Street(monkeypatch, lambda at: (scene if at.date() <= DAY else turned)((at.date() - DAY).days))
    fill(opened)
    look(opened, 0)
    first = remembered(opened)[0]
    for day in (1, 2):
        (row,) = look(opened, day)
        assert (row["usable"], row["quality"]["reasons"]) == (False, ["moved"])
        assert row["quality"]["measures"]["view_since"] == NOON.timestamp()
    assert remembered(opened)[0]["description"] == first["description"]

    confirm_move(opened, on_day=2)
    after = [look(opened, day)[0]["quality"] for day in (3, 4)]
    assert [quality["reasons"] for quality in after] == [[], []]
    assert [quality["view"] for quality in after] == [None, "same"]


def test_the_sentence_names_the_day_and_the_remedy(opened, monkeypatch):
    Street(monkeypatch, lambda at: (scene if at.date() <= DAY else turned)((at.date() - DAY).days))
    fill(opened)
    look(opened, 0)
    look(opened, 1)
    with opened.database.transaction() as connection:
        (batch,) = cameras.batches(connection, "made", 10)
        (member,) = cameras.of_batch(connection, "made", batch)
        from fairnotice.store import facts

        given = next(facts.gather(connection, [member], at=DAY + dt.timedelta(days=1), window_days=30, recall=None))

    words = in_words(given.observations[-1].quality)
    assert "2026-03-02" in words
    assert "fairnotice move" in words


def test_one_odd_frame_neither_resets_nor_accuses(opened, monkeypatch):
    lorry = scene(50, seed=77)
    Street(monkeypatch, lambda at: lorry if (at.date() - DAY).days == 1 else scene((at.date() - DAY).days))
    fill(opened)
    looks = [look(opened, day)[0] for day in range(3)]

    assert [row["usable"] for row in looks] == [True, False, True]
    assert looks[2]["quality"]["view"] == "same"


def test_running_it_again_changes_nothing(opened, monkeypatch):
    Street(monkeypatch, lambda at: scene((at.date() - DAY).days))
    fill(opened)
    look(opened, 0)
    look(opened, 1)
    before = remembered(opened), observations(opened, DAY + dt.timedelta(days=1))
    look(opened, 1, hour=20)

    assert (remembered(opened), observations(opened, DAY + dt.timedelta(days=1))) == before


class OnePlate:
    """Proposes one plate at a place of the frame, while it is there."""

    model_version = "one-plate"

    def __init__(self) -> None:
        self.place = PLACE

    def detect(self, pixels, *, thorough=False):
        height, width = pixels.shape[:2]
        if self.place is None:
            return []
        x0, y0, x1, y1 = self.place
        return [Proposal((x0 * width, y0 * height, x1 * width, y1 * height), 0.9)]


@pytest.fixture
def notice(opened, monkeypatch):
    """A detector that sees one confirmed notice, and recall that is high enough to prove an absence."""
    from fairnotice.domain import Notice
    from fairnotice.pipeline.resources import Resources
    from fairnotice.vision.inspect import Inspector

    plate = OnePlate()
    opened.inspector._detector = plate
    monkeypatch.setattr(
        Inspector,
        "_second_looks",
        lambda _, pixels, plates: [Notice(each.box, 0.9, NoticeStatus.CONFIRMED, "read") for each in plates],
    )
    table = RecallTable("real", "one-plate", (RecallBin(0, 2000, 400, 405, 0.97),))
    monkeypatch.setattr(Resources, "recall", lambda *_: table)
    return plate


def confirm_move(opened, *, on_day):
    """Confirm, an hour after the frames of a day, that the camera was moved on the first day after `DAY`."""
    with opened.database.transaction() as connection:
        at = NOON + dt.timedelta(days=on_day, hours=1)
        views.confirm_move(connection, ID, moved_on=DAY + dt.timedelta(days=1), confirmed_by="x", at=at)


def verdict(opened) -> tuple[str, list[str]]:
    with opened.database.transaction() as connection:
        row = connection.execute(
            "SELECT verdict, reasons FROM fairnotice.finding WHERE rule_id = 'eu.gdpr.notice'"
        ).fetchone()
    return row["verdict"], [reason["code"] for reason in row["reasons"]]


DECLARED = {"notice_positions": (NoticePosition(PLACE, "declared", DAY - dt.timedelta(days=9)),)}


def test_a_notice_that_is_gone_from_an_unmoved_view_is_still_noticed(opened, monkeypatch, notice):
    Street(monkeypatch, lambda at: scene((at.date() - DAY).days))
    fill(opened, **DECLARED)
    look(opened, 0)
    notice.place = None
    for day in (1, 2, 3):
        look(opened, day)

    assert "gone_from_position" in verdict(opened)[1]


def test_a_moved_view_never_says_that_a_notice_is_gone(opened, monkeypatch, notice):
    Street(monkeypatch, lambda at: (scene if at.date() <= DAY else turned)((at.date() - DAY).days))
    fill(opened, **DECLARED)
    look(opened, 0)
    notice.place = None
    for day in (1, 2, 3):
        look(opened, day)
        assert verdict(opened)[0] != "fail"
        assert "gone_from_position" not in verdict(opened)[1]

    confirm_move(opened, on_day=3)
    for day in (4, 5, 6):
        look(opened, day)
        assert verdict(opened)[0] != "fail"
        assert "gone_from_position" not in verdict(opened)[1]


def test_a_notice_that_a_moved_camera_shows_is_there(opened, monkeypatch, notice):
    Street(monkeypatch, lambda at: (scene if at.date() <= DAY else turned)((at.date() - DAY).days))
    fill(opened)
    notice.place = None
    look(opened, 0)
    notice.place = (0.7, 0.3, 0.8, 0.5)
    (row,) = look(opened, 1)

    assert row["quality"]["reasons"] == ["moved"]
    assert row["evidence_sha256"]
    assert verdict(opened)[0] == "pass"


def test_a_frame_that_cannot_be_used_says_nothing_of_the_view(opened, monkeypatch):
    Street(monkeypatch, lambda at: np.clip(scene(0) * 0.05, 0, 255).astype(np.uint8))
    fill(opened)
    (row,) = look(opened, 0)

    assert row["quality"]["view"] is None
    assert remembered(opened)[0]["description"] is None
