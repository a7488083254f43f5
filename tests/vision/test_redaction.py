"""What is stored of a frame cannot be turned back into the scene, whatever any detector does."""

from __future__ import annotations

import itertools
import tracemalloc

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairnotice.domain import Notice, NoticeStatus, Pixels
from fairnotice.errors import RedactionError
from fairnotice.vision.redaction import CELLS, MIN_CELL_PX, PICTURE_SIDE, redact
from fakes.scenes import draw_scene


def _notice(box: tuple[float, ...], status: NoticeStatus = NoticeStatus.CONFIRMED) -> Notice:
    return Notice(box=box, score=0.5, status=status, reason="", text="SECRET TEXT")  # type: ignore[arg-type]


def _decoded(data: bytes) -> Pixels:
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)


def _shuffled_within_cells(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Another picture with the same averages: the pixels of every cell change places."""
    height, width = pixels.shape[:2]
    cell = max(MIN_CELL_PX, max(height, width) / CELLS)
    rows, columns = max(1, int(height / cell)), max(1, int(width / cell))
    ys = [row * height // rows for row in range(rows)] + [height]
    xs = [column * width // columns for column in range(columns)] + [width]
    other = pixels.copy()
    for top, bottom in itertools.pairwise(ys):
        for left, right in itertools.pairwise(xs):
            block = other[top:bottom, left:right].reshape(-1, 3)
            other[top:bottom, left:right] = rng.permutation(block).reshape(bottom - top, right - left, 3)
    return other


@settings(max_examples=60, deadline=None)
@given(
    height=st.integers(1, 300),
    width=st.integers(1, 300),
    seed=st.integers(0, 2**32 - 1),
    boxes=st.lists(st.tuples(*[st.floats(-50, 350)] * 4), max_size=3),
)
def test_it_depends_on_the_averages_of_coarse_cells_only(height, width, seed, boxes):
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    other = _shuffled_within_cells(pixels, rng)
    notices = [_notice(box) for box in boxes]
    assert redact(pixels, notices) == redact(other, notices)


@pytest.mark.parametrize(
    ("width", "height"), [(1920, 1080), (1080, 1920), (1280, 720), (352, 288), (100, 60), (9, 7), (1, 1), (5000, 1)]
)
def test_no_more_than_64_cells_of_one_colour_stand_across_it(width, height):
    pixels = np.random.default_rng(3).integers(0, 256, (height, width, 3), dtype=np.uint8)
    picture = _decoded(redact(pixels, []))
    assert max(picture.shape[:2]) <= PICTURE_SIDE
    for axis, side in ((1, width), (0, height)):
        lines = np.moveaxis(picture, axis, 0)
        cells = 1 + int(np.any(lines[1:] != lines[:-1], axis=(1, 2)).sum())
        assert cells <= min(CELLS, max(1, side // MIN_CELL_PX))


def test_a_word_that_can_be_read_in_the_frame_cannot_be_read_in_the_picture():
    from fairnotice.vision.reading import Reader

    frame = np.full((720, 1280, 3), 235, np.uint8)
    cv2.putText(frame, "PRIVATE LETTER", (250, 380), cv2.FONT_HERSHEY_SIMPLEX, 3, (20, 20, 20), 8)
    reader = Reader()
    assert "PRIVATE" in reader.read(frame, (200, 250, 1150, 450)).text
    picture = _decoded(redact(frame, []))
    assert len(reader.read(picture, (100, 125, 575, 225)).text) < 3


def test_the_notices_are_outlined_with_their_status_where_they_are():
    frame = np.full((720, 1280, 3), 90, np.uint8)
    box = (640.0, 360.0, 800.0, 540.0)
    plain = _decoded(redact(frame, []))
    for status in NoticeStatus:
        picture = _decoded(redact(frame, [_notice(box, status)]))
        rows, columns = np.nonzero(np.any(picture != plain, axis=2))
        assert abs(int(columns.min()) - 320) <= 3
        assert abs(int(rows.max()) - 270) <= 3
    assert redact(frame, [_notice(box, NoticeStatus.CANDIDATE)]) != redact(frame, [_notice(box)])


def test_a_label_at_the_corner_stays_in_the_picture_and_changes_nothing_else():
    frame = draw_scene(2, 640, 360)
    picture = _decoded(redact(frame, [_notice((0, 0, 20, 15)), _notice((630, 350, 640, 360))]))
    plain = _decoded(redact(frame, []))
    assert np.array_equal(picture[100:200, 100:400], plain[100:200, 100:400])


def test_it_is_a_png_without_metadata_and_the_same_each_time():
    frame = draw_scene(1, 640, 360)
    data = redact(frame, [_notice((10, 10, 50, 50))])
    assert data == redact(frame.copy(), [_notice((10, 10, 50, 50))])
    kinds, at = set(), 8
    while at < len(data):
        kinds.add(data[at + 4 : at + 8])
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    assert kinds == {b"IHDR", b"IDAT", b"IEND"}


@pytest.mark.parametrize(
    ("pixels", "notices"),
    [
        pytest.param(np.zeros((0, 0, 3), np.uint8), [], id="nothing"),
        pytest.param(np.zeros((4, 4), np.uint8), [], id="grey"),
        pytest.param(np.zeros((4, 4, 3), np.float64), [], id="floats"),
        pytest.param(None, [], id="no picture"),
        pytest.param(np.zeros((4, 4, 3), np.uint8), [_notice((0, 0, float("nan"), 1))], id="a box that is no number"),
        pytest.param(np.zeros((4, 4, 3), np.uint8), [_notice((0, 0, float("inf"), 1))], id="an endless box"),
        pytest.param(np.zeros((4, 4, 3), np.uint8), [_notice((0, 1))], id="half a box"),
    ],
)
def test_anything_odd_stores_nothing(pixels, notices):
    with pytest.raises(RedactionError, match="nothing may be stored"):
        redact(pixels, notices)


def test_a_large_frame_takes_little_more_memory_than_itself():
    frame = np.full((5000, 8000, 3), 200, np.uint8)
    tracemalloc.start()
    redact(frame, [])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < frame.nbytes / 4


def test_a_failing_encoder_stores_nothing(monkeypatch):
    monkeypatch.setattr(cv2, "imencode", lambda *_: (False, np.zeros(1, np.uint8)))
    with pytest.raises(RedactionError, match="nothing may be stored"):
        redact(np.zeros((9, 9, 3), np.uint8), [])
