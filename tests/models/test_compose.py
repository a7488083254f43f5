"""Training pictures are the same each time, know where their signs are and keep to the split."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from fairnotice.signage import design_ids, is_notice_design
from fairnotice.signage.spec import catalogue, phrases_of, pictograms
from fakes.scenes import draw_scene, fit_quad, place_sign, sign_spots
from models.compose import CANVAS, Composite, Label, compose, contact_sheet, real_pictures
from models.dataset import prepare, yolo_lines
from models.heldout import frames
from models.signs import NOTICE, OTHER_SIGN, nth_notice_spec, split

pytestmark = pytest.mark.slow


@pytest.mark.slow
def test_a_composite_is_a_function_of_part_seed_and_index() -> None:
    first, again = compose(3, "train", seed=5), compose(3, "train", seed=5)
    assert np.array_equal(first.pixels, again.pixels)
    assert first.labels == again.labels
    for other in (compose(4, "train", seed=5), compose(3, "train", seed=6), compose(3, "val", seed=5)):
        assert not np.array_equal(first.pixels, other.pixels)


@pytest.mark.slow
@pytest.mark.slow
def test_composites_have_signs_of_both_classes_inside_the_picture() -> None:
    made = [compose(index, "train") for index in range(14)]
    labels = [label for composite in made for label in composite.labels]
    assert {label.class_id for label in labels} == {NOTICE, OTHER_SIGN}
    for composite in made:
        assert composite.pixels.shape == (CANVAS, CANVAS, 3)
        assert composite.pixels.std() > 1
    for label in labels:
        x0, y0, x1, y1 = label.box
        assert 0 <= x0 < x1 <= CANVAS
        assert 0 <= y0 < y1 <= CANVAS
        assert (label.class_id == NOTICE) == is_notice_design(label.design)


@pytest.mark.parametrize("light", ["day", "dusk", "night"])
@pytest.mark.parametrize("seed", [2, 3, 7])
def test_the_box_encloses_just_the_sign(seed: int, light: str) -> None:
    scene = draw_scene(seed, 640, 360, light)
    sign = np.dstack([np.full((60, 40, 3), (255, 0, 255), np.uint8), np.full((60, 40), 255, np.uint8)])
    for spot in sign_spots(seed, 640, 360):
        placed, (x0, y0, x1, y1) = place_sign(scene, sign, fit_quad(spot, 40 / 60, 50), light)
        changed = np.abs(placed.astype(int) - scene).max(axis=2) > 40
        rows, columns = np.where(changed)
        if light != "night":
            assert rows.size > 0.5 * (x1 - x0) * (y1 - y0)
        if rows.size:
            assert x0 - 3 <= columns.min() <= columns.max() <= x1 + 3
            assert y0 - 3 <= rows.min() <= rows.max() <= y1 + 3


def test_a_scene_keeps_its_place_and_changes_with_the_moment() -> None:
    first, again = draw_scene(4, 480, 270, moment=1), draw_scene(4, 480, 270, moment=1)
    later, elsewhere = draw_scene(4, 480, 270, moment=2), draw_scene(5, 480, 270, moment=1)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, later)
    sky = np.s_[:60]
    assert np.abs(first[sky].astype(int) - later[sky]).mean() < 8 < np.abs(first.astype(int) - elsewhere).mean()


def test_night_is_darker_than_dusk_and_dusk_than_day() -> None:
    day, dusk, night = (draw_scene(6, 320, 180, light).mean() for light in ("day", "dusk", "night"))
    assert day > 1.25 * dusk > 1.25 * 1.25 * night


@pytest.mark.slow
def test_training_never_sees_what_is_test_only() -> None:
    left = split()
    for index in range(150):
        spec, left_out = nth_notice_spec(index, "train")
        words = phrases_of(spec.language)["headline"]
        assert not left_out
        assert spec.design not in left["designs"]["test_only"]
        assert spec.palette not in left["palettes"]["test_only"]
        assert spec.pictogram not in left["pictograms"]["test_only"]
        assert spec.font not in left["fonts"]["test_only"]
        test_words = {text.upper() for text in words[left["phrases_test_remainder"] :: 5]}
        assert spec.headline.upper() not in test_words
    tested = [nth_notice_spec(index, "test") for index in range(60)]
    assert any(left_out for _, left_out in tested)


def test_the_split_names_what_there_is_and_no_source_twice() -> None:
    left = split()
    assert not set(left["real"]["train"]) & set(left["real"]["test"])
    assert set(left["designs"]["test_only"]) < set(design_ids(notices=True))
    assert set(left["palettes"]["test_only"]) < set(catalogue()["palettes"])
    assert set(left["pictograms"]["test_only"]) < set(pictograms())
    assert not set(left["fonts"]["train"]) & set(left["fonts"]["test_only"])
    (train_first, train_last), (test_first, test_last) = left["scene_seeds"]["train"], left["scene_seeds"]["test"]
    assert train_first < train_last < test_first < test_last


@pytest.mark.slow
def test_photographs_are_used_from_their_own_part_only(tmp_path: Path) -> None:
    for source in (split()["real"]["train"][0], split()["real"]["test"][0]):
        (tmp_path / source).mkdir(parents=True)
        picture = np.random.default_rng(1).integers(0, 255, (300, 400, 3)).astype(np.uint8)
        cv2.imwrite(str(tmp_path / source / "a.png"), picture)
        (tmp_path / source / "notes.txt").write_text("no picture")
    assert [source for source, _ in real_pictures(tmp_path, "train")] == [split()["real"]["train"][0]]
    assert [source for source, _ in real_pictures(tmp_path, "test")] == [split()["real"]["test"][0]]
    backgrounds = {compose(index, "train", real=tmp_path).background for index in range(8)}
    assert backgrounds == {"drawn", split()["real"]["train"][0]}


def test_a_missing_folder_leaves_drawn_scenes(tmp_path: Path) -> None:
    assert compose(1, "train", real=tmp_path / "nowhere").background == "drawn"


def test_labels_are_written_as_fractions() -> None:
    picture = np.zeros((100, 200, 3), np.uint8)
    label = Label(NOTICE, (20.0, 10.0, 60.0, 30.0), "text_plate", "en", False)
    assert yolo_lines(Composite(picture, (label,), "drawn")) == "0 0.200000 0.200000 0.200000 0.200000\n"
    assert yolo_lines(Composite(picture, (), "drawn")) == ""


@pytest.mark.slow
def test_a_dataset_is_made_once(tmp_path: Path) -> None:
    data = prepare(tmp_path, {"train": 2, "val": 1}, seed=1, real=None, workers=1)
    pictures = sorted(tmp_path.glob("images/*/*.jpg"))
    assert len(pictures) == len(sorted(tmp_path.glob("labels/*/*.txt"))) == 3
    before = [picture.stat().st_mtime_ns for picture in pictures]
    assert prepare(tmp_path, {"train": 2, "val": 1}, seed=1, real=None, workers=1) == data
    assert [picture.stat().st_mtime_ns for picture in pictures] == before


@pytest.mark.slow
def test_held_out_frames_show_notices_and_are_always_the_same() -> None:
    first, again = list(frames("town", 3)), list(frames("town", 3))
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(first, again, strict=True))
    assert any(label.class_id == NOTICE for composite in first for label in composite.labels)
    assert contact_sheet(first, columns=3, side=100).shape == (100, 300, 3)
