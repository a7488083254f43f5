"""How sharp a picture is, where it shows nothing at all, and how small a sign could be read in it.

All of it works on grey levels, ``uint8`` of shape (height, width).
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from fairnotice.domain import Pixels

EDGE_STRENGTH = 8
"""Grey levels per px from which a slope counts as an edge, after smoothing the noise away."""
SMOOTH_STRENGTH = 6
"""Strongest slope of a tile that counts as smooth. Lower than `EDGE_STRENGTH`, since bare asphalt lies between."""

TILES = (9, 16)
"""Rows and columns that a picture is divided into."""
_OVERLAY_SHARE = 1 / 8
"""Top and bottom rows that cameras write the time and the place over; text would hide a covered lens."""
_FEWEST_EDGES = 40
"""Pixels on edges that blur is measured from; with fewer, from all pixels."""

Strongest = npt.NDArray[np.uint8]
"""Strongest slope of each tile."""


def without_overlays(grey: Pixels) -> Pixels:
    """Return the rows that cameras leave free of text."""
    band = int(grey.shape[0] * _OVERLAY_SHARE)
    return np.ascontiguousarray(grey[band : grey.shape[0] - band])


def slopes(grey: Pixels) -> tuple[Pixels, Pixels]:
    """Return how steep a picture is across and down, in grey levels per 2 px, without its noise."""
    smooth = cv2.GaussianBlur(grey, (0, 0), 1.0)
    # Sobel's kernel weighs a slope eightfold; dividing by 4 keeps the sum of both axes in levels per 2 px.
    across = cv2.convertScaleAbs(cv2.Sobel(smooth, cv2.CV_16S, 1, 0), alpha=0.25)
    down = cv2.convertScaleAbs(cv2.Sobel(smooth, cv2.CV_16S, 0, 1), alpha=0.25)
    return np.asarray(across, np.uint8), np.asarray(down, np.uint8)


def strongest_slopes(across: Pixels, down: Pixels) -> Strongest:
    """Return the strongest slope of each tile, of shape `TILES`; one tile where there are too few px."""
    strength = np.asarray(cv2.add(across, down), np.uint8)
    rows, columns = TILES
    tall, wide = strength.shape[0] // rows, strength.shape[1] // columns
    if not tall or not wide:
        return np.full((1, 1), strength.max(initial=0), np.uint8)
    # Down first: whole rows at once take a fifth of the time that both ways together do.
    down_each = strength[: tall * rows].reshape(rows, tall, -1).max(axis=1)
    return np.asarray(down_each[:, : wide * columns].reshape(rows, columns, wide).max(axis=2), np.uint8)


def smooth_patch(strongest: Strongest) -> tuple[float, float]:
    """Return which share of the picture its largest smooth patch has, and which share of the middle is smooth.

    The middle is a half of the width and of the height. A wall, the sky or a street fills the one or the
    other; a hand or paint on the lens both.
    """
    smooth = (strongest < SMOOTH_STRENGTH).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(smooth, connectivity=4)
    rows, columns = smooth.shape
    middle = smooth[rows // 4 : rows - rows // 4, columns // 4 : columns - columns // 4]
    return float(stats[1:, cv2.CC_STAT_AREA].max(initial=0)) / smooth.size, float(middle.mean())


def blur(grey: Pixels, across: Pixels, down: Pixels) -> float:
    """Return how little the edges of a picture change when it is blurred once more, 0 (sharp) to 1.

    Source: F. Crete, T. Dolmiere, P. Ladret, M. Nicolas, The blur effect, SPIE 6492 (2007), with a 5 px
    square and the larger of the two axes. Unlike the variance of the Laplacian it hardly depends on
    contrast. Here it is counted on edges only: the noise of a smooth wall would pass for sharpness.

    Args:
        grey: The picture.
        across: Its slopes across, as `slopes` returns them.
        down: Its slopes down.
    """
    if min(grey.shape) < 2:
        return 0.0
    sideways = _kept(grey[:, 1:], grey[:, :-1], cv2.blur(grey, (5, 1)), across[:, 1:])
    upright = _kept(grey[1:], grey[:-1], cv2.blur(grey, (1, 5)), down[1:])
    return max(sideways, upright)


def _kept(after: Pixels, before: Pixels, smooth: Pixels, strength: Pixels) -> float:
    slope = cv2.absdiff(after, before)
    rows, columns = slope.shape
    kept = cv2.absdiff(smooth[-rows:, -columns:], smooth[:rows, :columns])
    lost = cv2.subtract(slope, kept)
    edges = cv2.compare(np.ascontiguousarray(strength), EDGE_STRENGTH, cv2.CMP_GE)
    mask = edges if cv2.countNonZero(edges) >= _FEWEST_EDGES else None
    whole = cv2.norm(slope, cv2.NORM_L1, mask)
    return 1.0 - cv2.norm(lost, cv2.NORM_L1, mask) / whole if whole else 0.0


# --- how small a sign could be read -------------------------------------------------------------------

_BLUR_OF_SPREAD = (0.47, 0.545, 0.62, 0.685, 0.78, 0.835, 0.87)
_SPREAD_PX = (0.0, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
"""Median `blur` of sharp photographs after a Gaussian of these px (27 of the part 'train' of models/split.yaml)."""
_TOLD_APART_PX = 1.5
"""Spread up to which blur is told apart in the frame's own px; more of it in the reduced picture."""
WINDOW = (360, 640)
"""Most rows and columns of the part of a frame in which its own px are looked at."""

