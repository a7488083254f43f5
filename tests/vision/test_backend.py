"""Every back end sees the same plates; which one is used is measured once and remembered."""

from __future__ import annotations

import concurrent.futures
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fairnotice.errors import ConfigurationError
from fairnotice.settings import PROJECT_ROOT, settings
from fairnotice.signage import SignSpec, sign_pixels
from fairnotice.vision import backend_choice, export, openvino_core
from fairnotice.vision.backend import Backend, Head, OnnxRuntimeBackend, OpenVinoBackend, TorchBackend, rows, threads
from fairnotice.vision.backend_choice import Choice, choose_backend, eight_bit, int8_digest, open_backend
from fairnotice.vision.detector import Detector, suppress
from fairnotice.vision.letterbox import letterbox
from fairnotice.vision.weights import load_yolo, weights_version
from fakes.scenes import draw_scene, fit_quad, place_sign, sign_spots

pytestmark = pytest.mark.slow

MODEL = PROJECT_ROOT / "models" / "notice_detector.pt"
HEADS: tuple[Head, ...] = ("one-to-many", "one-to-one")


def _set_home(monkeypatch: pytest.MonkeyPatch, home: Path, **more: str) -> None:
    monkeypatch.setenv("FAIRNOTICE_HOME", str(home))
    for name, value in more.items():
        monkeypatch.setenv(f"FAIRNOTICE_{name}", value)
    settings.cache_clear()


