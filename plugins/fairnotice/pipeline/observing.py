"""What came from a camera, turned into a fact, into evidence where it shows something new, and into a memory."""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from fairnotice.domain import (
    Audit,
    Camera,
    CaptureFailure,
    CaptureFault,
    Frame,
    Inspection,
    NoticeStatus,
    Observation,
)
from fairnotice.errors import ConfigurationError, RedactionError, VisionError, without_secrets
from fairnotice.pipeline.remembering import against_known_view, frozen, picture_of
from fairnotice.pipeline.resources import Resources
from fairnotice.pipeline.slots import serves_any_moment
from fairnotice.store.views import Remembered

_LOG = logging.getLogger(__name__)
_PICTURE_AGAIN_AFTER = dt.timedelta(days=14)
"""An unchanged camera's picture is kept anew after this long, so that evidence does not age out."""
_MOST_DETAIL = 300


@dataclass(frozen=True, slots=True)
class Slot:
    """What is looked at, and what is known of it beforehand."""

    camera: Camera
    sample_number: int
    at: dt.datetime
    """The slot's time."""
    earlier: Observation | None
    """The newest one, of an earlier window, that kept a picture."""
    known: Remembered


@dataclass(frozen=True, slots=True)
class Found:
    """What a look leaves to be written down."""

    observation: Observation
    picture: bytes | None = None
    """A redacted picture to be kept with it, as PNG."""
    remembered: Remembered = field(default_factory=Remembered)


def nothing_came(audit: Audit, slot: Slot, failure: CaptureFailure) -> Found:
    """Turn a failure into a fact."""
    detail = failure.detail.encode(errors="replace").decode().replace("\x00", "")
    return Found(Observation(**_key(audit, slot), observed_at=slot.at, failure=replace(failure, detail=detail)))


def failed_here(camera_id: str, doing: str, error: Exception) -> CaptureFailure:
    """Return the failure of a look that this program could not handle, and log where it went wrong.

    Args:
        camera_id: Whose look it was.
        doing: What it could not do, in words.
        error: What it stumbled over; its message may be a stranger's.
    """
    what = without_secrets(f"{type(error).__name__}: {error}")[:_MOST_DETAIL]
    _LOG.error("%s: %s failed: %s\n%s", camera_id, doing, what, "".join(traceback.format_tb(error.__traceback__)))
    return CaptureFailure(CaptureFault.ERROR, f"{doing} failed: {what}")


def observe(resources: Resources, audit: Audit, slot: Slot, frame: Frame) -> Found:
    """Look at a frame.

    Raises:
        ConfigurationError: A model is missing.
        VisionError: A model fails on any frame: no camera is to blame.
    """
    # An archive answers with the picture of the moment that was asked for, be it the same twice.
    picture = None if serves_any_moment(slot.camera) else picture_of(frame, slot.known)
    old = frozen(frame, picture) if picture is not None else None
    if old is not None:
        return Found(
            Observation(
                **_key(audit, slot), observed_at=frame.captured_at, quality=old, width=frame.width, height=frame.height
            ),
            remembered=Remembered(picture=picture),
        )
    try:
        seen = resources.inspector.inspect(frame)
        quality, offered = against_known_view(frame, seen.quality, slot.known, audit.window_date)
    except VisionError as error:
        _raise_if_no_frame_can_be_looked_at(resources, error)
        # The picture came, but cannot be looked at: the camera's fault, not the batch's.
        failure = CaptureFailure(CaptureFault.NOT_AN_IMAGE, str(error), frame.elapsed_s)
        return replace(nothing_came(audit, slot, failure), remembered=Remembered(picture=picture))
    except ConfigurationError:
        raise
    except Exception as error:
        _raise_if_no_frame_can_be_looked_at(resources, error)
        failure = failed_here(slot.camera.camera_id, "looking at its frame", error)
        return nothing_came(audit, slot, replace(failure, elapsed_s=frame.elapsed_s))
    seen = replace(seen, quality=quality)
    observation = Observation(
        **_key(audit, slot),
        observed_at=frame.captured_at,
        quality=seen.quality,
        notices=seen.notices,
        width=seen.width,
        height=seen.height,
        model_version=seen.model_version,
    )
    kept = _redacted(resources, frame, seen) if _shows_something_new(seen, slot.earlier, audit) else None
    return Found(observation, kept, Remembered(offered, picture))


def _key(audit: Audit, slot: Slot) -> dict[str, Any]:
    return {
        "camera_id": slot.camera.camera_id,
        "window_date": audit.window_date,
        "sample_number": slot.sample_number,
    }


def _raise_if_no_frame_can_be_looked_at(resources: Resources, error: Exception) -> None:
    """End the batch where the model is broken: try it on a frame that no camera sent."""
    plain = Frame(np.full((360, 640, 3), 128, np.uint8), captured_at=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    try:
        resources.inspector.inspect(plain, whatever_quality=True)
    except Exception:
        raise VisionError(
            f"no frame can be looked at: {without_secrets(str(error))}. Check the model with `fairnotice inspect`"
        ) from error


def _shows_something_new(seen: Inspection, earlier: Observation | None, audit: Audit) -> bool:
    """Keep a picture only where it adds to what the last kept one shows."""
    # What a moved camera shows is kept too: a person who confirms the move wants to see it.
    if not seen.quality.usable and not _has_moved(seen):
        return False
    if earlier is None or audit.window_date - earlier.window_date > _PICTURE_AGAIN_AFTER:
        return True
    return (_gist(seen), _has_moved(seen)) != (_gist(earlier), _has_moved(earlier))


def _has_moved(seen: Inspection | Observation) -> bool:
    return seen.quality is not None and seen.quality.view == "moved"


def _gist(seen: Inspection | Observation) -> NoticeStatus | None:
    statuses = {notice.status for notice in seen.notices}
    return next((each for each in (NoticeStatus.CONFIRMED, NoticeStatus.CANDIDATE) if each in statuses), None)


def _redacted(resources: Resources, frame: Frame, seen: Inspection) -> bytes | None:
    from fairnotice.vision.redaction import redact  # heavy: OpenCV

    try:
        return redact(frame.pixels, seen.notices, resources.people)
    except RedactionError as error:
        _LOG.warning("a picture could not be redacted, so none is kept: %s", error)
        return None
