"""The card of one camera: findings with their reasons, frames, evidence, configuration, history."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from psycopg.rows import DictRow

from fairnotice.analytics.changes import change_of, key_of
from fairnotice.domain import TIME_PLACEHOLDER, Verified
from fairnotice.errors import without_secrets
from fairnotice.rules.sentences import said_in_each
from fairnotice.web.frames import frames_of
from fairnotice.web.notices import notices_read
from fairnotice.web.reader import Connection, queries, rows
from fairnotice.web.reasoning import reasoning_of
from fairnotice.web.told import told_of

_GROUPS = r"[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4}){0,7}"
_ADDRESS = re.compile(
    r"[a-zA-Z][a-zA-Z0-9+.-]*://\S+|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b|\[[0-9a-fA-F:]+\](?::\d+)?"
    rf"|(?<![\w:])(?:{_GROUPS}::(?:{_GROUPS})?|::{_GROUPS}|(?:[0-9a-fA-F]{{1,4}}:){{7}}[0-9a-fA-F]{{1,4}})(?![\w:])"
)
_HIDDEN = "[address]"
_NOTHING_BUT_HIDDEN = re.compile(r" \(\[address\](?:, \[address\])*\)")
"""A remark that held addresses only says nothing once they are hidden."""
_HEALTH = ("no_frame_since", "fault", "failures_in_a_row", "last_frame_at", "asked_at")
_MOST_FRAMES = 42
"""Two weeks of three a day: what fits a phone's screen."""
_MOST_EVENTS = 60
_MOST_CLAIMS = 20
_MOST_MENTIONS = 200


def card_of(connection: Connection, camera_id: str) -> dict[str, Any] | None:
    """Return the card of ``camera_id``, or None where there is no such camera."""
    statements = queries("card")
    camera: DictRow | None = statements.camera(connection, camera_id=camera_id, placeholder=TIME_PLACEHOLDER)
    if camera is None:
        return None
    host = _host(camera.pop("frame_url"))
    health = {name: camera.pop(name) for name in _HEALTH}
    findings = rows(statements.findings(connection, camera_id=camera_id))
    observations = rows(statements.observations(connection, camera_id=camera_id, most=_MOST_FRAMES + 1))
    events = rows(statements.history(connection, camera_id=camera_id, most=_MOST_EVENTS))
    seen = [row["evidence_sha256"] for row in observations if row["evidence_sha256"]]
    named = dict.fromkeys([*(sha256 for finding in findings for sha256 in finding["evidence"]), *seen])
    kinds = {row["sha256"]: row for row in rows(statements.evidence_kinds(connection, sha256s=list(named)))}
    for finding in findings:
        finding["reasoning"] = reasoning_of(finding)
        finding["citation"] = shown_citation(finding["citation"])
        finding["evidence"] = [kinds[sha256] for sha256 in finding["evidence"] if sha256 in kinds]
    for event in events:
        event["reasons"] = [{**reason, "text": said_in_each(reason["text"])} for reason in event["reasons"][:1]]
    for observation in observations:
        observation["fault_detail"] = without_addresses(observation["fault_detail"] or "", host)
        observation["evidence"] = kinds.get(observation["evidence_sha256"])
    return {
        "camera": camera,
        "health": health if health["asked_at"] is not None else None,
        "findings": findings,
        "notices": notices_read(observations),
        "frames": frames_of(observations, _MOST_FRAMES),
        "configurations": _configurations(rows(statements.configurations(connection, camera_id=camera_id))),
        "history": events,
        "told": told_of(connection, camera),
        "claims": rows(statements.claims(connection, camera_id=camera_id, most=_MOST_CLAIMS)),
    }


def shown_citation(citation: dict[str, Any]) -> dict[str, Any]:
    """Keep of a citation what may be shown: only an official text is linked, never a copy of one."""
    verified = citation.get("verified", Verified.MEMORY)
    address = str(citation.get("address") or "")
    return {
        "instrument": citation.get("instrument", ""),
        "article": citation.get("article", ""),
        "verified": verified,
        "is_verified": verified in (Verified.OFFICIAL, Verified.FULL_COPY),
        "address": address if verified == Verified.OFFICIAL and address.startswith("https://") else None,
    }


def without_addresses(text: str, host: str = "") -> str:
    """Hide where a camera answers: a map of cameras with their addresses would help an intruder.

    Args:
        text: What a camera, a network or a configuration said.
        host: The camera's own host, whose name no pattern would know.
    """
    shown = _ADDRESS.sub(_HIDDEN, without_secrets(text))
    if host:
        shown = re.sub(rf"(?i)(?<![\w.-]){re.escape(host)}(?![\w-])", _HIDDEN, shown)
    return _NOTHING_BUT_HIDDEN.sub("", shown)


def _host(url: str | None) -> str:
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def _configurations(found: Iterable[DictRow]) -> list[dict[str, Any]]:
    """Return what each source says, those that name a classifier first, with what changed since it was another."""
    read = [_configuration(row) for row in found]
    return sorted(read, key=lambda each: (not each["mentions"], not each["gone"], each["complete"], each["source"]))


def _configuration(row: DictRow) -> dict[str, Any]:
    former = {key_of(each): each["level"] for each in row["former_mentions"] or ()}
    now = {key_of(each) for each in row["mentions"]}
    # A source that cannot be read any more still holds what it held, for all that is known.
    gone = [each for each in row["former_mentions"] or () if row["complete"] and key_of(each) not in now]
    compared = row["former_mentions"] is not None and row["former_complete"]
    shown = [
        {**_shown(each), "change": change_of(former.get(key_of(each)), each["level"]) if compared else None}
        for each in row["mentions"][:_MOST_MENTIONS]
    ]
    return {
        "source": row["source"],
        "window_date": row["window_date"],
        "since": row["since"],
        "format": row["format"],
        "complete": row["complete"],
        "error": without_addresses(row["error"]) if row["error"] else None,
        "mentions": shown,
        "more_mentions": max(0, len(row["mentions"]) - _MOST_MENTIONS),
        "gone": [_shown(each) for each in gone[:_MOST_MENTIONS]],
    }


def _shown(mention: dict[str, Any]) -> dict[str, Any]:
    return {**mention, "excerpt": without_addresses(mention["excerpt"])}