@pytest.fixture(autouse=True)
def _settings_are_read_again() -> Iterator[None]:
    yield
    settings.cache_clear()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home where both heads are exported already."""
    home = tmp_path_factory.mktemp("prepared")
    with pytest.MonkeyPatch.context() as patch:
        _set_home(patch, home)
        for head in HEADS:
            export.export(MODEL, head, export.folder_for(MODEL, head))
    yield home
    settings.cache_clear()


@pytest.fixture
def home(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    _set_home(monkeypatch, prepared)
    return prepared


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    _set_home(monkeypatch, tmp_path / "home")
    return tmp_path / "home"


def _best(found: np.ndarray, count: int = 10) -> np.ndarray:
    return found[0][np.argsort(-found[0, :, 4], kind="stable")][:count]


# --- what they compute ------------------------------------------------------------------------------


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("size", [(960, 540), (300, 500)])
@pytest.mark.slow
def test_every_back_end_gives_what_torch_gives(home, head, size):
    batch = letterbox(draw_scene(3, *size), 640).batch
    expected = _best(TorchBackend(MODEL, head).infer(batch))
    model = export.export(MODEL, head, export.folder_for(MODEL, head))
    for backend in (OnnxRuntimeBackend(model), OpenVinoBackend(model)):
        found = _best(backend.infer(batch))
        assert np.allclose(found[:, 4], expected[:, 4], atol=1e-4), backend.name
        assert np.allclose(found[:, :4], expected[:, :4], atol=0.05), backend.name


@pytest.mark.parametrize(
    ("size", "shown_at"),
    [((960, 540), 640), ((540, 960), 640), ((1281, 719), 640), ((333, 251), 320), ((700, 3), 640), ((64, 64), 650)],
)
def test_frames_are_prepared_as_ultralytics_does(size, shown_at):
    from ultralytics.data.augment import LetterBox
    from ultralytics.utils.checks import check_imgsz
    from ultralytics.utils.ops import scale_boxes

    frame = np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3), np.uint8)
    theirs = LetterBox(check_imgsz([shown_at, shown_at], stride=32, min_dim=2), auto=True, stride=32)(image=frame)
    ours = letterbox(frame, shown_at)
    assert ours.batch.shape == (1, 3, *theirs.shape[:2])
    assert np.allclose(ours.batch[0].transpose(1, 2, 0)[..., ::-1] * 255, theirs, atol=1e-3)
    boxes = np.array([[10, 20, 30, 45], [0, 0, theirs.shape[1], theirs.shape[0]]], np.float32)
    there = scale_boxes(theirs.shape[:2], boxes.copy(), frame.shape)
    back = ours.to_frame(boxes).clip(0, [size[0], size[1]] * 2)
    assert np.allclose(back, there, atol=0.01)


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.slow
def test_the_detector_finds_what_ultralytics_finds(home, monkeypatch, tmp_path, head):
    _set_home(monkeypatch, home, BACKEND="openvino")
    config = tmp_path / "detector.yaml"
    config.write_text(f"head: {head}\ncandidate_threshold: 0.01\n", encoding="utf-8")
    detector, yolo = Detector(MODEL, config), load_yolo(MODEL)
    compared = 0
    for seed in (11, 12, 13):
        frame = _street_with_notice(seed)
        options: dict[str, Any] = {"nms": False} if head == "one-to-one" else {"iou": 0.5}
        theirs = yolo.predict(frame, imgsz=640, conf=0.01, max_det=50, verbose=False, save=False, **options)
        expected = suppress(theirs[0].boxes.data[:, :5].numpy())
        found = detector.detect(frame)
        assert len(found) == len(expected)
        for plate, row in zip(found, expected, strict=True):
            assert plate.score == pytest.approx(row[4], abs=1e-4)
            assert plate.box == pytest.approx(row[:4].tolist(), abs=0.5)
        compared += len(found)
    assert compared > 0


def _street_with_notice(seed: int) -> np.ndarray:
    sign = sign_pixels(SignSpec("pictogram_headline", "en", "yellow", headline="CCTV IN OPERATION"), height_px=480)
    spot = next(spot for spot in sign_spots(seed) if spot.kind == "wall")
    frame, _ = place_sign(draw_scene(seed, people=0), sign, fit_quad(spot, sign.shape[1] / sign.shape[0], 100))
    return frame


def test_a_heads_output_becomes_corners_score_and_class():
    many = np.zeros((1, 6, 3), np.float32)  # two classes, three boxes
    many[0, :, 1] = [50, 40, 20, 10, 0.2, 0.7]
    single = many[:, :5]
    assert rows(single)[0, 1].tolist() == pytest.approx([40, 35, 60, 45, 0.2, 0])
    both = np.concatenate([many, np.zeros((1, 6, 18), np.float32)], axis=2)
    assert rows(both)[0, 1].tolist() == pytest.approx([40, 35, 60, 45, 0.7, 1])
    one = np.arange(12, dtype=np.float32).reshape(1, 2, 6)
    assert np.array_equal(rows(one), one)


def test_results_stay_when_the_next_picture_is_looked_at(home):
    backend = OpenVinoBackend(export.export(MODEL, "one-to-one", export.folder_for(MODEL, "one-to-one")))
    first = backend.infer(letterbox(draw_scene(1, 640, 360), 640).batch)
    kept = first.copy()
    backend.infer(letterbox(draw_scene(2, 640, 360, "night"), 640).batch)
    assert np.array_equal(first, kept)


@pytest.mark.parametrize("name", ["onnxruntime", "openvino"])
def test_many_threads_see_what_one_sees(home, monkeypatch, tmp_path, name):
    _set_home(monkeypatch, home, BACKEND=name)
    config = tmp_path / "detector.yaml"
    config.write_text("imgsz: 320\ncandidate_threshold: 0.0001\n", encoding="utf-8")
    detector = Detector(MODEL, config)
    frames = [draw_scene(seed, 320, 180) for seed in range(8)]
    alone = [detector.detect(frame) for frame in frames]
    assert any(alone)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            assert list(pool.map(detector.detect, frames)) == alone


@pytest.mark.parametrize(
    ("said", "used"), [("3", 3), ("", None), ("0", None), ("many", None)], ids=["a number", "nothing", "zero", "a word"]
)
def test_every_core_computes_unless_the_environment_says_otherwise(monkeypatch, said, used):
    monkeypatch.setenv("OMP_NUM_THREADS", said)
    assert threads() == (used or len(os.sched_getaffinity(0)))


# --- the export -------------------------------------------------------------------------------------


def test_an_export_is_made_once_and_not_beside_the_weights(home):
    before = sorted(MODEL.parent.iterdir())
    folder = export.folder_for(MODEL, "one-to-many")
    first = export.export(MODEL, "one-to-many", folder)
    made = first.stat().st_mtime_ns
    assert export.export(MODEL, "one-to-many", folder) == first
    assert first.stat().st_mtime_ns == made
    assert [path.name for path in folder.glob("*.onnx")] == [first.name]
    assert sorted(MODEL.parent.iterdir()) == before


def test_other_weights_heads_and_libraries_have_another_export(home, tmp_path, monkeypatch):
    other = tmp_path / "other.pt"
    other.write_bytes(MODEL.read_bytes() + b"\0")
    folders = {export.folder_for(MODEL, head) for head in HEADS} | {export.folder_for(other, "one-to-one")}
    assert len(folders) == 3
    monkeypatch.setattr(export, "versions", lambda: {"ultralytics": "another"})
    assert export.folder_for(MODEL, "one-to-one") not in folders


def test_a_damaged_export_is_made_again(empty, prepared):
    sound = next((prepared / "backends").glob("*/*.onnx")).read_bytes()
    folder = export.folder_for(MODEL, "one-to-many")
    folder.mkdir(parents=True)
    damaged = folder / "0123456789abcdef.onnx"
    damaged.write_bytes(sound[:-1])
    assert export.exported(folder) is None
    made = export.export(MODEL, "one-to-many", folder)
    assert export.exported(folder) == made
    assert not damaged.exists()
    OnnxRuntimeBackend(made)


EIGHT_BIT = eight_bit(MODEL, "one-to-many") is not None
"""Whether the eight-bit model in models/ was measured to find as much as these weights."""
MEASURED = {"torch", "onnxruntime", "openvino"} | ({"openvino-int8"} if EIGHT_BIT else set())


# --- the choice -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_choice_is_measured_once_and_is_the_fastest(home, caplog):
    with caplog.at_level(logging.INFO, "fairnotice"):
        choice = choose_backend(MODEL, "one-to-many", again=True)
    assert set(choice.milliseconds) == MEASURED
    assert choice.milliseconds[choice.backend] == min(choice.milliseconds.values())
    assert f"{choice.backend} {choice.milliseconds[choice.backend]:.1f} ms" in caplog.text
    assert choice.versions["openvino"] != "none"
    assert choice.weights_version == weights_version(MODEL)
    assert choose_backend(MODEL, "one-to-many") == choice
    assert choose_backend(MODEL, "one-to-many", again=True) != choice


def _remember(backend: str) -> Path:
    """Write a choice by hand, so that which is the fastest here does not matter."""
    choice = choose_backend(MODEL, "one-to-many")
    folder = export.folder_for(MODEL, "one-to-many")
    path = folder / f"choice-{backend_choice.Machine.here().key}{'-int8' if EIGHT_BIT else ''}.json"
    assert path.is_file()
    path.write_text(choice.model_copy(update={"backend": backend}).model_dump_json(), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", [pytest.param("torch", marks=pytest.mark.slow), "onnxruntime", "openvino"])
def test_a_remembered_choice_is_followed(home, name):
    _remember(name)
    assert open_backend(MODEL, "one-to-many").name == name


@pytest.mark.slow
def test_a_damaged_choice_is_measured_again(home):
    path = _remember("onnxruntime")
    path.write_text('{"backend": "onnxrun', encoding="utf-8")
    choose_backend(MODEL, "one-to-many")
    assert set(json.loads(path.read_text())["milliseconds"]) == MEASURED


@pytest.mark.parametrize("name", ["torch", "onnxruntime", "openvino"])
def test_a_back_end_can_be_asked_for_by_name(home, monkeypatch, name):
    _set_home(monkeypatch, home, BACKEND=name)
    assert open_backend(MODEL, "one-to-many").name == name


def test_eight_bits_that_were_not_measured_are_refused_by_name(home, monkeypatch):
    _set_home(monkeypatch, home, BACKEND="openvino-int8")
    other = home / "no_eight_bits.pt"
    other.write_bytes(MODEL.read_bytes())
    with pytest.raises(ConfigurationError, match=r"models\.quantise"):
        open_backend(other, "one-to-many")


@pytest.mark.parametrize(
    ("changed", "used"),
    [
        ({}, True),
        ({"allowed": False}, False),
        ({"weights_version": "0" * 12}, False),
        ({"head": "one-to-one"}, False),
        ({"sha256": "0" * 64}, False),
    ],
    ids=lambda value: str(value),
)
def test_eight_bits_are_used_only_if_allowed_for_these_very_weights(tmp_path, changed, used):
    weights, model = tmp_path / "plates.pt", tmp_path / "plates_int8.xml"
    weights.write_bytes(b"weights")
    assert eight_bit(weights, "one-to-many") is None
    model.write_bytes(b"<net/>")
    model.with_suffix(".bin").write_bytes(b"\1")
    said = {
        "weights_version": weights_version(weights),
        "head": "one-to-many",
        "sha256": int8_digest(model),
        "allowed": True,
    }
    model.with_suffix(".json").write_text(json.dumps(said | changed), encoding="utf-8")
    assert (eight_bit(weights, "one-to-many") is not None) is used


@pytest.mark.parametrize("obstacle", ["", "backends"], ids=["the home", "its folder"])
def test_where_nothing_can_be_kept_torch_computes(empty, caplog, obstacle):
    blocked = empty / obstacle
    blocked.parent.mkdir(exist_ok=True)
    blocked.write_text("a file where the folder would be")
    backend: Backend = open_backend(MODEL, "one-to-many")
    assert backend.name == "torch"
    assert [record.levelname for record in caplog.records if "in torch" in record.message] == ["WARNING"]


def test_where_the_export_fails_torch_computes(empty, monkeypatch, caplog):
    def no_exporter(*_: object) -> Path:
        raise ModuleNotFoundError("No module named 'onnx'")

    monkeypatch.setattr(export, "_made", no_exporter)
    assert open_backend(MODEL, "one-to-many").name == "torch"
    assert "ModuleNotFoundError" in caplog.text
    assert list((empty / "backends").rglob("*.onnx")) == []


@pytest.mark.slow
def test_a_back_end_that_cannot_be_opened_is_left_out_of_the_choice(home, monkeypatch):
    def missing():
        raise ImportError("openvino")

    monkeypatch.setattr(openvino_core, "_core", missing)
    choice = choose_backend(MODEL, "one-to-many", again=True)
    assert set(choice.milliseconds) == {"torch", "onnxruntime"}
    assert set(choice.failed) == {"openvino", "openvino-int8"}


# --- processes --------------------------------------------------------------------------------------

_LOOK = """
import sys
from pathlib import Path
from fairnotice.vision.detector import Detector
from fakes.scenes import draw_scene, fit_quad, place_sign, sign_spots
detector = Detector(Path(sys.argv[1]))
detector.detect(draw_scene(1, 640, 360))
print(detector.backend.name, *[name for name in ("torch", "ultralytics", "openvino_telemetry")
                               if sys.modules.get(name)])
