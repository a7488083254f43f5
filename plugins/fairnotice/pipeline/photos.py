"""A phone's photo of a site: looked at as a frame is, its place and time compared, and redacted before it is kept.

The photo itself stays in memory, and goes with the call that brought it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fairnotice.capture.limits import CaptureError
from fairnotice.capture.photo import Photo, Taken, decode_photo
from fairnotice.core_dumps import forbid_core_dumps
from fairnotice.domain import CaptureFault, Frame, Inspection, Notice, NoticeStatus, Point
from fairnotice.errors import PhotoError, PhotoFormatError, RedactionError, VisionError
from fairnotice.pipeline.resources import Resources
from fairnotice.rules.elements import ABSENT_NEEDS_PX
from fairnotice.store import cameras, facts, photos
from fairnotice.store.database import Connection
from fairnotice.store.photos import Agreement, Kind, NewPhoto, Outcome, SitePhoto

WITHIN_M = 300.0
"""How far from the nearest camera of its site a photo may say that it was taken. A phone between houses is off by some
50 m, and a camera's entrance may be a block away."""
_CLOCKS_DIFFER = dt.timedelta(hours=1)
_LESS_SURE = 0.9
"""What a photo is sure of counts by so much for each of time and place that it does not say: a convention."""
_UNMEASURED = 0.8
"""Certainty of a confirmed notice where no calibration exists, as `rules.policy.Policy.sighting_confidence`."""
_EARTH_M = 6_371_000.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where and since when a photo is expected to have been taken.

    Attributes:
        points: The cameras of the site; none: it can be anywhere.
        within_m: How far from the nearest of them, in m.
        since: Earliest moment; None: the evidence window before now.
    """

    points: tuple[Point, ...] = ()
    within_m: float = WITHIN_M
    since: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class PhotoSeen:
    """What a photo shows, and whether it was taken where and when it should have been.

    Attributes:
        file_sha256: Of the file that was handed in.
        outcome: A confirmed ``notice``; ``unclear``, a plate that may be one; ``nothing``; or ``unusable``, too poor to
            judge.
        inspection: What was seen, in px of the whole photo.
        elements: Of its confirmed notices together: element to ``present``, ``absent`` or ``unreadable``.
        confidence: How sure a confirmed notice is; None where there is none.
        taken: When it says that it was taken.
        time: Whether that fits.
        place: Whether where it says that it was taken fits.
        distance_m: From there to the nearest camera, to 10 m.
        likeness: By which it is known again.
        picture: The redacted picture, PNG: all that may be kept or shown of it.
    """

    file_sha256: str
    outcome: Outcome
    inspection: Inspection
    elements: Mapping[str, str]
    confidence: float | None
    taken: Taken | None
    time: Agreement
    place: Agreement
    distance_m: int | None
    likeness: str
    picture: bytes = field(repr=False)

    @property
    def usable(self) -> bool:
        """Whether its quality lets it be judged."""
        return self.inspection.quality.usable

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The plates in it, in px of the whole photo."""
        return self.inspection.notices

    @property
    def doubts(self) -> tuple[str, ...]:
        """Codes of what contradicts that it shows the site as it is; each is a reason for a person to look."""
        said = (("taken_elsewhere", self.place), ("taken_at_another_time", self.time))
        return tuple(code for code, agreement in said if agreement is Agreement.CONTRADICTS)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Codes of why it is worth less than it could be: doubts, what it does not say, and what its quality lacks."""
        unsaid = (("place_not_said", self.place), ("time_not_said", self.time))
        missing = tuple(code for code, agreement in unsaid if agreement is Agreement.NOT_SAID)
        return (*self.doubts, *missing, *self.inspection.quality.reasons)


def inspect_photo(data: bytes, *, expected: Place | None, now: dt.datetime, using: Resources) -> PhotoSeen:
    """Look at a photo that somebody hands in. Nothing is kept.

    Args:
        data: The file: JPEG, PNG or HEIC.
        expected: Where and when it should have been taken; None: it is compared with nothing.
        now: The real time.
        using: The model, and the detector of people for redaction.

    Raises:
        PhotoFormatError: It is no JPEG, PNG or HEIC.
        PhotoError: It is damaged or too large, or could not be redacted, so that nothing of it may be shown or kept.
        ConfigurationError: A model is missing.
    """
    from fairnotice.vision.likeness import likeness  # heavy: OpenCV
    from fairnotice.vision.redaction import redact

    forbid_core_dumps()
    photo = _decoded(data, using.settings.max_pixels)
    frame = Frame(photo.pixels, captured_at=now)
    try:
        # Whoever hands in one photo wants to know all that it shows, however poor it is.
        seen = using.inspector.inspect(frame, thorough=True, whatever_quality=True)
        picture = redact(photo.pixels, seen.notices, using.people)
        fingerprint = likeness(photo.pixels)
    except RedactionError as error:
        raise PhotoError("the photo could not be redacted, so nothing of it was kept; take another one") from error
    except VisionError as error:
        raise PhotoError(f"the photo cannot be looked at: {error}") from error
    seen = _in_full(seen, photo)
    place, distance = _where(photo.place, expected)
    time = _when(photo.taken, expected, now, using.settings.evidence_window_days)
    confirmed = [notice for notice in seen.notices if notice.status is NoticeStatus.CONFIRMED]
    return PhotoSeen(
        file_sha256=hashlib.sha256(data).hexdigest(),
        outcome=_outcome(seen, confirmed),
        inspection=seen,
        elements=elements_of(seen.notices),
        confidence=_confidence(confirmed, place, time),
        taken=photo.taken,
        time=time,
        place=place,
        distance_m=distance,
        likeness=fingerprint,
        picture=picture,
    )


def expected_at(connection: Connection, site_id: str, since: dt.datetime | None = None) -> Place | None:
    """Return where photos of a site are to be taken; None where the registry has no such site."""
    points = cameras.points_of_site(connection, site_id)
    return Place(points, since=since) if points else None


def keep(
    connection: Connection, using: Resources, seen: PhotoSeen, *, site_id: str, kind: Kind, by: str, now: dt.datetime
) -> SitePhoto:
    """Keep what a photo showed as a fact of its site, with its redacted picture as evidence.

    The same file handed in again for the site is the photo that is there already. No finding follows from it: an
    inspector accepts it first (`pipeline.visiting.accept`).

    Args:
        connection: An open transaction.
        using: The evidence storage.
        seen: What `inspect_photo` returned.
        site_id: The site it was handed in for.
        kind: ``visit`` by an inspector, or ``reply`` of an operator.
        by: Who handed it in.
        now: The real time.
    """
    from fairnotice.vision.likeness import SAME_WITHIN_BITS  # heavy: OpenCV

    evidence = using.evidence.keep(seen.picture, kind="redacted_frame", media_type="image/png")
    facts.add_evidence(connection, evidence)
    offset = seen.taken.at.utcoffset() if seen.taken else None
    new = NewPhoto(
        site_id=site_id,
        kind=kind,
        file_sha256=seen.file_sha256,
        handed_in_by=by,
        received_at=now,
        taken_at=seen.taken.at.replace(tzinfo=None) if seen.taken else None,
        taken_offset=offset,
        time=seen.time,
        place=seen.place,
        distance_m=seen.distance_m,
        outcome=seen.outcome,
        confidence=seen.confidence,
        inspection=seen.inspection,
        likeness=seen.likeness,
        evidence_sha256=evidence.sha256,
    )
    return photos.add(connection, new, SAME_WITHIN_BITS)


def elements_of(notices: Iterable[Notice]) -> dict[str, str]:
    """Add up what the confirmed notices of a photo say: element to ``present``, ``absent`` or ``unreadable``.

    A notice that is too small for its small print lacks nothing.
    """
    said: dict[str, set[str]] = {}
    for notice in notices:
        if notice.status is not NoticeStatus.CONFIRMED:
            continue
        x0, y0, x1, y1 = notice.box
        is_large = min(x1 - x0, y1 - y0) >= ABSENT_NEEDS_PX
        for element, word in notice.elements.items():
            said.setdefault(element, set()).add(word if is_large or word != "absent" else "unreadable")
    return {
        element: next(word for word in ("present", "absent", "unreadable") if word in words)
        for element, words in said.items()
    }


def _decoded(data: bytes, max_pixels: int) -> Photo:
    try:
        return decode_photo(data, max_pixels)
    except CaptureError as error:
        if error.fault is CaptureFault.NOT_AN_IMAGE:
            raise PhotoFormatError(f"{error.detail}; hand in a photo as JPEG, PNG or HEIC") from None
        if error.fault is CaptureFault.ERROR:
            raise PhotoError(f"{error.detail}; try again in a minute") from None
        raise PhotoError(f"{error.detail}; take another photo, or send it in a smaller size") from None


def _in_full(seen: Inspection, photo: Photo) -> Inspection:
    from fairnotice.vision.pictures import Picture  # heavy: OpenCV

    return Picture(photo.pixels, photo.width, photo.height).in_full(seen)


def _outcome(seen: Inspection, confirmed: list[Notice]) -> Outcome:
    if confirmed:
        return Outcome.NOTICE
    if any(notice.status is NoticeStatus.CANDIDATE for notice in seen.notices):
        return Outcome.UNCLEAR
    return Outcome.NOTHING if seen.quality.usable else Outcome.UNUSABLE


def _confidence(confirmed: list[Notice], place: Agreement, time: Agreement) -> float | None:
    if not confirmed:
        return None
    best = max(_UNMEASURED if notice.probability is None else notice.probability for notice in confirmed)
    return best * _LESS_SURE ** [place, time].count(Agreement.NOT_SAID)


def _where(said: Point | None, expected: Place | None) -> tuple[Agreement, int | None]:
    if said is None or expected is None or not expected.points:
        return Agreement.NOT_SAID, None
    nearest = min(_metres(said, point) for point in expected.points)
    agreement = Agreement.AGREES if nearest <= expected.within_m else Agreement.CONTRADICTS
    return agreement, round(nearest / 10) * 10


def _when(taken: Taken | None, expected: Place | None, now: dt.datetime, window_days: int) -> Agreement:
    if taken is None:
        return Agreement.NOT_SAID
    since = (expected.since if expected else None) or now - dt.timedelta(days=window_days)
    earliest, latest = taken.between()
    fits = latest >= since - _CLOCKS_DIFFER and earliest <= now + _CLOCKS_DIFFER
    return Agreement.AGREES if fits else Agreement.CONTRADICTS


def _metres(a: Point, b: Point) -> float:
    """Return the distance along a great circle, in m (haversine)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * _EARTH_M * math.asin(math.sqrt(min(1.0, half)))
