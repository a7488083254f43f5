"""Say where notices with a pictogram are lost on their way from a frame to a confirmation.

``python -m models.evaluate_losses`` prints, of drawn notices of the part ``val`` whose pictogram is large enough, how
many are confirmed by what and what kept the others from it. Nothing is chosen by it: it shows where to look next.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from fairnotice.domain import Box, Frame, Notice, NoticeStatus, Pixels
from fairnotice.settings import settings
from fairnotice.vision.detector import Proposal
from fairnotice.vision.plate_classifier import FILE_NAME, PlateClassifier, PlateLook
from fairnotice.vision.reading import Reader, Reading
from fairnotice.vision.second_look import is_no_sign, judge_plate
from models.calibrate import recorded, recorder
from models.compose import DEFAULT_REAL, Composite
from models.heldout import Kind, frames
from models.measure import FOUND_IOU, iou, rate
from models.signs import NOTICE
from models.signs_measured import parts_of

LEAST_PX = 32.0
"""Height of a pictogram from which the card's aim holds."""
_NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


class _Noting(Reader):
    """Remembers what it read on each box of the frame at hand."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[Box, Reading] = {}

    def read(self, pixels: Pixels, box: Box) -> Reading:
        """Read a plate as the product does."""
        self.said[box] = super().read(pixels, box)
        return self.said[box]


def kept_from_it(notice: Notice, look: PlateLook, reading: Reading | None, frame: tuple[int, int]) -> str:
    """Say what kept a plate that is a notice from being confirmed, by asking what would have confirmed it.

    Args:
        notice: What was said of the plate.
        look: What the classifier said of it.
        reading: What was read on it; None: it was not read.
        frame: Width and height in px.
    """
    plate = Proposal(notice.box, notice.score)
    if is_no_sign(plate, look):
        return "taken for no sign"
    read = reading or Reading(tried=False)
    sure = replace(look, cctv=1.0)
    if judge_plate(plate, Reading(()), frame, sure).status is not NoticeStatus.CONFIRMED:
        return "too small, too long or cut by the frame's edge for its pictogram to be told"
    if judge_plate(plate, read, frame, sure).status is not NoticeStatus.CONFIRMED:
        return "its text speaks against it"
    if look.shows_cctv:
        return "no word on it, and the classifier below confirm_alone"
    return "the classifier below confirm_cctv"


def losses(composites: Iterable[Composite], least_px: float = LEAST_PX) -> Counter[str]:
    """Count what became of notices whose pictogram is at least ``least_px`` high, in usable frames."""
    reader, found = _Noting(), Counter[str]()
    inspector = recorder(PlateClassifier(settings().model_path.with_name(FILE_NAME)), reader)
    for composite in composites:
        boxes = [
            label.box
            for label in composite.labels
            if label.class_id == NOTICE
            and label.sign
            and label.sign.spec
            and parts_of(label.sign.spec).pictogram * label.tall_px >= least_px
        ]
        if not boxes:
            continue
        reader.said.clear()
        seen, plates = recorded(inspector, Frame(composite.pixels, _NOON))
        if seen.quality.usable:
            size = composite.pixels.shape[1], composite.pixels.shape[0]
            found.update(_became(box, plates, reader.said, size) for box in boxes)
    return found


def _became(
    box: Box, plates: list[tuple[Notice, PlateLook]], said: dict[Box, Reading], frame: tuple[int, int]
) -> str:  # fmt: skip
    there = [(notice, look) for notice, look in plates if iou(notice.box, box) >= FOUND_IOU]
    confirmed = next((notice for notice, _ in there if notice.status is NoticeStatus.CONFIRMED), None)
    if confirmed is not None and confirmed.decided_by is not None:
        return f"confirmed by {confirmed.decided_by.value}"
    if not there:
        return "not proposed"
    notice, look = max(there, key=lambda each: iou(each[0].box, box))
    return kept_from_it(notice, look, said.get(notice.box), frame)


def main() -> None:
    """Parse the command line and print."""
    parser = argparse.ArgumentParser(prog="python -m models.evaluate_losses", description=__doc__)
    parser.add_argument("--real", type=Path, default=DEFAULT_REAL, help="folder of real photographs, if any")
    parser.add_argument("--part", choices=("val", "test"), default="val")
    parser.add_argument("--seed", type=int, default=41, help="of the drawn frames")
    parser.add_argument("--town", type=int, default=40)
    parser.add_argument("--harsh", type=int, default=130)
    parser.add_argument("--photo", type=int, default=160)
    given = parser.parse_args()
    real = given.real if given.real.is_dir() else None
    counts: dict[Kind, int] = {"town": given.town, "harsh": given.harsh, "photo": given.photo if real else 0}
    total = Counter[str]()
    for kind, count in counts.items():
        total += losses(frames(kind, count, part=given.part, seed=given.seed, real=real))
    print(f"| notices with a pictogram of {LEAST_PX:.0f} px and more, part {given.part} | |\n|---|---|")
    for what, number in total.most_common():
        print(f"| {what} | {rate(number, total.total())} |")


if __name__ == "__main__":
    main()
