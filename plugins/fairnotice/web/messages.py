"""What operators were told and would be told, for the desk: list, show, preview before release, test, mute."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from fairnotice.alerts import previewing
from fairnotice.errors import DeliveryError, StoreError, StoreUnavailableError
from fairnotice.settings import settings
from fairnotice.store import digests, mutes, outbox
from fairnotice.store.digests import Composed
from fairnotice.web.desk_tools import require_camera, require_site
from fairnotice.web.errors import BadRequestError, ForbiddenError, NotFoundError, UnavailableError
from fairnotice.web.identity import INSPECTORS, Role, Viewer, require
from fairnotice.web.reader import Connection, Reader, own_reader_of

router = APIRouter()
Inspector = Annotated[Viewer, Depends(require(*INSPECTORS))]
Supervisor = Annotated[Viewer, Depends(require(Role.SUPERVISOR))]
Opened = Annotated[Reader, Depends(own_reader_of)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00]*$")]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
_PAGE_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
"""A message is shown in a frame: it styles itself, and nothing in it runs, loads or is submitted."""


class NewMute(BaseModel):
    """Of what nothing is told until a day."""

    model_config = ConfigDict(extra="forbid")

    subject: Literal["operator", "site", "camera", "rule"]
    subject_id: Id
    until: dt.datetime = Field(description="With its time zone; at most a year from now.")
    reason: Said


class Test(BaseModel):
    """Whom a test message goes to."""

    model_config = ConfigDict(extra="forbid")

    operator_id: Id | None = Field(None, description="None: the authority.")


@router.get("/api/messages")
def listed(
    viewer: Inspector,
    reader: Opened,
    operator: Annotated[Id | None, Query()] = None,
    status: Annotated[Literal["ready", "sending", "sent", "failed", "withdrawn"] | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """List what waits for each operator, and the newest messages with how each left."""
    with reader.connection(viewer) as connection:
        return {
            "waiting": outbox.waiting_operators(connection),
            "messages": digests.listed(connection, operator_id=operator, status=status, most=limit),
        }


@router.get("/api/messages/preview")
def preview(
    viewer: Inspector,
    reader: Opened,
    operator: Annotated[Id, Query()],
    language: Annotated[str | None, Query(max_length=35, pattern=r"^[A-Za-z0-9-]+$")] = None,
) -> dict[str, Any]:
    """Return what an operator would get if everything that waits were released now; nothing is sent or changed."""
    return _shown(_previewed(reader, viewer, operator, language))


@router.get("/api/messages/preview.html", response_class=Response)
def preview_page(
    viewer: Inspector,
    reader: Opened,
    operator: Annotated[Id, Query()],
    language: Annotated[str | None, Query(max_length=35, pattern=r"^[A-Za-z0-9-]+$")] = None,
) -> Response:
    """Return the same as the page that the operator's mail program would show."""
    return _page(_previewed(reader, viewer, operator, language))


@router.get("/api/messages/mutes")
def muted(viewer: Inspector, reader: Opened, over: Annotated[bool, Query()] = False) -> list[dict[str, Any]]:
    """List what is muted; with ``over`` also what was."""
    now = dt.datetime.now(dt.UTC)
    with reader.connection(viewer) as connection:
        found = mutes.listed(connection, now, over_too=over)
    return [
        {
            "mute_id": each.mute_id,
            "subject": each.subject,
            "subject_id": each.subject_id,
            "starts": each.starts,
            "ends": each.is_over_at,
            "said_by": each.said_by,
            "reason": each.reason,
            "is_over": each.is_over_at <= now,
        }
        for each in found
    ]


