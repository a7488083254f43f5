"""Whether a camera still looks where it looked: a coarse description of its view that is no picture.

`describe` keeps, for some 1,500 cells of a frame, in which of six directions the strongest edge runs, or that there
is none: three bits a cell, 52 cells along the longer side. That is enough to notice a camera that was turned. All that
can be drawn of it is some hundred dashes: houses and kerbs show in them, a person close by is half a dozen dashes, a
face one or none. It holds neither brightness nor colour nor how strong an edge is, so that endlessly many pictures
have the same description and none can be computed back; and it is coarser than the redacted evidence, of which 64
blocks across are shown in colour.

Light, weather and JPEG change how strong edges are and hardly where they run; people and cars change some cells; a
camera that moved changes them all. `compare` therefore asks whether the cells agree better in place than after any
shift, zoom or turn that it tries: how well they agree depends on the scene, that they agree best in place does not.
Top and bottom of a frame are left out, since overlays with the time and a logo stand there whatever the camera shows.

The thresholds are measured by models/evaluate_view.py; models/VIEW.md has the figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from fairnotice.domain import Pixels
from fairnotice.errors import VisionError
from fairnotice.vision.pictures import require_pixels

CELLS = 52
"""Cells along the longer side. A shift of 10 % of it is five cells, a turn of 5 degrees two cells at its ends."""
DIRECTIONS = 6
MAX_BYTES = 1024
"""No description is longer, whatever the frame's size."""

MIN_STRUCTURE = 0.06
"""Least share of the looked-at cells with an edge. Streets and facades have 0.20 to 0.40, fog next to none."""
MARGIN = 0.04
"""By how much the agreement in place must be better (``same``) or worse (``moved``) than any other. Seen where it was
chosen, as 3rd / 97th percentile: one view 0.07 / 0.32, a moved one -0.84 / -0.01."""
SAME_FROM = 0.35
"""Least agreement in place of one view, of 1. Seen: one view 0.64 / 0.95, another scene -0.23 / 0.36."""
MOVED_FROM = 0.45
"""Agreement from which another placement proves by itself that the camera moved: shifts, zooms and turns had 0.52 to
0.92, the best placement of another scene 0.05 to 0.55."""
OTHER_SCENE_BELOW = 0.25
"""Agreement in place below which it is another scene, if no placement is found. Between the two nothing is claimed:
by lamplight one view can show as little of itself."""

_VERSION = 1
"""Whoever raises it forgets what is stored, in a migration: descriptions of two versions cannot be compared."""
_PX = 5
"""Pixels along a cell's side when edges are looked for."""
_TOP, _BOTTOM = 1 / 6, 1 / 8
"""Shares of the height that are left out for overlays."""
_BLACK = 16
"""Grey levels that are added before the logarithm, since what is nearly black is mostly noise."""
_LOGARITHM = np.log(np.arange(256, dtype=np.float32) + _BLACK)
_FLOOR, _GREY_FLOOR = 0.003, 60.0
"""Least energy of a cell's edge, on logarithmic grey and in grey levels, that is more than noise and JPEG."""
_NEAR, _FAR = 1, 3
"""Cells that one view may shake; from more than `_FAR` on it is another placement. What agrees best in between may have
been nudged: it is not called moved, nor the same."""
_LARGEST_SHIFT = 0.35
_SHIFT_WITH_WARP = 0.15
_WARPS: tuple[tuple[float, float], ...] = (
    *((zoom, 0.0) for zoom in (0.7, 0.77, 0.85, 1.18, 1.3, 1.43)),
    *((1.0, degrees) for degrees in (-12.0, -8.0, -5.0, 5.0, 8.0, 12.0)),
)
"""Zooms and turns that are tried, each with every shift up to `_SHIFT_WITH_WARP`."""

_Field = npt.NDArray[np.complex64]
_Codes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class ViewComparison:
    """How one view compares with another."""

    verdict: Literal["same", "moved", "cannot_tell"]
    in_place: float
    """Agreement of the cells where they are, -1 to 1; 0 where there was too little to compare."""
    elsewhere: float
    """The best agreement after a shift, a zoom or a turn."""


