"""The detector's files are checked, its weights are never executed, and one model serves the process."""

from __future__ import annotations

import hashlib
import os
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch

from fairnotice.errors import ConfigurationError, VisionError
from fairnotice.settings import PROJECT_ROOT
from fairnotice.vision.detector import Detector
from fakes.scenes import draw_scene

MODEL = PROJECT_ROOT / "models" / "notice_detector.pt"


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(MODEL)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "detector.yaml"
    path.write_text("imgsz: 320\ncandidate_threshold: 0.05\nclasses: [notice]\n", encoding="utf-8")
    return path


def test_the_version_is_the_weights_hash(detector):
    assert detector.model_version == hashlib.sha256(MODEL.read_bytes()).hexdigest()[:12]


def test_boxes_lie_in_the_frame_best_first(detector):
    for seed in range(3):
        found = detector.detect(draw_scene(seed, 960, 540))
        assert [plate.score for plate in found] == sorted((plate.score for plate in found), reverse=True)
        for plate in found:
            x0, y0, x1, y1 = plate.box
            assert 0 <= x0 < x1 <= 960
            assert 0 <= y0 < y1 <= 540
            assert detector.config.candidate_threshold <= plate.score <= 1


def test_many_frames_at_once_give_what_each_gives_alone(detector):
    frames = [draw_scene(5, 960, 540), draw_scene(6, 960, 540)]
    together = detector.detect_many(frames)
    for found, frame in zip(together, frames, strict=True):
        alone = detector.detect(frame)
        assert len(found) == len(alone)
        assert np.allclose([p.box for p in found], [p.box for p in alone], atol=1.0)


def test_no_frames_and_odd_frames(detector):
    assert detector.detect_many([]) == []
    detector.detect(np.full((1, 1, 3), 7, np.uint8))
    detector.detect(draw_scene(1, 640, 360)[::-1, ::-1])  # a view with negative strides
    with pytest.raises(VisionError, match="expected"):
        detector.detect(np.zeros((5, 5), np.uint8))


def test_detectors_of_one_file_share_the_weights(detector):
    other = Detector(MODEL)
    assert other._model() is detector._model()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("imgsz: 7\n", "imgsz"),
        ("candidate_threshold: 1.5\n", "candidate_threshold"),
        ("classes: []\n", "classes"),
        ("- a list\n", "the file"),
        ("imgsz: [\n", "cannot be read"),
        ("!!python/object/apply:os.system ['false']\n", "cannot be read"),
    ],
)
def test_a_wrong_configuration_names_its_place(tmp_path, text, says):
    path = tmp_path / "detector.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=says):
        Detector(MODEL, path)


def test_missing_files_say_what_to_do(tmp_path, config):
    with pytest.raises(ConfigurationError, match="make model"):
        Detector(tmp_path / "none.pt", config)
    with pytest.raises(ConfigurationError, match="make model"):
        Detector(MODEL, tmp_path / "none.yaml")


class _Malicious:
    """What a hostile weights file holds: code that runs when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.mkdir, (str(self.trace),)


@pytest.mark.parametrize("container", ["torch", "pickle"])
def test_hostile_weights_are_refused_and_never_executed(tmp_path, config, container):
    trace, weights = tmp_path / "executed", tmp_path / "hostile.pt"
    if container == "torch":
        torch.save({"model": _Malicious(trace)}, weights)
    else:
        weights.write_bytes(pickle.dumps({"model": _Malicious(trace)}, protocol=2))
    with pytest.raises(ConfigurationError, match="make model"):
        Detector(weights, config).detect(draw_scene(1, 320, 240))
    assert not trace.exists()


@pytest.mark.parametrize("data", [b"", b"not weights", b"PK\x03\x04 half a zip"])
def test_damaged_weights_say_what_to_do(tmp_path, config, data):
    weights = tmp_path / "damaged.pt"
    weights.write_bytes(data)
    with pytest.raises(ConfigurationError, match="make model"):
        Detector(weights, config).detect(draw_scene(1, 320, 240))
