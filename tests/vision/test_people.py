"""The committed detector covers the people of real photographs that come with ultralytics."""

from __future__ import annotations

import json
from importlib.resources import files

import cv2
import numpy as np
import pytest

from fairnotice.domain import Box, Notice, NoticeStatus, Pixels
from fairnotice.errors import ConfigurationError, VisionError
from fairnotice.settings import Settings
from fairnotice.vision.masking import MASK_COLOUR, Crop, Left, masked_crops
from fairnotice.vision.people import FILE_NAME, Kind, PeopleDetector, open_people
from fakes.scenes import draw_scene

pytestmark = pytest.mark.slow

# By hand: persons and the bus in bus.jpg (810 x 1080), heads in zidane.jpg (1280 x 720).
WALKERS = [(52, 400, 245, 900), (225, 410, 345, 855), (672, 390, 808, 875)]
BUS = (25, 235, 800, 740)
HEADS = [(480, 203, 662, 452), (893, 42, 1072, 290)]


@pytest.fixture(scope="module")
def detector() -> PeopleDetector:
    return PeopleDetector.open(Settings())


@pytest.fixture(scope="module")
def street() -> Pixels:
    return _asset("bus.jpg")


@pytest.fixture(scope="module")
def coaches() -> Pixels:
    return _asset("zidane.jpg")


def _asset(name: str) -> Pixels:
    data = (files("ultralytics") / "assets" / name).read_bytes()
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def _share(box: Box, boxes: list[Box]) -> float:
    """Return the share of ``box`` that ``boxes`` cover."""
    mask = np.zeros((1200, 1300), bool)
    for x0, y0, x1, y1 in boxes:
        mask[int(y0) : int(y1), int(x0) : int(x1)] = True
    x0, y0, x1, y1 = (int(value) for value in box)
    return float(mask[y0:y1, x0:x1].mean())


@pytest.mark.parametrize("size", [320, 640, 1280])
def test_persons_and_vehicles_are_found_at_every_size(detector, street, size):
    seen = detector.look(street, size)
    for box in WALKERS:
        assert _share(box, [each.box for each in seen if each.kind is Kind.PERSON]) > 0.9
    assert _share(BUS, [each.box for each in seen if each.kind is Kind.VEHICLE]) > 0.85


@pytest.mark.parametrize("shrunk", [1, 2, 4, 8])
def test_small_persons_are_found_too(detector, street, shrunk):
    small = cv2.resize(street, None, fx=1 / shrunk, fy=1 / shrunk, interpolation=cv2.INTER_AREA)
    seen = [each.box for each in detector.look(small, 2 * max(small.shape[:2]))]
    for box in WALKERS:
        assert _share(tuple(value / shrunk for value in box), seen) > 0.85  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [320, 640])  # it learnt faces of up to half of a window of 320 px
def test_faces_are_found_without_the_person_they_belong_to(detector, coaches, size):
    faces = [each.box for each in detector.look(coaches, size) if each.kind is Kind.FACE]
    for head in HEADS:
        assert _share(head, faces) > 0.5
    assert _share((0, 0, 1280, 720), faces) < 0.4


def test_boxes_lie_in_the_picture(detector, coaches):
    for each in detector.look(coaches, 640):
        assert 0 <= each.box[0] < each.box[2] <= 1280
        assert 0 <= each.box[1] < each.box[3] <= 720


@pytest.mark.parametrize(
    "box", [(60, 380, 260, 600), (200, 380, 360, 620), (650, 380, 800, 640), (150, 420, 300, 560)], ids=str
)
def test_a_crop_that_people_stand_before_shows_none_of_them(detector, street, box):
    (done,) = masked_crops(street, [Notice(box, 0.5, NoticeStatus.CONFIRMED, "")], detector)
    if isinstance(done, Left):
        return  # nothing is kept of it
    painted = (done.pixels == np.array(MASK_COLOUR, np.uint8)).all(axis=2)
    scale = done.pixels.shape[1] / (box[2] - box[0])
    for walker in WALKERS:
        x0, y0, x1, y1 = (
            max(0, int((walker[0] - box[0]) * scale)), max(0, int((walker[1] - box[1]) * scale)),
            max(0, int((walker[2] - box[0]) * scale)), max(0, int((walker[3] - box[1]) * scale)),
        )  # fmt: skip
        inside = painted[y0:y1, x0:x1]
        assert not inside.size or inside.mean() > 0.9


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_face_before_a_notice_is_not_kept(detector, coaches, head, mirrored):
    picture = np.ascontiguousarray(coaches[:, ::-1]) if mirrored else coaches
    x0, x1 = (1280 - head[2], 1280 - head[0]) if mirrored else (head[0], head[2])
    box = (x0 - 60.0, max(0.0, head[1] - 60.0), x1 + 60.0, head[3] + 40.0)
    (done,) = masked_crops(picture, [Notice(box, 0.5, NoticeStatus.CONFIRMED, "")], detector)
    if isinstance(done, Crop):
        painted = (done.pixels == np.array(MASK_COLOUR, np.uint8)).all(axis=2)
        scale = done.pixels.shape[1] / (box[2] - box[0])
        inside = painted[int((head[1] - box[1]) * scale) : int((head[3] - box[1]) * scale)]
        assert inside[:, int(60 * scale) : int((60 + x1 - x0) * scale)].mean() > 0.95


def test_an_empty_street_has_hardly_anything_to_cover(detector):
    street = draw_scene(5, 1280, 720, people=0, cars=0)
    mask = np.zeros(street.shape[:2], bool)
    for x0, y0, x1, y1 in (each.box for each in detector.look(street, 1280)):
        mask[int(y0) : int(y1), int(x0) : int(x1)] = True
    assert mask.mean() < 0.1


@pytest.mark.parametrize("pixels", [None, np.zeros((4, 4), np.uint8), np.zeros((0, 4, 3), np.uint8)])
def test_what_is_no_picture_is_refused(detector, pixels):
    with pytest.raises(VisionError):
        detector.look(pixels, 640)


# --- its files ---------------------------------------------------------------------------------------


def _copied(folder, **changes: object):
    source = Settings().model_path.with_name(FILE_NAME)
    (folder / FILE_NAME).write_bytes(source.read_bytes())
    described = json.loads(source.with_suffix(".json").read_text(encoding="utf-8")) | changes
    (folder / FILE_NAME).with_suffix(".json").write_text(json.dumps(described), encoding="utf-8")
    return folder / FILE_NAME


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"sha256": "0" * 64}, "is not the file"),
        ({"classes": ["person", "umbrella"]}, "umbrella"),
        ({"thresholds": {"person": 0.1, "face": 0.1}}, "vehicle"),
        ({"thresholds": {"person": 2.0, "face": 0.1, "vehicle": 0.1}}, "thresholds"),
    ],
)
def test_files_that_do_not_belong_together_are_refused(tmp_path, changes, says):
    with pytest.raises(ConfigurationError, match=says):
        PeopleDetector(_copied(tmp_path, **changes))


def test_a_missing_file_is_said_and_leaves_pictures_coarse(tmp_path, caplog):
    with pytest.raises(ConfigurationError, match="is missing"):
        PeopleDetector(tmp_path / FILE_NAME)
    assert open_people(Settings(model_path=tmp_path / "notice_detector.pt")) is None
    assert "without crops" in caplog.text
