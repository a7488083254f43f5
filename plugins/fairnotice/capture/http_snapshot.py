"""A still picture over HTTP or HTTPS; a stream is handed to the reader of MJPEG or of HLS."""

from __future__ import annotations

import datetime as dt

from fairnotice.capture import hls, mjpeg
from fairnotice.capture.age import check_age
from fairnotice.capture.decode import check_start, decode_picture
from fairnotice.capture.http_exchange import answer_of, whole_body
from fairnotice.capture.limits import Budget
from fairnotice.capture.login import Login
from fairnotice.capture.policy import CapturePolicy, Target
from fairnotice.capture.trace import Step
from fairnotice.domain import Pixels


def fetch(
    target: Target, policy: CapturePolicy, login: Login | None, budget: Budget, *, live_at: dt.datetime | None = None
) -> Pixels:
    """Fetch one picture from an HTTP(S) address.

    Whether the camera sends a still or a stream is told by the answer's content type, since the
    address does not say.

    Args:
        target: Where to ask.
        policy: Where redirects may lead.
        login: What to answer a challenge with.
        budget: What this grab may spend.
        live_at: The time of day, if the answer must be a picture of it; None: an archive's picture may be old.

    Returns:
        An array of shape (height, width, 3), ``uint8``, BGR.

    Raises:
        CaptureError: With the fault that stands for what happened.
    """
    with answer_of(target, policy, login, budget) as answer:
        if hls.is_playlist(answer):
            return hls.fetch(answer, target, policy, login, budget, live_at)
        if live_at is not None:
            check_age(answer.headers, live_at)
        if answer.media_type in mjpeg.MEDIA_TYPES:
            data = mjpeg.live_picture(answer.headers.get("content-type", ""), answer.chunks, budget)
        else:
            data = whole_body(answer, budget, budget.limits.max_bytes, check_start)
    budget.note(Step.RECEIVED, f"{len(data)} bytes")
    return decode_picture(data, budget)
