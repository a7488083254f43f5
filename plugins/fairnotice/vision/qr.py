"""Read the QR code of a plate. The address in it is never opened."""

from __future__ import annotations

import cv2
import numpy as np

from fairnotice.domain import Pixels
from fairnotice.vision.text_lines import printable

MAX_TEXT = 512
ENLARGED = (2.0, 3.0)
"""Scales at which a code is looked for after its own: of 60 drawn signs 70 to 200 px high 6 codes were read as
they were, 14 at twice and 19 at three times the size; four times gave one more."""
ENLARGED_BELOW = 640
"""Longest side of a plate, in px, below which its code is looked for enlarged too."""


def read_qr(plate: Pixels) -> str | None:
    """Return what a plate's QR code says, without control characters, or None.

    Args:
        plate: BGR ``uint8``. A code may be turned, and light on dark.
    """
    import zxingcpp

    for scale in (1.0, *(ENLARGED if max(plate.shape[:2]) < ENLARGED_BELOW else ())):
        looked_at = plate if scale == 1 else cv2.resize(plate, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        codes = zxingcpp.read_barcodes(np.ascontiguousarray(looked_at), formats=zxingcpp.BarcodeFormat.QRCode)
        text = next((text for code in codes if (text := printable(code.text)[:MAX_TEXT])), None)
        if text:
            return text
    return None
