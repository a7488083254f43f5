"""A frame against what its camera showed before: frozen, moved, or seen for the first time.

What is remembered was read before the batch began, and a frame of the same window is compared with nothing that the
window itself brought: so it does not matter in which order frames come, nor whether a batch was killed and run again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from fairnotice.domain import Frame, Quality
from fairnotice.store import views
from fairnotice.store.database import Connection
from fairnotice.store.views import KnownView, LastPicture, Remembered

LEAST_INTERVAL = dt.timedelta(hours=1)
"""Public picture servers renew their picture every few minutes to a quarter of an hour; within an hour, the same
picture again is no sign that anything hangs."""


def picture_of(frame: Frame, known: Remembered) -> LastPicture:
    """Return what is to be remembered of a live camera's picture: since when it is the same one.

    Of a picture that comes again, what was remembered first is kept, so that small steps do not add up.
    """
    from fairnotice.vision.frozen import PicturePrint, picture_print, same_picture  # heavy: OpenCV

    taken = picture_print(frame.pixels)
    before = known.picture
    if before is not None and same_picture(PicturePrint(before.sha256, before.sample), taken):
        return replace(before, seen_at=max(before.seen_at, frame.captured_at))
    return LastPicture(taken.sha256, taken.sample, frame.captured_at, frame.captured_at)


def frozen(frame: Frame, picture: LastPicture) -> Quality | None:
    """Return the quality of a frame that is an old picture, or None where it is not known to be one."""
    if frame.captured_at - picture.since < LEAST_INTERVAL:
        return None
    measures = {
        "width": float(frame.width),
        "height": float(frame.height),
        "same_since": picture.since.timestamp(),
    }
    return Quality(usable=False, reasons=("frozen",), measures=measures)


def against_known_view(
    frame: Frame, quality: Quality, known: Remembered, window_date: dt.date
) -> tuple[Quality, KnownView | None]:
    """Compare a usable frame with its camera's known view.

    Args:
        frame: What came.
        quality: What is known of it; a frame that is not usable is compared with nothing.
        known: What was remembered before this batch.
        window_date: Window of the frame.

    Returns:
        The quality with ``view`` set, not usable where the view has moved; and the frame's view where none is known,
        if it says enough to compare others with.
    """
    if not quality.usable:
        return quality, None
    from fairnotice.vision.view import compare, describe, has_structure  # heavy: OpenCV

    description = describe(frame.pixels)
    view = known.view
    if view is None or view.described_in == window_date:
        offered = KnownView(description, frame.captured_at, window_date) if has_structure(description) else None
        return quality, offered
    compared = compare(view.description, description)
    measures = {
        **quality.measures,
        "view_in_place": compared.in_place,
        "view_elsewhere": compared.elsewhere,
        "view_since": view.described_at.timestamp(),
    }
    if compared.verdict == "moved":
        return Quality(False, ("moved",), quality.light, "moved", measures), None
    return replace(quality, view=compared.verdict, measures=measures), None


def remember(connection: Connection, camera_id: str, found: Remembered) -> None:
    """Write down what a frame leaves to be remembered, in the transaction of its observation."""
    if found.picture is not None:
        views.note_picture(connection, camera_id, found.picture)
    if found.view is not None:
        views.offer_view(connection, camera_id, found.view)
