"""An inspector's look at a site: a dated visit with its photos, and what operators' photos prove once accepted."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from fairnotice.domain import SiteVisit
from fairnotice.errors import DecisionError
from fairnotice.pipeline.photos import elements_of
from fairnotice.pipeline.resources import Resources
from fairnotice.store import answers, facts, photos
from fairnotice.store.database import Connection
from fairnotice.store.photos import Outcome, SitePhoto


@dataclass(frozen=True, slots=True)
class Visit:
    """What somebody says who stood at a site.

    Attributes:
        site_id: The site, or the camera where no site is declared.
        on: The day.
        by: Who looked.
        found: Whether a notice was at the entrances.
        photos: Photos of this visit that were handed in (`pipeline.photos.keep`).
        missing: Elements that the visitor looked for on the notice and did not find.
    """

    site_id: str
    on: dt.date
    by: str
    found: bool
    photos: tuple[uuid.UUID, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a visit.

    Attributes:
        visit: The fact; the next audit judges every camera of the site with it.
        doubtful: Photos that are not counted, since place, time or an earlier use contradict them: another inspector
            looks at them.
    """

    visit: SiteVisit
    doubtful: tuple[SitePhoto, ...]


def record(resources: Resources, visit: Visit, now: dt.datetime, *, looked_at_entrances: bool = True) -> Recorded:
    """Write down a dated visit to a site, with what its photos show.

    A photo adds what it shows on the notice. That something is missing it cannot prove, since it may be outside of the
    picture or unreadable in it: only the visitor's own word says so.

    Raises:
        DecisionError: It is of no day or site that there is, is nobody's, or its photos say otherwise.
    """
    if visit.on > now.date():
        raise DecisionError(f"{visit.on} has not come yet; give the day of the visit")
    if not visit.by.strip():
        raise DecisionError("a visit is somebody's word, which can accuse: say who looked")
    if not visit.found and not looked_at_entrances:
        raise DecisionError("that none was found says something only of somebody who looked at every entrance")
    if visit.missing and not visit.found:
        raise DecisionError("a notice that was not found lacks nothing; leave out what is missing")
    with resources.database.transaction() as connection:
        if not facts.site_exists(connection, visit.site_id):
            raise DecisionError(f"no camera of the registry belongs to a site {visit.site_id!r}")
        taken = [_waiting(connection, photo_id, visit.site_id) for photo_id in visit.photos]
        if any((photo.kind, photo.handed_in_by) != ("visit", visit.by.strip()) for photo in taken):
            raise DecisionError("a photo that somebody else handed in is none of this visit: decide on it by itself")
        counted = [photo for photo in taken if not photo.doubts]
        showing = [photo for photo in counted if photo.outcome is Outcome.NOTICE]
        if showing and not visit.found:
            raise DecisionError("a photo of this visit shows a notice: say that one was found, or leave the photo out")
        fact = SiteVisit(visit.site_id, visit.on, visit.found, visit.by.strip(), _elements(showing, visit.missing))
        facts.add_visit(connection, fact)
        for photo in counted:
            photos.settle(connection, photo.photo_id, "accepted", by=fact.by, reason="taken on the visit", at=now)
    return Recorded(fact, tuple(photo for photo in taken if photo.doubts))


def accept(connection: Connection, photo_id: uuid.UUID, *, by: str, reason: str, now: dt.datetime) -> SiteVisit:
    """Let a photo that waits count as a visit to its site on its day: the word is the inspector's who accepts it.

    Raises:
        DecisionError: There is no such photo that waits, it shows no notice, or whoever took it would accept it.
    """
    photo = _waiting(connection, photo_id, None)
    if not by.strip() or not reason.strip():
        raise DecisionError("a decision is somebody's and has a reason")
    if photo.outcome not in (Outcome.NOTICE, Outcome.UNCLEAR):
        raise DecisionError("no notice was recognised in this photo; ask for another one, or visit the site")
    if photo.doubts and photo.handed_in_by == by:
        raise DecisionError("place, time or an earlier use contradict this photo: another inspector must accept it")
    elements = _elements([photo], ()) if photo.outcome is Outcome.NOTICE else {}
    fact = SiteVisit(photo.site_id, photo.day, True, by, elements)
    facts.add_visit(connection, fact)
    photos.settle(connection, photo_id, "accepted", by=by, reason=reason, at=now)
    return fact


def reject(connection: Connection, photo_id: uuid.UUID, *, by: str, reason: str, now: dt.datetime) -> None:
    """Let a photo that waits count for nothing.

    Raises:
        DecisionError: There is no such photo that waits.
    """
    if not by.strip() or not reason.strip():
        raise DecisionError("a decision is somebody's and has a reason")
    _waiting(connection, photo_id, None)
    photos.settle(connection, photo_id, "rejected", by=by, reason=reason, at=now)


def _waiting(connection: Connection, photo_id: uuid.UUID, site_id: str | None) -> SitePhoto:
    photo = photos.one(connection, photo_id, lock=True)
    if photo is None or (site_id is not None and photo.site_id != site_id):
        raise DecisionError("there is no such photo of this site; hand it in again")
    if photo.state != "waiting":
        raise DecisionError(f"this photo does not wait for a decision: it is {photo.state}")
    return photo


def _elements(shown: Sequence[SitePhoto], missing: Sequence[str]) -> dict[str, str]:
    present = {element for photo in shown for element, word in elements_of(photo.notices).items() if word == "present"}
    contradicted = sorted(present & set(missing))
    if contradicted:
        names = ", ".join(each.replace("_", " ") for each in contradicted)
        raise DecisionError(f"a photo of this visit shows what is said to be missing: {names}")
    return {**dict.fromkeys(missing, "absent"), **dict.fromkeys(sorted(present), "present")}


def decide_reply(
    connection: Connection,
    reply: Mapping[str, Any],
    state: Literal["verified", "rejected"],
    *,
    by: str,
    reason: str,
    now: dt.datetime,
) -> None:
    """Verify or reject an operator's reply; the photo that came with it counts, or counts for nothing, with it.

    Raises:
        DecisionError: It does not wait for a decision, or its photo cannot be accepted.
    """
    answers.decide(connection, reply["reply_id"], state, by=by, note=reason, at=now)
    photo = photos.one(connection, reply["photo_id"]) if reply["photo_id"] else None
    if photo is None or photo.state != "waiting":
        return
    if state == "verified":
        accept(connection, photo.photo_id, by=by, reason=reason, now=now)
    else:
        reject(connection, photo.photo_id, by=by, reason=reason, now=now)
