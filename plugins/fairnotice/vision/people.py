"""Where persons, faces and vehicles could be in a picture: to cover them, and for nothing else.

What it returns is used to mask, so it is asked at a low threshold and returns boxes that overlap. It counts,
follows and describes nobody.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Protocol

import numpy as np
from pydantic import Field

from fairnotice.domain import Box, Pixels
from fairnotice.errors import ConfigurationError
from fairnotice.settings import Settings
from fairnotice.vision.backend import Backend, OnnxRuntimeBackend
from fairnotice.vision.described import Description, read_description
from fairnotice.vision.letterbox import letterbox
from fairnotice.vision.pictures import require_pixels

_LOG = logging.getLogger(__name__)

FILE_NAME = "people_detector.onnx"
LARGEST_LOOK = 1280
"""Most px of the longer side that one look is computed at."""
SMALLEST_LOOK = 160


class Kind(StrEnum):
    """What is to be covered."""

    PERSON = "person"
    FACE = "face"
    VEHICLE = "vehicle"


KIND_OF: dict[str, Kind] = {
    "person": Kind.PERSON,
    "face": Kind.FACE,
    "bicycle": Kind.VEHICLE,
    "car": Kind.VEHICLE,
    "motorcycle": Kind.VEHICLE,
    "bus": Kind.VEHICLE,
    "truck": Kind.VEHICLE,
}
"""Classes of the network. A bicycle stands for who rides it, the others for the plates that they carry."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A place where somebody, a face or a vehicle could be."""

    kind: Kind
    box: Box
    """Pixels of the picture, clipped to it."""
    score: float
    """Raw, 0..1; not a probability."""


class People(Protocol):
    """Whatever says where people are: the detector, or in a test a list of boxes."""

    def look(self, pixels: Pixels, size: int) -> list[Sighting]:
        """Return what could be in a picture (BGR ``uint8``), looked at with ``size`` px on its longer side."""


Threshold = Annotated[float, Field(gt=0, lt=1)]


class _Description(Description):
    """The file beside the network."""

    thresholds: dict[Kind, Threshold]


class PeopleDetector:
    """The network of this process; it may be used from several threads."""

    def __init__(self, path: Path, *, backend: Backend | None = None) -> None:
        """Check the files; the network is loaded with the first picture.

        Args:
            path: The ONNX file; a JSON file of the same name describes it.
            backend: What computes it; None: ONNX Runtime.

        Raises:
            ConfigurationError: If one of them is missing or not what it should be.
        """
        self.path = path
        described = _describe(path)
        self.version = described.sha256[:12]
        self._kinds = tuple(KIND_OF[name] for name in described.classes)
        self._least = np.array([described.thresholds[kind] for kind in self._kinds], np.float32)
        self._backend = backend
        self._lock = threading.Lock()

    @classmethod
    def open(cls, settings: Settings) -> PeopleDetector:
        """Return the detector that lies beside the installation's model.

        Raises:
            ConfigurationError: If it is missing or not usable.
        """
        return cls(settings.model_path.with_name(FILE_NAME))

    def look(self, pixels: Pixels, size: int) -> list[Sighting]:
        """Return what could be in a picture.

        Args:
            pixels: BGR ``uint8`` of shape (height, width, 3).
            size: Px of its longer side to look at it with, brought between `SMALLEST_LOOK` and `LARGEST_LOOK`.

        Raises:
            VisionError: If ``pixels`` is no picture or the network fails on it.
            ConfigurationError: If the network cannot be loaded.
        """
        require_pixels(pixels)
        height, width = pixels.shape[:2]
        shown = letterbox(np.ascontiguousarray(pixels), min(max(size, SMALLEST_LOOK), LARGEST_LOOK))
        with self._lock:
            if self._backend is None:
                self._backend = OnnxRuntimeBackend(self.path)
            found = self._backend.infer(shown.batch)[0]
        classes = found[:, 5].astype(int)
        kept = found[:, 4] >= self._least[classes]
        boxes = shown.to_frame(found[kept, :4]).clip(0, (width, height, width, height))
        return [
            Sighting(self._kinds[place], (x0, y0, x1, y1), score)
            for (x0, y0, x1, y1), score, place in zip(
                boxes.tolist(), found[kept, 4].tolist(), classes[kept].tolist(), strict=True
            )
            if x1 > x0 and y1 > y0
        ]


def open_people(settings: Settings) -> PeopleDetector | None:
    """Return the detector, or None, which is said, where it is not there: then no crop of a frame is kept."""
    try:
        return PeopleDetector.open(settings)
    except ConfigurationError as error:
        _LOG.warning("pictures are kept coarse, without crops of notices: %s", error)
        return None


def _describe(path: Path) -> _Description:
    missing = (
        "beside the notice detector's weights, so no crop of a frame can be kept; get it from the repository, "
        "or run `python -m models.people`"
    )
    described = read_description(path, _Description, if_missing=missing)
    unknown = [name for name in described.classes if name not in KIND_OF]
    missing_kinds = [kind.value for kind in Kind if kind not in described.thresholds]
    if unknown or missing_kinds:
        beside = path.with_suffix(".json").name
        raise ConfigurationError(f"{beside}: unknown classes {unknown}, no threshold for {missing_kinds}")
    return described
