from __future__ import annotations

import datetime as dt

import cv2
import numpy as np
import pytest

from fairnotice.errors import VisionError
from fairnotice.vision.view import MAX_BYTES, compare, describe, has_structure
from fakes import town
from fakes.scenes import draw_scene

pytestmark = pytest.mark.slow

WIDE = (1440, 810)
"""A scene that a view of 960 x 540 px is cut out of, so that it can move within it."""


def view(scene, *, right=0.0, down=0.0, zoom=1.0, degrees=0.0):
    """Cut the middle two thirds out of a scene, moved by shares of the view's width."""
    width, height = 960, 540
    centre = (scene.shape[1] / 2 + right * width, scene.shape[0] / 2 + down * width)
    matrix = cv2.getRotationMatrix2D(centre, degrees, zoom)
    matrix[:, 2] += (width / 2 - centre[0], height / 2 - centre[1])
    return cv2.warpAffine(scene, matrix, (width, height), borderMode=cv2.BORDER_REFLECT_101)


def said(first, second):
    return compare(describe(first), describe(second)).verdict


@pytest.fixture(scope="module", params=[0, 3, 5, 9])
def scenes(request):
    """One street by day at three moments and by dusk and lamplight, and another street."""
    seed = request.param
    return {
        "at first": draw_scene(seed, *WIDE, moment=0),
        "later": draw_scene(seed, *WIDE, moment=1, people=4, cars=2),
        "by dusk": draw_scene(seed, *WIDE, light="dusk", moment=2),
        "by night": draw_scene(seed, *WIDE, light="night", moment=3),
        "elsewhere": draw_scene(seed + 100, *WIDE, moment=1),
    }


@pytest.mark.parametrize("when", ["later", "by dusk", "by night"])
def test_one_view_stays_the_same_whatever_passes_and_however_it_is_lit(scenes, when):
    assert said(view(scenes["at first"]), view(scenes[when])) == "same"


@pytest.mark.parametrize(
    "moved",
    [
        {"right": 0.10},
        {"right": -0.2},
        {"down": 0.10},
        {"zoom": 1 / 1.15},
        {"degrees": 5},
        {"degrees": -12},
    ],
    ids=str,
)
def test_a_view_that_moved_is_noticed(scenes, moved):
    assert said(view(scenes["at first"]), view(scenes["later"], **moved)) == "moved"


@pytest.mark.parametrize("zoom", [1.15, 1.3, 1.5])
def test_a_zoom_into_a_repetitive_facade_is_at_least_not_called_the_same(scenes, zoom):
    assert said(view(scenes["at first"]), view(scenes["later"], zoom=zoom)) != "same"


def test_another_street_is_another_view(scenes):
    assert said(view(scenes["at first"]), view(scenes["elsewhere"])) != "same"


def test_what_stands_over_every_picture_does_not_make_two_views_one(scenes):
    pictures = [view(scenes[name]) for name in ("at first", "elsewhere")]
    for picture in pictures:
        cv2.putText(picture, "CAM 07  12:00:00", (10, 60), cv2.FONT_HERSHEY_SIMPLEX, 2, (255, 255, 255), 5)
        cv2.putText(picture, "Market Street", (300, 530), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (255, 255, 255), 4)

    assert said(*pictures) != "same"


@pytest.mark.parametrize("nudge", [{"right": 0.045}, {"down": -0.045}, {"right": -0.06}], ids=str)
def test_a_view_that_was_nudged_is_not_called_the_same(scenes, nudge):
    assert said(view(scenes["at first"]), view(scenes["later"], **nudge)) != "same"


@pytest.mark.parametrize("camera_id", ["ferry-stairs", "station-road", "fish-market"])
def test_the_demo_towns_cameras_stay_where_they_are_through_their_days(camera_id):
    days = [
        dt.datetime.combine(day, dt.time(hour), dt.UTC) for day, hour in zip(town.DAYS[:3], (13, 17, 15), strict=True)
    ]
    first, *later = (town.scene(camera_id, at) for at in days)

    assert [said(first, each) for each in later] == ["same", "same"]