@router.post("/api/messages/mutes", status_code=201)
def mute(asked: NewMute, viewer: Inspector, reader: Opened) -> dict[str, int]:
    """Tell nothing of something until a day. A whole operator or rule is for a supervisor to mute."""
    if viewer.role is not Role.SUPERVISOR and asked.subject in ("operator", "rule"):
        raise ForbiddenError("only a supervisor mutes a whole operator or rule; mute a camera or a site")
    if asked.until.tzinfo is None:
        raise BadRequestError("'until' names no time zone; write it as 2026-12-01T00:00:00Z")
    now = dt.datetime.now(dt.UTC)
    made = mutes.Mute(asked.subject, asked.subject_id, now, asked.until.astimezone(dt.UTC), viewer.name, asked.reason)
    with reader.writing() as connection:
        _require_own(connection, viewer, asked.subject, asked.subject_id)
        try:
            return {"mute_id": mutes.put(connection, made)}
        except StoreError as error:
            raise BadRequestError(str(error)) from None


@router.delete("/api/messages/mutes/{mute_id}", status_code=204, response_class=Response)
def unmute(mute_id: Annotated[int, Path(ge=1, le=2**62)], viewer: Inspector, reader: Opened) -> Response:
    """End a mute now."""
    now = dt.datetime.now(dt.UTC)
    with reader.writing() as connection:
        made = next((each for each in mutes.listed(connection, now) if each.mute_id == mute_id), None)
        if made is None:
            raise NotFoundError(f"there is no mute {mute_id} that is not over")
        if viewer.role is not Role.SUPERVISOR and made.subject in ("operator", "rule"):
            raise ForbiddenError("only a supervisor ends the mute of a whole operator or rule")
        _require_own(connection, viewer, made.subject, made.subject_id)
        mutes.lift(connection, mute_id, now)
    return Response(status_code=204)


@router.post("/api/messages/test")
def test(asked: Test, viewer: Supervisor, reader: Opened) -> list[dict[str, str]]:
    """Send a message that says that it is a test, by every way that a real one to that operator would take."""
    with reader.connection(viewer) as connection:
        try:
            done = previewing.send_test(connection, settings(), asked.operator_id, dt.datetime.now(dt.UTC), viewer.name)
        except StoreUnavailableError:
            raise
        except StoreError as error:
            raise NotFoundError(str(error)) from None
        except DeliveryError as error:
            raise UnavailableError(str(error)) from None
    return [{"channel": each.channel, "via": each.via, "why_local": each.why_local} for each in done]


@router.get("/api/messages/{digest_id}")
def show(digest_id: uuid.UUID, viewer: Inspector, reader: Opened) -> dict[str, Any]:
    """Return a message as it was composed; its links are left out, since they let people in."""
    return _shown(_stored(reader, viewer, digest_id))


@router.get("/api/messages/{digest_id}/page.html", response_class=Response)
def show_page(digest_id: uuid.UUID, viewer: Inspector, reader: Opened) -> Response:
    """Return the same as the page that a mail program shows."""
    return _page(_stored(reader, viewer, digest_id))


def _require_own(connection: Connection, viewer: Viewer, subject: str, subject_id: str) -> None:
    """Let an inspector of districts mute what stands in them alone; of what is not there, the store says so."""
    if viewer.districts and subject in ("camera", "site"):
        (require_camera if subject == "camera" else require_site)(connection, viewer, subject_id)


def _previewed(reader: Reader, viewer: Viewer, operator_id: str, language: str | None) -> Composed:
    with reader.connection(viewer) as connection:
        try:
            return previewing.preview(connection, settings(), operator_id, dt.datetime.now(dt.UTC), language=language)
        except StoreUnavailableError:
            raise
        except StoreError as error:
            raise NotFoundError(str(error)) from None


def _stored(reader: Reader, viewer: Viewer, digest_id: uuid.UUID) -> Composed:
    with reader.connection(viewer) as connection:
        digest = digests.one(connection, digest_id)
    if digest is None:
        raise NotFoundError(f"there is no message {digest_id}")
    return previewing.without_links(digest.composed)


def _shown(composed: Composed) -> dict[str, Any]:
    return {
        "language": composed.language,
        "subject": composed.subject,
        "text": composed.plain,
        "html": previewing.as_page(composed),
        "listing": composed.listing,
    }


def _page(composed: Composed) -> Response:
    headers = {"Content-Security-Policy": _PAGE_POLICY, "Cache-Control": "private, no-store"}
    return Response(previewing.as_page(composed), media_type="text/html; charset=utf-8", headers=headers)
