from __future__ import annotations

import cv2
import numpy as np
import pytest

from fairnotice.vision.frozen import MAX_BYTES, PicturePrint, picture_print, same_picture
from fakes.scenes import draw_scene


def jpeg(picture, quality):
    return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)


def noisy(picture, levels, seed):
    noise = np.random.default_rng(seed).normal(0, levels, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def with_time(picture, text):
    picture = picture.copy()
    cv2.putText(picture, text, (10, 50), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (255, 255, 255), 3)
    return picture


def same(first, second):
    return same_picture(picture_print(first), picture_print(second))


@pytest.fixture(scope="module", params=[0, 3, 7])
def street(request):
    return draw_scene(request.param, 960, 540)


def test_the_same_picture_again_is_recognised(street):
    assert same(street, street.copy())


@pytest.mark.parametrize("quality", [65, 75, 85, 95])
def test_and_so_it_is_when_it_was_packed_anew(street, quality):
    first = jpeg(street, 80)
    assert same(first, jpeg(first, quality))


def test_and_under_a_clock_that_runs_on(street):
    assert same(jpeg(with_time(street, "12:00:01"), 80), jpeg(with_time(street, "13:47:59"), 80))


@pytest.mark.parametrize("levels", [1, 2, 4])
@pytest.mark.parametrize("quality", [60, 80, 95])
def test_two_frames_of_an_empty_street_are_told_apart_by_their_noise(street, levels, quality):
    first, second = (jpeg(noisy(street, levels, seed), quality) for seed in (1, 2))
    assert not same(first, second)


def test_a_passer_by_makes_another_picture():
    empty = draw_scene(3, 960, 540, people=0, cars=0)
    # The same noise in both: only the person differs.
    passed = empty.copy()
    passed[250:450, 400:470] = (60, 60, 150)

    assert not same(empty, passed)


def test_a_little_less_light_makes_another_picture(street):
    assert not same(street, np.clip(street * 0.97, 0, 255).astype(np.uint8))


def test_by_lamplight_nearly_equal_is_not_called_the_same():
    night = jpeg(draw_scene(3, 960, 540, light="night"), 80)
    packed = jpeg(night, 90)

    assert same(night, night.copy())
    assert not same(night, packed)


@pytest.mark.parametrize("value", [0, 255, 128])
def test_a_working_camera_can_send_two_black_or_blank_pictures(value):
    blank = np.full((540, 960, 3), value, np.uint8)
    assert not same(blank, blank.copy())


def test_pictures_of_two_sizes_are_two_pictures(street):
    assert not same(street, cv2.resize(street, (640, 360)))


@pytest.mark.parametrize("size", [(1, 1), (8, 8), (7, 900), (40, 24), (1280, 720), (6000, 4000)])
def test_any_size_leaves_a_bounded_sample(size):
    picture = np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3)).astype(np.uint8)
    taken = picture_print(picture)

    assert len(taken.sample) <= MAX_BYTES
    assert len(taken.sha256) == 64
    assert isinstance(same_picture(taken, taken), bool)


def test_the_sample_holds_a_small_part_of_the_picture(street):
    sample = picture_print(street).sample
    assert len(sample) < street.size / 1000


@pytest.mark.parametrize("sample", [b"", b"\x01\x00", b"\x02" + bytes(1028), bytes(5000)], ids=len)
def test_what_another_version_wrote_is_not_the_same(street, sample):
    taken = picture_print(street)
    assert not same_picture(PicturePrint(taken.sha256, sample), taken)