def test_a_shake_of_the_mast_is_no_move(scenes):
    assert said(view(scenes["at first"]), view(scenes["later"], right=0.008, down=-0.006)) == "same"


@pytest.mark.parametrize("value", [0, 128, 255])
def test_where_there_is_nothing_to_see_nothing_is_claimed(scenes, value):
    fog = np.full((540, 960, 3), value, np.uint8)
    fog = np.clip(fog + np.random.default_rng(1).normal(0, 2, fog.shape), 0, 255).astype(np.uint8)

    assert not has_structure(describe(fog))
    assert said(view(scenes["at first"]), fog) == "cannot_tell"
    assert said(fog, view(scenes["at first"])) == "cannot_tell"


def test_a_picture_of_another_shape_has_moved(scenes):
    assert said(view(scenes["at first"]), view(scenes["at first"])[:, 120:840]) == "moved"


def test_the_same_view_in_another_resolution_is_the_same(scenes):
    assert said(view(scenes["at first"]), cv2.resize(view(scenes["later"]), (640, 360))) == "same"


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (4000, 4000), (352, 288), (5000, 60), (1, 1), (3, 700)])
def test_no_description_is_longer_than_a_kilobyte(size):
    description = describe(np.random.default_rng(2).integers(0, 256, (size[1], size[0], 3)).astype(np.uint8))

    assert len(description) <= MAX_BYTES
    assert compare(description, description).verdict in ("same", "cannot_tell")


def test_no_picture_can_be_rebuilt_since_pictures_that_differ_everywhere_are_described_alike(scenes):
    picture = view(scenes["at first"])
    # Lighter, with other colours, paler: every pixel has another value, and none of the values can be told.
    other = np.clip(picture[..., ::-1].astype(np.float32) * 0.6 + 40, 0, 255).astype(np.uint8)
    grey = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    negative = 255 - grey

    assert describe(grey) == describe(picture)
    for changed in (other, negative):
        assert np.abs(changed.astype(int) - picture).mean() > 20
        codes, again = (np.unpackbits(np.frombuffer(describe(each)[3:], np.uint8)) for each in (picture, changed))
        assert np.mean(codes == again) > 0.85


def test_a_face_leaves_no_more_than_a_few_cells():
    """A head of 40 px in 1280, three metres before the lens, changes no more than the cells that it touches."""
    street = draw_scene(4, 1280, 720, people=0, cars=0)
    with_head = street.copy()
    cv2.circle(with_head, (640, 400), 20, (120, 150, 200), -1, cv2.LINE_AA)
    cv2.circle(with_head, (634, 396), 3, (20, 20, 20), -1, cv2.LINE_AA)
    cv2.circle(with_head, (646, 396), 3, (20, 20, 20), -1, cv2.LINE_AA)

    def cells(picture):
        bits = np.unpackbits(np.frombuffer(describe(picture)[3:], np.uint8))
        return bits[: bits.size // 3 * 3].reshape(-1, 3)

    # Two cells across, and those around whose neighbourhood it changes.
    assert 0 < np.count_nonzero((cells(street) != cells(with_head)).any(axis=1)) <= 40


@pytest.mark.parametrize(
    "broken",
    [b"", b"\x01", b"\x01\x34\x1d", b"\x01\xff\xff" + bytes(900), b"\x01\x34\x1d" + bytes(5000), b"\x01\x00\x00"],
    ids=len,
)
def test_what_is_no_description_is_refused(broken):
    street = describe(draw_scene(1))
    with pytest.raises(VisionError, match="description"):
        compare(b"\x01" + street[1:], broken) if broken[:1] == b"\x01" else has_structure(broken)


def test_descriptions_of_another_version_claim_nothing():
    street = describe(draw_scene(1))

    assert compare(b"\x02" + street[1:], street).verdict == "cannot_tell"


def test_what_is_no_picture_is_refused():
    with pytest.raises(VisionError, match="expected uint8"):
        describe(np.zeros((10, 10), np.uint8))
