"""What one frame shows: its quality, and the notices in it after two looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from fairnotice.domain import Box, Frame, Inspection, Notice, NoticeStatus, Pixels
from fairnotice.settings import Settings
from fairnotice.vision.calibration import FILE_NAME as CALIBRATION_FILE
from fairnotice.vision.calibration import Calibration
from fairnotice.vision.detector import Detector, Proposal
from fairnotice.vision.plate_classifier import FILE_NAME, PlateClassifier, PlateLook
from fairnotice.vision.quality import assess
from fairnotice.vision.reading import Reader, Reading
from fairnotice.vision.second_look import (
    HARDLY_A_SIGN,
    NOT_READ,
    each_sign_once,
    is_no_sign,
    judge_plate,
    no_sign,
    unread_plate,
)
from fairnotice.vision.speaking import speaking_places

MAX_READ = 8
"""Most plates of a frame that are read, most promising first: reading one takes as long as finding all."""


class Proposer(Protocol):
    """Whatever proposes plates: the detector, or in a test a list of boxes."""

    model_version: str

    def detect(self, pixels: Pixels, *, thorough: bool = False) -> list[Proposal]:
        """Return plates of a frame (BGR ``uint8``), best first; ``thorough``: take the time to look in more sizes."""


class Classifier(Protocol):
    """Whatever says what plates show."""

    def classify(self, pixels: Pixels, boxes: Sequence[Box]) -> list[PlateLook]:
        """Return what each plate of a frame (BGR ``uint8``) shows."""


class Inspector:
    """Looks at frames. One per process is enough; it may be used from several threads."""

    def __init__(
        self,
        detector: Proposer,
        reader: Reader,
        classifier: Classifier | None = None,
        *,
        calibration: Calibration | None = None,
        max_read: int = MAX_READ,
    ) -> None:
        """Put the two looks together.

        Args:
            detector: Proposes plates.
            reader: Reads them.
            classifier: Says what they show; None: every plate is read, and no pictogram is known.
            calibration: Turns scores into probabilities; None: notices have none.
            max_read: Most plates of a frame that are read.
        """
        self._detector = detector
        self._reader = reader
        self._classifier = classifier
        self._calibration = calibration
        self._max_read = max_read

    @classmethod
    def open(cls, settings: Settings) -> Inspector:
        """Return an inspector with the installation's model; weights are loaded with the first frame.

        Raises:
            ConfigurationError: If the model is missing or not usable.
        """
        weights: Path = settings.model_path
        detector, classifier = Detector(weights), PlateClassifier(weights.with_name(FILE_NAME))
        calibration = Calibration.read(weights.with_name(CALIBRATION_FILE))
        if calibration is not None and not calibration.measured_for(detector.model_version, classifier.version):
            # Another model's probabilities would be no probabilities.
            calibration = None
        return cls(detector, Reader(), classifier, calibration=calibration)

    @property
    def model_version(self) -> str:
        """Version of the detector's weights."""
        return self._detector.model_version

    def inspect(self, frame: Frame, *, thorough: bool = False, whatever_quality: bool = False) -> Inspection:
        """Look at one frame.

        A frame that is too poor to judge is not searched: that nothing was found in it would mean
        nothing. Its quality says why.

        Args:
            frame: What to look at.
            thorough: Look in more sizes, read the whole picture too and look where its text speaks of cameras,
                for a single picture that somebody hands in. It takes about a second more.
            whatever_quality: Search a poor frame too.

        Raises:
            VisionError: If the frame is no picture, or a model fails on it.
            ConfigurationError: If a model is missing.
        """
        quality = assess(frame.pixels)
        notices: tuple[Notice, ...] = ()
        if quality.usable or whatever_quality:
            plates = self._detector.detect(frame.pixels, thorough=thorough)
            notices = each_sign_once(self._second_looks(frame.pixels, plates))
            if thorough:
                notices = each_sign_once([*notices, *self._found_by_text(frame.pixels, notices)])
        return Inspection(
            quality=quality,
            notices=notices,
            width=frame.width,
            height=frame.height,
            model_version=self.model_version,
        )

    def _second_looks(self, pixels: Pixels, plates: Sequence[Proposal]) -> list[Notice]:
        """Return what each plate is, in the order given; the most promising are read."""
        looks: list[PlateLook] | list[None] = [None] * len(plates)
        if self._classifier is not None:
            looks = self._classifier.classify(pixels, [plate.box for plate in plates])
        ranked = sorted(range(len(plates)), key=lambda index: -_promise(plates[index], looks[index]))
        judged: dict[int, Notice] = {}
        read = 0
        for index in ranked:
            plate, look = plates[index], looks[index]
            if look is not None and is_no_sign(plate, look):
                judged[index] = no_sign(plate, look)
            elif look is not None and not look.worth_reading:
                judged[index] = unread_plate(plate, HARDLY_A_SIGN)
            elif read < self._max_read:
                read += 1
                judged[index] = self._judged(pixels, plate, look)
            elif look is not None and look.shows_cctv:
                judged[index] = judge_plate(plate, Reading(tried=False), _size(pixels), look)
            else:
                judged[index] = unread_plate(plate, NOT_READ.format(limit=self._max_read))
        return [self._with_probability(judged[index], looks[index]) for index in range(len(plates))]

    def _with_probability(self, notice: Notice, look: PlateLook | None) -> Notice:
        return notice if self._calibration is None else self._calibration.applied(notice, look)

    def _judged(self, pixels: Pixels, plate: Proposal, look: PlateLook | None) -> Notice:
        reading = self._reader.read(pixels, plate.box)
        notice = judge_plate(plate, reading, _size(pixels), look)
        if notice.status is not NoticeStatus.CONFIRMED:
            return notice
        # Looking for a code takes as long as finding lines, and only a notice's is kept.
        code = self._reader.read_code(pixels, plate.box)
        return judge_plate(plate, replace(reading, qr=code), _size(pixels), look) if code else notice

    def _found_by_text(self, pixels: Pixels, known: Sequence[Notice]) -> list[Notice]:
        """Look again where the picture's own text speaks of cameras and no notice was confirmed."""
        boxes = [notice.box for notice in known if notice.status is NoticeStatus.CONFIRMED]
        places = speaking_places(self._reader.read_lines(pixels), _size(pixels))
        # What a place looks like does not matter here: its words are what it was found by.
        found = [
            self._with_probability(self._judged(pixels, Proposal(box, 0.0), None), None)
            for box in places
            if not any(_meet(box, other) for other in boxes)
        ]
        return [notice for notice in found if notice.status is NoticeStatus.CONFIRMED]


def _promise(plate: Proposal, look: PlateLook | None) -> float:
    """Weigh a plate for the order of reading: what looks like a sign before what does not."""
    return plate.score + (1 - look.nothing if look is not None else 0.0)


def _size(pixels: Pixels) -> tuple[int, int]:
    return pixels.shape[1], pixels.shape[0]


def _meet(a: Box, b: Box) -> bool:
    return min(a[2], b[2]) > max(a[0], b[0]) and min(a[3], b[3]) > max(a[1], b[1])
