"""What operators answer: the links that let them in once, the sessions those open, and the replies."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from dataclasses import dataclass
from typing import Any, Literal

from psycopg.types.json import Jsonb

from fairnotice.errors import DecisionError
from fairnotice.store.database import Connection, queries, rows

Purpose = Literal["answer", "photo_request"]
ReplyKind = Literal["acknowledge", "promise", "dispute", "photo", "configuration"]
LINK_DAYS = 30
"""How long a link lets somebody in: as long as the deadlines that messages usually name."""
_TOKEN_BYTES = 32
_NEEDS_DECISION = frozenset({"dispute", "photo", "configuration"})


@dataclass(frozen=True, slots=True)
class Guest:
    """Who signed in by a link: an operator, and what the link was sent for."""

    link_id: int
    operator_id: str
    purpose: Purpose
    site_id: str | None
    """The site that the message was about; None: all of the operator's."""
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True)
class NewReply:
    """What an operator says of some findings of its cameras."""

    operator_id: str
    kind: ReplyKind
    said_by: str
    said_at: dt.datetime
    findings: tuple[tuple[str, str], ...]
    """Camera and rule of each."""
    site_id: str | None = None
    note: str = ""
    due: dt.date | None = None
    """Day by which it will be put right; of a promise alone."""
    seen: dict[str, Any] | None = None
    review_because: tuple[str, ...] = ()
    photo_id: uuid.UUID | None = None
    """The photo of the site that came with it."""
    evidence: tuple[str, ...] = ()


def link_for(
    connection: Connection,
    *,
    operator_id: str,
    purpose: Purpose,
    site_id: str | None,
    now: dt.datetime,
    days: int = LINK_DAYS,
) -> str:
    """Make a link and return its token, which is written down nowhere: only its hash is.

    Args:
        connection: A transaction that may write; the link exists when it is committed.
        operator_id: Whom it lets in.
        purpose: What the message asks for.
        site_id: The site that it is about; a photo request is about one.
        now: When it is made.
        days: How long it lets in.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    queries("answers").add_link(
        connection,
        token_sha256=_hash(token),
        operator_id=operator_id,
        purpose=purpose,
        site_id=site_id,
        now=now,
        expires_at=now + dt.timedelta(days=days),
    )
    return token


def sign_in(connection: Connection, token: str, now: dt.datetime) -> tuple[Guest, str] | None:
    """Use a link up and open a session.

    Returns:
        Who it is and the session's secret; None where the token is nobody's, was used or has expired, which are one
        answer, so that nothing can be learnt by trying.
    """
    row = queries("answers").use_link(connection, token_sha256=_hash(token), now=now)
    if row is None:
        return None
    session = secrets.token_urlsafe(_TOKEN_BYTES)
    guest = Guest(row["link_id"], row["operator_id"], row["purpose"], row["site_id"], row["expires_at"])
    queries("answers").open_session(
        connection, session_sha256=_hash(session), link_id=guest.link_id, now=now, expires_at=guest.expires_at
    )
    return guest, session


def guest_of(connection: Connection, session: str, now: dt.datetime) -> Guest | None:
    """Return who a session's secret belongs to; None: to nobody (any more)."""
    row = queries("answers").session(connection, session_sha256=_hash(session), now=now)
    return None if row is None else Guest(**row)


def sign_out(connection: Connection, session: str) -> None:
    """End a session."""
    queries("answers").close_session(connection, session_sha256=_hash(session))


def cut_off(connection: Connection, operator_id: str, now: dt.datetime) -> None:
    """End all links and sessions of an operator: a message went to the wrong place."""
    queries("answers").cut_off_operator(connection, operator_id=operator_id, now=now)


def add_reply(connection: Connection, reply: NewReply) -> int:
    """Write a reply down and return its number.

    Raises:
        DecisionError: None of the findings is of a camera of that operator.
    """
    reply_id = int(
        queries("answers").add_reply(
            connection,
            operator_id=reply.operator_id,
            site_id=reply.site_id,
            kind=reply.kind,
            said_by=reply.said_by,
            said_at=reply.said_at,
            note=reply.note,
            due=reply.due,
            seen=None if reply.seen is None else Jsonb(reply.seen),
            review_because=list(reply.review_because),
            photo_id=reply.photo_id,
            evidence=list(reply.evidence),
            state="waiting" if reply.kind in _NEEDS_DECISION else "noted",
        )
    )
    answered = queries("answers").answer_findings(
        connection,
        reply_id=reply_id,
        operator_id=reply.operator_id,
        camera_ids=[camera_id for camera_id, _ in reply.findings],
        rule_ids=[rule_id for _, rule_id in reply.findings],
    )
    if not answered:
        raise DecisionError("there is no such finding among this operator's cameras; load the page again")
    return reply_id


def replies(
    connection: Connection,
    *,
    operator_id: str | None = None,
    reply_id: int | None = None,
    state: str | None = None,
    most: int = 200,
) -> list[dict[str, Any]]:
    """Return replies, the newest first, each with the findings that it answers and what holds of them now."""
    found = queries("answers").replies(connection, operator_id=operator_id, reply_id=reply_id, state=state, most=most)
    return list(rows(found))


def decide(
    connection: Connection,
    reply_id: int,
    state: Literal["verified", "rejected"],
    *,
    by: str,
    note: str,
    at: dt.datetime,
) -> None:
    """Write down what an inspector makes of a dispute or of a fix that was claimed; the verdict does not change by it.

    Raises:
        DecisionError: There is no such reply, it asks for no decision or has one.
    """
    if not by.strip() or not note.strip():
        raise DecisionError("a decision is somebody's and has a reason")
    row = queries("answers").lock_reply(connection, reply_id=reply_id)
    if row is None:
        raise DecisionError(f"there is no reply {reply_id}; `fairnotice answers list` shows those that there are")
    if row["state"] != "waiting":
        raise DecisionError(f"reply {reply_id} does not wait for a decision: it is '{row['state']}'")
    queries("answers").decide_reply(connection, reply_id=reply_id, state=state, decided_by=by, decided_at=at, note=note)


def _hash(secret: str) -> bytes:
    """Hash a secret of 256 random bits: a plain hash suffices for what nobody can guess."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