def describe(pixels: Pixels) -> bytes:
    """Describe a frame's view in at most `MAX_BYTES` bytes that no picture can be rebuilt from.

    Args:
        pixels: BGR ``uint8`` of shape (height, width, 3).

    Returns:
        Version, columns and rows of the grid, then three bits for each cell.

    Raises:
        VisionError: If ``pixels`` is not such an array.
    """
    require_pixels(pixels)
    height, width = pixels.shape[:2]
    scale = CELLS / max(height, width)
    columns, rows = max(1, round(width * scale)), max(1, round(height * scale))
    # Every second pixel of a large frame is enough for its average, in a quarter of the time.
    step = max(1, max(height, width) // (2 * CELLS * _PX))
    fewer = cv2.resize(pixels, (-(-width // step), -(-height // step)), interpolation=cv2.INTER_NEAREST)
    grey = cv2.cvtColor(fewer, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, (columns * _PX, rows * _PX), interpolation=cv2.INTER_AREA)
    # Light multiplies; on a logarithmic scale it adds, and a slope no longer depends on it.
    light = cv2.LUT(cv2.GaussianBlur(small, (0, 0), 1.0), _LOGARITHM)
    across, down = cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1)
    xx, yy, xy = (
        cv2.resize(each, (columns, rows), interpolation=cv2.INTER_AREA)
        for each in (across * across, down * down, across * down)
    )
    # The structure tensor of a cell: how much more its slopes run one way than the other, and which way.
    energy = np.hypot(xx - yy, 2 * xy)
    grey = cv2.resize(small, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float32) + _BLACK
    edge = (energy > np.maximum(_FLOOR, _GREY_FLOOR / grey**2)) & (energy > 0.5 * cv2.blur(energy, (13, 13)))
    direction = np.floor((np.arctan2(2 * xy, xx - yy) / (2 * np.pi) + 0.5) * DIRECTIONS + 0.5).astype(int) % DIRECTIONS
    codes = np.where(edge, direction + 1, 0).astype(np.uint8)
    looked_at = codes[_looked_at(rows)]
    bits = (looked_at.reshape(-1, 1) >> np.arange(3, dtype=np.uint8)) & 1
    return bytes((_VERSION, columns, rows)) + np.packbits(bits.ravel()).tobytes()


def compare(reference: bytes, now: bytes) -> ViewComparison:
    """Tell whether two descriptions are of the same view.

    Returns:
        ``cannot_tell`` where either has too little structure (night, fog), where neither placement is clearly the
        better one, or where the descriptions were made by different versions; nothing should rest on it then.

    Raises:
        VisionError: If either is no description.
    """
    nothing = ViewComparison("cannot_tell", 0.0, 0.0)
    if reference[:1] != now[:1]:
        return nothing
    old, new = _codes(reference), _codes(now)
    if abs(old.shape[0] - new.shape[0]) > 1 or abs(old.shape[1] - new.shape[1]) > 1:
        # Another shape of picture: what stood somewhere as a share of the frame stands elsewhere now.
        return ViewComparison("moved", 0.0, 0.0)
    rows, columns = min(old.shape[0], new.shape[0]), min(old.shape[1], new.shape[1])
    old, new = old[:rows, :columns], new[:rows, :columns]
    if min(_structure(old), _structure(new)) < MIN_STRUCTURE:
        return nothing
    in_place, nearby, elsewhere = _agreements(old, new)
    return ViewComparison(_verdict(in_place, nearby, elsewhere), round(in_place, 3), round(elsewhere, 3))


def _verdict(in_place: float, nearby: float, elsewhere: float) -> Literal["same", "moved", "cannot_tell"]:
    margin = in_place - elsewhere
    if margin >= MARGIN and in_place >= max(SAME_FROM, nearby):
        return "same"
    if margin <= -MARGIN and (elsewhere >= MOVED_FROM or in_place < OTHER_SCENE_BELOW):
        return "moved"
    return "cannot_tell"


def has_structure(description: bytes) -> bool:
    """Tell whether a description says enough to compare others with it.

    Raises:
        VisionError: If it is no description.
    """
    return _structure(_codes(description)) >= MIN_STRUCTURE


def _structure(codes: _Codes) -> float:
    return float(np.count_nonzero(codes)) / max(1, codes[_looked_at(codes.shape[0])].size)


def _looked_at(rows: int) -> slice:
    return slice(round(rows * _TOP), rows - round(rows * _BOTTOM))


def _codes(description: bytes) -> _Codes:
    """Unpack a description to codes of shape (rows, columns): 0, or 1 + direction."""
    if len(description) < 3 or len(description) > MAX_BYTES or description[0] != _VERSION:
        raise VisionError(f"no description of a view that can be read ({len(description)} bytes)")
    columns, rows = description[1], description[2]
    kept = _looked_at(rows)
    count = (kept.stop - kept.start) * columns
    if not 0 < max(columns, rows) <= CELLS or len(description) != 3 + -(-3 * count // 8):
        raise VisionError(f"a description of {columns} x {rows} cells cannot have {len(description)} bytes")
    bits = np.unpackbits(np.frombuffer(description, np.uint8, offset=3), count=3 * count).reshape(-1, 3)
    codes = np.zeros((rows, columns), np.uint8)
    codes[kept] = (bits << np.arange(3, dtype=np.uint8)).sum(axis=1, dtype=np.uint8).reshape(-1, columns)
    return np.where(codes <= DIRECTIONS, codes, 0).astype(np.uint8)


def _agreements(old: _Codes, new: _Codes) -> tuple[float, float, float]:
    """Return how well two views agree in place, a little beside it, and at the best other placement.

    A direction is a unit number of twice its angle, so that the real part of a product is 1 for equal directions and
    -1 for crossing ones; sums over all shifts at once are correlations by Fourier transform.
    """
    shape = (old.shape[0], old.shape[1])
    first, second = _field(old), _field(new)
    turned = np.stack([second, *(_warped(second, zoom, degrees) for zoom, degrees in _WARPS)])
    size = (_padded(shape[0]), _padded(shape[1]))
    spectrum = np.fft.fft2(first, size)
    sums = np.fft.ifft2(spectrum * np.conj(np.fft.fft2(turned, size))).real
    down, across = _shifts(shape[0], _LARGEST_SHIFT), _shifts(shape[1], _LARGEST_SHIFT)
    sums = sums[:, down[:, None] % size[0], across[None, :] % size[1]]
    agreement = sums / np.sqrt(np.maximum(_in_overlap(first, down, across) * _in_overlap(turned, -down, -across), 1.0))
    farther = np.maximum(np.abs(down)[:, None], np.abs(across)[None, :])
    with_warp = (np.abs(down)[:, None] <= shape[0] * _SHIFT_WITH_WARP) & (
        np.abs(across)[None, :] <= shape[1] * _SHIFT_WITH_WARP
    )
    in_place = agreement[0][farther <= _NEAR].max()
    nearby = agreement[0][(farther > _NEAR) & (farther <= _FAR)].max()
    elsewhere = max(agreement[0][farther > _FAR].max(), agreement[1:, with_warp].max())
    return float(in_place), float(nearby), float(elsewhere)


def _field(codes: _Codes) -> _Field:
    """Return directions as complex numbers (rows, columns), 0 where there is no edge, a little blurred."""
    angles = 2 * np.pi * (codes.astype(np.float32) - 1) / DIRECTIONS
    edge = codes > 0
    parts = np.dstack([np.where(edge, np.cos(angles), 0), np.where(edge, np.sin(angles), 0)]).astype(np.float32)
    return _as_complex(np.asarray(cv2.GaussianBlur(parts, (3, 3), 0.8), np.float32))


def _warped(field: _Field, zoom: float, degrees: float) -> _Field:
    """Zoom and turn a field around its middle; the directions turn with it."""
    rows, columns = field.shape
    matrix = cv2.getRotationMatrix2D(((columns - 1) / 2, (rows - 1) / 2), degrees, zoom)
    parts = np.asarray(cv2.warpAffine(np.dstack([field.real, field.imag]), matrix, (columns, rows)), np.float32)
    return np.asarray(_as_complex(parts) * np.exp(-2j * np.deg2rad(degrees)), np.complex64)


def _as_complex(parts: npt.NDArray[np.float32]) -> _Field:
    return np.asarray(parts[..., 0] + 1j * parts[..., 1], np.complex64)


@lru_cache(maxsize=64)
def _padded(cells: int) -> int:
    """Return a length at which no shift wraps round."""
    return int(cv2.getOptimalDFTSize(cells + int(cells * _LARGEST_SHIFT) + 1))


def _shifts(cells: int, share: float) -> npt.NDArray[np.int_]:
    most = int(cells * share)
    return np.arange(-most, most + 1)


def _in_overlap(field: _Field, down: npt.NDArray[np.int_], across: npt.NDArray[np.int_]) -> npt.NDArray[np.float64]:
    """Sum the squares of a field (..., rows, columns) over what remains in the frame after each shift."""
    rows, columns = field.shape[-2:]
    table = np.zeros((*field.shape[:-2], rows + 1, columns + 1))
    np.cumsum(np.cumsum(np.abs(field) ** 2, axis=-2), axis=-1, out=table[..., 1:, 1:])
    top, bottom = np.maximum(down, 0)[:, None], (rows + np.minimum(down, 0))[:, None]
    left, right = np.maximum(across, 0)[None, :], (columns + np.minimum(across, 0))[None, :]
    overlap: npt.NDArray[np.float64] = (
        table[..., bottom, right] - table[..., top, right] - table[..., bottom, left] + table[..., top, left]
    )
    return overlap
