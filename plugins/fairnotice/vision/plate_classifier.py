"""What kind of plate a crop shows: with a pictogram of a watching camera, text, another sign, or none at all.

A small network, for what reading cannot tell: a pictogram without words. It looks at what the detector
proposed, so most of what it sees is no notice.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from fairnotice.domain import Box, Pixels
from fairnotice.errors import ConfigurationError, VisionError
from fairnotice.vision.described import Description, read_description
from fairnotice.vision.letterbox import Floats
from fairnotice.vision.offline import keep_offline
from fairnotice.vision.pictures import require_pixels

CLASSES = ("cctv", "text", "other", "nothing")
"""What a crop can show, in the order of the network's outputs."""
FILE_NAME = "plate_classifier.onnx"
MARGIN = 0.12
"""Share of a box's sides that is shown around it: proposals are sloppy, and a plate's edge says much."""
_WIDEST = 2.0
"""A longer box is shown with more of its surroundings; squeezed further, pictograms lose their shape."""
_GREY = (114, 114, 114)
_BATCH = 32
_LOOKS: tuple[tuple[float, float, float], ...] = ((0.0, 0.0, 1.0), (-0.04, 0.03, 1.1), (0.04, -0.03, 0.9))
"""Shift across and down in shares of the box, and scale, of each look at it; their mean decides."""
_CLEARLY = 0.75
"""Probability of `nothing` at the first look from which no other is taken: most proposals are windows and cars."""


