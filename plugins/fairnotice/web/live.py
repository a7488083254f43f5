"""A live look: one fresh frame of a camera that may be asked for it, inspected and shown redacted. Nothing is stored.

The answer is a stream of events, so that whoever waits sees how far it is.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import logging
import queue
import threading
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from fairnotice.capture.trace import Noted
from fairnotice.domain import CaptureFault, NoticeStatus
from fairnotice.errors import FairnoticeError, without_secrets
from fairnotice.pipeline import looking_live
from fairnotice.pipeline.probing import Probed
from fairnotice.pipeline.resources import Resources
from fairnotice.web.card import without_addresses
from fairnotice.web.desk_tools import looking, require_camera, resources_of
from fairnotice.web.reader import log_view, own_reader_of
from fairnotice.web.review import Id, Inspector, Reason

router = APIRouter(prefix="/api/review")
_LOG = logging.getLogger(__name__)
_WITHIN_S = 120.0


class LiveLook(BaseModel):
    """Which camera is looked at, and why: it is written down with who looked."""

    model_config = ConfigDict(extra="forbid")

    camera_id: Id
    reason: Reason


@router.post("/live")
def live(asked: LiveLook, request: Request, viewer: Inspector) -> StreamingResponse:
    """Fetch a fresh frame, inspect it and show it redacted; nothing of it is stored.

    The answer is of the type ``text/event-stream``: a ``step`` for each step that is done, then ``seen`` or ``failed``.
    """
    using = resources_of(request)
    with using.database.transaction() as connection:
        require_camera(connection, viewer, asked.camera_id)
    begun = looking_live.begin(using, asked.camera_id, _now())
    try:
        log_view(own_reader_of(request), viewer, "live look", [asked.camera_id], asked.reason)
    except BaseException:
        looking_live.give_up(begun)
        raise
    # Not squeezed: a compressor would hold the steps back until there are enough of them.
    return StreamingResponse(_events(_begun(using, begun), begun), media_type="text/event-stream")


def _begun(using: Resources, begun: looking_live.Begun) -> queue.Queue[tuple[str, Any]]:
    """Begin to look, whether or not anybody waits for it, and return where it is told."""
    told: queue.Queue[tuple[str, Any]] = queue.Queue()

    def step(noted: Noted) -> None:
        detail = without_addresses(noted.detail, begun.host)
        told.put(("step", {"step": noted.step, "at_s": noted.at_s, "detail": detail}))

    def look() -> None:
        try:
            with looking():
                told.put(("done", looking_live.look(using, begun, now=_now(), tell=step)))
        except FairnoticeError as error:
            told.put(("failed", {"detail": without_addresses(str(error), begun.host), "fault": CaptureFault.ERROR}))
        except Exception as error:  # whatever it is, whoever waits is told
            _LOG.error("a live look failed: %s", without_secrets(f"{type(error).__name__}: {error}")[:300])
            told.put(("failed", {"detail": "looking at the frame failed here", "fault": CaptureFault.ERROR}))

    threading.Thread(target=look, name="live look", daemon=True).start()
    return told


def _events(told: queue.Queue[tuple[str, Any]], begun: looking_live.Begun) -> Iterator[str]:
    while True:
        try:
            kind, what = told.get(timeout=_WITHIN_S)
        except queue.Empty:
            kind, what = "failed", {"detail": "it took too long", "fault": CaptureFault.TIMEOUT}
        if kind == "done":
            kind, what = _outcome(what, begun.host)
        yield f"event: {kind}\ndata: {json.dumps(jsonable_encoder(what))}\n\n"
        if kind != "step":
            return


def _outcome(done: Probed, host: str) -> tuple[str, dict[str, Any]]:
    if done.look is None:
        failure = done.failure
        detail = without_addresses(failure.detail, host) if failure else ""
        return "failed", {"detail": detail, "fault": failure.fault if failure else CaptureFault.ERROR}
    look = done.look
    notices = look.inspection.notices if look.inspection else ()
    picture = f"data:image/webp;base64,{base64.b64encode(look.thumbnail.webp).decode()}" if look.thumbnail else None
    return "seen", {
        "picture": picture,
        "no_picture": look.no_thumbnail,
        "taken_at": look.taken_at,
        "width": look.width,
        "height": look.height,
        "usable": look.quality.usable,
        "quality": list(look.quality.reasons),
        "not_searched": look.not_searched,
        "notices": [
            {
                "status": notice.status,
                "reason": notice.reason,
                "text": notice.text if notice.status is NoticeStatus.CONFIRMED else "",
                "elements": dict(notice.elements),
            }
            for notice in notices
            if notice.status is not NoticeStatus.REJECTED
        ],
        "elapsed_s": done.elapsed_s,
    }


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
