"""What the detector of people learns from is where the teachers saw it, however the window is cut."""

from __future__ import annotations

import json

import numpy as np
import pytest

from fairnotice.vision.masking import MASK_COLOUR
from models.evaluate_redaction import _about, _apart_from_paint, _share_covered
from models.people import Lesson, example
from models.people_labels import FACE, Labelled, _passes, read
from models.redaction_report import report

pytestmark = pytest.mark.slow


def _lesson() -> Lesson:
    picture = np.full((240, 320, 3), 40, np.uint8)
    picture[60:100, 200:230] = 250
    labelled = Labelled("a.jpg", "made", 320, 240, ((FACE, (200.0, 60.0, 230.0, 100.0), 0.9),))
    return Lesson((picture,), (labelled,), np.ones(1, np.float32))


def test_the_boxes_of_a_window_lie_on_what_they_are_of():
    seen = 0
    for seed in range(40):
        pixels, boxes = example(_lesson(), 160, np.random.default_rng(seed))
        assert pixels.shape == (3, 160, 160)
        assert 0 <= float(pixels.min()) <= float(pixels.max()) <= 1
        for kind, x, y, wide, tall in boxes:
            assert kind == 0
            if wide * 160 < 8 or tall * 160 < 8:
                continue
            inside = pixels[
                :,
                int((y - tall / 3) * 160) : int((y + tall / 3) * 160),
                int((x - wide / 3) * 160) : int((x + wide / 3) * 160),
            ]
            assert inside.mean() > 1.5 * np.median(pixels)
            seen += 1
    assert seen > 10


def test_equal_seeds_give_equal_windows():
    first, second = (example(_lesson(), 96, np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(first[0], second[0])
    assert np.array_equal(first[1], second[1])


@pytest.mark.parametrize(("width", "height", "passes"), [(352, 288, 2), (1040, 585, 6)])
def test_teachers_look_at_all_of_a_picture(width, height, passes):
    looked = list(_passes(np.zeros((height, width, 3), np.uint8)))
    assert len(looked) == passes
    covered = np.zeros((height, width), bool)
    for part, _, (x, y), _ in looked[2:] or looked:
        covered[y : y + part.shape[0], x : x + part.shape[1]] = True
    assert covered.all()


def test_labels_are_read_as_they_were_written(tmp_path):
    entry = {"path": "a.jpg", "source": "s", "width": 9, "height": 8, "boxes": [[6, 1.0, 2.0, 3.0, 4.0, 0.7]]}
    (tmp_path / "people.jsonl").write_text(json.dumps(entry) + "\n", encoding="utf-8")
    (read_back,) = read(tmp_path / "people.jsonl")
    assert read_back.boxes == ((FACE, (1.0, 2.0, 3.0, 4.0), 0.7),)


# --- measuring -----------------------------------------------------------------------------------


def test_a_box_is_covered_by_what_lies_over_it():
    assert _share_covered((0, 0, 10, 10), [(0, 0, 5, 10), (4, 0, 10, 5)]) == 0.75
    assert _share_covered((0, 0, 10, 10), [(20, 0, 30, 10)]) == 0
    assert _share_covered((5, 5, 10, 10), [(0, 0, 30, 30)]) == 1


def test_a_crop_about_somebody_shows_part_of_them():
    for seed in range(50):
        x0, y0, x1, y1 = _about((100, 100, 140, 220), np.random.default_rng(seed))
        assert min(x1, 140) > max(x0, 100)
        assert min(y1, 220) > max(y0, 100)


def test_what_is_seen_in_the_paint_is_nobody():
    crop = np.full((100, 100, 3), 200, np.uint8)
    crop[:50] = MASK_COLOUR
    found = _apart_from_paint({"person": [((10, 5, 40, 45), 0.5), ((10, 55, 40, 95), 0.5)]}, crop)
    assert found == {"person": [((10, 55, 40, 95), 0.5)]}


def test_the_report_counts_what_was_found(tmp_path):
    rows = [
        {
            "why": "person",
            "kept": True,
            "side": 50,
            "covered": {"person": 1},
            "painted": 0.3,
            "found": {"yunet": [0.5]},
        },
        {"why": "person", "kept": False, "side": 50, "reason": "covered"},
    ]
    entry = {"part": "test", "source": "s", "path": "a.jpg", "rows": rows}
    (tmp_path / "crops.jsonl").write_text(json.dumps(entry) + "\n", encoding="utf-8")
    said = "\n".join(report(tmp_path))
    assert "2 asked for, 1 kept" in said
    assert "yunet still found in 1/1" in said
    assert "centerface still found in 0/1" in said
