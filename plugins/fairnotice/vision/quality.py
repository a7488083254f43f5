"""Whether a frame can carry a judgement, and if not, why, in words.

Thresholds were set on photographs and camera frames and on degraded copies of them (gain, Gaussian
blur, covered lens), each re-encoded as JPEG at quality 85. The figures beside each constant say what
was seen there as 2nd / 98th percentile: 'sound' pictures against the fault that it is for.
"""

from __future__ import annotations

import datetime as dt

import cv2
import numpy as np

from fairnotice.domain import Pixels, Quality
from fairnotice.vision.pictures import require_pixels

WORKING_SIDE = 640
"""Longer side in px at which a frame is measured: the detector sees no more of it than that."""

MIN_SIDE = 480
"""Fewest px of the longer side. In a view 60 degrees wide, a plate 40 cm high that stands 8 m away covers
4.3 % of the width: 21 px at 480, and 15 px at 352, where it can be neither read nor told from other plates."""

DARK_LEVEL = 30
"""Grey level, of 255, below which a pixel counts as dark."""
DARK_SHARE = 0.85
"""Share of dark pixels from which a frame is too dark. Sound: 0.00 / 0.26; at 8 % of the light: 1.0; at 15 %,
where signs can still be seen in most pictures: 0.54 / 0.99."""

EDGE_STRENGTH = 8
"""Grey levels per px from which a slope counts as an edge, after smoothing the noise away."""
MIN_EDGE_SHARE = 0.05
"""Least share of the picture's 144 tiles that hold an edge. Sound: 0.70 / 1.0, and 0.30 for bare asphalt
seen from above; covered or sprayed lens and uniform pictures: 0.0 / 0.0."""

MAX_BLUR = 0.60
"""Most blur on the scale of Crete et al. 2007, 0 sharp to 1. Sound: 0.25 / 0.52; blurred by a Gaussian of
3 px in 1280: 0.61 / 0.78."""

NIGHT_MEDIAN = 60
"""Median grey level below which a picture counts as taken at night: a word about the picture, not the clock."""

_TILES = (9, 16)
_OVERLAY_SHARE = 1 / 8
"""Top and bottom rows that cameras write the time and the place over; text would hide a covered lens."""


def assess(pixels: Pixels) -> Quality:
    """Measure one frame.

    Args:
        pixels: BGR ``uint8`` of shape (height, width, 3).

    Returns:
        The verdict with every measure that led to it (all shares 0..1). ``reasons`` has at most one
        of ``dark``, ``blocked`` and ``blurred``, since darkness explains a missing edge and a missing
        edge explains blur.

    Raises:
        VisionError: If ``pixels`` is not such an array.
    """
    require_pixels(pixels)
    height, width = pixels.shape[:2]
    grey = _working_grey(pixels)
    measures = {
        "width": float(width),
        "height": float(height),
        "dark_share": float(np.count_nonzero(grey < DARK_LEVEL)) / grey.size,
        "median": float(np.median(grey)),
        "edge_share": _edge_share(grey),
        "blur": _blur(grey),
    }
    reasons = []
    if max(width, height) < MIN_SIDE:
        reasons.append("low_resolution")
    if measures["dark_share"] >= DARK_SHARE:
        reasons.append("dark")
    elif measures["edge_share"] < MIN_EDGE_SHARE:
        reasons.append("blocked")
    elif measures["blur"] > MAX_BLUR:
        reasons.append("blurred")
    return Quality(
        usable=not reasons,
        reasons=tuple(reasons),
        light="night" if measures["median"] < NIGHT_MEDIAN else "day",
        measures=measures,
    )


def in_words(quality: Quality) -> str:
    """Say in a sentence whether a frame is usable and if not, why, with the measures that decided it."""
    if quality.usable:
        return "usable"
    return "; ".join(_reason_in_words(reason, quality) for reason in quality.reasons) or "not usable"


