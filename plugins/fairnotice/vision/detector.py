"""The first look: every plate of a frame that could be a notice, proposed by the YOLO model.

Scores are raw: not probabilities, and no ground to call anything a notice. The second look decides.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fairnotice.domain import Box, Pixels
from fairnotice.errors import ConfigurationError
from fairnotice.settings import settings
from fairnotice.vision.backend import Backend, Head
from fairnotice.vision.backend_choice import Choice, choose_backend, open_backend
from fairnotice.vision.described import complaint
from fairnotice.vision.letterbox import Floats, letterbox
from fairnotice.vision.pictures import require_pixels
from fairnotice.vision.weights import weights_version

NOTICE_CLASS = "notice"
"""The class of the model that proposes notices; of a model with one class, that class."""

MAX_PROPOSALS = 50
"""Most plates that one frame may propose; a street rarely shows more."""

_OVERLAP = 0.5
"""IoU from which two boxes are one plate. Signs hang side by side, they do not overlap."""

_MOST_ENLARGED = 1.5
"""A frame is not looked at in a size that would enlarge it further: it holds nothing more to see."""

_MOST_COMPARED = 1000
"""Best boxes of a frame that are compared with one another; the rest could only be the 51st plate."""

Size = Annotated[int, Field(ge=96, le=4096)]


class DetectorConfig(BaseModel):
    """How the model is used, measured when it was trained; the file lies beside the weights."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    imgsz: Size = Field(640, description="Longer side, in px, that a frame is shown at.")
    sizes: tuple[Size, ...] | None = Field(
        None, min_length=1, max_length=8, description="Longer sides, one look each; takes precedence over imgsz."
    )
    thorough_sizes: tuple[Size, ...] | None = Field(
        None, min_length=1, max_length=8, description="The same for a single picture that is looked at thoroughly."
    )
    head: Head = Field("one-to-many", description="Which of the model's two heads.")
    candidate_threshold: float = Field(0.05, gt=0, lt=1, description="Lowest score that proposes a plate.")
    confirm_threshold: float | None = Field(None, gt=0, le=1, description="Score that was seldom wrong; for reports.")
    classes: tuple[str, ...] = Field((NOTICE_CLASS,), min_length=1, description="Names of the model's classes.")

    def sizes_for(self, longer_side: int, *, thorough: bool = False) -> tuple[int, ...]:
        """Return the sizes that a frame is looked at in, in px.

        Args:
            longer_side: Of the frame, in px.
            thorough: Whether time does not matter.
        """
        sizes = sorted(set((self.thorough_sizes if thorough else None) or self.sizes or (self.imgsz,)))
        return tuple(size for size in sizes if size <= _MOST_ENLARGED * longer_side) or (sizes[0],)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plate that could be a notice."""

    box: Box
    """Pixels of the frame, clipped to it."""
    score: float
    """The model's raw score, 0..1; not a probability."""


