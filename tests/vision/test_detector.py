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
from fairnotice.vision.backend import TorchBackend
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


def test_odd_frames(detector):
    detector.detect(np.full((1, 1, 3), 7, np.uint8))
    detector.detect(draw_scene(1, 640, 360)[::-1, ::-1])  # a view with negative strides
    with pytest.raises(VisionError, match="expected"):
        detector.detect(np.zeros((5, 5), np.uint8))


def test_detectors_of_one_file_share_what_computes_them(detector):
    assert Detector(MODEL).backend is detector.backend


class _Drawn:
    """A back end that gives, for each size of picture, the boxes that a test drew."""

    name = "torch"

    def __init__(self, **rows: list[list[float]]) -> None:
        self.rows = {int(size[1:]): boxes for size, boxes in rows.items()}
        self.asked: list[int] = []

    def infer(self, batch: np.ndarray) -> np.ndarray:
        size = max(batch.shape[2:])
        self.asked.append(size)
        return np.array([[*box, 0.0] for box in self.rows[size]], np.float32).reshape(1, -1, 6)


def _looking(tmp_path: Path, text: str, backend: _Drawn) -> Detector:
    config = tmp_path / "detector.yaml"
    config.write_text(f"candidate_threshold: 0.05\n{text}\n", encoding="utf-8")
    return Detector(MODEL, config, backend=backend)


def test_what_two_sizes_see_is_one_list_and_each_plate_stands_in_it_once(tmp_path):
    backend = _Drawn(
        _640=[[100, 100, 140, 140, 0.5], [300, 100, 310, 110, 0.9], [10, 10, 90, 90, 0.04]],
        _960=[[151, 150, 211, 210, 0.7], [600, 300, 640, 360, 0.3]],
    )
    found = _looking(tmp_path, "sizes: [640, 960]", backend).detect(np.zeros((640, 1280, 3), np.uint8))
    assert [plate.score for plate in found] == pytest.approx([0.9, 0.7, 0.3])
    boxes = [(600, 200, 620, 220), (151 / 0.75, 200, 211 / 0.75, 280), (800, 400, 640 / 0.75, 480)]
    assert [box for plate in found for box in plate.box] == pytest.approx([side for box in boxes for side in box])


def test_more_sizes_are_looked_in_where_it_is_asked_for(tmp_path):
    backend = _Drawn(_640=[], _1280=[[100, 100, 140, 140, 0.5]])
    detector = _looking(tmp_path, "sizes: [640]\nthorough_sizes: [640, 1280]", backend)
    frame = np.zeros((720, 1280, 3), np.uint8)
    assert detector.detect(frame) == []
    assert [plate.score for plate in detector.detect(frame, thorough=True)] == pytest.approx([0.5])
    assert backend.asked == [640, 640, 1280]


@pytest.mark.parametrize(
    ("text", "side", "asked"),
    [
        ("imgsz: 960", 1280, [960]),
        ("imgsz: 960", 300, [960]),
        ("imgsz: 320\nsizes: [960, 640]", 1280, [640, 960]),
        ("sizes: [640, 960]", 640, [640, 960]),
        ("sizes: [640, 960, 1280]", 639, [640]),
        ("sizes: [640, 960]", 320, [640]),
    ],
)
def test_a_frame_is_not_enlarged_for_a_further_look(tmp_path, text, side, asked):
    backend = _Drawn(_320=[], _640=[], _960=[], _1280=[])
    assert _looking(tmp_path, text, backend).detect(np.zeros((side // 2, side, 3), np.uint8)) == []
    assert backend.asked == asked


def test_of_many_plates_the_best_fifty_are_kept(tmp_path):
    rows = [[10 * i, 10, 10 * i + 8, 18, 0.1 + i / 100] for i in range(60)]
    found = _looking(tmp_path, "imgsz: 640", _Drawn(_640=rows)).detect(np.zeros((320, 640, 3), np.uint8))
    assert [plate.score for plate in found] == pytest.approx([0.1 + i / 100 for i in range(59, 9, -1)])


@pytest.mark.parametrize("kind", [RuntimeError, ValueError])
def test_a_model_that_fails_says_so(tmp_path, kind):
    class Failing(TorchBackend):
        def __init__(self) -> None: ...

        def raw(self, batch: np.ndarray) -> np.ndarray:
            raise kind("inside the model")

    with pytest.raises(VisionError, match=f"failed in torch: {kind.__name__}"):
        _looking(tmp_path, "imgsz: 640", Failing()).detect(np.zeros((320, 640, 3), np.uint8))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("imgsz: 7\n", "imgsz"),
        ("sizes: []\n", "sizes"),
        ("sizes: [640, 7]\n", "sizes.1"),
        ("head: both\n", "head"),
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
