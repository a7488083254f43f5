"""A phone's photo to pixels, and to what it says of where and when it was taken.

It is decoded where hostile pictures of cameras are, in a process that has nothing to steal
(:mod:`fairnotice.capture.media_zygote`); of its metadata that process tells a few numbers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from fairnotice.capture.limits import Budget, CaptureError, CaptureLimits
from fairnotice.capture.media_process import NO_OFFSET, Answer, Child, Order, in_memory, too_slow
from fairnotice.capture.media_program import child_of, turn
from fairnotice.domain import CaptureFault, Pixels, Point

_JPEG_START = b"\xff\xd8\xff"
_PNG_START = b"\x89PNG\r\n\x1a\n"
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})

MOST_PIXELS = 64_000_000
"""Of a PNG or HEIC, which is decoded whole; phones with more megapixels write them as JPEG."""
_CPU_S = 20.0
_DECODED_WITHIN_S = 60.0
_MOST_NOTES = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """When a photo says that it was taken.

    Attributes:
        at: The moment by the phone's clock; aware where it says its time zone, else naive.
    """

    at: dt.datetime

    def between(self) -> tuple[dt.datetime, dt.datetime]:
        """Return the earliest and the latest moment (UTC) that it can mean: of no time zone it may be any."""
        if self.at.tzinfo is not None:
            return self.at.astimezone(dt.UTC), self.at.astimezone(dt.UTC)
        at = self.at.replace(tzinfo=dt.UTC)
        return at - dt.timedelta(hours=14), at + dt.timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo in memory, maybe smaller than it is in its file.

    Attributes:
        pixels: BGR ``uint8`` of shape (height, width, 3), upright.
        width: Of the whole photo, upright, in px.
        height: Of the whole photo, upright, in px.
        taken: When it says that it was taken; None: it does not.
        place: Where it says that it was taken; None: it does not.
    """

    pixels: Pixels = field(repr=False)
    width: int
    height: int
    taken: Taken | None = None
    place: Point | None = None


def decode_photo(data: bytes, max_pixels: int) -> Photo:
    """Decode a photo that somebody hands in.

    Args:
        data: The file: JPEG, PNG or HEIC. What comes behind the end of its picture is not looked at.
        max_pixels: Most pixels of what is returned; a larger photo is returned at a half or a quarter of its sides.

    Raises:
        CaptureError: ``not_an_image``, ``truncated`` or ``too_large``; ``error``, where this machine is too slow.
        DecoderError: Pictures cannot be decoded on this machine.
    """
    if not is_photo(data):
        raise CaptureError(CaptureFault.NOT_AN_IMAGE, "the file is no JPEG, PNG or HEIC")
    limits = CaptureLimits(_DECODED_WITHIN_S, len(data), max_pixels)
    order = Order({"bytes": len(data), "shown_pixels": max_pixels}, max(MOST_PIXELS, max_pixels), _CPU_S)
    budget = Budget(limits)
    with budget.paused(), turn(), in_memory(data) as source:
        order = Order(order.what, order.max_pixels, order.cpu_s, (source,))
        with child_of("photos", order) as child:
            notes, answer = _answers(child)
            if answer.word == "picture":
                return _photo(child.picture(answer, budget), notes)
    if answer.word == "too_large":
        raise CaptureError(
            CaptureFault.TOO_LARGE, f"the photo has more pixels than the {MOST_PIXELS // 10**6} million allowed"
        )
    if answer.word == "damaged":
        raise CaptureError(CaptureFault.TRUNCATED, "the photo is damaged, not complete, or of a kind that is not read")
    raise CaptureError(CaptureFault.NOT_AN_IMAGE, "the photo cannot be decoded")


def is_photo(data: bytes) -> bool:
    """Tell whether bytes begin like a JPEG, PNG or HEIC."""
    return data.startswith((_JPEG_START, _PNG_START)) or (data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS)


def _answers(child: Child) -> tuple[dict[str, Answer], Answer]:
    notes: dict[str, Answer] = {}
    for _ in range(_MOST_NOTES + 1):
        answer = child.answer(_DECODED_WITHIN_S)
        if answer is None:
            raise too_slow(_DECODED_WITHIN_S)
        if answer.word not in ("whole", "taken", "place"):
            return notes, answer
        notes[answer.word] = answer
    raise CaptureError(CaptureFault.NOT_AN_IMAGE, "the photo cannot be decoded")


def _photo(pixels: Pixels, notes: dict[str, Answer]) -> Photo:
    height, width = pixels.shape[:2]
    whole = notes.get("whole")
    if whole is not None and whole.width >= width and whole.height >= height:
        width, height = whole.width, whole.height
    return Photo(pixels, width, height, _taken(notes.get("taken")), _place(notes.get("place")))


def _taken(said: Answer | None) -> Taken | None:
    if said is None:
        return None
    try:
        at = dt.datetime.strptime(f"{said.width:08d}{said.height:06d}", "%Y%m%d%H%M%S")  # noqa: DTZ007 - may have none
        if said.skipped == NO_OFFSET:
            return Taken(at)
        return Taken(at.replace(tzinfo=dt.timezone(dt.timedelta(minutes=said.skipped - 1440))))
    except (ValueError, OverflowError):  # a clock that was never set: 0000:00:00
        return None


def _place(said: Answer | None) -> Point | None:
    if said is None:
        return None
    latitude, longitude = said.width / 1e6 - 90, said.height / 1e6 - 180
    return Point(longitude, latitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
