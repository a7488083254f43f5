"""A frame is usable, or says in words why it is not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import cv2
import numpy as np
import pytest

from fairnotice.domain import Pixels, Quality
from fairnotice.errors import VisionError
from fairnotice.vision.quality import assess, in_words
from fakes.scenes import draw_scene
from models.faults import cover, infrared, placeholder

pytestmark = pytest.mark.slow

REAL_FRAMES = Path(__file__).parents[3] / "shared" / "data" / "frames"


@pytest.fixture(scope="module")
def scene() -> Pixels:
    return draw_scene(4, 1280, 720, people=2, cars=1)


def _covered(pixels: Pixels) -> Pixels:
    """What a camera sees through a cloth: light and shade without an edge."""
    rng = np.random.default_rng(1)
    veiled = cv2.GaussianBlur(pixels, (0, 0), pixels.shape[1] / 12).astype(float) * 0.5 + 40
    return np.clip(veiled + rng.normal(0, 2, pixels.shape), 0, 255).astype(np.uint8)


def _stamped(pixels: Pixels) -> Pixels:
    """The time and the place that cameras write over the picture."""
    stamped = pixels.copy()
    cv2.putText(stamped, "2026-03-01 12:00:00  NORTH GATE", (20, 40), cv2.FONT_HERSHEY_SIMPLEX, 1, (255, 255, 255), 2)
    return stamped


def _noisy(pixels: Pixels) -> Pixels:
    noise = np.random.default_rng(2).normal(0, 4, pixels.shape[:2])[..., None]
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)


def _out_of_focus(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), 4), np.uint8)


def _washed_out(pixels: Pixels) -> Pixels:
    return (pixels * 0.06 + 195).astype(np.uint8)


def _hand_over_the_middle(pixels: Pixels) -> Pixels:
    return cover(pixels, 0.6, np.random.default_rng(1), hand=True)


def _no_signal(pixels: Pixels) -> Pixels:
    return placeholder(pixels, np.random.default_rng(1))


def _grey(pixels: Pixels) -> Pixels:
    return np.repeat(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)[..., None], 3, axis=2)


def _by_infrared(pixels: Pixels) -> Pixels:
    return infrared(pixels, np.random.default_rng(1))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        pytest.param(lambda p: p, None, id="sound"),
        pytest.param(lambda p: cv2.resize(p, (960, 540)), None, id="smaller but large enough"),
        pytest.param(lambda p: np.ascontiguousarray(np.rot90(p)), None, id="portrait"),
        pytest.param(_noisy, None, id="noise"),
        pytest.param(_by_infrared, None, id="infrared"),
        pytest.param(lambda p: (p * 0.06).astype(np.uint8), "dark", id="6 % of the light"),
        pytest.param(lambda p: cv2.convertScaleAbs(p, alpha=8), "overexposed", id="burnt out"),
        pytest.param(_washed_out, "overexposed", id="washed out"),
        pytest.param(lambda p: _noisy(_washed_out(p)), "overexposed", id="washed out, with noise"),
        pytest.param(_out_of_focus, "blurred", id="out of focus"),
        pytest.param(lambda p: _noisy(_out_of_focus(p)), "blurred", id="out of focus, with sharp noise"),
        pytest.param(lambda p: _stamped(_out_of_focus(p)), "blurred", id="out of focus, under a sharp time stamp"),
        pytest.param(lambda p: cv2.blur(p, (25, 1)), "blurred", id="moved sideways"),
        pytest.param(lambda p: cv2.blur(p, (1, 25)), "blurred", id="moved upwards"),
        pytest.param(_covered, "blocked", id="covered lens"),
        pytest.param(lambda p: _stamped(_covered(p)), "blocked", id="covered lens under a time stamp"),
        pytest.param(lambda p: np.full_like(p, 128), "blocked", id="one colour"),
        pytest.param(_no_signal, "blocked", id="no signal"),
        pytest.param(_hand_over_the_middle, "blocked", id="hand over the middle"),
        pytest.param(lambda p: cover(p, 0.08, np.random.default_rng(1)), None, id="a blot in the middle"),
        pytest.param(lambda p: np.zeros_like(p), "dark", id="black"),
        pytest.param(lambda p: cv2.resize(p, (352, 198), interpolation=cv2.INTER_AREA), "low_resolution", id="352 px"),
    ],
)
def test_each_fault_is_named(scene, damage, reason):
    quality = assess(damage(scene))
    assert quality.reasons == ((reason,) if reason else ())
    assert quality.usable is (reason is None)


@pytest.mark.parametrize(
    ("damage", "says", "then"),
    [
        (lambda p: p, "usable; a notice must be about ", " px high here to be read"),
        (_by_infrared, "lit by infrared, so it counts as taken by night", "proves nothing"),
        (_grey, "without colour, so it counts as taken by night", "proves nothing"),
        (lambda p: np.zeros_like(p), "too dark: 100% of the pixels are below 30 of 255", "by daylight"),
        (lambda p: cv2.convertScaleAbs(p, alpha=8), "of the pixels are from 235 of 255 on", "look at the exposure"),
        (_washed_out, "washed out: nine tenths of the picture lie within ", "look at the exposure"),
        (lambda p: cv2.resize(p, (352, 288)), "too small: 352 x 288 px, where a notice is a few px high", "photo"),
        (_covered, "the lens may be covered", "look at the lens"),
        (_no_signal, "a drawn or empty picture, such as 'no signal'", "look at the camera"),
        (_hand_over_the_middle, "partly covered: a smooth patch over the middle", "look at the lens"),
        (_out_of_focus, "too blurred", "look at the lens if it stays so"),
    ],
)
def test_the_reason_is_said_in_words_with_what_was_measured_and_what_comes_next(scene, damage, says, then):
    said = in_words(assess(damage(scene)))
    assert says in said
    assert then in said.partition(says)[2]


def test_two_reasons_are_both_said(scene):
    said = in_words(assess(cv2.resize(np.zeros_like(scene), (352, 288))))
    assert "too small" in said
    assert "too dark" in said


@pytest.mark.parametrize("reason", ["dark", "overexposed", "blocked", "blurred", "low_resolution"])
def test_a_reason_without_its_measures_is_said_all_the_same(reason):
    assert in_words(Quality(usable=False, reasons=(reason,))) == reason.replace("_", " ")


def test_a_code_of_another_room_is_said_too():
    assert in_words(Quality(usable=False, reasons=("moved_view",))) == "moved view"
    assert "same picture" in in_words(Quality(usable=False, reasons=("frozen",)))


@pytest.mark.parametrize(
    ("reason", "measure", "says"),
    [
        ("frozen", "same_since", ("same picture as before", "first seen on 2026-05-03", "hangs")),
        ("moved", "view_since", ("differs from the one of 2026-05-03", "`fairnotice move`")),
    ],
)
def test_what_is_said_against_an_earlier_frame_names_its_day(reason: str, measure: str, says: tuple[str, ...]) -> None:
    third_of_may = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC).timestamp()
    words = in_words(Quality(usable=False, reasons=(reason,), measures={measure: third_of_may}))

    assert all(part in words for part in says)


def test_night_is_told_from_day(scene):
    assert assess(scene).light == "day"
    assert assess(draw_scene(4, 1280, 720, "night")).light == "night"


def test_a_picture_without_colour_is_never_taken_for_one_by_daylight(scene):
    assert assess(_by_infrared(scene)).light == "night"
    assert assess(_stamped(_by_infrared(scene))).light == "night"
    assert assess(_grey(scene)).light == "night"


def test_infrared_is_told_from_colour_and_from_a_black_and_white_camera_by_day(scene):
    pictures = (_by_infrared(scene), draw_scene(4, 1280, 720, "night"), _grey(scene), scene)
    assert [assess(picture).measures["infrared"] for picture in pictures] == [1, 0, 0, 0]


def test_a_sharp_time_stamp_does_not_make_a_soft_frame_legible(scene):
    soft = cv2.resize(_out_of_focus(scene), (640, 360))
    least = [assess(picture).measures["legible_px"] for picture in (soft, _stamped(soft))]
    assert least[1] == pytest.approx(least[0], rel=0.02)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_a_notice_must_be_larger_where_the_frame_is_softer_than_its_size(size):
    sharp = draw_scene(4, *size)
    small = cv2.resize(sharp, (size[0] // 3, size[1] // 3), interpolation=cv2.INTER_AREA)
    enlarged = cv2.resize(small, size, interpolation=cv2.INTER_LINEAR)
    least = [
        assess(picture).measures["legible_px"]
        for picture in (sharp, cv2.GaussianBlur(sharp, (0, 0), 1.5), cv2.GaussianBlur(sharp, (0, 0), 4), enlarged)
    ]
    assert least[0] < least[1] < least[2]
    assert least[3] > 1.2 * least[0]


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((0, 5, 3), np.uint8),
        np.zeros((5, 5), np.uint8),
        np.zeros((5, 5, 3), np.float32),
        np.zeros((5, 5, 4), np.uint8),
        "a path",
    ],
)
def test_what_is_no_picture_is_refused(pixels):
    with pytest.raises(VisionError, match="expected"):
        assess(pixels)


def test_a_single_pixel_is_too_small_and_nothing_worse():
    assert "low_resolution" in assess(np.full((1, 1, 3), 200, np.uint8)).reasons


@pytest.mark.skipif(not REAL_FRAMES.is_dir(), reason="real frames are not part of the project")
def test_real_frames_that_are_large_enough_are_mostly_usable():
    frames = [cv2.imread(str(path)) for path in sorted(REAL_FRAMES.rglob("*.jpg"))]
    large = [assess(frame) for frame in frames if max(frame.shape[:2]) >= 480]
    assert len(large) >= 16
    assert sum(not quality.usable for quality in large) <= 2  # two of them are smeared by motion
