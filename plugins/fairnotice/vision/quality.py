"""Whether a frame can carry a judgement, and if not, why, in words.

Thresholds were chosen on the part 'train' of models/split.yaml, on real pictures and on degraded copies of
them, and are measured on its part 'test', whose sources are others: models/QUALITY.md has the figures and
`python -m models.evaluate_quality` prints them again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import cv2
import numpy as np

from fairnotice.domain import Pixels, Quality
from fairnotice.vision.pictures import require_pixels
from fairnotice.vision.sharpness import (
    EDGE_STRENGTH,
    blur,
    frame_spread_px,
    legible_px,
    slopes,
    smooth_patch,
    strongest_slopes,
    without_overlays,
)

WORKING_SIDE = 640
"""Longer side in px at which a frame is measured: the detector sees no more of it than that."""

MIN_SIDE = 480
"""Fewest px of the longer side. In a view 60 degrees wide, a plate 40 cm high that stands 8 m away covers
4.3 % of the width: 21 px at 480, and 15 px at 352, where it can be neither read nor told from other plates."""

DARK_LEVEL = 30
"""Grey level, of 255, below which a pixel counts as dark."""
DARK_SHARE = 0.92
"""Share of dark pixels from which a frame is too dark."""

BRIGHT_LEVEL = 235
"""Grey level, of 255, from which a pixel counts as lost in white."""
BRIGHT_SHARE = 0.55
"""Share of such pixels from which a frame is overexposed."""
WASHED_SPAN = 30
"""Grey levels within which nine tenths of a picture that is washed out lie ..."""
WASHED_MEDIAN = 200
"""... around a median of at least this."""
EMPTY_SPAN = 2
"""Grey levels within which nine tenths of a picture lie that shows nothing at all, bright or not."""

FLAT_SHARE = 0.65
"""Share of pixels that equal all their neighbours from which a picture was drawn, not taken: a sensor has noise."""
MIN_EDGE_SHARE = 0.15
"""Least share of the picture's 144 tiles that hold an edge."""
SMOOTH_SHARE = 0.35
"""Share of a picture that one smooth patch may have, if it also fills ..."""
SMOOTH_MIDDLE = 0.8
"""... this share of the picture's middle."""

MAX_BLUR = 0.69
"""Most blur of edges, on the scale of `fairnotice.vision.sharpness.blur`, 0 sharp to 1."""

NIGHT_MEDIAN = 60
"""Median grey level below which a picture counts as taken at night: a word about the picture, not the clock."""
NO_COLOUR = 3
"""Levels between a pixel's strongest and weakest channel, exceeded by one pixel in 20, up to which a picture has
no colour. Clocks and emblems that cameras draw in colour cover less."""
LAMP_FALLOFF = 1.6
"""How much brighter the middle is than the corners, from which a picture without colour was lit from the camera."""


def assess(pixels: Pixels) -> Quality:
    """Measure one frame.

    A picture without colour counts as ``night`` whether it was lit by infrared or comes from a black-and-white
    camera by day: the two cannot always be told apart, and what is known of recall was measured in colour.

    Args:
        pixels: BGR ``uint8`` of shape (height, width, 3).

    Returns:
        The verdict with every measure that led to it (all shares 0..1). ``reasons`` has at most one
        of ``dark``, ``overexposed``, ``blocked`` and ``blurred``: too much or too little light explains a
        missing edge, and a missing edge explains blur.

    Raises:
        VisionError: If ``pixels`` is not such an array.
    """
    require_pixels(pixels)
    measures = _measures(pixels)
    reasons = ["low_resolution"] if max(pixels.shape[:2]) < MIN_SIDE else []
    reasons += [fault] if (fault := _fault(measures)) else []
    night = measures["median"] < NIGHT_MEDIAN or _colourless(measures)
    return Quality(
        usable=not reasons,
        reasons=tuple(reasons),
        light="night" if night else "day",
        measures=measures,
    )


def _fault(measured: Mapping[str, float]) -> str | None:
    if measured["dark_share"] >= DARK_SHARE:
        return "dark"
    if measured["bright_share"] >= BRIGHT_SHARE or _washed_out(measured):
        return "overexposed"
    if measured["flat_share"] >= FLAT_SHARE or measured["edge_share"] < MIN_EDGE_SHARE or _half_covered(measured):
        return "blocked"
    return "blurred" if measured["blur"] > MAX_BLUR else None


def _washed_out(measured: Mapping[str, float]) -> bool:
    return EMPTY_SPAN <= measured["span"] < WASHED_SPAN and measured["median"] >= WASHED_MEDIAN


def _colourless(measured: Mapping[str, float]) -> bool:
    return measured["colour"] <= NO_COLOUR


def _half_covered(measured: Mapping[str, float]) -> bool:
    return measured["smooth_share"] >= SMOOTH_SHARE and measured["smooth_middle"] >= SMOOTH_MIDDLE


# --- measures -----------------------------------------------------------------------------------------


def _measures(pixels: Pixels) -> dict[str, float]:
    height, width = pixels.shape[:2]
    whole = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    grey = _reduced(whole)
    free = without_overlays(grey)
    across, down = slopes(free)
    strongest = strongest_slopes(across, down)
    smooth_share, smooth_middle = smooth_patch(strongest)
    counts = cv2.calcHist([grey], [0], None, [256], [0, 256]).ravel()
    low, median, high = _levels(counts, (0.05, 0.5, 0.95))
    colour = _colour(pixels)
    blurred = blur(free, across, down)
    return {
        "width": float(width),
        "height": float(height),
        "dark_share": float(counts[:DARK_LEVEL].sum()) / grey.size,
        "bright_share": float(counts[BRIGHT_LEVEL:].sum()) / grey.size,
        "median": median,
        "span": high - low,
        "flat_share": _flat_share(grey),
        "edge_share": float((strongest >= EDGE_STRENGTH).mean()),
        "smooth_share": smooth_share,
        "smooth_middle": smooth_middle,
        "blur": blurred,
        "legible_px": legible_px(frame_spread_px(whole, strongest, blurred, max(width, height) / max(grey.shape))),
        "colour": colour,
        "infrared": float(colour <= NO_COLOUR and (median < NIGHT_MEDIAN or _falloff(grey) >= LAMP_FALLOFF)),
    }


