"""The first look: every plate of a frame that could be a notice, proposed by the YOLO model.

Scores are raw: not probabilities, and no ground to call anything a notice. The second look decides.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fairnotice.domain import Box, Pixels
from fairnotice.errors import ConfigurationError, VisionError
from fairnotice.vision.offline import keep_offline
from fairnotice.vision.pictures import require_pixels

if TYPE_CHECKING:
    from ultralytics import YOLO

NOTICE_CLASS = "notice"
"""The class of the model that proposes notices; of a model with one class, that class."""

MAX_PROPOSALS = 50
"""Most plates that one frame may propose; a street rarely shows more."""

_OVERLAP = 0.5
"""IoU from which two boxes are one plate. Signs hang side by side, they do not overlap."""


class DetectorConfig(BaseModel):
    """How the model is used, measured when it was trained; the file lies beside the weights."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    imgsz: int = Field(640, ge=32, le=4096, description="Longer side, in px, that a frame is shown at.")
    candidate_threshold: float = Field(0.05, gt=0, lt=1, description="Lowest score that proposes a plate.")
    confirm_threshold: float | None = Field(None, gt=0, le=1, description="Score that was seldom wrong; for reports.")
    classes: tuple[str, ...] = Field((NOTICE_CLASS,), min_length=1, description="Names of the model's classes.")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plate that could be a notice."""

    box: Box
    """Pixels of the frame, clipped to it."""
    score: float
    """The model's raw score, 0..1; not a probability."""


class Detector:
    """The YOLO model of this process, behind a lock, since a model is not thread-safe.

    The weights are checked at once and loaded with the first frame; every detector of the same file
    shares them.
    """

    _loaded: dict[str, YOLO] = {}  # noqa: RUF012 - shared on purpose: one model per process
    _lock = threading.RLock()

    def __init__(self, model_path: Path, config_path: Path | None = None) -> None:
        """Check the files.

        Args:
            model_path: Weights, a ``.pt`` file of ultralytics.
            config_path: A `DetectorConfig` as YAML; None: ``detector.yaml`` beside the weights.

        Raises:
            ConfigurationError: If one of them is missing or not what it should be.
        """
        self.model_path = model_path
        self.config = _read_config(config_path or model_path.with_name("detector.yaml"))
        self.model_version = _version(model_path)

    def detect(self, pixels: Pixels) -> list[Proposal]:
        """Return the plates of one frame, best first.

        Args:
            pixels: BGR ``uint8`` of shape (height, width, 3).

        Raises:
            VisionError: If ``pixels`` is not such an array or the model fails on it.
            ConfigurationError: If the weights cannot be loaded.
        """
        return self.detect_many([pixels])[0]

    def detect_many(self, frames: Sequence[Pixels]) -> list[list[Proposal]]:
        """Return the plates of each frame, best first; frames of one size are looked at together.

        Raises:
            VisionError: If one of them is no picture or the model fails.
            ConfigurationError: If the weights cannot be loaded.
        """
        if not frames:
            return []
        for pixels in frames:
            require_pixels(pixels)
        with self._lock:
            model = self._model()
            try:
                results = model.predict(
                    [np.ascontiguousarray(pixels) for pixels in frames],
                    imgsz=self.config.imgsz,
                    conf=self.config.candidate_threshold,
                    iou=_OVERLAP,
                    max_det=MAX_PROPOSALS,
                    classes=[self._notice_class()],
                    save=False,
                    verbose=False,
                )
            except (RuntimeError, ValueError, TypeError, IndexError) as error:
                raise VisionError(f"the detector {self.model_version} failed: {type(error).__name__}") from error
            return [_proposals(result, pixels) for result, pixels in zip(results, frames, strict=True)]

    def _notice_class(self) -> int:
        classes = self.config.classes
        return classes.index(NOTICE_CLASS) if NOTICE_CLASS in classes else 0

    def _model(self) -> YOLO:
        if self.model_version not in self._loaded:
            self._loaded[self.model_version] = _load(self.model_path)
        return self._loaded[self.model_version]


def _read_config(path: Path) -> DetectorConfig:
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        return DetectorConfig.model_validate(loaded)
    except FileNotFoundError as error:
        raise ConfigurationError(f"{path.name} is missing beside the detector's weights; run `make model`") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path.name} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise ConfigurationError(f"{path.name}: {place}: {first['msg']}") from error


def _version(path: Path) -> str:
    """Return the first 12 hexadecimal digits of the file's SHA-256."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:12]
    except OSError as error:
        raise ConfigurationError(
            f"the notice detector's weights {path.name} cannot be read; run `make model`, "
            "or set FAIRNOTICE_MODEL_PATH to a file that is there"
        ) from error


def _load(path: Path) -> YOLO:
    keep_offline()
    from ultralytics import YOLO
    from ultralytics import settings as yolo_settings
    from ultralytics.nn import tasks
    from ultralytics.utils import patches

    # Where something else had imported ultralytics before, the environment came too late.
    tasks.SAFE_LOAD = True
    # It wraps Pillow's open(), to install a decoder when it meets bytes that are no picture. This is its own
    # note that it did so already.
    patches._pil_plugins_registered = True
    if yolo_settings.get("sync", True):
        yolo_settings.update({"sync": False})
    try:
        return YOLO(str(path), task="detect")
    except (RuntimeError, TypeError, ValueError, OSError, KeyError, AttributeError) as error:
        raise ConfigurationError(
            f"{path.name} is no YOLO model that this version can load ({type(error).__name__}); run `make model`"
        ) from error


def _proposals(result: Any, pixels: Pixels) -> list[Proposal]:
    height, width = pixels.shape[:2]
    found = []
    for x0, y0, x1, y1, score, _ in result.boxes.data.tolist():
        box = (max(0.0, x0), max(0.0, y0), min(float(width), x1), min(float(height), y1))
        if box[2] - box[0] >= 1 and box[3] - box[1] >= 1:
            found.append(Proposal(box, float(score)))
    return sorted(found, key=lambda proposal: proposal.score, reverse=True)
