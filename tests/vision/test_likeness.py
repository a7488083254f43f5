from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest

from fairnotice.signage import SignSpec, design_ids, sign_pixels
from fairnotice.vision.likeness import SAME_WITHIN_BITS, bits_apart, likeness
from fakes.scenes import draw_scene, fit_quad, place_sign, sign_spots

pytestmark = pytest.mark.slow

SIZE = (960, 540)


def _with_notice(seed: int, height_px: float = 300):
    sign = sign_pixels(SignSpec(design_ids(notices=True)[0], language="en"), height_px=480)
    spot = next(each for each in sign_spots(seed, *SIZE) if each.kind == "wall")
    quad = fit_quad(spot, sign.shape[1] / sign.shape[0], height_px)
    return place_sign(draw_scene(seed, *SIZE), sign, quad, seed=seed)[0]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda pixels: cv2.resize(pixels, (480, 270), interpolation=cv2.INTER_AREA), "half as large"),
        (lambda pixels: cv2.imdecode(cv2.imencode(".jpg", pixels, (cv2.IMWRITE_JPEG_QUALITY, 30))[1], 1), "compressed"),
        (lambda pixels: np.clip(pixels.astype(int) * 1.25 + 10, 0, 255).astype(np.uint8), "brightened"),
        (lambda pixels: pixels[10:-10, 19:-19], "cut by 2 % on each side"),
    ],
)
def test_a_photo_is_known_again_however_it_was_saved(change, what):
    for seed in range(4):
        photo = _with_notice(seed)
        assert bits_apart(likeness(photo), likeness(change(photo))) <= SAME_WITHIN_BITS, what


def test_the_same_notice_at_other_places_is_another_photo():
    prints = [likeness(_with_notice(seed)) for seed in range(8)]
    assert min(bits_apart(a, b) for a, b in itertools.combinations(prints, 2)) > SAME_WITHIN_BITS
