"""Counting what was found: matching, height bins and Wilson intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fairnotice.domain import Box

BINS: tuple[tuple[float, float], ...] = (
(8, 16), (16, 24), (24, 32), (32, 48), (48, 64), (64, 96), (96, 160), (160, 240), (240, 320), (320, 480), (480, 720),
)  # fmt: skip
"""Ranges of sign height, in px of the frame."""
BLURS: tuple[tuple[float, float], ...] = ((0.0, 0.55), (0.55, 0.7))
"""Ranges of a frame's blur: as the drawn town's cameras deliver it, and softer up to what is still usable."""
FOUND_IOU = 0.3
"""Overlap from which a box counts as the sign: enough for the second look to cut the sign out of the frame."""
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Shown:
    """One notice that a test picture shows."""

    height_px: float
    score: float
    """Best score of a box on it, 0 where there was none at the lowest threshold."""
    language: str
    left_out: bool
    blur: float = 0.0
    """Of the frame, as `fairnotice.vision.quality` measures it."""


def wilson(found: int, shown: int) -> tuple[float, float]:
    """Return the 95 % interval of a rate after Wilson 1927; (0, 1) where nothing was shown."""
    if shown == 0:
        return 0.0, 1.0
    rate, square = found / shown, _Z * _Z
    centre = (rate + square / (2 * shown)) / (1 + square / shown)
    half = _Z / (1 + square / shown) * math.sqrt(rate * (1 - rate) / shown + square / (4 * shown * shown))
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return (0.0 if found == 0 else low), (1.0 if found == shown else high)


def iou(a: Box, b: Box) -> float:
    """Return the intersection over union of two boxes."""
    wide, tall = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or tall <= 0:
        return 0.0
    shared = wide * tall
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)


def best_score(target: Box, proposals: Iterable[tuple[Box, float]]) -> float:
    """Return the best score of a proposal that overlaps ``target`` enough, or 0."""
    return max((score for box, score in proposals if iou(target, box) >= FOUND_IOU), default=0.0)


def recall_bins(shown: Sequence[Shown], threshold: float) -> list[dict[str, float | int]]:
    """Return found, shown and Wilson's lower bound for each range of blur and of heights."""
    rows: list[dict[str, float | int]] = []
    for least_blur, most_blur in BLURS:
        for least, most in BINS:
            inside = [
                entry for entry in shown if least <= entry.height_px < most and least_blur <= entry.blur < most_blur
            ]
            found = sum(entry.score >= threshold for entry in inside)
            # Rounded down, so that the printed bound never says more than was measured.
            lower = math.floor(wilson(found, len(inside))[0] * 10_000) / 10_000
            rows.append(
                {
                    "min_height_px": least, "max_height_px": most, "min_blur": least_blur, "max_blur": most_blur,
                    "found": found, "shown": len(inside), "lower": lower,
                }
            )  # fmt: skip
    return rows


def rate(found: int, shown: int) -> str:
    """Return ``k/n (rate, low-high)`` as it stands in the model card."""
    if shown == 0:
        return "0/0"
    low, high = wilson(found, shown)
    return f"{found}/{shown} ({found / shown:.2f}, {low:.2f}-{high:.2f})"