def _reason_in_words(reason: str, quality: Quality) -> str:
    measured = quality.measures
    match reason:
        case "low_resolution" if "width" in measured:
            return (
                f"too small: {measured['width']:.0f} x {measured['height']:.0f} px, where a notice is a few px high; "
                f"the longer side needs {MIN_SIDE} px"
            )
        case "dark" if "dark_share" in measured:
            return f"too dark: {measured['dark_share']:.0%} of the pixels are below {DARK_LEVEL} of 255"
        case "blocked" if "edge_share" in measured:
            return (
                f"nothing to be seen: {1 - measured['edge_share']:.0%} of the picture has no edge, "
                "so the lens may be covered, sprayed or fogged"
            )
        case "blurred" if "blur" in measured:
            return f"too blurred: {measured['blur']:.2f} on a scale from 0 to 1, at most {MAX_BLUR} can be used"
        case "frozen":
            since = f" (first seen on {_day(measured['same_since'])})" if "same_since" in measured else ""
            return f"the same picture as before{since}: the camera or its server hangs"
        case "moved":
            since = f" of {_day(measured['view_since'])}" if "view_since" in measured else " that is known"
            return (
                f"the view differs from the one{since}: "
                "confirm the move with `fairnotice move`, or have someone look at the camera"
            )
        case _:
            return reason.replace("_", " ")


def _day(timestamp: float) -> str:
    return f"{dt.datetime.fromtimestamp(timestamp, dt.UTC):%Y-%m-%d}"


def _working_grey(pixels: Pixels) -> Pixels:
    """Return grey levels (h, w) with the longer side at most `WORKING_SIDE` px."""
    height, width = pixels.shape[:2]
    scale = WORKING_SIDE / max(height, width)
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    return np.asarray(grey, np.uint8)


def _edge_share(grey: Pixels) -> float:
    """Return the share of tiles, away from overlays, that hold an edge."""
    rows, columns = _TILES
    band = int(grey.shape[0] * _OVERLAY_SHARE)
    smooth = cv2.GaussianBlur(grey, (0, 0), 1.0)
    # Sobel's kernel weighs a slope eightfold; dividing by 4 keeps the sum of both axes in levels per 2 px.
    across = cv2.convertScaleAbs(cv2.Sobel(smooth, cv2.CV_16S, 1, 0), alpha=0.25)
    down = cv2.convertScaleAbs(cv2.Sobel(smooth, cv2.CV_16S, 0, 1), alpha=0.25)
    strength = cv2.add(across, down)[band : grey.shape[0] - band]
    tall, wide = strength.shape[0] // rows, strength.shape[1] // columns
    if not tall or not wide:
        return float(strength.max(initial=0) >= EDGE_STRENGTH)
    tiles = strength[: tall * rows, : wide * columns].reshape(rows, tall, columns, wide)
    return float((tiles.max(axis=(1, 3)) >= EDGE_STRENGTH).mean())


def _blur(grey: Pixels) -> float:
    """Return how little a picture changes when it is blurred once more, 0 (sharp) to 1.

    Source: F. Crete, T. Dolmiere, P. Ladret, M. Nicolas, The blur effect, SPIE 6492 (2007), with a
    5 px square and the larger of the two axes. Unlike the variance of the Laplacian it hardly depends
    on contrast.
    """
    return max(_blur_along(grey), _blur_along(np.ascontiguousarray(grey.T)))


def _blur_along(grey: Pixels) -> float:
    if grey.shape[1] < 2:
        return 0.0
    smooth = cv2.blur(grey, (5, 1))
    slope = cv2.absdiff(grey[:, 1:], grey[:, :-1])
    kept = cv2.absdiff(smooth[:, 1:], smooth[:, :-1])
    total = float(cv2.sumElems(slope)[0])
    return 1.0 - float(cv2.sumElems(cv2.subtract(slope, kept))[0]) / total if total else 0.0
