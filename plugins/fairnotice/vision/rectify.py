"""Find a sign's corners in a frame, and look at it from straight ahead.

Of all quadrilaterals that straight edges enclose the one is taken that fills the proposal and has an edge all
along each side. Masks of colour found fewer: a plate's band is of another colour, its surroundings often of the
same one.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from fairnotice.domain import Box, Pixels

Corners = npt.NDArray[np.float32]
"""Shape (4, 2), in px, clockwise from the upper left one."""

LOOK_AROUND = 0.25
"""Share of the proposal's size that is searched around it."""
WORKING_SIDE = 224
"""Longest side, in px, of the picture that corners are searched in."""
LEAST_OVERLAP = 0.55
"""Least intersection over union of the quadrilateral's bounding box and the proposal."""
LEAST_EDGE = 0.5
"""Least share of each side that an edge runs along."""
MOST_SIDES = 14
"""Most straight edges that are looked at, longest first."""
_EDGE = 4.0
"""Change of lightness per px, in levels of 0 to 255, that is an edge."""
_PARALLEL, _ACROSS = 0.94, 0.6
"""Cosines of the angles between opposite sides, at least, and between neighbours, at most."""
_SAME_DIRECTION, _SAME_PLACE = 0.995, 3.0


@dataclass(frozen=True, slots=True)
class Frontal:
    """A sign as seen from straight ahead."""

    pixels: Pixels
    to_frame: npt.NDArray[np.float64]
    """Matrix (3, 3) from px of ``pixels`` to px of the frame."""


def find_corners(pixels: Pixels, box: Box) -> Corners | None:
    """Return the corners of the plate that a proposal means, in px of the frame, or None.

    Args:
        pixels: The frame, BGR ``uint8`` of shape (height, width, 3).
        box: The proposal, ``xyxy`` in px.
    """
    height, width = pixels.shape[:2]
    across, down = (box[2] - box[0]) * LOOK_AROUND + 2, (box[3] - box[1]) * LOOK_AROUND + 2
    left, top = max(0, int(box[0] - across)), max(0, int(box[1] - down))
    right, bottom = min(width, int(np.ceil(box[2] + across))), min(height, int(np.ceil(box[3] + down)))
    crop = pixels[top:bottom, left:right]
    if min(crop.shape[:2]) < 8:
        return None
    scale = WORKING_SIDE / max(crop.shape[:2])
    small = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)
    offset = np.array([left, top], np.float64)
    sought = (np.array(box, np.float64).reshape(2, 2) - offset) * scale
    corners = _quadrilaterals(_sides(grey))
    overlaps = _overlaps(corners, sought.ravel())
    likely = overlaps >= LEAST_OVERLAP
    corners, overlaps = corners[likely], overlaps[likely]
    if not len(corners):
        return None
    edges = _edge_shares(grey, corners)
    fits = overlaps * edges.mean(axis=1) * edges.min(axis=1)
    best = int(np.argmax(fits))
    if edges[best].min() < LEAST_EDGE:
        return None
    return _clockwise(np.asarray(corners[best] / scale + offset, np.float32))


def frontal(pixels: Pixels, corners: Corners, margin: float = 0.04, most: int = 1600) -> Frontal:
    """Warp a sign to how it looks from straight ahead, at the resolution that the frame has of it.

    Args:
        pixels: The frame, BGR ``uint8``.
        corners: As from `find_corners`.
        margin: Share of the longer side that is shown around it.
        most: Longest side of the result in px.
    """
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    wide, tall = float(sides[::2].max()), float(sides[1::2].max())
    factor = min(1.0, most / max(wide, tall, 1.0))
    wide, tall = max(2.0, wide * factor), max(2.0, tall * factor)
    edge = margin * max(wide, tall)
    target = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32) + np.float32(edge)
    matrix = cv2.getPerspectiveTransform(np.asarray(corners, np.float32), target)
    size = round(wide + 2 * edge), round(tall + 2 * edge)
    seen = cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return Frontal(np.asarray(seen, np.uint8), np.linalg.inv(matrix))


def slant(corners: Corners) -> float:
    """Return how far a quadrilateral is from an upright rectangle: its sides' greatest tilt in degrees."""
    sides = np.roll(corners, -1, axis=0) - corners
    angles = np.degrees(np.arctan2(sides[:, 1], sides[:, 0])) - np.array([0, 90, 180, 270])
    return float(np.abs((angles + 180) % 360 - 180).max())


