"""What is done to a frame to measure the quality check does what its name says, and always the same."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from fairnotice.domain import Pixels
from fairnotice.vision.quality import assess
from fakes.scenes import draw_scene
from models.faults import FAULTS, MILD, Kind, cover, degrade, dim, placeholder, soften

pytestmark = pytest.mark.slow

KINDS = [kind for kinds in (*FAULTS.values(), MILD) for kind in kinds]
SEEDS = range(2)


@pytest.fixture(scope="module")
def scene() -> Pixels:
    return draw_scene(4, 640, 360, people=2, cars=1)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_is_a_pure_function_of_frame_and_seed(scene, kind: Kind):
    before = scene.copy()
    once, again, other = (degrade(kind, scene, seed) for seed in ((1, 2), (1, 2), (1, 3)))
    assert np.array_equal(scene, before)
    assert (once.shape, once.dtype) == (scene.shape, np.uint8)
    assert np.array_equal(once, again)
    assert not np.array_equal(once, other) or kind.name == "compressed"  # a few qualities only


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_check_gives_each_kind_on_a_drawn_street_its_code(scene, kind: Kind):
    said = [assess(degrade(kind, scene, (seed,))).reasons for seed in SEEDS]
    assert said == [(kind.reason,) if kind.reason else ()] * len(SEEDS)


def test_every_fault_is_named_after_the_code_that_its_kinds_should_get():
    assert all(kind.reason == code for code, kinds in FAULTS.items() for kind in kinds)
    assert len({kind.name for kind in KINDS}) == len(KINDS)


def test_a_portrait_and_a_small_frame_are_degraded_too(scene):
    for frame in (np.ascontiguousarray(np.rot90(scene)), cv2.resize(scene, (352, 288))):
        for kind in KINDS:
            assert degrade(kind, frame, (1,)).shape == frame.shape


def test_strengths_are_what_they_say(scene):
    rng = np.random.default_rng
    assert np.median(dim(scene, 0.5, rng(1))) == pytest.approx(np.median(scene) / 2, abs=3)
    sharp, soft, softer = (
        cv2.Laplacian(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.CV_64F).var()
        for picture in (scene, soften(scene, 1, rng(1)), soften(scene, 3, rng(1)))
    )
    assert sharp > soft > softer


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("middle", [True, False])
def test_a_cover_hides_the_share_it_should(scene, share, middle):
    black = np.zeros_like(scene)
    white = np.full_like(scene, 255)
    # What is covered looks alike on black and on white.
    shown = [cover(ground, share, np.random.default_rng(3), middle=middle).astype(int) for ground in (black, white)]
    hidden = np.abs(shown[1] - shown[0]).max(axis=2) < 128
    assert hidden.mean() == pytest.approx(share, abs=0.03)
    assert hidden[180, 320] or not middle


def test_a_placeholder_shows_nothing_of_the_frame(scene):
    shown = [placeholder(frame, np.random.default_rng(5)) for frame in (scene, np.zeros_like(scene))]
    assert np.array_equal(*shown)
