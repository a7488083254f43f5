"""How large the pictogram and the letters of a drawn sign are, found by drawing it with and without them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fairnotice.domain import Pixels
from fairnotice.signage.drawing import sign_pixels
from fairnotice.signage.spec import SignSpec

BLANK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"></svg>'
_X_SHARE = 0.62
"""Height of an x over that of a line's ink: .72 for capitals alone, .55 for lines with ascenders and descenders."""
_CHANGED = 40
"""Difference in grey levels from which a pixel belongs to what was left out."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Sizes as shares of the sign's height; 0 for what it does not have."""

    pictogram: float
    letters: float
    """Height of an x in the headline, about; of Chinese characters six tenths of their height."""


def parts_of(spec: SignSpec, height_px: int = 600) -> Parts:
    """Measure a sign.

    Args:
        spec: The sign.
        height_px: Height at which it is drawn to be measured.
    """
    whole, unpictured = spec, replace(spec, pictogram=BLANK) if spec.pictogram else spec
    wordless = replace(unpictured, headline="")
    bare = _grey(unpictured, height_px)
    pictogram = _rows(_grey(whole, height_px), bare) if spec.pictogram else np.zeros(0, bool)
    runs = _runs(_rows(bare, _grey(wordless, height_px))) if spec.headline else []
    tall = float(np.ptp(np.flatnonzero(pictogram))) if pictogram.any() else 0.0
    lines = [run for run in runs if run >= 3]
    return Parts(tall / height_px, _X_SHARE * float(np.median(lines)) / height_px if lines else 0.0)


def _grey(spec: SignSpec, height_px: int) -> npt.NDArray[np.int16]:
    pixels: Pixels = sign_pixels(spec, height_px=height_px)
    return pixels[..., :3].astype(np.int16).mean(axis=2).astype(np.int16)


def _rows(one: npt.NDArray[np.int16], other: npt.NDArray[np.int16]) -> npt.NDArray[np.bool_]:
    return np.asarray((np.abs(one - other) > _CHANGED).any(axis=1))


def _runs(rows: npt.NDArray[np.bool_]) -> list[int]:
    """Return the lengths of runs of rows with ink: one run is one line of text."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], rows, [False]]).astype(np.int8)))
    return [int(end - start) for start, end in zip(edges[::2], edges[1::2], strict=True)]
