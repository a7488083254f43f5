"""One frame from end to end: looked at twice, and nothing of it left behind."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from fairnotice.domain import Frame, NoticeStatus, Pixels
from fairnotice.errors import VisionError
from fairnotice.settings import PROJECT_ROOT, settings
from fairnotice.signage import SignSpec, sign_pixels
from fairnotice.vision.detector import Proposal
from fairnotice.vision.inspect import Inspector
from fairnotice.vision.plate_classifier import PlateLook, Thresholds
from fairnotice.vision.reading import Reader, Reading
from fakes.scenes import draw_scene, fit_quad, place_sign, sign_spots

pytestmark = pytest.mark.slow

SIZE = (1280, 720)


class _Proposals:
    """Proposes what the test says."""

    model_version = "by-hand"

    def __init__(self, *boxes: tuple[float, float, float, float]) -> None:
        self.boxes = boxes
        self.asked = 0

    def detect(self, pixels: Pixels, *, thorough: bool = False) -> list[Proposal]:
        self.asked += 1
        return [Proposal(box, 0.9 - 0.01 * rank) for rank, box in enumerate(self.boxes)]


def _frame(pixels: Pixels) -> Frame:
    return Frame(pixels, dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC))


def _with_sign(seed: int, spec: SignSpec, height_px: float) -> tuple[Pixels, tuple[float, float, float, float]]:
    sign = sign_pixels(spec, height_px=480)
    spot = next(spot for spot in sign_spots(seed, *SIZE) if spot.kind == "wall")
    quad = fit_quad(spot, sign.shape[1] / sign.shape[0], height_px)
    return place_sign(draw_scene(seed, *SIZE), sign, quad, seed=seed)


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    across = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    down = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    both = across * down
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


@pytest.fixture(scope="module")
def inspector() -> Inspector:
    return Inspector.open(settings())


@pytest.mark.parametrize(
    ("seed", "spec"),
    [
        (0, SignSpec("pictogram_headline", "en", headline="CCTV IN OPERATION")),
        (3, SignSpec("pictogram_headline", "zh", headline="您已进入视频监控区域")),
        (11, SignSpec("pictogram_side", "fr", headline="Site sous vidéosurveillance", palette="blue")),
    ],
)
def test_a_drawn_notice_is_found_and_confirmed(inspector, seed, spec):
    pixels, box = _with_sign(seed, spec, 130)
    seen = inspector.inspect(_frame(pixels))
    confirmed = [notice for notice in seen.notices if notice.status is NoticeStatus.CONFIRMED]
    assert len(confirmed) == 1
    assert _overlap(confirmed[0].box, box) > 0.5
    assert confirmed[0].language == spec.language
    assert (seen.width, seen.height) == SIZE
    assert seen.model_version == inspector.model_version


def test_a_guard_dog_sign_is_no_notice(inspector):
    pixels, _ = _with_sign(2, SignSpec("guard_dog", "en", headline="Beware of the dog"), 130)
    seen = inspector.inspect(_frame(pixels))
    assert NoticeStatus.CONFIRMED not in {notice.status for notice in seen.notices}


@pytest.mark.parametrize("seed", [21, 22])
def test_a_street_without_a_sign_has_no_confirmed_notice(inspector, seed):
    seen = inspector.inspect(_frame(draw_scene(seed, *SIZE)))
    assert NoticeStatus.CONFIRMED not in {notice.status for notice in seen.notices}


@pytest.mark.parametrize(
    ("pixels", "reason"),
    [(np.zeros((720, 1280, 3), np.uint8), "dark"), (np.full((288, 352, 3), 120, np.uint8), "low_resolution")],
)
def test_a_frame_that_is_too_poor_is_not_searched_and_says_why(pixels, reason):
    detector = _Proposals((0, 0, 100, 100))
    seen = Inspector(detector, Reader()).inspect(_frame(pixels))
    assert not seen.quality.usable
    assert reason in seen.quality.reasons
    assert seen.notices == ()
    assert detector.asked == 0


def test_only_the_strongest_plates_are_read():
    pixels, box = _with_sign(1, SignSpec("text_plate", "en", headline="CCTV IN OPERATION"), 130)
    inspector = Inspector(_Proposals((0, 0, 60, 60), (1100, 600, 1200, 700), box), Reader(), max_read=2)
    *_, last = inspector.inspect(_frame(pixels)).notices
    assert last.status is NoticeStatus.CANDIDATE
    assert "only the 2 most promising" in last.reason
    assert Inspector(_Proposals(box), Reader()).inspect(_frame(pixels)).notices[0].status is NoticeStatus.CONFIRMED


class _Looks:
    """Says what the test says of each plate: (cctv, nothing)."""

    def __init__(self, *said: tuple[float, float]) -> None:
        self.said = said

    def classify(self, pixels: Pixels, boxes: Sequence[tuple[float, float, float, float]]) -> list[PlateLook]:
        thresholds = Thresholds(confirm_cctv=0.9, confirm_alone=0.9, worth_reading=0.2, no_sign=0.02)
        return [PlateLook(c, 1 - c - n, 0.0, n, thresholds) for (c, n), _ in zip(self.said, boxes, strict=True)]


class _Counting(Reader):
    """Counts what it is asked to read."""

    def __init__(self) -> None:
        self.boxes: list[tuple[float, float, float, float]] = []

    def read(self, pixels: Pixels, box: tuple[float, float, float, float]) -> Reading:
        self.boxes.append(box)
        return Reading(())


def test_what_looks_like_a_sign_is_read_first_and_what_does_not_is_not_read():
    boxes = tuple((100.0 * k + 20, 20.0, 100.0 * k + 80, 80.0) for k in range(5))
    reader = _Counting()
    looks = _Looks((0.0, 0.95), (0.1, 0.6), (0.95, 0.0), (0.0, 0.1), (0.0, 0.99))
    pixels = draw_scene(1, *SIZE)
    seen = Inspector(_Proposals(*boxes), reader, looks, max_read=2).inspect(_frame(pixels)).notices
    assert reader.boxes == [boxes[2], boxes[3]]
    assert [notice.box for notice in seen] == list(boxes)
    assert "hardly looks like a sign" in seen[0].reason
    assert "most promising" in seen[1].reason
    assert "looks like no sign (0.99)" in seen[4].reason
    assert [notice.status for notice in seen] == ["candidate", "candidate", "confirmed", "candidate", "rejected"]


def test_a_notice_without_a_proposal_is_found_by_its_text():
    pixels, box = _with_sign(1, SignSpec("text_plate", "en", headline="CCTV IN OPERATION"), 130)
    inspector = Inspector(_Proposals(), Reader())
    assert inspector.inspect(_frame(pixels)).notices == ()
    (found,) = inspector.inspect(_frame(pixels), thorough=True).notices
    assert (found.status, found.score) == (NoticeStatus.CONFIRMED, 0.0)
    assert _overlap(found.box, box) > 0.3


# --- privacy ----------------------------------------------------------------------------------------

_WATCHED = """
import datetime as dt, json, sys, tempfile
tempfile.gettempdir()  # tries once whether it can write there
written = []
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        mode, flags = arguments[1], arguments[2]
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (isinstance(flags, int) and flags & 3):
            written.append(str(arguments[0]))
