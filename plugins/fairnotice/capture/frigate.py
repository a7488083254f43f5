"""Whether a Frigate server has frames of a camera: where it has none, it serves a picture of its own instead.

Source: Frigate's ``frigate/api/media.py`` answers ``latest.jpg`` of a camera without frames with status 200 and
either a drawn picture or an earlier frame, and sets the camera's ``camera_fps`` in ``/api/stats`` to 0
(https://github.com/blakeblackshear/frigate/pull/4544).
"""

from __future__ import annotations

import json
import math
from dataclasses import replace

from fairnotice.capture.http_exchange import answer_of, whole_body
from fairnotice.capture.limits import Budget, CaptureError
from fairnotice.capture.login import Login
from fairnotice.capture.policy import CapturePolicy, Target
from fairnotice.capture.trace import Step
from fairnotice.domain import CaptureFault

MAKE = "frigate"
_STATS = b"/api/stats"
_MOST_BYTES = 4 * 1024 * 1024


def check_alive(target: Target, policy: CapturePolicy, login: Login | None, budget: Budget) -> None:
    """Refuse a camera of which Frigate has no frames, so that its drawn picture cannot pass for the camera's.

    Args:
        target: Where the latest picture of the camera is asked for.
        policy: Where redirects may lead.
        login: What to answer a challenge with.
        budget: What this grab may spend.

    Raises:
        CaptureError: ``unreachable``, where Frigate has none or does not say; or what happened on the way.
    """
    camera = target.url.path.split("/")[2]
    stats = replace(target, url=target.url.copy_with(raw_path=_STATS))
    with answer_of(stats, policy, login, budget) as answer:
        fps = _frames_per_second(whole_body(answer, budget, _MOST_BYTES, lambda _start: None), camera)
    if fps is None:
        raise CaptureError(CaptureFault.UNREACHABLE, f"{target.place} does not say in /api/stats whether it has frames")
    if fps <= 0:
        raise CaptureError(CaptureFault.UNREACHABLE, f"Frigate at {target.place} receives no frames of this camera")
    budget.note(Step.ASK, f"Frigate receives {fps:g} frames a second of the camera")


def _frames_per_second(text: bytes, camera: str) -> float | None:
    try:
        told = json.loads(text)["cameras"][camera]["camera_fps"]
        fps = float(told) if isinstance(told, int | float) else math.nan
    except (ValueError, LookupError, TypeError, RecursionError, OverflowError):
        return None
    return fps if math.isfinite(fps) else None
