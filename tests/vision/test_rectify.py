"""Finding a plate's corners, and looking straight at it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from fairnotice.domain import Pixels
from fairnotice.vision.rectify import Corners, find_corners, frontal, slant

SIZE = (480, 360)


def _turned(degrees: float, wide: float = 200, tall: float = 110, lean: float = 0.0) -> Corners:
    """Corners of a plate in the middle of the picture, turned clockwise; ``lean`` makes its right side lower."""
    half = np.array([[-wide, -tall], [wide, -tall], [wide, tall], [-wide, tall]]) / 2
    half[1, 1] += lean * tall
    half[2, 1] -= lean * tall
    turn = np.deg2rad(degrees)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.asarray(half @ matrix.T + np.array(SIZE) / 2, np.float32)


def _hung(corners: Corners, colour: tuple[int, int, int] = (40, 190, 230)) -> Pixels:
    """A plate with words on a wall of bricks."""
    plate = np.full((220, 400, 3), colour, np.uint8)
    cv2.putText(plate, "CCTV", (70, 140), cv2.FONT_HERSHEY_SIMPLEX, 3.4, (20, 20, 20), 10, cv2.LINE_AA)
    rng = np.random.default_rng(1)
    wall = np.full((SIZE[1], SIZE[0], 3), (90, 110, 150), np.uint8)
    for y in range(0, SIZE[1], 16):
        cv2.line(wall, (0, y), (SIZE[0], y), (80, 98, 135), 1)
    matrix = cv2.getPerspectiveTransform(np.array([[0, 0], [400, 0], [400, 220], [0, 220]], np.float32), corners)
    seen = cv2.warpPerspective(plate, matrix, SIZE, dst=wall, borderMode=cv2.BORDER_TRANSPARENT, flags=cv2.INTER_AREA)
    noisy = cv2.GaussianBlur(seen, (0, 0), 0.7) + rng.normal(0, 3, seen.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def _box(corners: Corners, off: float = 0.0) -> tuple[float, float, float, float]:
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    return float(x0 - off * (x1 - x0)), float(y0 + off * (y1 - y0)), float(x1), float(y1 + off * (y1 - y0))


def _farthest(found: Corners, true: Corners) -> float:
    """Greatest distance of a corner, in px, whichever corner comes first."""
    turns = (np.roll(true, shift, axis=0) for shift in range(4))
    return min(float(np.linalg.norm(found - turn, axis=1).max()) for turn in turns)


@pytest.mark.parametrize("off", [0.0, 0.1, -0.1])
@pytest.mark.parametrize(
    ("degrees", "lean"),
    [(0, 0), (12, 0), (38, 0), (70, 0), (90, 0), (135, 0), (180, 0), (260, 0), (0, 0.15), (20, 0.1)],
)
def test_corners_are_found_at_any_angle_though_the_box_is_off(degrees, lean, off):
    true = _turned(degrees, lean=lean)
    found = find_corners(_hung(true), _box(true, off))
    assert found is not None
    assert _farthest(found, true) < 5


def test_corners_begin_where_the_sign_hangs_nearest_to_upright():
    found = find_corners(_hung(_turned(8)), _box(_turned(8)))
    assert found is not None
    assert np.linalg.norm(found[0] - _turned(8)[0]) < 5
    assert slant(found) == pytest.approx(8, abs=2)


@pytest.mark.parametrize(
    "pixels",
    [
        np.full((200, 300, 3), 128, np.uint8),
        np.random.default_rng(2).integers(0, 255, (200, 300, 3), dtype=np.uint8),
        cv2.circle(np.full((200, 300, 3), 90, np.uint8), (150, 100), 60, (230, 230, 230), -1, cv2.LINE_AA),
    ],
    ids=["plain", "noise", "disc"],
)
def test_where_there_is_no_plate_there_are_no_corners(pixels):
    assert find_corners(pixels, (90, 40, 210, 160)) is None


@pytest.mark.parametrize("box", [(0, 0, 3, 3), (500, 500, 600, 600), (-50, -50, -10, -10), (479, 359, 480, 360)])
def test_a_box_at_or_beyond_the_edge_gives_none(box):
    assert find_corners(_hung(_turned(0)), box) is None


def test_a_sign_is_seen_from_straight_ahead():
    corners = _turned(25, lean=0.15)
    pixels = _hung(corners)
    view = frontal(pixels, corners, margin=0.0)
    height, width = view.pixels.shape[:2]
    assert width / height == pytest.approx(200 / 110, rel=0.12)
    # The plate fills the view: its corners have its colour, not the wall's.
    for y, x in ((6, 6), (6, -6), (-6, 6), (-6, -6)):
        assert int(view.pixels[y, x, 2]) > 180


def test_points_of_the_view_lead_back_to_the_frame():
    corners = _turned(40)
    view = frontal(_hung(corners), corners, margin=0.0)
    height, width = view.pixels.shape[:2]
    ends = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64)
    assert np.abs(cv2.perspectiveTransform(ends, view.to_frame)[0] - corners).max() < 1.5


def test_a_large_sign_is_reduced():
    corners = np.array([[0, 0], [4000, 0], [4000, 3000], [0, 3000]], np.float32)
    view = frontal(np.zeros((3000, 4000, 3), np.uint8), corners, margin=0.0, most=800)
    assert max(view.pixels.shape[:2]) == 800
