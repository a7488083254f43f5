"""The inspector's queue and decisions. What they do is done by the library: here it is asked for and told."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from fairnotice.domain import Verdict
from fairnotice.pipeline import deciding, seconding, visiting
from fairnotice.pipeline.deciding import Word
from fairnotice.store import answers, sources
from fairnotice.store.review_queue import KINDS, MOST_COUNTED, After, counts, page
from fairnotice.web.desk_tools import acting, require_camera, require_site, resources_of
from fairnotice.web.errors import BadRequestError, NotFoundError
from fairnotice.web.identity import Role, Viewer, require
from fairnotice.web.reader import Connection, log_view, own_reader_of
from fairnotice.web.review_finding import finding_of

router = APIRouter()
Inspector = Annotated[Viewer, Depends(require(Role.INSPECTOR, Role.SUPERVISOR))]
Kind = Literal["reply", "photo", "not_seen", "release", "judge", "no_frame"]
Id = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00]*$")]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]


class Decision(BaseModel):
    """What an inspector decides about a finding that a page showed."""

    model_config = ConfigDict(extra="forbid")

    decision_id: uuid.UUID = Field(description="Made by the page: the same decision sent twice is one.")
    camera_id: Id
    rule_id: Id
    version: str = Field(max_length=64, description="Of the finding, as `api/review/finding` gave it.")
    reason: Reason
    evidence: list[Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")]] = Field(
        [], max_length=20, description="SHA-256 of stored evidence, or words."
    )

    def word(self, viewer: Viewer) -> Word:
        """Return it as the library takes it."""
        return Word(
            self.camera_id,
            self.rule_id,
            viewer.name,
            self.reason,
            dt.datetime.now(dt.UTC),
            tuple(self.evidence),
            about=self.version,
            decision_id=self.decision_id,
            account_id=viewer.account_id,
        )


class OverruleDecision(Decision):
    """Something else holds than the program says."""

    verdict: Verdict
    until: dt.date


class ReplyDecision(BaseModel):
    """What an inspector makes of an operator's reply."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["verified", "rejected"]
    reason: Reason