"""


def _process(home: Path, **more: str) -> subprocess.Popen[str]:
    environment = os.environ | {
        "FAIRNOTICE_HOME": str(home),
        "HOME": str(home),
        "PYTHONPATH": os.pathsep.join(str(PROJECT_ROOT / folder) for folder in ("plugins", "tests")),
    }
    return subprocess.Popen(
        [sys.executable, "-c", _LOOK, str(MODEL)], env=environment | more, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("name", ["onnxruntime", "openvino"])
def test_a_process_with_an_export_imports_no_torch_and_reports_nothing(home, name):
    process = _process(home, FAIRNOTICE_BACKEND=name)
    said, _ = process.communicate(timeout=120)
    assert said.split() == [name]
    assert not (home / "intel").exists()


@pytest.mark.slow
@pytest.mark.timeout(600)  # each imports torch, which takes minutes on a machine that is busy with training
def test_two_processes_may_set_up_at_once(empty):
    processes = [_process(empty) for _ in range(2)]
    said = [process.communicate(timeout=500)[0].split()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert said[0] == said[1]
    kept = sorted(path.suffix for path in (empty / "backends").glob("*/*"))
    assert kept == ["", ".json", ".onnx"]
    choice = next((empty / "backends").glob("*/*.json"))
    assert Choice.model_validate_json(choice.read_bytes()).backend == said[0]