sys.addaudithook(watch)
from fairnotice.domain import Frame
from fairnotice.settings import settings
from fairnotice.vision.inspect import Inspector
from fairnotice.vision.pictures import decode
from fairnotice.vision.redaction import redact
data = sys.stdin.buffer.read()
pixels = decode(data, 40_000_000)
seen = Inspector.open(settings()).inspect(Frame(pixels, dt.datetime.now(dt.UTC)))
stored = redact(pixels, seen.notices)
print(json.dumps({"written": written, "confirmed": [n.text for n in seen.notices if n.text], "stored": len(stored)}))
"""


@pytest.mark.slow
def test_nothing_of_a_frame_is_written_anywhere(tmp_path):
    folders = {name: tmp_path / name for name in ("tmp", "home", "here", "fairnotice")}
    for folder in folders.values():
        folder.mkdir()
    pixels, _ = _with_sign(0, SignSpec("pictogram_headline", "en", headline="CCTV IN OPERATION"), 130)
    run = subprocess.run(
        [sys.executable, "-c", _WATCHED],
        input=cv2.imencode(".png", pixels)[1].tobytes(),
        capture_output=True,
        cwd=folders["here"],
        env={
            **{key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ},
            "PYTHONPATH": str(PROJECT_ROOT / "plugins"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": str(folders["tmp"]),
            "HOME": str(folders["home"]),
            "FAIRNOTICE_HOME": str(folders["fairnotice"]),
            "FAIRNOTICE_MODEL_PATH": str(settings().model_path),
        },
        check=False,
    )
    assert run.returncode == 0, run.stderr.decode()[-2000:]
    told = json.loads(run.stdout)
    assert told["confirmed"]
    assert told["stored"] > 1000
    ours = {str(folders["fairnotice"] / "ultralytics" / "Ultralytics" / "settings.json"), os.devnull}
    # The detector's weights in another form, and how fast it runs here: made from the weights alone.
    exports = str(folders["fairnotice"] / "backends")
    written = {path for path in told["written"] if not path.startswith(("/proc", exports))}
    assert written <= ours
    # What libraries write by themselves, in C, is seen by what lies there afterwards.
    left = {path for folder in folders.values() for path in folder.rglob("*") if path.is_file()}
    assert {str(path) for path in left if not str(path).startswith(exports)} <= ours
    assert {path.suffix for path in left if str(path).startswith(exports)} <= {".onnx", ".json", ""}


class _Broken(_Proposals):
    def detect(self, pixels: Pixels, *, thorough: bool = False) -> list[Proposal]:
        raise VisionError(f"the detector failed: {type(pixels).__name__}")


def test_errors_and_values_carry_no_pixels():
    tiles = np.indices((360, 640)).sum(axis=0) // 40 % 2
    frame = _frame(np.where(tiles[..., None], 173, 59).astype(np.uint8).repeat(3, axis=2))
    shown = [repr(frame), repr(Inspector(_Proposals((0, 0, 200, 200)), Reader()).inspect(frame, whatever_quality=True))]
    with pytest.raises(VisionError) as caught:
        Inspector(_Broken((0, 0, 1, 1)), Reader()).inspect(frame, whatever_quality=True)
    shown.append("".join(traceback.format_exception(caught.value)))
    for text in shown:
        assert "173, 173" not in text
        assert "173 173" not in text
        assert "array(" not in text
