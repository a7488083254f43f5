"""The plate classifier knows a camera pictogram from other signs, refuses bad input, and serves several threads."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from fairnotice.domain import Box, Pixels
from fairnotice.errors import ConfigurationError, VisionError
from fairnotice.settings import PROJECT_ROOT
from fairnotice.signage.drawing import sign_pixels
from fairnotice.signage.spec import SignSpec
from fairnotice.vision.plate_classifier import CLASSES, FILE_NAME, PlateClassifier, cut
from fakes.scenes import draw_scene

MODEL = PROJECT_ROOT / "models" / FILE_NAME
BOX: Box = (220.0, 130.0, 340.0, 290.0)


@pytest.fixture(scope="module")
def classifier() -> PlateClassifier:
    return PlateClassifier(MODEL)


def _street(spec: SignSpec) -> Pixels:
    """Return a drawn street with a sign at `BOX`."""
    frame = draw_scene(31, 640, 360).copy()
    x0, y0, x1, y1 = (int(value) for value in BOX)
    sign = cv2.resize(sign_pixels(spec, height_px=320), (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA)
    alpha = sign[..., 3:].astype(np.float32) / 255
    frame[y0:y1, x0:x1] = (frame[y0:y1, x0:x1] * (1 - alpha) + sign[..., :3] * alpha).astype(np.uint8)
    return frame


@pytest.mark.parametrize("palette", ["yellow", "blue", "white"])
@pytest.mark.parametrize("pictogram", ["cctv_bullet", "cctv_dome"])
def test_a_camera_that_watches_is_told_from_everything_else(
    classifier: PlateClassifier, pictogram: str, palette: str
) -> None:
    spec = SignSpec("pictogram_headline", "en", palette=palette, headline="CCTV", pictogram=pictogram)
    look = classifier.classify(_street(spec), [BOX])[0]
    assert max(look.probabilities, key=lambda name: look.probabilities[name]) == "cctv"
    assert look.worth_reading
    assert look.shows_cctv


@pytest.mark.parametrize("design", ["no_photography", "guard_dog", "parking", "neighbourhood_watch", "no_smoking"])
def test_another_sign_is_not_confirmed(classifier: PlateClassifier, design: str) -> None:
    look = classifier.classify(_street(SignSpec(design, "en", palette="white", headline="Please note")), [BOX])[0]
    assert not look.shows_cctv
    assert max(look.probabilities, key=lambda name: look.probabilities[name]) != "cctv"
    assert look.worth_reading
    assert not look.is_no_sign


def test_a_plate_of_text_is_read_and_not_confirmed(classifier: PlateClassifier) -> None:
    spec = SignSpec("text_plate", "en", palette="yellow", headline="Video surveillance")
    look = classifier.classify(_street(replace(spec, size_mm=(150, 200))), [BOX])[0]
    assert not look.shows_cctv
    assert look.worth_reading


def test_a_bare_wall_is_no_sign(classifier: PlateClassifier) -> None:
    wall = np.full((360, 640, 3), 150, np.uint8)
    wall = (wall + np.random.default_rng(1).normal(0, 5, wall.shape)).astype(np.uint8)
    look = classifier.classify(wall, [BOX])[0]
    assert look.is_no_sign


def test_each_box_gets_a_look_and_probabilities_sum_to_one(classifier: PlateClassifier) -> None:
    frame = draw_scene(32, 640, 360)
    boxes = [BOX, (-40.0, -40.0, 30.0, 30.0), (600.0, 300.0, 700.0, 400.0), (10.0, 10.0, 630.0, 20.0)] * 15
    looks = classifier.classify(frame, boxes)
    assert len(looks) == len(boxes)
    assert looks[0] == looks[4]
    for look in looks:
        assert tuple(look.probabilities) == CLASSES
        assert sum(look.probabilities.values()) == pytest.approx(1, abs=1e-5)
    assert classifier.classify(frame, []) == []


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((10, 10), np.uint8),
        np.zeros((10, 10, 4), np.uint8),
        np.zeros((0, 10, 3), np.uint8),
        np.zeros((9, 9, 3)),
    ],
    ids=["grey", "four channels", "empty", "floats"],
)
def test_what_is_no_picture_is_refused(classifier: PlateClassifier, pixels: Pixels) -> None:
    with pytest.raises(VisionError, match="expected uint8 pixels"):
        classifier.classify(pixels, [(0.0, 0.0, 5.0, 5.0)])


@pytest.mark.parametrize("box", [(5, 5, 5, 9), (9, 5, 2, 9), (0, 0, float("nan"), 5), (0, 0, float("inf"), 5)])
def test_what_is_no_box_is_refused(classifier: PlateClassifier, box: Box) -> None:
    with pytest.raises(VisionError, match="expected boxes"):
        classifier.classify(np.zeros((20, 20, 3), np.uint8), [box])


def test_a_crop_keeps_the_proportions_of_long_signs_and_is_grey_outside_the_frame() -> None:
    frame = np.zeros((100, 400, 3), np.uint8)
    frame[40:60, 100:300] = 255
    crop = cut(frame, (100, 40, 300, 60), 96)
    share = (crop[:, 48, 0] > 128).mean()
    assert share == pytest.approx(20 / 124, abs=0.05)
    outside = cut(frame, (-50, -50, 50, 50), 96, margin=0)
    assert (outside[:40, :40] == 114).all()
    assert (cut(frame, (900, 900, 950, 950), 96) == 114).all()


def test_several_threads_get_the_same_answer() -> None:
    classifier, frame = PlateClassifier(MODEL), draw_scene(33, 640, 360)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: classifier.classify(frame, [BOX]), range(8)))
    assert all(looks == found[0] for looks in found)


@pytest.mark.parametrize("missing", [".onnx", ".json"])
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    for suffix in {".onnx", ".json"} - {missing}:
        shutil.copy(MODEL.with_suffix(suffix), tmp_path / f"plate_classifier{suffix}")
    with pytest.raises(ConfigurationError, match=rf"plate_classifier\{missing}.*train_classifier"):
        PlateClassifier(tmp_path / FILE_NAME)


def _described(folder: Path, **changes: object) -> Path:
    path = folder / FILE_NAME
    shutil.copy(MODEL, path)
    described = json.loads(MODEL.with_suffix(".json").read_text(encoding="utf-8"))
    path.with_suffix(".json").write_text(json.dumps(described | changes), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sha256": "0" * 64}, "is not the file that"),
        ({"classes": ["cctv", "text"]}, "classes are"),
        ({"input_px": 4}, "input_px"),
        ({"thresholds": {"confirm_cctv": 2, "worth_reading": 0}}, "confirm_cctv"),
    ],
)
def test_a_description_that_does_not_fit_is_refused(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        PlateClassifier(_described(tmp_path, **changes))


def test_a_file_that_is_no_network_is_refused_when_it_is_needed(tmp_path: Path) -> None:
    import hashlib

    path = _described(tmp_path, sha256=hashlib.sha256(b"no network").hexdigest())
    path.write_bytes(b"no network")
    with pytest.raises(ConfigurationError, match="no network that ONNX Runtime can load"):
        PlateClassifier(path).classify(np.zeros((20, 20, 3), np.uint8), [(0.0, 0.0, 9.0, 9.0)])


def test_the_file_names_no_machine() -> None:
    data = MODEL.read_bytes()
    assert len(data) < 9_000_000
    for trace in (b"/work", b"/home", b"/tmp", b"/root", b".py"):
        assert trace not in data
