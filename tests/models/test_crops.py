"""Crops for the plate classifier are the same each time, keep to the split and are labelled by what they show."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from models.compose import generator
from models.crop_signs import (
    CCTV,
    CLASSES,
    NOTHING,
    OTHER,
    TEXT,
    camera,
    draw_plate,
    is_camera_like,
    is_new,
    other_icon,
)
from models.crops import contact_sheet, kept, packed, together
from models.crops_hung import SIDE, bare_camera, crops_of_plate, for_validation, photographs, sloppy
from models.crops_without import NOT_CCTV, real_crops, street_crops
from models.signs import split

pytestmark = pytest.mark.slow

_NUMBERS = {"plates": 3, "hung": 1, "cuts": 2, "random": 0, "times": 0}


@pytest.mark.slow
def test_crops_are_a_function_of_part_seed_and_index() -> None:
    first, again = (crops_of_plate(1, "train", 5, None, hung=2, cuts=2) for _ in range(2))
    assert len(first) == 4
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(first, again, strict=True))
    others = [("val", 5, 1), ("train", 6, 1), ("train", 5, 3)]
    for part, seed, index in others:
        other = crops_of_plate(index, part, seed, None, hung=1, cuts=1)  # type: ignore[arg-type]
        assert not np.array_equal(first[0].pixels, other[0].pixels)


def test_plates_of_every_class_are_drawn_and_only_cameras_that_watch_have_a_height() -> None:
    made = packed([crop for index in range(11) for crop in crops_of_plate(index, "train", 1, None, hung=1, cuts=1)])
    assert set(made.labels.tolist()) == {CCTV, TEXT, OTHER}
    assert made.pixels.shape == (len(made.crops), SIDE, SIDE, 3)
    for crop in made.crops:
        assert (crop.pictogram_px > 0) == (crop.label == CCTV)
        assert crop.pictogram_px <= crop.sign_px
        assert bool(crop.source) == (crop.label != TEXT)
    assert contact_sheet(made).ndim == 3


def test_the_height_of_a_pictogram_is_measured_on_the_drawing() -> None:
    for index in range(6):
        plate = draw_plate(generator("train", 3, index), "train", CCTV, None, 200)
        assert 0.03 < plate.pictogram_share <= 1


@pytest.mark.slow
def test_training_never_sees_pictograms_and_designs_that_are_test_only() -> None:
    left = split()
    for index in range(120):
        rng = generator("train", 2, index)
        assert not is_new(camera(rng, "train")[1])
        assert other_icon(rng, "train")[1].partition("/")[0] not in left["icon_packs"]["test_only"]
    plates = [draw_plate(generator("train", 4, k), "train", (CCTV, TEXT, OTHER)[k % 3], None, 120) for k in range(24)]
    assert not any(plate.left_out or plate.new_pictogram for plate in plates)
    assert not {plate.design for plate in plates} & set(left["designs"]["test_only"])
    assert any(is_new(camera(generator("test", 2, index), "test")[1]) for index in range(60))


@pytest.mark.parametrize(
    ("source", "alike"),
    [
        ("mdi/camera-off", True),
        ("ri/video-line", True),
        ("tabler/eye", True),
        ("ours/no_photography", True),
        ("mdi/car", False),
        ("ours/dog", False),
    ],
)
def test_what_could_be_taken_for_a_camera_that_watches_is_known(source: str, alike: bool) -> None:
    assert is_camera_like(source) is alike


def test_a_camera_without_a_plate_announces_nothing() -> None:
    crop = bare_camera(generator("train", 1, 1), "train", None, 1)
    assert crop.label == NOTHING
    assert crop.pixels.shape == (SIDE, SIDE, 3)


def test_a_sloppy_box_is_off_by_no_more_than_asked_for() -> None:
    rng = np.random.default_rng(1)
    for _ in range(200):
        x0, y0, x1, y1 = sloppy((100, 100, 200, 300), rng)
        assert 85 <= x1 - x0 <= 115
        assert 170 <= y1 - y0 <= 230
        assert abs((x0 + x1) / 2 - 150) <= 9.1
        assert abs((y0 + y1) / 2 - 200) <= 18.1


def _photographs(folder: Path, count: int) -> Path:
    for source in (split()["real"]["train"][0], split()["real"]["test"][0]):
        (folder / source).mkdir(parents=True)
        for number in range(count):
            picture = np.random.default_rng(number).integers(0, 255, (200, 260, 3)).astype(np.uint8)
            cv2.imwrite(str(folder / source / f"{number}.png"), picture)
    return folder


def test_a_photograph_belongs_to_one_part(tmp_path: Path) -> None:
    real = _photographs(tmp_path, 24)
    train, val, test = (set(photographs(real, part)) for part in ("train", "val", "test"))  # type: ignore[arg-type]
    assert len(train) + len(val) == len(test) == 24
    assert train
    assert val
    assert not train & val
    assert all(for_validation(path) for _, path in val)
    assert {source for source, _ in test} == {split()["real"]["test"][0]}


def test_proposals_on_photographs_without_a_notice_show_no_camera(tmp_path: Path) -> None:
    real, home = _photographs(tmp_path / "real", 12), tmp_path / "home"
    home.mkdir()
    from fairnotice.settings import settings
    from fairnotice.vision.weights import weights_version

    source, version = split()["real"]["train"][0], weights_version(settings().model_path)
    names = [f"{source}/{number}.png" for number in range(12)]
    listed = ",".join(f'"{name}": [[20, 20, 90, 120]]' for name in names)
    (home / f"proposals-train-{version}.json").write_text("{" + listed + "}")
    (real / "backgrounds" / "MANIFEST.tsv").write_text(f"path\tlook_alike\n{names[1].partition('/')[2]}\tno parking\n")
    made = [
        crop
        for part in ("train", "val")
        for crop in real_crops(part, 1, real, random=1, times=2, home=home)  # type: ignore[arg-type]
    ]
    assert len(made) == 11 * 3 + 2
    assert {crop.label for crop in made if crop.source == names[1]} == {NOT_CCTV}
    assert {crop.label for crop in made if crop.source != names[1]} == {NOTHING}


@pytest.mark.slow
def test_a_set_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept("train", 1, None, tmp_path, **_NUMBERS)
    monkeypatch.setattr("models.crops.collect", lambda *_, **__: pytest.fail("made again"))
    again = kept("train", 1, None, tmp_path, **_NUMBERS)
    assert np.array_equal(first.pixels, again.pixels)
    assert [crop.label for crop in first.crops] == [crop.label for crop in again.crops]
    assert len(CLASSES) == 4


@pytest.mark.slow
def test_what_is_proposed_on_streets_without_a_sign_is_no_sign_and_the_same_each_time() -> None:
    first, again = (list(street_crops("train", 3, streets=4)) for _ in range(2))
    assert first
    assert all(crop.label == NOTHING and crop.pixels.shape == (SIDE, SIDE, 3) for crop in first)
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(first, again, strict=True))


@pytest.mark.slow
def test_sets_are_put_together_in_their_order() -> None:
    one, other = (
        packed(list(street_crops("train", 3, streets=4))),
        packed(crops_of_plate(1, "train", 5, None, hung=1, cuts=1)),
    )
    both = together([one, other])
    assert len(both.crops) == len(one.crops) + len(other.crops) == len(both.pixels)
    assert both.labels.tolist() == one.labels.tolist() + other.labels.tolist()
    assert np.array_equal(both.pixels[-1], other.pixels[-1])