def _reduced(grey: Pixels) -> Pixels:
    """Return a picture with the longer side at most `WORKING_SIDE` px."""
    height, width = grey.shape
    scale = WORKING_SIDE / max(height, width)
    if scale >= 1:
        return grey
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def _levels(counts: np.ndarray, shares: tuple[float, ...]) -> list[float]:
    """Return the grey levels below which the given shares of a histogram lie."""
    below = np.cumsum(counts)
    return [float(np.searchsorted(below, share * below[-1])) for share in shares]


def _flat_share(grey: Pixels) -> float:
    around = np.ones((3, 3), np.uint8)
    varies = cv2.countNonZero(cv2.subtract(cv2.dilate(grey, around), cv2.erode(grey, around)))
    return 1 - varies / grey.size


def _colour(pixels: Pixels) -> float:
    """Return how many levels lie between the strongest and the weakest channel, at the 95th of 100 pixels."""
    step = max(1, max(pixels.shape[:2]) // 160)
    blue, green, red = cv2.split(np.ascontiguousarray(pixels[::step, ::step]))
    strongest, weakest = cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red)
    return float(np.percentile(cv2.subtract(strongest, weakest), 95))


def _falloff(grey: Pixels) -> float:
    """Return how many times as bright the middle is as the corners."""
    ninths = cv2.resize(grey, (5, 5), interpolation=cv2.INTER_AREA).astype(float)
    return float(ninths[2, 2] / max(1.0, ninths[::4, ::4].mean()))


# --- words --------------------------------------------------------------------------------------------

_AGAIN = "the audit looks again with its next samples"
_LENS = "the operator should look at the lens"


def in_words(quality: Quality) -> str:
    """Say whether a frame is usable and if not, why: what was measured, the limit, and what happens next."""
    if quality.usable:
        return "; ".join(["usable", *_limits(quality)])
    return "; ".join(_reason_in_words(reason, quality.measures) for reason in quality.reasons) or "not usable"


def _limits(quality: Quality) -> Iterator[str]:
    """Say what even a usable frame cannot show."""
    measured = quality.measures
    if "legible_px" in measured:
        yield f"a notice must be about {measured['legible_px']:.0f} px high here to be read"
    if quality.light == "night" and "colour" in measured:
        why = "lit by infrared" if measured["infrared"] else "without colour" if _colourless(measured) else "dark"
        yield f"{why}, so it counts as taken by night: not seeing a notice in it proves nothing"


def _reason_in_words(reason: str, measured: Mapping[str, float]) -> str:
    match reason:
        case "low_resolution" if "width" in measured:
            return (
                f"too small: {measured['width']:.0f} x {measured['height']:.0f} px, where a notice is a few px high; "
                f"the longer side needs {MIN_SIDE} px; a larger picture or a photo of the notice settles it"
            )
        case "dark" if "dark_share" in measured:
            return (
                f"too dark: {measured['dark_share']:.0%} of the pixels are below {DARK_LEVEL} of 255, "
                f"from {DARK_SHARE:.0%} on nothing can be judged; the audit samples this camera again, "
                "by daylight"
            )
        case "overexposed" if "bright_share" in measured:
            return f"{_too_bright(measured)}; {_AGAIN}, and the operator should look at the exposure"
        case "blocked" if "edge_share" in measured:
            return _nothing_seen(measured)
        case "blurred" if "blur" in measured:
            return (
                f"too blurred: {measured['blur']:.2f} on a scale from 0 to 1, at most {MAX_BLUR} can be used; "
                f"{_AGAIN}, and {_LENS} if it stays so"
            )
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


def _too_bright(measured: Mapping[str, float]) -> str:
    if measured["bright_share"] >= BRIGHT_SHARE:
        return (
            f"too bright: {measured['bright_share']:.0%} of the pixels are from {BRIGHT_LEVEL} of 255 on, "
            f"where fewer than {BRIGHT_SHARE:.0%} may be"
        )
    return (
        f"washed out: nine tenths of the picture lie within {measured['span']:.0f} grey levels near white, "
        f"where {WASHED_SPAN} are needed"
    )


def _nothing_seen(measured: Mapping[str, float]) -> str:
    if measured.get("flat_share", 0) >= FLAT_SHARE:
        return (
            f"nothing to be seen: {measured['flat_share']:.0%} of the pixels equal all their neighbours, from "
            f"{FLAT_SHARE:.0%} on it is no view but a drawn or empty picture, such as 'no signal'; "
            "the operator should look at the camera and at what passes its picture on"
        )
    if measured["edge_share"] < MIN_EDGE_SHARE:
        return (
            f"nothing to be seen: {1 - measured['edge_share']:.0%} of the picture has no edge, more than "
            f"{1 - MIN_EDGE_SHARE:.0%}; the lens may be covered, sprayed or fogged; {_LENS}"
        )
    return (
        f"partly covered: a smooth patch over the middle hides {measured['smooth_share']:.0%} of the picture, "
        f"where less than {SMOOTH_SHARE:.0%} may be; something may be before the lens or on it, and {_LENS}"
    )
