"""The crop of a notice that may be kept: at full resolution, with whoever could be in it painted over.

The people detector looks at the whole frame, and at the crop with what is around it in its own pixels; what it
finds is painted over with one colour, after which nothing of it is left to be restored. Then it looks at the
painted crop: what it finds now is painted over too, and a crop that still shows somebody is not kept.

In doubt a person is covered: a figure drawn on a notice is covered as one who stands before it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from fairnotice.domain import Box, Notice, NoticeStatus, Pixels
from fairnotice.errors import FairnoticeError
from fairnotice.vision.people import Kind, People, Sighting

MASK_COLOUR = (72, 72, 72)
"""BGR of everything that is covered."""
MAX_CROPS = 3
"""Most crops of one frame."""
MAX_SHARE = {NoticeStatus.CONFIRMED: 0.25, NoticeStatus.CANDIDATE: 0.06}
"""Share of the frame from which a box is more of the scene than of a notice: a candidate can be a shop window."""
MIN_SIDE = 12
"""Px of the frame below which a crop shows nothing that its outline does not."""
LONGEST_SIDE = 360
"""Px of a kept crop's longer side; a larger one is reduced."""
MAX_COVERED = 0.7
"""Share of a crop from which so much is covered that nothing is left to see."""
_GROWN: dict[Kind, float] = {Kind.PERSON: 0.12, Kind.FACE: 0.45, Kind.VEHICLE: 0.06}
"""Share of its sides that a box grows by on each side: boxes are drawn close, and hair and hands stand out."""
_LEAST_GROWN = 2.0
"""Px of the crop as it is looked at."""
_WHOLE_LOOK = 1280
_CONTEXT = 1.0
"""Share of a crop's longer side that is looked at around it, so that a person is seen whole."""
_LEAST_CONTEXT = 96.0
_CLOSE_LOOK = 640
_MOST_ENLARGED = 2.0
_PLATE_LETTERS = 10
"""Most letters and digits of a vehicle's number plate."""
_PLATE_ASPECT = 1.8


@dataclass(frozen=True, slots=True)
class Crop:
    """A notice's crop that may be kept."""

    index: int
    """Of the notice among those given."""
    pixels: Pixels
    """BGR ``uint8``; at most `LONGEST_SIDE` px on the longer side."""
    covered: tuple[tuple[Kind, int], ...]
    """How many boxes of each kind were painted over, overlapping ones counted once."""


@dataclass(frozen=True, slots=True)
class Left:
    """A notice of which no crop is kept."""

    index: int
    reason: str


def masked_crops(pixels: Pixels, notices: Sequence[Notice], people: People) -> list[Crop | Left]:
    """Return what may be kept of the notices of a frame, the surest first.

    Args:
        pixels: BGR ``uint8`` of shape (height, width, 3).
        notices: What was seen in it, boxes in its px; only confirmed ones and candidates are considered.
        people: Finds whom to cover.

    Returns:
        A crop for each notice, or why there is none; at most `MAX_CROPS` crops.
    """
    ranked = sorted(
        (index for index, notice in enumerate(notices) if notice.status is not NoticeStatus.REJECTED),
        key=lambda index: (notices[index].status is not NoticeStatus.CONFIRMED, -notices[index].score, index),
    )
    done: list[Crop | Left] = []
    everywhere: list[Sighting] | None = None
    for index in ranked:
        if sum(isinstance(each, Crop) for each in done) >= MAX_CROPS:
            done.append(Left(index, f"only {MAX_CROPS} crops of a frame are kept"))
            continue
        try:
            place = _place(notices[index], pixels)
            if isinstance(place, str):
                done.append(Left(index, place))
                continue
            if everywhere is None:
                everywhere = people.look(pixels, whole_look(pixels))
            done.append(_masked(index, pixels, place, everywhere, people))
        except (FairnoticeError, cv2.error, ValueError, MemoryError) as error:
            done.append(Left(index, f"it could not be masked: {type(error).__name__}"))
    return done


def whole_look(pixels: Pixels) -> int:
    """Return the px of the longer side at which a whole frame is looked at."""
    return min(_WHOLE_LOOK, int(_MOST_ENLARGED * max(pixels.shape[:2])))


def _place(notice: Notice, pixels: Pixels) -> tuple[int, int, int, int] | str:
    """Return the whole px of a notice's crop, or why there is to be none."""
    height, width = pixels.shape[:2]
    x0, y0 = max(0, math.floor(notice.box[0])), max(0, math.floor(notice.box[1]))
    x1, y1 = min(width, math.ceil(notice.box[2])), min(height, math.ceil(notice.box[3]))
    if min(x1 - x0, y1 - y0) < MIN_SIDE:
        return "it is too small for a crop"
    if (x1 - x0) * (y1 - y0) > MAX_SHARE[notice.status] * width * height:
        return "its box is so large that it would show the scene"
    if notice.status is not NoticeStatus.CONFIRMED and _like_a_number_plate(notice, (x1 - x0) / (y1 - y0)):
        return "it could be a vehicle's number plate"
    return x0, y0, x1, y1


