"""Whoever could be in a notice's crop is painted over for good, and a crop that cannot be masked is not kept."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from fairnotice.domain import Box, Notice, NoticeStatus, Pixels
from fairnotice.errors import ConfigurationError, VisionError
from fairnotice.vision.masking import LONGEST_SIDE, MASK_COLOUR, MAX_CROPS, Crop, Left, masked_crops
from fairnotice.vision.people import Kind, Sighting
from fairnotice.vision.redaction import PICTURE_SIDE, redact, redacted
from fakes.scenes import draw_scene

PLATE = (400.0, 200.0, 560.0, 360.0)
SIZE = (1280, 720)


class Finds:
    """Sees the same boxes in the frame wherever it looks, and remembers where it looked."""

    def __init__(self, frame: Pixels, *boxes: Box, kind: Kind = Kind.PERSON) -> None:
        self._frame, self._boxes, self._kind = frame, boxes, kind
        self.shown: list[tuple[int, ...]] = []

    def look(self, pixels: Pixels, size: int) -> list[Sighting]:
        self.shown.append(pixels.shape[:2])
        if pixels.shape == self._frame.shape:
            return [Sighting(self._kind, box, 0.3) for box in self._boxes]
        return []


class FindsClose:
    """Sees somebody in what is left of a crop, the first times that it looks at one."""

    def __init__(self, *boxes: Box) -> None:
        self._boxes = list(boxes)

    def look(self, pixels: Pixels, size: int) -> list[Sighting]:
        if pixels.shape[:2] == (160, 160) and self._boxes:
            return [Sighting(Kind.FACE, self._boxes.pop(0), 0.2)]
        return []


class Fails:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def look(self, pixels: Pixels, size: int) -> list[Sighting]:
        raise self._error


@pytest.fixture(scope="module")
def frame() -> Pixels:
    return draw_scene(5, *SIZE)


def _notice(box: Box = PLATE, status: NoticeStatus = NoticeStatus.CONFIRMED, **fields: object) -> Notice:
    return Notice(box, 0.5, status, "", **fields)  # type: ignore[arg-type]


def _painted(crop: Crop) -> np.ndarray:
    return (crop.pixels == np.array(MASK_COLOUR, np.uint8)).all(axis=2)


def _one(frame: Pixels, people, notice: Notice | None = None) -> Crop | Left:
    (done,) = masked_crops(frame, [notice or _notice()], people)
    return done


def test_a_crop_shows_the_notice_as_it_is_and_nothing_around_it(frame):
    crop = _one(frame, Finds(frame))
    assert isinstance(crop, Crop)
    assert np.array_equal(crop.pixels, frame[200:360, 400:560])
    assert crop.covered == ()


@pytest.mark.parametrize("kind", list(Kind))
def test_who_stands_before_it_is_covered_and_a_little_more(frame, kind):
    crop = _one(frame, Finds(frame, (460, 300, 500, 340), kind=kind))
    assert isinstance(crop, Crop)
    assert _painted(crop)[98:142, 58:102].all()
    assert np.array_equal(crop.pixels[:80], frame[200:280, 400:560])
    assert crop.covered == ((kind, 1),)


def test_what_was_covered_cannot_be_restored(frame):
    """Whatever stood there, the stored bytes are the same."""
    rng = np.random.default_rng(1)
    other = frame.copy()
    other[260:360, 460:500] = rng.permutation(other[260:360, 460:500].reshape(-1, 3)).reshape(100, 40, 3)
    people = (460, 260, 500, 700)
    crops = [_one(each, Finds(frame, people)) for each in (frame, other)]
    assert isinstance(crops[0], Crop)
    assert isinstance(crops[1], Crop)
    assert np.array_equal(crops[0].pixels, crops[1].pixels)
    assert not np.array_equal(_one(frame, Finds(frame)).pixels, _one(other, Finds(frame)).pixels)  # type: ignore[union-attr]


def test_the_crop_is_looked_at_with_what_is_around_it_and_then_as_it_is_kept(frame):
    people = Finds(frame)
    _one(frame, people)
    whole, close, kept = people.shown
    assert whole == (720, 1280)
    assert min(close) > 2 * 160
    assert kept == (160, 160)


def test_who_shows_only_in_the_kept_crop_is_covered_too(frame):
    crop = _one(frame, FindsClose((40, 40, 80, 80)))
    assert isinstance(crop, Crop)
    assert _painted(crop)[40:80, 40:80].all()
    assert crop.covered == ((Kind.FACE, 1),)


def test_a_crop_that_shows_somebody_however_often_it_is_masked_is_not_kept(frame):
    left = _one(frame, FindsClose((10, 10, 40, 40), (100, 100, 140, 140)))
    assert isinstance(left, Left)
    assert "still" in left.reason


@pytest.mark.parametrize(
    "error", [VisionError("the model failed"), ConfigurationError("no model"), ValueError("odd"), MemoryError()]
)
def test_without_a_look_for_people_there_is_no_crop(frame, error):
    left = _one(frame, Fails(error))
    assert isinstance(left, Left)
    assert redact(frame, [_notice()], Fails(error)) == redact(frame, [_notice()])


def test_a_box_that_is_no_number_covers_nothing_so_there_is_no_crop(frame):
    assert isinstance(_one(frame, Finds(frame, (float("nan"), 0, 1, 1))), Left)


@pytest.mark.parametrize(
    ("notice", "says"),
    [
        pytest.param(_notice((100, 50, 900, 600)), "so large", id="half of the frame"),
        pytest.param(_notice((100, 50, 500, 300), NoticeStatus.CANDIDATE, text="Shop"), "so large", id="a window"),
        pytest.param(_notice((100, 50, 108, 90)), "too small", id="a few px"),
        pytest.param(_notice((1300, 50, 1400, 90)), "too small", id="outside"),
        pytest.param(_notice(status=NoticeStatus.CANDIDATE, text="M-AB 1234"), "number plate", id="letters and digits"),
        pytest.param(_notice(status=NoticeStatus.CANDIDATE, text="京A·12345"), "number plate", id="Chinese"),
        pytest.param(_notice((300, 300, 400, 325), NoticeStatus.CANDIDATE), "number plate", id="long and unread"),
        pytest.param(_notice((460, 300, 490, 340)), "covered", id="a plate behind somebody"),
    ],
)
def test_what_is_not_kept_says_why(frame, notice, says):
    left = _one(frame, Finds(frame, (440, 290, 520, 600)), notice)
    assert isinstance(left, Left)
    assert says in left.reason


def test_rejected_plates_have_no_crop_and_the_surest_come_first(frame):
    places = [(100.0 + 150 * k, 100.0, 200.0 + 150 * k, 200.0) for k in range(MAX_CROPS + 3)]
    statuses = [NoticeStatus.REJECTED, NoticeStatus.CANDIDATE, NoticeStatus.CANDIDATE]
    statuses += [NoticeStatus.CONFIRMED] * (len(places) - 3)
    notices = [_notice(box, status, text="CCTV in operation") for box, status in zip(places, statuses, strict=True)]
    done = masked_crops(frame, notices, Finds(frame))
    crops = [each for each in done if isinstance(each, Crop)]
    assert len(crops) == MAX_CROPS
    assert {each.index for each in crops} <= set(range(3, len(places)))
    assert 0 not in {each.index for each in done}


def test_a_large_notice_is_reduced(frame):
    crop = _one(frame, Finds(frame), _notice((300, 100, 600, 650)))
    assert isinstance(crop, Crop)
    assert max(crop.pixels.shape) == LONGEST_SIDE


def test_the_stored_picture_shows_the_crops_below_the_coarse_frame(frame):
    notices = [_notice(), _notice((900, 300, 1000, 420), NoticeStatus.CANDIDATE, text="CCTV")]
    people = Finds(frame, (460, 260, 500, 700))
    data = redact(frame, notices, people)
    assert data == redact(frame.copy(), notices, people)
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    coarse = redacted(frame, notices, people).coarse
    assert picture.shape[1] == PICTURE_SIDE == coarse.shape[1]
    below = picture[coarse.shape[0] :]
    crop = _one(frame, people)
    assert isinstance(crop, Crop)
    assert any(np.array_equal(below[y : y + 160, x : x + 160], crop.pixels) for y in range(20) for x in range(20)), (
        "the crop stands there px for px"
    )
    with_labels = cv2.imdecode(np.frombuffer(redact(frame, [], people), np.uint8), cv2.IMREAD_COLOR)
    assert np.array_equal(picture[300 : coarse.shape[0]], with_labels[300:])  # the coarse part is the same
