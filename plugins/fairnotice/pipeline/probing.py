"""Try one camera: the way to its frame step by step, what the frame is worth, and a picture that shows nobody.

Nothing of it is stored, and no finding follows from it.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fairnotice.capture.credentials import Credentials
from fairnotice.capture.grab import grab
from fairnotice.capture.policy import CapturePolicy
from fairnotice.capture.trace import Noted, Step, Trace
from fairnotice.core_dumps import forbid_core_dumps
from fairnotice.domain import CaptureFailure, Frame, FrameSource, Inspection, Notice, Pixels, Quality
from fairnotice.errors import ConfigurationError, FairnoticeError, RedactionError, VisionError
from fairnotice.pipeline import egress
from fairnotice.pipeline.credentials import secrets_backend
from fairnotice.pipeline.remembering import against_known_view, frozen, picture_of
from fairnotice.pipeline.resources import resources
from fairnotice.pipeline.sampling import capture_limits
from fairnotice.settings import Settings
from fairnotice.store import cameras, maintenance, views
from fairnotice.store import health as store_health
from fairnotice.store.health import Health
from fairnotice.store.views import Remembered

if TYPE_CHECKING:
    from fairnotice.vision.inspect import Inspector
    from fairnotice.vision.people import People

_NO_THUMBNAIL = "no picture is shown, since it could not be redacted"
NOT_SEARCHED = "not looked for, since such a frame cannot be judged"


@dataclass(frozen=True, slots=True)
class Probe:
    """What is to be tried.

    Attributes:
        source: Where the frame comes from; without an access basis nobody is contacted.
        policy: Where this installation may connect to for it.
        known: What is remembered of the camera, to tell a frozen picture or a moved view.
        health: What the audit's own looks came to; None where it never looked.
        left_alone: Why it is not to be contacted now; None where it may be.
    """

    source: FrameSource
    policy: CapturePolicy
    known: Remembered = field(default_factory=Remembered)
    health: Health | None = None
    left_alone: CaptureFailure | None = None


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A frame reduced to averages of cells, so coarse that nobody can be made out.

    Attributes:
        cells: BGR ``uint8`` of shape (rows, columns, 3); at most 64 on the longer side.
        webp: The same, enlarged, with the outlines of notices.
    """

    cells: Pixels
    webp: bytes


@dataclass(frozen=True, slots=True)
class Look:
    """What a frame is worth.

    Attributes:
        width: Of the frame, in px.
        height: Of the frame, in px.
        taken_at: The moment that it shows, as far as is known.
        quality: Whether an audit could judge with it.
        inspection: The notices in it; None where none could be looked for.
        not_searched: Why none was looked for; empty where it was.
        thumbnail: The frame, coarse; None where it could not be redacted.
        no_thumbnail: Why there is none; empty where there is one.
    """

    width: int
    height: int
    taken_at: dt.datetime
    quality: Quality
    inspection: Inspection | None
    not_searched: str
    thumbnail: Thumbnail | None
    no_thumbnail: str = ""


@dataclass(frozen=True, slots=True)
class Probed:
    """What came of it: a failure, or a look at the frame."""

    steps: tuple[Noted, ...]
    elapsed_s: float
    failure: CaptureFailure | None = None
    look: Look | None = None


def of_registry(camera_id: str, settings: Settings, now: dt.datetime) -> Probe:
    """Return what is to be tried for a camera of the registry, on the registry's terms as of ``now``.

    Raises:
        FairnoticeError: The registry holds no such camera, or no source of frames for it.
    """
    with resources(settings) as opened, opened.database.transaction() as connection:
        camera = cameras.one(connection, camera_id)
        remembered = views.of_cameras(connection, [camera_id])
        health = store_health.of_cameras(connection, [camera_id])
        policy_of = egress.policies(connection, settings)
        why_not = maintenance.left_alone(connection, now)
    if camera is None:
        raise FairnoticeError(
            f"the registry holds no camera {camera_id!r}; cameras are named <source>:<id>, as `fairnotice explain` and "
            "the map's card show them, and an address that is to be tried begins with http://, rtsp:// or the like"
        )
    if camera.frame_source is None:
        raise FairnoticeError(f"the registry names no source of frames for {camera_id}; import it with one")
    return Probe(
        camera.frame_source,
        policy_of(camera.source),
        known=remembered.get(camera_id, Remembered()),
        health=health.get(camera_id),
        left_alone=why_not(camera, now),
    )