def _like_a_number_plate(notice: Notice, aspect: float) -> bool:
    """Tell whether a plate that is not known for a notice could be a vehicle's, by its text or else its shape."""
    letters = [letter for letter in notice.text if letter.isalnum()]
    if not letters:
        return aspect >= _PLATE_ASPECT
    return len(letters) <= _PLATE_LETTERS and any(letter.isdigit() for letter in letters)


def _masked(
    index: int, pixels: Pixels, place: tuple[int, int, int, int], everywhere: Iterable[Sighting], people: People
) -> Crop | Left:
    x0, y0, x1, y1 = place
    sightings = [*everywhere, *_looked_at_closely(pixels, place, people)]
    crop = np.ascontiguousarray(pixels[y0:y1, x0:x1]).copy()
    covered = np.zeros(crop.shape[:2], bool)
    shown = [(kind, box) for kind, box in _within(sightings, place) if _cover(covered, box)]
    crop[covered] = MASK_COLOUR
    kept = _at_most(crop, LONGEST_SIDE)
    # What a detector finds in the picture as it would be kept, whatever it found before.
    again = _in_crop(kept, people)
    if again:
        scale = crop.shape[1] / kept.shape[1]
        for kind, box in again:
            grown = (box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale)
            if _cover(covered, grown):
                shown.append((kind, grown))
        crop[covered] = MASK_COLOUR
        kept = _at_most(crop, LONGEST_SIDE)
    share = float(covered.mean())
    if share > MAX_COVERED:
        return Left(index, f"{share:.0%} of it is covered by what could be a person, a face or a vehicle")
    if again and any(not _is_covered(covered, box, kept) for _, box in _in_crop(kept, people)):
        return Left(index, "somebody could still be made out after it was masked")
    return Crop(index, kept, _counted(shown))


def _looked_at_closely(pixels: Pixels, place: tuple[int, int, int, int], people: People) -> list[Sighting]:
    """Return what is seen in a crop and around it, in its own px or larger, in px of the frame."""
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = place
    margin = math.ceil(max(_LEAST_CONTEXT, _CONTEXT * max(x1 - x0, y1 - y0)))
    left, top = max(0, x0 - margin), max(0, y0 - margin)
    region = pixels[top : min(height, y1 + margin), left : min(width, x1 + margin)]
    side = max(region.shape[:2])
    size = side if side > _CLOSE_LOOK else min(_CLOSE_LOOK, round(_MOST_ENLARGED * side))
    return [
        Sighting(each.kind, _moved(each.box, left, top), each.score)
        for each in people.look(np.ascontiguousarray(region), size)
    ]


def _in_crop(crop: Pixels, people: People) -> list[tuple[Kind, Box]]:
    """Return the grown boxes of what is seen in a crop as it is kept."""
    size = min(_CLOSE_LOOK, round(_MOST_ENLARGED * max(crop.shape[:2])))
    return _within(people.look(crop, size), (0, 0, crop.shape[1], crop.shape[0]))


def _within(sightings: Iterable[Sighting], place: tuple[int, int, int, int]) -> list[tuple[Kind, Box]]:
    """Return grown boxes in px of a crop, those that reach into it."""
    x0, y0, x1, y1 = place
    found = []
    for each in sightings:
        if not all(math.isfinite(value) for value in each.box):
            raise ValueError("a sighting's box is not four finite numbers")
        across = max(_LEAST_GROWN, _GROWN[each.kind] * (each.box[2] - each.box[0]))
        down = max(_LEAST_GROWN, _GROWN[each.kind] * (each.box[3] - each.box[1]))
        box = (
            max(each.box[0] - across, x0) - x0,
            max(each.box[1] - down, y0) - y0,
            min(each.box[2] + across, x1) - x0,
            min(each.box[3] + down, y1) - y0,
        )
        if box[2] > box[0] and box[3] > box[1]:
            found.append((each.kind, box))
    return found


def _cover(covered: npt.NDArray[np.bool_], box: Box) -> bool:
    """Mark a box as covered; return whether most of it was not."""
    part = np.s_[math.floor(box[1]) : math.ceil(box[3]), math.floor(box[0]) : math.ceil(box[2])]
    new = bool(covered[part].size) and float(covered[part].mean()) < 0.5
    covered[part] = True
    return new


def _is_covered(covered: npt.NDArray[np.bool_], box: Box, kept: Pixels) -> bool:
    """Tell whether what is still found in a kept crop is the paint itself."""
    scale = covered.shape[1] / kept.shape[1]
    x0, y0, x1, y1 = (value * scale for value in box)
    part = covered[math.floor(y0) : math.ceil(y1), math.floor(x0) : math.ceil(x1)]
    return bool(part.size) and float(part.mean()) > 0.8


def _at_most(pixels: Pixels, side: int) -> Pixels:
    height, width = pixels.shape[:2]
    if max(height, width) <= side:
        return pixels
    scale = side / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _moved(box: Box, left: int, top: int) -> Box:
    return box[0] + left, box[1] + top, box[2] + left, box[3] + top


def _counted(shown: Iterable[tuple[Kind, Box]]) -> tuple[tuple[Kind, int], ...]:
    counts = Counter(kind for kind, _ in shown)
    return tuple((kind, counts[kind]) for kind in Kind if counts[kind])
