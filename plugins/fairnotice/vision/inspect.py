"""What one frame shows: its quality, and the notices in it after two looks."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from fairnotice.domain import Frame, Inspection, Notice, Pixels
from fairnotice.settings import Settings
from fairnotice.vision.detector import Detector, Proposal
from fairnotice.vision.quality import assess
from fairnotice.vision.reading import Reader
from fairnotice.vision.second_look import NOT_READ, each_sign_once, judge_plate, unread_plate

MAX_READ = 5
"""Most plates of a frame that are read, best scores first: reading one takes as long as finding all."""


class Proposer(Protocol):
    """Whatever proposes plates: the detector, or in a test a list of boxes."""

    model_version: str

    def detect(self, pixels: Pixels) -> list[Proposal]:
        """Return plates of a frame (BGR ``uint8``), best first."""


class Inspector:
    """Looks at frames. One per process is enough; it may be used from several threads."""

    def __init__(self, detector: Proposer, reader: Reader, *, max_read: int = MAX_READ) -> None:
        """Put the two looks together.

        Args:
            detector: Proposes plates.
            reader: Reads them.
            max_read: Most plates of a frame that are read.
        """
        self._detector = detector
        self._reader = reader
        self._max_read = max_read

    @classmethod
    def open(cls, settings: Settings) -> Inspector:
        """Return an inspector with the installation's model; weights are loaded with the first frame.

        Raises:
            ConfigurationError: If the model is missing or not usable.
        """
        weights: Path = settings.model_path
        return cls(Detector(weights), Reader())

    @property
    def model_version(self) -> str:
        """Version of the detector's weights."""
        return self._detector.model_version

    def inspect(self, frame: Frame) -> Inspection:
        """Look at one frame.

        A frame that is too poor to judge is not searched: that nothing was found in it would mean
        nothing. Its quality says why.

        Raises:
            VisionError: If the frame is no picture, or a model fails on it.
            ConfigurationError: If a model is missing.
        """
        quality = assess(frame.pixels)
        notices: tuple[Notice, ...] = ()
        if quality.usable:
            proposals = self._detector.detect(frame.pixels)
            looked_at = [self._second_look(frame.pixels, rank, plate) for rank, plate in enumerate(proposals)]
            notices = each_sign_once(looked_at)
        return Inspection(
            quality=quality,
            notices=notices,
            width=frame.width,
            height=frame.height,
            model_version=self.model_version,
        )

    def _second_look(self, pixels: Pixels, rank: int, plate: Proposal) -> Notice:
        if rank >= self._max_read:
            return unread_plate(plate, NOT_READ.format(limit=self._max_read))
        return judge_plate(plate, self._reader.read(pixels, plate.box), (pixels.shape[1], pixels.shape[0]))
