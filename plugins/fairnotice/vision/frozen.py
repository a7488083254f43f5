"""Whether a camera sent the same picture again: by its hash, and by a sample where it was packed anew.

A camera whose encoder or server hangs goes on answering. Its picture is then equal in every byte, or equal but for a
clock that is written over it, or equal but for what another compression rounds. Two real frames of one view never are:
light and traffic change, and where nothing moves the sensor's noise does.

`picture_print` keeps the grey sums of 512 scattered blocks of 8 x 8 px, away from the top and bottom where clocks
stand. It holds less than a picture of 32 x 18 px, half as many blocks across as redacted evidence has. Blocks of
JPEG's own size tell the two kinds of small differences apart: compression rounds a block's mean, so that the
differences are spread evenly up to half a step, while noise makes bell-shaped differences or, where it is rounded too,
many zeros and a few whole steps.

What is only nearly equal and could be noise is not called the same: a false 'frozen' would speak against a camera that
works. The thresholds are measured by models/evaluate_view.py; models/VIEW.md has the figures.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from fairnotice.domain import Pixels
from fairnotice.vision.pictures import require_pixels

SAMPLES = 512
MAX_BYTES = 5 + 2 * SAMPLES

UNCHANGED_SHARE = 0.9
"""Share of blocks whose sum is the same within `_SAME_SUM` from which it is the same picture with something written
over it. Seen where it was chosen: 0.90 to 1.0 under a running clock; 0.06 to 0.64 for fresh noise."""
LITTLE = 0.13
"""Difference of the means (root mean square, grey levels) below which no noise is. Seen: 0.04 to 0.14 packed anew at
quality 90 and more; 0.16 to 0.40 for fresh noise of half a level, the least that was tried."""
MOST_ROUNDING = 0.5
"""Most difference that is taken for rounding, if it is even. Seen: 0.34 to 0.57 packed anew at quality 60."""
MOST_PEAKED = 2.2
"""Most kurtosis of the differences that rounding has: 1.8 for even ones, 3 for bell-shaped ones, 3 to 20 for many zeros
and a few steps. Seen: 1.6 to 2.2 packed anew, 2.4 to 25 for fresh noise."""
MOST_CHANGED = 4.0
"""Most difference of any block: whoever walks by changes more. Seen: 0.0 to 2.9 where the picture was the same."""
LEAST_DAYLIGHT = 60
"""Median grey level below which only the hash and unchanged blocks count: in a street that lies empty under its lamps,
little noise is left by a camera that smooths it away."""

_BLOCK = 8
_SAME_SUM = 1
_TOP, _BOTTOM = 1 / 6, 1 / 8
_VERSION = 1
_LEVELS = (12, 243)
_LEAST_TELLING = 0.25
"""Share of blocks that must be neither black nor burnt out: only there can noise be seen at all."""


@dataclass(frozen=True, slots=True)
class PicturePrint:
    """What tells one picture from the next of the same view."""

    sha256: str
    """Of the size and the decoded pixels."""
    sample: bytes
    """Version, width, height, and the grey sums of `SAMPLES` blocks: at most `MAX_BYTES`."""


def picture_print(pixels: Pixels) -> PicturePrint:
    """Return the hash and the sample of a frame.

    Args:
        pixels: BGR ``uint8`` of shape (height, width, 3).

    Raises:
        VisionError: If ``pixels`` is not such an array.
    """
    require_pixels(pixels)
    height, width = pixels.shape[:2]
    size = struct.pack("<HH", min(width, 0xFFFF), min(height, 0xFFFF))
    digest = hashlib.sha256(size)
    digest.update(np.ascontiguousarray(pixels).data)
    rows, columns = _places(height // _BLOCK, width // _BLOCK)
    inner = np.arange(_BLOCK)
    blocks = pixels[
        (rows * _BLOCK)[:, None, None] + inner[:, None], (columns * _BLOCK)[:, None, None] + inner[None, :]
    ].astype(np.uint32)
    # ITU-R BT.601 luma in 1/16384, as JPEG has it.
    grey = (blocks @ np.array([1868, 9617, 4899], np.uint32) + 8192) >> 14
    sums = grey.sum(axis=(1, 2)).astype("<u2")
    return PicturePrint(digest.hexdigest(), bytes((_VERSION,)) + size + sums.tobytes())


@lru_cache(maxsize=64)
def _places(rows: int, columns: int) -> tuple[npt.NDArray[np.int_], npt.NDArray[np.int_]]:
    """Scatter the sample over the blocks of a frame, always the same way."""
    top, bottom = -int(-rows * _TOP // 1), rows + int(-rows * _BOTTOM // 1)
    count = max(0, bottom - top) * columns
    chosen = np.sort(np.random.default_rng(8).permutation(count)[:SAMPLES])
    return top + chosen // max(1, columns), chosen % max(1, columns)


def same_picture(earlier: PicturePrint, now: PicturePrint) -> bool:
    """Tell whether it is surely the same picture again, maybe packed anew or with another time written over it.

    False where that is not certain: for two frames that differ no more than noise would make them, and for pictures
    that are black or burnt out, which a camera that works can send twice.
    """
    if earlier.sample[:5] != now.sample[:5] or len(earlier.sample) != len(now.sample):
        return False  # another size, or written by another version
    before, after = _means(earlier), _means(now)
    if not _telling(before) or not _telling(after):
        return False
    if earlier.sha256 == now.sha256:
        return True
    differences = np.sort(np.abs(before - after))
    if differences[-1] > MOST_CHANGED:
        return False
    if np.mean(differences <= _SAME_SUM / _BLOCK**2) >= UNCHANGED_SHARE:
        return True
    if np.median(after) < LEAST_DAYLIGHT:
        return False
    # Blocks of fine texture round by more than the rest; a few of them must not decide.
    squares = differences[: differences.size - differences.size // 64] ** 2
    spread, peaked = float(np.mean(squares)), float(np.mean(squares**2))
    return spread <= LITTLE**2 or (spread <= MOST_ROUNDING**2 and peaked <= MOST_PEAKED * spread**2)


def _means(of: PicturePrint) -> npt.NDArray[np.float64]:
    return np.frombuffer(of.sample, "<u2", offset=5) / _BLOCK**2


def _telling(means: npt.NDArray[np.float64]) -> bool:
    """Tell whether enough blocks show something in which two frames would differ."""
    return means.size >= SAMPLES // 4 and bool(
        np.mean((means > _LEVELS[0]) & (means < _LEVELS[1])) >= _LEAST_TELLING and np.ptp(means) >= 2
    )
