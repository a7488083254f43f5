"""Cameras put together at random have ink, are the same each time, and stay out of what is measured on."""

from __future__ import annotations

import numpy as np
import pytest

from models.camera_forms import BODIES, combined_camera
from models.compose import generator
from models.crop_signs import camera, masks, other_icon
from models.shaped_alike import SHAPED_ALIKE, shaped_alike
from models.signs import split

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("body", BODIES)
def test_each_body_is_drawn_in_each_hand(body: str) -> None:
    for seed in range(12):
        drawn = combined_camera(np.random.default_rng(seed), (body,))
        ink, paper = masks(drawn.svg)
        assert drawn.source == f"combined/{body}"
        assert 0.005 < float(ink.mean()) < 0.97
        assert float((ink + paper).max()) > 0.9


def test_the_same_numbers_draw_the_same() -> None:
    one, again, other = (combined_camera(np.random.default_rng(seed)).svg for seed in (4, 4, 5))
    assert one == again
    assert one != other


def test_what_is_shaped_alike_is_all_drawn() -> None:
    drawn = {shaped_alike(np.random.default_rng(seed)).source for seed in range(120)}
    assert drawn == {f"alike/{name}" for name in SHAPED_ALIKE}


def test_training_alone_draws_them_and_not_those_that_are_left_out() -> None:
    left_out = {f"combined/{body}" for body in split()["bodies"]["val_only"]}
    trained = {camera(generator("train", 3, index), "train")[1] for index in range(150)}
    assert any(source.startswith("combined/") for source in trained)
    assert not trained & left_out
    for part in ("val", "test"):
        drawn = {camera(generator(part, 3, index), part)[1] for index in range(60)}  # type: ignore[arg-type]
        drawn |= {other_icon(generator(part, 4, index), part)[1] for index in range(60)}  # type: ignore[arg-type]
        assert not any(source.startswith(("combined/", "alike/")) for source in drawn)
