"""The picture of what was seen: boxes that tell a status without colour, and a legend below the picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from fairnotice.domain import Inspection, Notice, NoticeStatus, Pixels, Quality
from fairnotice.errors import RedactionError, VisionError
from fairnotice.vision import drawing_seen
from fairnotice.vision.drawing_seen import DRAWN_SIDE, MIN_WIDTH, draw_redacted, draw_seen
from fairnotice.vision.redaction import redact
from fakes.scenes import draw_scene

BOX = (100.0, 60.0, 180.0, 140.0)


@pytest.fixture(scope="module")
def scene() -> Pixels:
    return draw_scene(4, 640, 360)


def _notice(status: NoticeStatus = NoticeStatus.CONFIRMED, box=BOX, **fields: object) -> Notice:
    return Notice(box, 0.4, status, "says that cameras watch here: '视频监控区域'", **fields)


def _seen(pixels: Pixels, *notices: Notice) -> Inspection:
    return Inspection(Quality(usable=True), notices, pixels.shape[1], pixels.shape[0], "v")


def _legend(drawn: Pixels, scene: Pixels) -> Pixels:
    return drawn[scene.shape[0] :]


def test_the_picture_stays_as_it_is_but_for_the_box(scene):
    before = scene.copy()
    drawn = draw_seen(scene, _seen(scene, _notice()), title="gate.jpg")
    assert np.array_equal(scene, before)
    changed = np.any(drawn[:360] != scene, axis=2)
    assert changed[60, 120]  # the box's upper edge
    assert changed[100, 100]
    assert not changed[100, 140]  # the plate itself stays to be seen
    assert not changed[200:].any()
    assert drawn.shape[1] == scene.shape[1]


def test_boxes_follow_the_size_of_the_copy(scene):
    half = np.ascontiguousarray(scene[::2, ::2])
    drawn = draw_seen(half, _seen(scene, _notice()), title="gate.jpg")
    changed = np.any(drawn[:180, :320] != half, axis=2)
    assert changed[30, 60]
    assert changed[50, 50]
    assert not changed[50, 70]


def test_a_status_is_told_by_its_line_and_sign_alone(scene):
    grey = np.full_like(scene, 128)
    lines = []
    for status in NoticeStatus:
        drawn = draw_seen(grey, _seen(scene, _notice(status)), title="gate.jpg")[:360]
        dark = np.any(drawn[140, 104:177] != drawing_seen._PAPER, axis=1)
        lines.append(int(np.count_nonzero(np.diff(dark.astype(int)))))
    unbroken, dashed, dotted = lines[1], lines[0], lines[2]
    assert unbroken == 0
    assert 4 < dashed < dotted
    assert len({drawing_seen._STYLES[status].sign for status in NoticeStatus}) == 3


@pytest.mark.parametrize(
    "text", ["视频监控区域", "Ведётся видеонаблюдение", "CCTV in operation", "Vidéosurveillance", "Videoüberwachung"]
)
def test_every_script_is_written(scene, text):
    without = draw_seen(scene, _seen(scene, _notice()), title="gate.jpg")
    drawn = draw_seen(scene, _seen(scene, _notice(text=text)), title="gate.jpg")
    unknown = draw_seen(scene, _seen(scene, _notice(text="\N{THAI CHARACTER KO KAI}" * len(text))), title="gate.jpg")
    assert drawn.shape[0] > without.shape[0]
    assert drawn.shape == unknown.shape
    assert np.any(drawn != unknown)  # not the signs for letters that a face lacks


def test_of_a_plate_that_is_no_notice_no_text_is_drawn(scene):
    plain = draw_seen(scene, _seen(scene, _notice(NoticeStatus.CANDIDATE)), title="a")
    written = _notice(NoticeStatus.CANDIDATE, text="M-AB 1234", qr="https://a.example")
    assert np.array_equal(draw_seen(scene, _seen(scene, written), title="a"), plain)


def test_long_text_stays_inside_the_legend(scene, monkeypatch):
    widths: list[int] = []
    write = drawing_seen._write

    def watched(canvas: Pixels, text: str, baseline: tuple[int, int], colour: tuple[int, int, int], size: int) -> None:
        widths.append(baseline[0] + drawing_seen._width_of(text, size) - canvas.shape[1])
        write(canvas, text, baseline, colour, size)

    monkeypatch.setattr(drawing_seen, "_write", watched)
    notices = [_notice(text=text) for text in ("视频监控区域" * 60, "cameras watch here " * 40, "a" * 300, "W" * 2000)]
    draw_seen(scene, _seen(scene, *notices), title="t" * 300)
    assert len(widths) > 20
    assert max(widths) <= 0


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("one", ["one"]),
        ("one two three", ["one two", "three"]),
        ("1234567890", ["1234567", "890"]),
        ("a 1234567890 b", ["a", "1234567", "890 b"]),
        ("视频监控区域内", ["视频监", "控区域", "内"]),
        ("text: 视频监控", ["text:", "视频监", "控"]),
    ],
)
def test_lines_break_where_their_script_allows(monkeypatch, text, lines):
    monkeypatch.setattr(drawing_seen, "_width_of", lambda text, size: sum(1 + (ord(each) > 255) for each in text))
    assert drawing_seen._wrapped(text, 7, 1) == lines


def test_the_legend_lists_the_confirmed_first_and_not_without_end(scene):
    candidates = [
        _notice(NoticeStatus.CANDIDATE, (10.0 * index, 100.0, 10.0 * index + 30, 130.0)) for index in range(40)
    ]
    rows = list(drawing_seen._rows(_seen(scene), drawing_seen.best_first([*candidates, _notice()]), "a"))
    assert [row.chip for row in rows if row.chip][:2] == [NoticeStatus.CONFIRMED, NoticeStatus.CANDIDATE]
    assert sum(row.chip is not None for row in rows) == 15
    assert rows[-1].text == "and 26 more, which are outlined and not listed"
    assert draw_seen(scene, _seen(scene, *candidates, _notice()), title="a").shape[0] < 2000


def test_labels_of_neighbours_do_not_cover_each_other(scene, monkeypatch):
    placed: list[tuple[int, int]] = []
    monkeypatch.setattr(drawing_seen, "_above_legend", lambda canvas, *_: canvas)
    monkeypatch.setattr(drawing_seen, "_write", lambda canvas, text, baseline, *_: placed.append(baseline))
    notices = [_notice(box=(100.0 + 5 * index, 100.0, 180.0, 160.0)) for index in range(3)]
    draw_seen(scene, _seen(scene, *notices), title="a")
    assert len(set(placed)) == 3
    assert all(abs(a[0] - b[0]) > 20 or abs(a[1] - b[1]) > 13 for a in placed for b in placed if a != b)


@pytest.mark.parametrize("draw", [draw_seen, draw_redacted])
@pytest.mark.parametrize(("height", "width"), [(1, 1), (5000, 1), (1, 5000), (3000, 4000)])
def test_pictures_of_any_shape_are_drawn(draw, height, width):
    pixels = np.full((height, width, 3), 90, np.uint8)
    drawn = draw(pixels, _seen(pixels, _notice(box=(0.0, 0.0, float(width), float(height)))), title="odd.png")
    assert MIN_WIDTH <= drawn.shape[1] <= DRAWN_SIDE
    assert drawn.shape[0] < DRAWN_SIDE + 1500


@pytest.mark.parametrize("draw", [draw_seen, draw_redacted])
def test_boxes_stand_in_their_place_in_a_large_picture(draw):
    pixels = np.full((3000, 4000, 3), 90, np.uint8)
    drawn = draw(pixels, _seen(pixels, _notice(box=(2000.0, 1500.0, 3000.0, 2250.0))), title="a")
    scale = drawn.shape[1] / 4000
    green = np.all(drawn[: round(3000 * scale)] == drawing_seen._STYLES[NoticeStatus.CONFIRMED].colour, axis=2)
    rows, columns = np.nonzero(green[round(1510 * scale) :].any(axis=1))[0], np.nonzero(green.any(axis=0))[0]
    assert abs(columns.min() - 2000 * scale) < 8
    assert abs(columns.max() - 3000 * scale) < 8
    assert abs(rows.max() + round(1510 * scale) - 2250 * scale) < 8


def test_a_redacted_drawing_shows_no_more_of_the_scene_than_what_is_stored(scene):
    stored = cv2.imdecode(np.frombuffer(redact(scene, ()), np.uint8), cv2.IMREAD_COLOR)
    drawn = draw_redacted(scene, _seen(scene), title="a")
    assert np.array_equal(drawn[: stored.shape[0], : stored.shape[1]], stored)


def test_the_legend_depends_on_what_was_seen_and_not_on_the_scene(scene):
    other = draw_scene(5, 640, 360)
    legends = [_legend(draw_redacted(each, _seen(each, _notice()), title="a"), scene) for each in (scene, other)]
    assert np.array_equal(*legends)


def test_what_is_no_picture_is_refused(scene):
    with pytest.raises(VisionError):
        draw_seen(np.zeros((3, 3), np.uint8), _seen(scene), title="a")
    with pytest.raises(RedactionError):
        draw_redacted(np.zeros((3, 3), np.uint8), _seen(scene), title="a")