def probe(
    asked: Probe,
    settings: Settings,
    *,
    at: dt.datetime,
    now: dt.datetime,
    credentials: Credentials | None = None,
    tell: Callable[[Noted], None] | None = None,
    inspector: Inspector | None = None,
    people: People | None = None,
) -> Probed:
    """Grab one frame and look at it as an audit would, telling every step as it is done.

    Args:
        asked: What is to be tried.
        settings: The limits of a frame, and which model looks at it.
        at: The moment that an archive is asked for; for a live camera, ``now``.
        now: The real time; the access basis must hold then.
        credentials: Looks up the login that the source names; None: the folder that the settings name.
        tell: Is told every step.
        inspector: Looks at the frame; None: it is opened for this one.
        people: Finds whom to cover in crops of notices; None: the picture has no crops.

    Raises:
        VisionError: The frame came, but its quality cannot be measured.
    """
    forbid_core_dumps()
    if asked.left_alone is not None:
        return Probed((), 0.0, failure=asked.left_alone)
    trace = Trace(tell)
    result = grab(
        asked.source,
        at=at,
        policy=asked.policy,
        limits=capture_limits(settings),
        today=now.date(),
        credentials=credentials or secrets_backend(settings),
        trace=trace,
    )
    if isinstance(result, CaptureFailure):
        return Probed(tuple(trace.steps), result.elapsed_s, failure=result)
    began = time.monotonic()
    look = _look(result, asked, settings, inspector, people)
    elapsed_s = result.elapsed_s + time.monotonic() - began
    trace.note(Step.QUALITY, "usable" if look.quality.usable else ", ".join(look.quality.reasons), elapsed_s)
    return Probed(tuple(trace.steps), elapsed_s, look=look)


def _look(frame: Frame, asked: Probe, settings: Settings, inspector: Inspector | None, people: People | None) -> Look:
    from fairnotice.vision.quality import assess  # heavy: OpenCV

    if not asked.source.serves_any_moment and (old := frozen(frame, picture_of(frame, asked.known))):
        return Look(*_of(frame), old, None, NOT_SEARCHED, *_thumbnail(frame, ()))
    inspection, reason = _inspected(frame, settings, inspector)
    quality = inspection.quality if inspection is not None else assess(frame.pixels)
    quality, _ = against_known_view(frame, quality, asked.known, frame.captured_at.date())
    if inspection is not None:
        inspection = replace(inspection, quality=quality)
    notices = inspection.notices if inspection is not None else ()
    return Look(*_of(frame), quality, inspection, reason, *_thumbnail(frame, notices, people))


def _of(frame: Frame) -> tuple[int, int, dt.datetime]:
    return frame.width, frame.height, frame.captured_at.astimezone(dt.UTC)


def _inspected(frame: Frame, settings: Settings, opened: Inspector | None) -> tuple[Inspection | None, str]:
    """Look for notices as an audit does, or say why none could be looked for."""
    from fairnotice.vision.inspect import Inspector  # heavy: the model

    try:
        seen = (opened or Inspector.open(settings)).inspect(frame)
    except (ConfigurationError, VisionError, ImportError) as error:
        return None, f"not looked for: {error}"
    return seen, "" if seen.quality.usable else NOT_SEARCHED


def _thumbnail(frame: Frame, notices: tuple[Notice, ...], people: People | None = None) -> tuple[Thumbnail | None, str]:
    try:
        import cv2
        import numpy as np

        from fairnotice.vision.redaction import cell_averages, redact
    except ImportError as error:
        return None, f"{_NO_THUMBNAIL}: {error}"
    try:
        png = redact(frame.pixels, notices, people)
        drawn = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
        done, webp = cv2.imencode(".webp", drawn, (cv2.IMWRITE_WEBP_QUALITY, 101))  # above 100: without loss
        if not done:
            raise RedactionError("the redacted picture could not be written as WebP")
        return Thumbnail(cell_averages(frame.pixels), webp.tobytes()), ""
    except (RedactionError, cv2.error) as error:
        return None, f"{_NO_THUMBNAIL}: {error}"
