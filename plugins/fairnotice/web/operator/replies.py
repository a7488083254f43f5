"""What an operator says: that it knows, by when it acts, that it disagrees; or it sends what proves that it acted."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from starlette.concurrency import run_in_threadpool

from fairnotice.analytics.handed_in import MOST_BYTES
from fairnotice.domain import OperatorKind
from fairnotice.pipeline.answering import (
    Answered,
    answer_with_configuration,
    answer_with_photo,
    configuration_rules,
    photo_rules,
)
from fairnotice.pipeline.resources import Resources
from fairnotice.settings import settings
from fairnotice.store import answers
from fairnotice.store.answers import NewReply
from fairnotice.store.database import Connection
from fairnotice.store.evidence import EvidenceStore, open_evidence
from fairnotice.web.desk_tools import looking
from fairnotice.web.errors import BadRequestError, NotFoundError
from fairnotice.web.evidence import storage_of
from fairnotice.web.filters import Name
from fairnotice.web.operator.access import Answering, answering_safely, database_of, required, writing
from fairnotice.web.operator.overview import SETTLED
from fairnotice.web.operator.pages import PRIVATE
from fairnotice.web.reader import queries, rows
from fairnotice.web.uploads import body_of

router = APIRouter(prefix="/api/operator", include_in_schema=False)

_MOST_DAYS_AHEAD = 366
_MOST_CAMERAS = 10_000
_Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
_CONFIGURATION_TYPES = frozenset(
    {
        "application/json",
        "application/xml",
        "application/yaml",
        "application/x-yaml",
        "application/zip",
        "application/x-zip-compressed",
        "application/gzip",
        "application/x-tar",
        "text/plain",
        "text/xml",
        "text/yaml",
        "text/x-yaml",
    }
)


class Said(BaseModel):
    """A reply in words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["acknowledge", "promise", "dispute"]
    site_id: Name
    rule_id: Name
    camera_ids: Annotated[list[Name] | None, Field(max_length=_MOST_CAMERAS, description="None: all of the site.")] = (
        None
    )
    note: _Note = ""
    due: dt.date | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Said:
        if (self.kind == "promise") != (self.due is not None):
            raise ValueError("a promise, and nothing else, names a day")
        if self.kind == "dispute" and not self.note:
            raise ValueError("an objection has a reason")
        if "\x00" in self.note:
            raise ValueError("the note holds a NUL character")
        return self


@router.post("/replies")
def reply(said: Said, request: Request, who: Annotated[Answering, Depends(answering_safely)]) -> Response:
    """Write down what the operator says of some findings of one site."""
    now = dt.datetime.now(dt.UTC)
    if said.due is not None and not now.date() <= said.due <= now.date() + dt.timedelta(days=_MOST_DAYS_AHEAD):
        raise BadRequestError("due: name a day from today on, within a year")
    with writing(request) as connection:
        about = _about(connection, who, said.site_id, [said.rule_id], said.camera_ids)
        number = answers.add_reply(
            connection,
            NewReply(
                who.operator_id, said.kind, who.said_by, now, about, site_id=said.site_id, note=said.note, due=said.due
            ),
        )
    return JSONResponse({"reply_id": number, "cameras": len({camera for camera, _ in about})}, headers=PRIVATE)


@router.post("/photos")
async def photo(
    request: Request,
    who: Annotated[Answering, Depends(answering_safely)],
    site: Annotated[Name, Query()],
    keep: Annotated[bool, Query(description="Also where no notice was recognised.")] = False,
) -> Response:
    """Look at a photo of a site's notice; the body is the file. It answers for every camera of the site."""
    _open_to(who, site)
    await run_in_threadpool(_own_site, request, who, site)
    data = await body_of(request)

    def answer() -> Answered:
        using = _resources(request)
        with writing(request) as connection:
            place = _own_site_in(connection, who, site)
            about = _about(connection, who, site, list(photo_rules(using.packs)), None)
        new = NewReply(who.operator_id, "photo", who.said_by, dt.datetime.now(dt.UTC), about, site_id=site)
        with looking():
            return answer_with_photo(using, data, new, place["jurisdiction"], keep=keep)

    return _answered(await run_in_threadpool(answer))


@router.post("/configurations")
async def configuration(
    request: Request,
    who: Annotated[Answering, Depends(answering_safely)],
    camera: Annotated[Name, Query()],
    name: Annotated[Name, Query(description="What the file is called; its ending helps to read it.")],
    keep: Annotated[bool, Query(description="Also where it shows what it should not, or could not be read.")] = False,
    whole_site: Annotated[bool, Query(description="It is the configuration of all cameras of the site.")] = False,
) -> Response:
    """Read an export of a device's configuration; the body is the file."""

    def device() -> dict[str, Any]:
        with writing(request) as connection:
            return required(queries("operator").own_camera(connection, **who.scope(), camera_id=camera))

    found = await run_in_threadpool(device)
    _open_to(who, found["site_id"])
    data = await body_of(request, MOST_BYTES, types=_CONFIGURATION_TYPES)

    def answer() -> Answered:
        using = _resources(request)
        rules = list(configuration_rules(using.packs))
        with writing(request) as connection:
            about = _about(connection, who, found["site_id"], rules, None if whole_site else [camera])
        new = NewReply(
            who.operator_id, "configuration", who.said_by, dt.datetime.now(dt.UTC), about, site_id=found["site_id"]
        )
        return answer_with_configuration(
            using,
            data,
            name,
            new,
            device_id=camera,
            jurisdiction=found["jurisdiction"],
            kind=OperatorKind(found["operator_kind"]),
            keep=keep,
        )

    return _answered(await run_in_threadpool(answer))


def _answered(what: Answered) -> Response:
    content = {"reply_id": what.reply_id, "seen": what.seen, "review_because": what.review_because}
    return JSONResponse(jsonable_encoder(content), headers=PRIVATE)


def _about(
    connection: Connection, who: Answering, site: str, rule_ids: list[str], camera_ids: list[str] | None
) -> tuple[tuple[str, str], ...]:
    """Return the findings that a reply is about, of those that the operator is shown.

    Raises:
        NotFoundError: There are none.
    """
    _open_to(who, site)
    found = rows(
        queries("operator").findings_to_answer(
            connection,
            operator_id=who.operator_id,
            site_id=site,
            rule_ids=rule_ids,
            camera_ids=camera_ids,
            settled=SETTLED,
        )
    )
    if not found:
        raise NotFoundError("nothing of this site waits for such an answer; load the page again")
    return tuple((row["camera_id"], row["rule_id"]) for row in found)


def _open_to(who: Answering, site: str) -> None:
    if who.only_site not in (None, site):
        raise NotFoundError("this link is about another site")


def _own_site(request: Request, who: Answering, site: str) -> None:
    with writing(request) as connection:
        _own_site_in(connection, who, site)


def _own_site_in(connection: Connection, who: Answering, site: str) -> dict[str, Any]:
    return required(queries("operator").own_site(connection, operator_id=who.operator_id, site_id=site))


def _resources(request: Request) -> Resources:
    """Return what photos are looked at with; the model is loaded by the first of them."""
    state = request.app.state
    if getattr(state, "answers_resources", None) is None:
        storage = storage_of(request)
        evidence = storage if isinstance(storage, EvidenceStore) else open_evidence(settings())
        state.answers_resources = Resources(settings(), database_of(request), evidence)
    using: Resources = state.answers_resources
    return using
