"""What was seen, for people and programs: one JSON object per picture, and the picture with boxes on it."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from fairnotice.domain import Inspection, Notice, Pixels
from fairnotice.vision.pictures import require_pixels
from fairnotice.vision.quality import in_words
from fairnotice.vision.redaction import COLOURS

_LABEL_LETTERS = 60


def describe(inspection: Inspection, *, file: str) -> dict[str, Any]:
    """Return what an inspection says as an object for one line of JSON.

    Args:
        inspection: Of the picture.
        file: The picture's name, as the user gave it.
    """
    quality = inspection.quality
    return {
        "file": file,
        "width": inspection.width,
        "height": inspection.height,
        "usable": quality.usable,
        "reasons": list(quality.reasons),
        "quality": in_words(quality),
        "model_version": inspection.model_version,
        "notices": [_notice(notice) for notice in inspection.notices],
        "error": None,
    }


def describe_failure(error: str, *, file: str) -> dict[str, Any]:
    """Return the same object for a picture that could not be inspected, with the reason in ``error``."""
    return {
        "file": file,
        "width": None,
        "height": None,
        "usable": False,
        "reasons": [],
        "quality": None,
        "model_version": None,
        "notices": [],
        "error": error,
    }


def annotate(pixels: Pixels, inspection: Inspection) -> Pixels:
    """Draw what was seen on a copy of a picture.

    It shows the scene as it is. What may be stored is made by `fairnotice.vision.redaction` instead.

    Args:
        pixels: The inspected picture, BGR ``uint8`` of shape (height, width, 3), or a copy of it in
            another size.
        inspection: Of that picture.

    Returns:
        BGR ``uint8`` of the same shape.

    Raises:
        VisionError: If ``pixels`` is not such an array.
    """
    require_pixels(pixels)
    canvas: Pixels = np.ascontiguousarray(pixels).copy()
    height, width = canvas.shape[:2]
    across, down = width / max(inspection.width, 1), height / max(inspection.height, 1)
    thickness = max(1, round(max(height, width) / 640))
    # The built-in face draws every script that a sign may be written in.
    face, size = cv2.FontFace("uni"), max(12, round(max(height, width) / 60))
    for notice in inspection.notices:
        x0, y0, x1, y1 = notice.box
        corner, opposite = (round(x0 * across), round(y0 * down)), (round(x1 * across), round(y1 * down))
        colour = COLOURS[notice.status]
        cv2.rectangle(canvas, corner, opposite, colour, thickness)
        baseline = corner[1] - thickness - 2 if corner[1] > size + thickness + 4 else opposite[1] + size + thickness
        cv2.putText(canvas, _label(notice), (corner[0], baseline), colour, face, size)
    return canvas


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "xyxy": [round(value, 1) for value in notice.box],
        "class": "notice",
        "score": round(notice.score, 4),
        "probability": notice.probability,
        "status": notice.status.value,
        "reason": notice.reason,
        "text": notice.text,
        "language": notice.language,
        "qr": notice.qr,
        "elements": dict(notice.elements),
    }


def _label(notice: Notice) -> str:
    words = f"{notice.status.value} {notice.score:.2f} {' '.join(notice.text.split())}"
    return words.strip()[:_LABEL_LETTERS]