class Thresholds(BaseModel):
    """Chosen on validation pictures, see `models.evaluate_classifier`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    confirm_cctv: float = Field(
        gt=0, le=1, description="Probability of `cctv` from which a plate shows such a pictogram."
    )
    confirm_alone: float = Field(1.0, gt=0, le=1, description="The same for a plate without a word on it.")
    worth_reading: float = Field(ge=0, lt=1, description="Probability of a sign below which a plate is not read.")
    no_sign: float = Field(0.0, ge=0, lt=1, description="Probability of a sign below which a plate is rejected.")


class _Description(Description):
    """The file beside the network."""

    input_px: int = Field(ge=32, le=512)
    thresholds: Thresholds


@dataclass(frozen=True, slots=True)
class PlateLook:
    """What the classifier says of one box; the four sum to 1."""

    cctv: float
    """Probability of a sign with a pictogram of a camera that watches."""
    text: float
    """Of a sign with words and no such pictogram."""
    other: float
    """Of a sign with another pictogram."""
    nothing: float
    """Of no sign."""
    thresholds: Thresholds

    @property
    def probabilities(self) -> dict[str, float]:
        """Probability by class, as in `CLASSES`."""
        return {"cctv": self.cctv, "text": self.text, "other": self.other, "nothing": self.nothing}

    @property
    def shows_cctv(self) -> bool:
        """Whether the plate counts as showing a pictogram of a camera that watches."""
        return self.cctv >= self.thresholds.confirm_cctv

    @property
    def surely_shows_cctv(self) -> bool:
        """Whether it counts as showing one although nothing else speaks for it."""
        return self.cctv >= max(self.thresholds.confirm_cctv, self.thresholds.confirm_alone)

    @property
    def worth_reading(self) -> bool:
        """Whether it is enough of a sign to be read."""
        return 1 - self.nothing >= self.thresholds.worth_reading

    @property
    def is_no_sign(self) -> bool:
        """Whether it is hardly any sign at all."""
        return 1 - self.nothing < self.thresholds.no_sign


def cut(pixels: Pixels, box: Box, side: int, *, margin: float = MARGIN) -> Pixels:
    """Cut a box with its margin out of a frame and squeeze it into a square.

    Args:
        pixels: BGR ``uint8`` of shape (height, width, 3).
        box: ``xyxy`` in px of the frame; what lies outside the frame is grey.
        side: Of the square in px.
        margin: Share of its sides to add on each side.

    Returns:
        BGR ``uint8`` of shape (side, side, 3).
    """
    height, width = pixels.shape[:2]
    wide, tall = (box[2] - box[0]) * (1 + 2 * margin), (box[3] - box[1]) * (1 + 2 * margin)
    wide, tall = max(wide, tall / _WIDEST, 2), max(tall, wide / _WIDEST, 2)
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    x0, y0, x1, y1 = round(x - wide / 2), round(y - tall / 2), round(x + wide / 2), round(y + tall / 2)
    inside = pixels[max(y0, 0) : max(min(y1, height), 0), max(x0, 0) : max(min(x1, width), 0)]
    if inside.size == 0:
        return np.full((side, side, 3), _GREY[0], np.uint8)
    if x0 < 0 or y0 < 0 or x1 > width or y1 > height:
        borders = max(-y0, 0), max(y1 - height, 0), max(-x0, 0), max(x1 - width, 0)
        inside = np.asarray(cv2.copyMakeBorder(inside, *borders, cv2.BORDER_CONSTANT, value=_GREY), np.uint8)
    method = cv2.INTER_AREA if inside.shape[0] * inside.shape[1] > side * side else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(inside, (side, side), interpolation=method), np.uint8)


class PlateClassifier:
    """The network of this process; it may be used from several threads."""

    def __init__(self, path: Path, *, looks: int = len(_LOOKS)) -> None:
        """Check the files; the network is loaded with the first crop.

        Args:
            path: The ONNX file; a JSON file of the same name describes it.
            looks: How many slightly different crops of each box are averaged, 1 to 3.

        Raises:
            ConfigurationError: If one of them is missing or not what it should be.
        """
        self.path = path
        self._described = _describe(path)
        self.version = self._described.sha256[:12]
        self.thresholds = self._described.thresholds
        self._looks = _LOOKS[: max(1, looks)]
        self._lock = threading.Lock()
        self._session: Any = None

    @property
    def input_px(self) -> int:
        """Side of the crops in px."""
        return self._described.input_px

    def classify(self, pixels: Pixels, boxes: Sequence[Box]) -> list[PlateLook]:
        """Say what each box of a frame shows, in order.

        Args:
            pixels: BGR ``uint8`` of shape (height, width, 3).
            boxes: ``xyxy`` in px of the frame.

        Raises:
            VisionError: If ``pixels`` is no picture, a box is no box, or the network fails.
            ConfigurationError: If the network cannot be loaded.
        """
        require_pixels(pixels)
        for box in boxes:
            if not (np.isfinite(box).all() and box[2] > box[0] and box[3] > box[1]):
                raise VisionError(f"expected boxes (x0, y0, x1, y1) with x0 < x1 and y0 < y1, got {tuple(box)}")
        means = self._look(pixels, [moved(box, self._looks[0]) for box in boxes])
        unclear = np.flatnonzero(means[:, CLASSES.index("nothing")] < _CLEARLY)
        again = self._look(pixels, [moved(boxes[int(place)], look) for place in unclear for look in self._looks[1:]])
        if len(again):
            others = again.reshape(len(unclear), -1, len(CLASSES))
            means[unclear] = (means[unclear] + others.sum(axis=1)) / len(self._looks)
        return [PlateLook(a, b, c, d, self.thresholds) for a, b, c, d in means.tolist()]

    def _look(self, pixels: Pixels, boxes: Sequence[Box]) -> Floats:
        """Return probabilities (n, 4) of boxes, one look each."""
        crops = [cut(pixels, box, self.input_px) for box in boxes]
        batches = [self._infer(np.stack(crops[k : k + _BATCH])) for k in range(0, len(crops), _BATCH)]
        return np.concatenate(batches) if batches else np.empty((0, len(CLASSES)), np.float32)

    def _infer(self, crops: Pixels) -> Floats:
        """Return probabilities (n, 4) of crops (n, side, side, 3) BGR."""
        batch = np.ascontiguousarray(crops[..., ::-1].transpose(0, 3, 1, 2), np.float32) / np.float32(255)
        try:
            logits = self._opened().run(None, {"crops": batch})[0]
        except ConfigurationError:
            raise
        except Exception as error:  # ONNX Runtime's errors share no base class but this
            raise VisionError(
                f"the plate classifier {self.version} failed on a crop: {type(error).__name__}"
            ) from error
        raised: Floats = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: Floats = raised / raised.sum(axis=1, keepdims=True)
        return shares

    def _opened(self) -> Any:
        with self._lock:
            if self._session is None:
                self._session = _open(self.path)
            return self._session


def moved(box: Box, look: tuple[float, float, float]) -> Box:
    """Return a box shifted by shares of its sides and scaled around its centre."""
    across, down, scale = look
    wide, tall = box[2] - box[0], box[3] - box[1]
    x, y = (box[0] + box[2]) / 2 + across * wide, (box[1] + box[3]) / 2 + down * tall
    return x - wide * scale / 2, y - tall * scale / 2, x + wide * scale / 2, y + tall * scale / 2


def _describe(path: Path) -> _Description:
    missing = (
        "beside the detector's weights, so no plate can be told from another; run `python -m models.train_classifier`, "
        "or set FAIRNOTICE_MODEL_PATH to a folder that holds it"
    )
    described = read_description(path, _Description, if_missing=missing)
    if described.classes != CLASSES:
        beside = path.with_suffix(".json").name
        raise ConfigurationError(f"{beside}: classes are {described.classes}, expected {CLASSES}")
    return described


def _open(path: Path) -> Any:
    keep_offline()
    try:
        import onnxruntime
    except ImportError as error:
        raise ConfigurationError("onnxruntime is not installed; run `make install`") from error
    options = onnxruntime.SessionOptions()
    # Crops are small: more threads would only get in each other's way.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ConfigurationError(f"{path.name} is no network that ONNX Runtime can load") from error