class Detector:
    """The YOLO model of this process, behind a lock, since a back end is not thread-safe.

    The weights are checked at once and opened with the first frame; every detector of the same file
    shares what computes them.
    """

    _opened: dict[tuple[str, Head, str], Backend] = {}  # noqa: RUF012 - shared on purpose: one model per process
    _lock = threading.RLock()

    def __init__(self, model_path: Path, config_path: Path | None = None, *, backend: Backend | None = None) -> None:
        """Check the files.

        Args:
            model_path: Weights, a ``.pt`` file of ultralytics.
            config_path: A `DetectorConfig` as YAML; None: ``detector.yaml`` beside the weights.
            backend: What computes the model; None: what the settings ask for.

        Raises:
            ConfigurationError: If one of them is missing or not what it should be.
        """
        self.model_path = model_path
        self.config = _read_config(config_path or model_path.with_name("detector.yaml"))
        self.model_version = weights_version(model_path)
        self._given = backend

    @property
    def backend(self) -> Backend:
        """What computes the model; opened the first time it is asked for.

        Raises:
            ConfigurationError: If it cannot be opened.
        """
        if self._given is not None:
            return self._given
        key = self.model_version, self.config.head, settings().backend
        with self._lock:
            if key not in self._opened:
                self._opened[key] = open_backend(self.model_path, self.config.head)
            return self._opened[key]

    def choose_backend(self) -> Choice:
        """Time the back ends on this machine anew and remember the fastest, for processes that start later.

        Raises:
            ConfigurationError: If the weights cannot be loaded or exported.
            OSError: If the choice cannot be kept.
        """
        return choose_backend(self.model_path, self.config.head, again=True)

    def detect(self, pixels: Pixels, *, thorough: bool = False) -> list[Proposal]:
        """Return the plates of one frame, best first.

        Args:
            pixels: BGR ``uint8`` of shape (height, width, 3).
            thorough: Whether to take the time to look in more sizes.

        Raises:
            VisionError: If ``pixels`` is not such an array or the model fails on it.
            ConfigurationError: If the weights cannot be loaded.
        """
        require_pixels(pixels)
        height, width = pixels.shape[:2]
        looks = [self._look(pixels, size) for size in self.config.sizes_for(max(height, width), thorough=thorough)]
        return _proposals(suppress(np.concatenate(looks)), width, height)

    def _look(self, pixels: Pixels, size: int) -> Floats:
        """Return what one size shows, (n, 5): ``xyxy`` in px of the frame, and score."""
        shown = letterbox(np.ascontiguousarray(pixels), size)
        backend = self.backend
        with self._lock:
            found = backend.infer(shown.batch)[0]
        found = found[(found[:, 4] > self.config.candidate_threshold) & (found[:, 5] == self._notice_class())]
        return np.column_stack([shown.to_frame(found[:, :4]), found[:, 4]])

    def _notice_class(self) -> int:
        classes = self.config.classes
        return classes.index(NOTICE_CLASS) if NOTICE_CLASS in classes else 0


def suppress(found: Floats) -> Floats:
    """Keep of boxes that overlap only the best (non-maximum suppression), best first, `MAX_PROPOSALS` at most.

    Args:
        found: Shape (n, 5): ``xyxy`` in px and score.
    """
    left = found[np.argsort(-found[:, 4], kind="stable")][:_MOST_COMPARED]
    kept: list[Floats] = []
    while len(left) and len(kept) < MAX_PROPOSALS:
        kept.append(left[0])
        left = left[1:][_iou(left[0], left[1:]) <= _OVERLAP]
    return np.array(kept, np.float32).reshape(-1, 5)


def _iou(box: Floats, others: Floats) -> Floats:
    sides = np.minimum(box[2:4], others[:, 2:4]) - np.maximum(box[0:2], others[:, 0:2])
    shared = sides.clip(min=0).prod(axis=1)
    areas = (others[:, 2:4] - others[:, 0:2]).prod(axis=1) + (box[2:4] - box[0:2]).prod()
    iou: Floats = shared / np.maximum(areas - shared, np.float32(1e-9))
    return iou


def _read_config(path: Path) -> DetectorConfig:
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        return DetectorConfig.model_validate(loaded)
    except FileNotFoundError as error:
        raise ConfigurationError(f"{path.name} is missing beside the detector's weights; run `make model`") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path.name} cannot be read: {error}") from error
    except ValidationError as error:
        raise ConfigurationError(f"{path.name}: {complaint(error)}") from error


def _proposals(found: Floats, width: int, height: int) -> list[Proposal]:
    proposals = []
    for x0, y0, x1, y1, score in found.tolist():
        box = (max(0.0, x0), max(0.0, y0), min(float(width), x1), min(float(height), y1))
        if box[2] - box[0] >= 1 and box[3] - box[1] >= 1:
            proposals.append(Proposal(box, float(score)))
    return proposals
