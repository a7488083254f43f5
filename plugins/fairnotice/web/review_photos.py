"""Photos of a visit, looked at as they come, and the visit itself. A photo is the body of its request."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from fairnotice.pipeline import photos, visiting
from fairnotice.pipeline.visiting import Visit
from fairnotice.store import photos as store_photos
from fairnotice.vision.wording import ELEMENTS
from fairnotice.web.desk_tools import acting, looking, require_site, resources_of
from fairnotice.web.errors import NotFoundError
from fairnotice.web.identity import Viewer
from fairnotice.web.photo_shown import of_site_photo
from fairnotice.web.review import Id, Inspector, Reason
from fairnotice.web.uploads import body_of

router = APIRouter(prefix="/api/review")
Element = Literal[ELEMENTS]  # type: ignore[valid-type]
_LONGEST_TRIP = dt.timedelta(days=2)
"""A photo of a visit was taken at most so long before it is handed in."""


class NewVisit(BaseModel):
    """What an inspector says who stood at a site."""

    model_config = ConfigDict(extra="forbid")

    site_id: Id
    on: dt.date
    found: bool
    looked_at_entrances: bool = Field(description="Whether every entrance was looked at; that none has one needs it.")
    photos: list[uuid.UUID] = Field([], max_length=20)
    missing: list[Element] = Field([], max_length=len(ELEMENTS), description="Looked for on the notice, and not there.")


class PhotoDecision(BaseModel):
    """What an inspector makes of a photo that waits."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["accepted", "rejected"]
    reason: Reason


@router.post("/photos")
async def photo(request: Request, viewer: Inspector, site: Annotated[Id, Query()]) -> dict[str, Any]:
    """Look at a photo of a site at once, and keep what it shows; the photo itself is kept nowhere."""
    data = await body_of(request)
    return await run_in_threadpool(_photo, request, viewer, site, data)


def _photo(request: Request, viewer: Viewer, site: str, data: bytes) -> dict[str, Any]:
    using, now = resources_of(request), dt.datetime.now(dt.UTC)
    with using.database.transaction() as connection:
        require_site(connection, viewer, site)
        expected = photos.expected_at(connection, site, since=now - _LONGEST_TRIP)
    with looking():
        seen = photos.inspect_photo(data, expected=expected, now=now, using=using)
    with acting(viewer), using.database.transaction() as connection:
        kept = photos.keep(connection, using, seen, site_id=site, kind="visit", by=viewer.name, now=now)
    return of_site_photo(kept)


@router.post("/visits", status_code=201)
def visit(given: NewVisit, request: Request, viewer: Inspector) -> dict[str, Any]:
    """Write down a dated visit with its photos; the next audit judges every camera of the site with it."""
    using, now = resources_of(request), dt.datetime.now(dt.UTC)
    with using.database.transaction() as connection:
        require_site(connection, viewer, given.site_id)
    said = Visit(given.site_id, given.on, viewer.name, given.found, tuple(given.photos), tuple(given.missing))
    with acting(viewer):
        done = visiting.record(using, said, now, looked_at_entrances=given.looked_at_entrances)
    return {
        "site_id": done.visit.site_id,
        "on": done.visit.visited_on,
        "found": done.visit.notice_found,
        "elements": done.visit.elements,
        "doubtful": [of_site_photo(each) for each in done.doubtful],
    }


@router.post("/photos/{photo_id}")
def decide(photo_id: uuid.UUID, decision: PhotoDecision, request: Request, viewer: Inspector) -> dict[str, Any]:
    """Accept a photo that waits as a look at its site, or let it count for nothing."""
    using, now = resources_of(request), dt.datetime.now(dt.UTC)
    with acting(viewer), using.database.transaction() as connection:
        found = store_photos.one(connection, photo_id)
        if found is None:
            raise NotFoundError("there is no such photo")
        require_site(connection, viewer, found.site_id)
        act = visiting.accept if decision.state == "accepted" else visiting.reject
        act(connection, photo_id, by=viewer.name, reason=decision.reason, now=now)
    return {"state": decision.state}