def _sides(grey: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """Return the longest straight edges as lines (n, 3): ``a * x + b * y = c``, (a, b) of length 1."""
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD, scale=1.0).detect(grey)[0]
    if found is None:
        return np.empty((0, 3))
    segments = found.reshape(-1, 4).astype(np.float64)
    along = segments[:, 2:] - segments[:, :2]
    lengths = np.linalg.norm(along, axis=1)
    longest = np.argsort(-lengths)[: 4 * MOST_SIDES]
    normals = np.stack([-along[:, 1], along[:, 0]], axis=1)[longest] / np.maximum(lengths[longest, None], 1e-6)
    normals *= np.where((normals[:, 0] < 0) | ((normals[:, 0] == 0) & (normals[:, 1] < 0)), -1, 1)[:, None]
    middles = (segments[longest, :2] + segments[longest, 2:]) / 2
    lines = np.column_stack([normals, (normals * middles).sum(axis=1)])
    kept: list[int] = []
    for index, (line, middle) in enumerate(zip(lines, middles, strict=True)):
        same = (
            abs(float(line[:2] @ lines[other, :2])) > _SAME_DIRECTION
            and abs(float(lines[other, :2] @ middle - lines[other, 2])) < _SAME_PLACE
            for other in kept
        )
        if not any(same):
            kept.append(index)
        if len(kept) == MOST_SIDES:
            break
    return lines[kept]


def _quadrilaterals(lines: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the corners (n, 4, 2) of all that two pairs of roughly parallel lines enclose."""
    count = len(lines)
    cosines = np.abs(lines[:, :2] @ lines[:, :2].T)
    first, second = np.triu_indices(count, 1)
    parallel = cosines[first, second] > _PARALLEL
    first, second = first[parallel], second[parallel]
    one, other = np.triu_indices(len(first), 1)
    across = cosines[first[one], first[other]] < _ACROSS
    one, other = one[across], other[across]
    a, c, b, d = first[one], second[one], first[other], second[other]
    return np.stack([_meet(lines[x], lines[y]) for x, y in ((a, b), (b, c), (c, d), (d, a))], axis=1)


def _meet(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return where lines meet, row by row."""
    determinant = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    determinant = np.where(np.abs(determinant) < 1e-6, 1e-6, determinant)
    x = (one[:, 2] * other[:, 1] - one[:, 1] * other[:, 2]) / determinant
    y = (one[:, 0] * other[:, 2] - one[:, 2] * other[:, 0]) / determinant
    return np.stack([x, y], axis=1)


def _overlaps(corners: npt.NDArray[np.float64], sought: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the intersection over union of each quadrilateral's bounding box and the proposal."""
    low, high = corners.min(axis=1), corners.max(axis=1)
    shared = np.clip(np.minimum(high, sought[2:]) - np.maximum(low, sought[:2]), 0, None).prod(axis=1)
    return np.asarray(shared / ((high - low).prod(axis=1) + (sought[2:] - sought[:2]).prod() - shared))


def _edge_shares(grey: npt.NDArray[np.uint8], corners: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return for each side (n, 4) the share of its length along which lightness changes across it."""
    height, width = grey.shape
    smooth = cv2.GaussianBlur(grey, (0, 0), 1.0)
    change = np.stack(
        [cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=0.125)], axis=-1
    )
    steps = np.linspace(0.06, 0.94, 24)[None, None, :, None]
    ends = np.roll(corners, -1, axis=1)
    points = corners[:, :, None] * (1 - steps) + ends[:, :, None] * steps
    along = ends - corners
    normals = np.stack([-along[..., 1], along[..., 0]], axis=-1)
    normals /= np.maximum(np.linalg.norm(normals, axis=-1, keepdims=True), 1e-6)
    strongest = np.zeros(points.shape[:3])
    for shift in (-1.0, 0.0, 1.0):
        moved = points + shift * normals[:, :, None]
        x, y = np.round(moved[..., 0]).astype(int), np.round(moved[..., 1]).astype(int)
        inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
        here = change[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)]
        strongest = np.maximum(strongest, np.abs((here * normals[:, :, None]).sum(axis=-1)) * inside)
    return np.asarray((strongest > _EDGE).mean(axis=2))


def _clockwise(corners: Corners) -> Corners:
    """Return corners clockwise, from the one that makes the sign hang nearest to upright."""
    centre = corners.mean(axis=0)
    turns = np.argsort(np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0]))
    ordered = corners[turns]
    return min((np.roll(ordered, shift, axis=0) for shift in range(4)), key=slant)
