"""The committed weights load through ultralytics and see a notice in a drawn street."""

import numpy as np
import pytest

from fairnotice.settings import PROJECT_ROOT
from fairnotice.signage import SignSpec, sign_pixels
from fairnotice.vision.detector import Detector
from fakes.scenes import draw_scene, fit_quad, place_sign, sign_spots
from models.measure import best_score
from models.train import WEIGHTS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(WEIGHTS, PROJECT_ROOT / "models" / "detector.yaml")


@pytest.mark.parametrize(
    "spec",
    [
        SignSpec("pictogram_headline", "en", "yellow", headline="CCTV IN OPERATION"),
        SignSpec("pictogram_side", "zh", "blue", headline="您已进入视频监控区域"),
        SignSpec("pictogram_only", "de", "white"),
    ],
    ids=lambda spec: spec.design,
)
def test_a_notice_on_a_wall_is_proposed(detector: Detector, spec: SignSpec) -> None:
    sign = sign_pixels(spec, height_px=480)
    found = []
    for seed in (11, 12, 13):
        spot = next(spot for spot in sign_spots(seed) if spot.kind == "wall")
        quad = fit_quad(spot, sign.shape[1] / sign.shape[0], 100)
        frame, box = place_sign(draw_scene(seed, people=0), sign, quad)
        proposals = [(proposal.box, proposal.score) for proposal in detector.detect(frame)]
        found.append(best_score(box, proposals) >= detector.config.candidate_threshold)
    assert sum(found) >= 2


def test_an_empty_picture_proposes_nothing(detector: Detector) -> None:
    assert detector.detect(np.full((360, 640, 3), 127, np.uint8)) == []