READ_FROM_PX = 80.0
"""Height in px from which four of five drawn notices that can be read at all are confirmed in a sharp frame."""
SPREAD_THAT_COUNTS_PX = 0.9
"""Spread in px that makes a notice need to be the square root of 2 times as high: of 14 drawn notices of the part
'train' half were confirmed from about 52 px, and from 78, 135 and 210 px in frames blurred by 1, 2 and 3.5 px."""


def spread_px(blurred: float) -> float:
    """Return the px of a Gaussian that would make a sharp picture as blurred as `blur` says, 0 to 3."""
    return float(np.interp(blurred, _BLUR_OF_SPREAD, _SPREAD_PX))


def frame_spread_px(grey: Pixels, strongest: Strongest, reduced_blur: float, reduction: float) -> float:
    """Return how far a point spreads in a frame, in px of the frame: lens, focus, and enlargement alike.

    A camera that sends 352 x 288 px enlarged to 1280 x 720 has more px, and shows no more.

    Args:
        grey: The whole frame.
        strongest: Of its tiles, in the reduced picture without overlays.
        reduced_blur: `blur` of the reduced picture.
        reduction: Px of the frame per px of the reduced picture, 1 or more.
    """
    near = _window(grey, strongest)
    own = spread_px(blur(near, *slopes(near)))
    return own if own <= _TOLD_APART_PX else max(own, spread_px(reduced_blur) * reduction)


def legible_px(spread: float) -> float:
    """Return the height in px from which four of five notices can be read where points spread by so many px."""
    return READ_FROM_PX * float(np.hypot(1.0, spread / SPREAD_THAT_COUNTS_PX))


def _window(grey: Pixels, strongest: Strongest) -> Pixels:
    """Return the part of a frame between its overlays, at most `WINDOW`, that has the most tiles with an edge."""
    band = int(grey.shape[0] * _OVERLAY_SHARE)
    free = grey[band : grey.shape[0] - band]
    tall, wide = min(WINDOW[0], free.shape[0]), min(WINDOW[1], free.shape[1])
    rows, columns = strongest.shape
    reach = max(1, round(columns * wide / free.shape[1])), max(1, round(rows * tall / free.shape[0]))
    edges = (strongest >= EDGE_STRENGTH).astype(np.float32)
    around = cv2.boxFilter(edges, -1, reach, borderType=cv2.BORDER_CONSTANT)
    row, column = np.unravel_index(int(np.argmax(around)), around.shape)
    middle = int((row + 0.5) * free.shape[0] / rows), int((column + 0.5) * free.shape[1] / columns)
    top = min(max(0, middle[0] - tall // 2), free.shape[0] - tall)
    left = min(max(0, middle[1] - wide // 2), free.shape[1] - wide)
    return np.ascontiguousarray(free[top : top + tall, left : left + wide])
