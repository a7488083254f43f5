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


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        pytest.param(lambda p: p, None, id="sound"),
        pytest.param(lambda p: cv2.resize(p, (960, 540)), None, id="smaller but large enough"),
        pytest.param(lambda p: np.ascontiguousarray(np.rot90(p)), None, id="portrait"),
        pytest.param(lambda p: (p * 0.06).astype(np.uint8), "dark", id="6 % of the light"),
        pytest.param(lambda p: cv2.GaussianBlur(p, (0, 0), 4), "blurred", id="out of focus"),
        pytest.param(lambda p: cv2.blur(p, (25, 1)), "blurred", id="moved sideways"),
        pytest.param(lambda p: cv2.blur(p, (1, 25)), "blurred", id="moved upwards"),
        pytest.param(_covered, "blocked", id="covered lens"),
        pytest.param(lambda p: _stamped(_covered(p)), "blocked", id="covered lens under a time stamp"),
        pytest.param(lambda p: np.full_like(p, 128), "blocked", id="one colour"),
        pytest.param(lambda p: np.zeros_like(p), "dark", id="black"),
        pytest.param(lambda p: cv2.resize(p, (352, 198), interpolation=cv2.INTER_AREA), "low_resolution", id="352 px"),
    ],
)
def test_each_fault_is_named(scene, damage, reason):
    quality = assess(damage(scene))
    assert quality.reasons == ((reason,) if reason else ())
    assert quality.usable is (reason is None)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda p: p, "usable"),
        (lambda p: np.zeros_like(p), "too dark: 100% of the pixels are below 30 of 255"),
        (lambda p: cv2.resize(p, (352, 288)), "too small: 352 x 288 px"),
        (_covered, "the lens may be covered"),
        (lambda p: cv2.GaussianBlur(p, (0, 0), 4), "too blurred"),
        (lambda p: cv2.resize(np.zeros_like(p), (352, 288)), "352 x 288 px, where a notice is a few px high"),
    ],
)
def test_the_reason_is_said_in_words_with_what_was_measured(scene, damage, says):
    assert says in in_words(assess(damage(scene)))


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
