"""A phone's photo of a site: what is seen in it, whether place and time fit, and what is kept of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from fairnotice.domain import AuditMode, Notice, NoticeStatus, Point
from fairnotice.errors import PhotoError, PhotoFormatError, RedactionError
from fairnotice.pipeline import photos
from fairnotice.pipeline.photos import Place, inspect_photo
from fairnotice.pipeline.resources import Resources
from fairnotice.store import cameras
from fairnotice.store import photos as store_photos
from fairnotice.store.photos import Agreement, Outcome
from fairnotice.vision import inspect as vision_inspect
from fakes.phone import photo
from fakes.scenes import draw_scene
from fakes.world import NOON, camera

SCENE = draw_scene(3, 1280, 720)
QUAY = camera().point
HERE = Place((QUAY,))
ABSENT_AND_READ = {"controller": "present", "contact": "absent"}


class _Seeing:
    """Sees what the test says, in any photo."""

    def __init__(self, *notices: Notice) -> None:
        self.notices = notices

    def inspect(self, frame, **how):
        seen = vision_inspect.Inspector(_NoPlates(), None).inspect(frame, **(how | {"thorough": False}))
        return replace(seen, notices=self.notices)


class _NoPlates:
    model_version = "no-plates"

    def detect(self, pixels, *, thorough=False):
        return []


def _notice(box=(100, 100, 400, 500), **changes) -> Notice:
    made = Notice(box, 0.9, NoticeStatus.CONFIRMED, "its words", probability=0.9, text="CCTV", elements=ABSENT_AND_READ)
    return replace(made, **changes)


def _seen(opened: Resources, file: bytes, expected: Place | None = HERE, *notices: Notice) -> photos.PhotoSeen:
    opened.__dict__["inspector"] = _Seeing(*notices)
    opened.__dict__["people"] = None
    return inspect_photo(file, expected=expected, now=NOON, using=opened)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "agreement", "distance"),
    [
        (QUAY, Agreement.AGREES, 0),
        (Point(QUAY.lon, QUAY.lat + 0.001), Agreement.AGREES, 110),
        (Point(QUAY.lon, QUAY.lat + 0.01), Agreement.CONTRADICTS, 1110),
        (Point(QUAY.lon + 180, -QUAY.lat), Agreement.CONTRADICTS, 20015090),
        (None, Agreement.NOT_SAID, None),
    ],
)
def test_where_a_photo_was_taken_is_compared_with_its_site(opened, place, agreement, distance):
    seen = _seen(opened, photo(SCENE, taken=NOON, place=place))
    assert (seen.place, seen.distance_m) == (agreement, distance)
    assert ("taken_elsewhere" in seen.doubts) == (agreement is Agreement.CONTRADICTS)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("taken", "agreement"),
    [
        (NOON, Agreement.AGREES),
        (NOON - dt.timedelta(days=29), Agreement.AGREES),
        (NOON - dt.timedelta(days=31), Agreement.CONTRADICTS),
        (NOON + dt.timedelta(hours=3), Agreement.CONTRADICTS),
        ((NOON + dt.timedelta(hours=10)).replace(tzinfo=None), Agreement.AGREES),
        ((NOON + dt.timedelta(hours=20)).replace(tzinfo=None), Agreement.CONTRADICTS),
        (None, Agreement.NOT_SAID),
    ],
)
def test_when_a_photo_was_taken_is_compared_with_the_evidence_window(opened, taken, agreement):
    seen = _seen(opened, photo(SCENE, taken=taken, place=QUAY))
    assert seen.time is agreement


@pytest.mark.slow
def test_a_photo_that_says_nothing_of_itself_is_worth_less_and_not_rejected(opened):
    silent = _seen(opened, photo(SCENE), HERE, _notice())
    told = _seen(opened, photo(SCENE, taken=NOON, place=QUAY), HERE, _notice())

    assert silent.outcome is told.outcome is Outcome.NOTICE
    assert (told.confidence, silent.confidence) == (pytest.approx(0.9), pytest.approx(0.9 * 0.81))
    assert silent.doubts == ()
    assert {"place_not_said", "time_not_said"} <= set(silent.reasons)


@pytest.mark.slow
def test_a_notice_too_small_for_its_small_print_lacks_nothing(opened):
    file = photo(SCENE)
    assert _seen(opened, file, HERE, _notice()).elements == ABSENT_AND_READ
    small = _seen(opened, file, HERE, _notice((100, 100, 200, 300)))
    assert small.elements == {"controller": "present", "contact": "unreadable"}
    both = _seen(opened, file, HERE, _notice(), _notice(elements={"contact": "present"}))
    assert both.elements == {"controller": "present", "contact": "present"}


@pytest.mark.slow
def test_what_a_photo_shows_is_told_in_four_words(opened):
    file = photo(SCENE)
    candidate = _notice(status=NoticeStatus.CANDIDATE)
    assert _seen(opened, file, None, candidate).outcome is Outcome.UNCLEAR
    assert _seen(opened, file, None).outcome is Outcome.NOTHING
    dark = _seen(opened, photo(SCENE // 40), None)
    assert dark.outcome is Outcome.UNUSABLE
    assert "dark" in dark.reasons


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "kind"), [(b"no photo", PhotoFormatError), (photo(SCENE)[:5000], PhotoError)], ids=["text", "half"]
)
def test_what_is_no_photo_is_refused_with_what_to_do(opened, file, kind):
    with pytest.raises(kind, match="photo"):
        _seen(opened, file)


@pytest.mark.slow
def test_nothing_is_kept_of_a_photo_that_cannot_be_redacted(opened, tmp_path, monkeypatch):
    def fails(*_):
        raise RedactionError("no")

    monkeypatch.setattr("fairnotice.vision.redaction.redact", fails)
    with pytest.raises(PhotoError, match="nothing of it was kept"):
        _seen(opened, photo(SCENE))
    assert [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()] == []


@pytest.fixture
def registered(opened):
    with opened.database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(1), camera(2)], NOON)
    return opened


def _kept(opened: Resources, seen: photos.PhotoSeen, site: str = "made:001") -> store_photos.SitePhoto:
    with opened.database.transaction() as connection:
        return photos.keep(connection, opened, seen, site_id=site, kind="reply", by="a caretaker", now=NOON)


@pytest.mark.slow
def test_a_photo_is_kept_once_with_its_redacted_picture(registered):
    seen = _seen(registered, photo(SCENE, taken=NOON, place=QUAY), HERE, _notice())
    first, again = _kept(registered, seen), _kept(registered, seen)

    assert first == again
    assert (first.state, first.outcome, first.day, first.distance_m) == ("waiting", Outcome.NOTICE, NOON.date(), 0)
    assert first.notices == seen.notices
    assert first.evidence_sha256 is not None
    assert registered.evidence.read(first.evidence_sha256) == seen.picture


@pytest.mark.slow
def test_a_photo_used_for_another_site_is_known_also_if_it_was_saved_anew(registered):
    file = photo(SCENE)
    _kept(registered, _seen(registered, file, None, _notice()))
    smaller = photo(SCENE[::2, ::2], quality=60)
    reused = _kept(registered, _seen(registered, smaller, None, _notice()), "made:002")
    other = _kept(registered, _seen(registered, photo(draw_scene(8, 1280, 720)), None, _notice()), "made:002")

    assert reused.reused_from == ("made:001",)
    assert reused.doubts == ("used_for_another_site",)
    assert other.doubts == ()


@pytest.mark.slow
def test_a_photo_is_decided_about_once(registered):
    kept = _kept(registered, _seen(registered, photo(SCENE), None, _notice()))
    with registered.database.transaction() as connection:
        how = {"by": "an inspector", "reason": "seen", "at": NOON}
        assert store_photos.settle(connection, kept.photo_id, "accepted", **how)
        assert not store_photos.settle(connection, kept.photo_id, "rejected", **how)
        settled = store_photos.one(connection, kept.photo_id)
    assert settled is not None
    assert (settled.state, settled.decided_by) == ("accepted", "an inspector")


def test_a_site_is_where_its_cameras_stand(registered):
    with registered.database.transaction() as connection:
        assert photos.expected_at(connection, "made:001") == Place((QUAY,))
        assert photos.expected_at(connection, "made/nowhere") is None