@router.get("/api/review/queue")
def queue(
    request: Request,
    viewer: Inspector,
    district: Annotated[list[Id], Query(max_length=200)] = [],  # noqa: B006 - FastAPI copies it
    kind: Annotated[list[Kind], Query(max_length=len(KINDS))] = [],  # noqa: B006
    rule: Annotated[Id | None, Query()] = None,
    after: Annotated[str | None, Query(max_length=3000)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Return the next items of the queue, those first of which a look would decide most, and how many of each kind."""
    today, districts = _today(), _districts(viewer, district)
    with own_reader_of(request).connection(viewer) as connection:
        found = page(
            connection, today, districts=districts, kinds=kind, rule_id=rule, after=_after(after), most=limit + 1
        )
        counted = counts(connection, today, districts) if after is None else None
        modes = sources.modes(connection)
    items, is_more = found[:limit], len(found) > limit
    last = items[-1] if is_more else None
    return {
        "items": items,
        "mode": modes[0] if len(modes) == 1 else None,
        "counts": counted,
        "most_counted": MOST_COUNTED,
        "next": f"{last['rank']!r}|{len(last['site_id'])}|{last['site_id']}{last['rule_id']}" if last else None,
    }


@router.get("/api/review/finding")
def finding(
    request: Request, viewer: Inspector, camera: Annotated[Id, Query()], rule: Annotated[Id, Query()]
) -> dict[str, Any]:
    """Return everything that a decision about one finding needs, and the version that it is about."""
    using = resources_of(request)
    with own_reader_of(request).connection(viewer) as connection:
        require_camera(connection, viewer, camera)
        found = finding_of(connection, using.settings, camera, rule, _today())
    if found is None:
        raise NotFoundError(f"nothing is said of {camera} under {rule}")
    log_view(own_reader_of(request), viewer, "finding", [camera, *found["evidence"]], "review")
    return found


@router.post("/api/review/confirm")
def confirm(decision: Decision, request: Request, viewer: Inspector) -> dict[str, Any]:
    """Write down that the inspector agrees with what the finding says."""
    return _decided(request, viewer, decision, lambda using, word: {"verdict": deciding.confirm(using, word).verdict})


@router.post("/api/review/overrule")
def overrule(decision: OverruleDecision, request: Request, viewer: Inspector) -> dict[str, Any]:
    """Let something else hold until a day, or propose it where the rule asks for a second inspector."""

    def act(using: Any, word: Word) -> dict[str, Any]:
        done = seconding.overrule(using, word, decision.verdict, decision.until)
        return {"verdict": done.standing.verdict, "waits_for_second": done.waits_for_second}

    return _decided(request, viewer, decision, act)


@router.post("/api/review/look")
def look(decision: Decision, request: Request, viewer: Inspector) -> dict[str, Any]:
    """Have the camera sampled more on the next daylight."""
    return _decided(request, viewer, decision, lambda using, word: {"until": deciding.ask_for_look(using, word)})


@router.post("/api/review/release")
def release(decision: Decision, request: Request, viewer: Inspector) -> dict[str, Any]:
    """Let the first message about a finding go to its operator."""
    return _decided(request, viewer, decision, lambda using, word: {"released": deciding.release(using, word)})


@router.post("/api/review/replies/{reply_id}")
def reply(
    reply_id: Annotated[int, "of the reply"], decision: ReplyDecision, request: Request, viewer: Inspector
) -> dict[str, Any]:
    """Verify or reject what an operator answered; a verified photo counts as a look at its site."""
    if not 0 < reply_id < 2**63:
        raise NotFoundError("there is no such reply")
    using = resources_of(request)
    with acting(viewer), using.database.transaction() as connection:
        found = answers.replies(connection, reply_id=reply_id, most=1)
        if not found:
            raise NotFoundError(f"there is no reply {reply_id}")
        _require_reply(connection, viewer, found[0])
        visiting.decide_reply(
            connection, found[0], decision.state, by=viewer.name, reason=decision.reason, now=dt.datetime.now(dt.UTC)
        )
    return {"state": decision.state}


def _require_reply(connection: Connection, viewer: Viewer, reply: dict[str, Any]) -> None:
    """Let a viewer act on replies about their districts only; one that names nothing there is, is for those of all.

    Raises:
        NotFoundError: There is no such reply for them.
    """
    if not viewer.districts:
        return
    if reply["site_id"] is not None:
        require_site(connection, viewer, reply["site_id"])
    if reply["site_id"] is None and not reply["findings"]:
        raise NotFoundError(f"there is no reply {reply['reply_id']}")
    for each in reply["findings"]:
        require_camera(connection, viewer, each["camera_id"])


def _decided(
    request: Request, viewer: Viewer, decision: Decision, act: Callable[[Any, Word], dict[str, Any]]
) -> dict[str, Any]:
    using = resources_of(request)
    with using.database.transaction() as connection:
        require_camera(connection, viewer, decision.camera_id)
    with acting(viewer):
        return act(using, decision.word(viewer))


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _districts(viewer: Viewer, asked: list[str]) -> list[str]:
    """Return the districts to show: those that were asked for, of those that the viewer may see."""
    if not viewer.districts:
        return asked
    allowed = [each for each in asked if each in viewer.districts] if asked else list(viewer.districts)
    if not allowed:
        raise BadRequestError("district: none of these is yours")
    return allowed


def _after(given: str | None) -> After | None:
    """Read where a page ends; whatever is no such place is refused."""
    if given is None:
        return None
    try:
        rank, length, rest = given.split("|", 2)
        site, rule = rest[: int(length)], rest[int(length) :]
        after = After(float(rank), site, rule)
    except ValueError:
        raise BadRequestError("after: take it from the page before") from None
    if not site or not rule or "\x00" in given or abs(after.rank) > 1e9 or after.rank != after.rank:
        raise BadRequestError("after: take it from the page before")
    return after
