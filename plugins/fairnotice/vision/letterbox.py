"""From a frame to what the model is shown, and from its boxes back to the frame.

The same as ultralytics does it, so that every back end sees what the model was trained and measured on:
the longer side scaled to the size asked for, the shorter one padded with grey to a multiple of the stride.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from fairnotice.domain import Pixels

STRIDE = 32
"""Largest stride of the model in px: both sides are multiples of it."""
_GREY = (114, 114, 114)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Letterboxed:
    """A frame as the model is shown it."""

    batch: Floats
    """RGB, 0..1, of shape (1, 3, height, width)."""
    scale: tuple[float, float]
    """Px of the batch per px of the frame, across and down."""
    offset: tuple[int, int]
    """Px of padding on the left and at the top."""

    def to_frame(self, boxes: Floats) -> Floats:
        """Return boxes (n, 4), ``xyxy`` in px of the batch, in px of the frame; they are not clipped."""
        offset, scale = np.array(2 * self.offset, np.float32), np.array(2 * self.scale, np.float32)
        moved: Floats = (boxes - offset) / scale
        return moved


def letterbox(pixels: Pixels, size: int) -> Letterboxed:
    """Scale and pad a frame.

    Args:
        pixels: BGR ``uint8`` of shape (height, width, 3).
        size: Longer side in px; rounded up to a multiple of `STRIDE`.
    """
    height, width = pixels.shape[:2]
    size = -(-size // STRIDE) * STRIDE
    ratio = size / max(height, width)
    wide, tall = max(round(width * ratio), 1), max(round(height * ratio), 1)
    if (wide, tall) != (width, height):
        pixels = cv2.resize(pixels, (wide, tall), interpolation=cv2.INTER_LINEAR)
    across, down = (size - wide) % STRIDE, (size - tall) % STRIDE
    left, top = round(across / 2 - 0.1), round(down / 2 - 0.1)
    if across or down:
        pixels = cv2.copyMakeBorder(pixels, top, down - top, left, across - left, cv2.BORDER_CONSTANT, value=_GREY)
    batch = cv2.dnn.blobFromImage(pixels, scalefactor=1 / 255, swapRB=True)
    return Letterboxed(batch, (wide / width, tall / height), (left, top))
